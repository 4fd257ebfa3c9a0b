"""What sysconfig knows of the build; the modules _sysconfigdata_* of the platforms take it from here."""
import sys as _sys


def variables(multiarch):
    """The variables of CPython's Makefile that have a meaning without a C compiler."""
    version = "%d.%d" % _sys.version_info[:2]
    prefix = _sys.base_prefix
    library = "%s/lib/python%s" % (prefix, version)
    return {
        "ABIFLAGS": "",
        "ABI_THREAD": "",
        "BINDIR": prefix + "/bin",
        "BINLIBDEST": library,
        "CONFIG_ARGS": "",
        "CONFINCLUDEDIR": prefix + "/include",
        "CONFINCLUDEPY": "%s/include/python%s" % (prefix, version),
        "DESTLIB": library,
        "DESTSHARED": library + "/lib-dynload",
        "EXE": "",
        "EXT_SUFFIX": ".krait-%s-%s.so" % (version.replace(".", ""), multiarch),
        "HAVE_FORK": 1,
        "HAVE_GETRANDOM": 1,
        "INCLUDEPY": "%s/include/python%s" % (prefix, version),
        "LIBDEST": library,
        "LIBDIR": prefix + "/lib",
        "LIBPYTHON": "",
        "MACHDEP": _sys.platform,
        "MULTIARCH": multiarch,
        "PLATLIBDIR": "lib",
        "PYTHONFRAMEWORK": "",
        "PYTHONFRAMEWORKPREFIX": "",
        "Py_DEBUG": 0,
        "Py_ENABLE_SHARED": 0,
        "Py_GIL_DISABLED": 0,
        "Py_TRACE_REFS": 0,
        "SHELL": "/bin/sh",
        "SHLIB_SUFFIX": ".so",
        "SOABI": "krait-%s-%s" % (version.replace(".", ""), multiarch),
        "TZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
        "VERSION": version,
        "WITH_DOC_STRINGS": 1,
        "WITH_PYMALLOC": 0,
        "exec_prefix": prefix,
        "prefix": prefix,
        "srcdir": ".",
    }
