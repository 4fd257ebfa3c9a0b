"""The build's variables on this platform."""
from _krait_sysconfig import variables

build_time_vars = variables("darwin")
