"""What sysconfig asks on macOS. Nothing of compilers, which CPython's module of this name is about as well: krait builds no extension modules."""
import platform
import re
import sys

_INITPRE = "_OSX_SUPPORT_INITIAL_"

# The names of builds for several processors.
_FAT = {
    ("arm64", "x86_64"): "universal2",
    ("i386", "ppc"): "fat",
    ("i386", "x86_64"): "intel",
    ("i386", "ppc", "x86_64"): "fat3",
    ("ppc64", "x86_64"): "fat64",
    ("i386", "ppc", "ppc64", "x86_64"): "universal",
}


def _get_system_version():
    """The version of the running macOS; empty elsewhere."""
    return platform.mac_ver()[0]


def _remove_original_values(_config_vars):
    """Forgets the values that variables had before they were customized."""
    for name in [name for name in _config_vars if name.startswith(_INITPRE)]:
        del _config_vars[name]


def customize_config_vars(_config_vars):
    """Adapts the variables of the build to the running system: there is nothing to adapt."""
    return _config_vars


def get_platform_osx(_config_vars, osname, release, machine):
    """The parts of sysconfig.get_platform()'s text."""
    target = _config_vars.get("MACOSX_DEPLOYMENT_TARGET", "")
    if target and "." not in target:
        target += ".0"
    running = _get_system_version() or target
    target = target or running
    if not target:
        return osname, release, machine
    flags = _config_vars.get(_INITPRE + "CFLAGS", _config_vars.get("CFLAGS", ""))
    version = tuple(int(part) for part in re.findall(r"\d+", running)[:2]) or (10, 3)
    if version >= (10, 4) and "-arch" in flags:
        machine = _machine_of_build(flags)
    elif machine == "i386" and sys.maxsize >= 2**32:
        machine = "x86_64"
    elif machine in ("PowerPC", "Power_Macintosh"):
        machine = "ppc64" if sys.maxsize >= 2**32 else "ppc"
    return "macosx", target, machine


def _machine_of_build(flags):
    processors = tuple(sorted(set(re.findall(r"-arch\s+(\S+)", flags))))
    if len(processors) == 1:
        return processors[0]
    if processors in _FAT:
        return _FAT[processors]
    raise ValueError("Don't know machine value for archs=%r" % (processors,))
