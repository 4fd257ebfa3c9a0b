"""Installs pip from a wheel that is on this machine, without the network: python -m ensurepip.

The wheel is looked for in the folder that sysconfig names as WHEEL_PKG_DIR, then in the folder _bundled of this package. None comes with krait.
"""
import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

__all__ = ["bootstrap", "version"]

# What CPython of this version has, and the name that a wheel in _bundled is expected under.
_PIP_VERSION = "25.3"
_BUNDLED = Path(__file__).resolve().parent / "_bundled"

_folder = sysconfig.get_config_var("WHEEL_PKG_DIR")
_WHEEL_PKG_DIR = Path(_folder).resolve() if _folder else None
del _folder


def _find_wheel_pkg_dir_pip():
    """The wheel of pip in WHEEL_PKG_DIR, the last one by name; None where there is none."""
    if _WHEEL_PKG_DIR is None:
        return None
    return max((path for path in _WHEEL_PKG_DIR.glob("pip-*.whl")), default=None)


@contextlib.contextmanager
def _get_pip_whl_path_ctx():
    """The path of the wheel to install."""
    path = _find_wheel_pkg_dir_pip() or _BUNDLED / f"pip-{_PIP_VERSION}-py3-none-any.whl"
    if not path.is_file():
        raise FileNotFoundError(f"there is no wheel of pip on this machine: put {path.name} from https://pypi.org/project/pip/{_PIP_VERSION}/#files "
                                f"into {path.parent}, or run https://bootstrap.pypa.io/get-pip.py")
    yield path


def version():
    """The version of pip that is installed."""
    wheel = _find_wheel_pkg_dir_pip()
    return wheel.name.removeprefix("pip-").partition("-")[0] if wheel else _PIP_VERSION


def _run_pip(words, paths=None):
    """Runs pip in a process of its own, which imports it from the paths first."""
    code = f"""
import runpy, sys
sys.path[:0] = {paths or []!r}
sys.argv[1:] = {words!r}
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""
    options = ["-W", "ignore::DeprecationWarning"]
    if sys.flags.isolated:
        options.insert(0, "-I")
    return subprocess.run([sys.executable, *options, "-c", code], check=True).returncode


def _forget_settings():
    """Variables and files that configure pip are not meant for this."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        del os.environ[name]
    os.environ["PIP_CONFIG_FILE"] = os.devnull


def bootstrap(*, root=None, upgrade=False, user=False, altinstall=False, default_pip=False, verbosity=0):
    """Installs pip into this Python, or into the folder root. Changes os.environ."""
    _bootstrap(root=root, upgrade=upgrade, user=user, altinstall=altinstall, default_pip=default_pip, verbosity=verbosity)


def _bootstrap(*, root=None, upgrade=False, user=False, altinstall=False, default_pip=False, verbosity=0):
    if altinstall and default_pip:
        raise ValueError("Cannot use altinstall and default_pip together")
    sys.audit("ensurepip.bootstrap", root)
    _forget_settings()
    # By default pip3 and pip3.x are made; pip as well, or pip3.x alone.
    if altinstall:
        os.environ["ENSUREPIP_OPTIONS"] = "altinstall"
    elif not default_pip:
        os.environ["ENSUREPIP_OPTIONS"] = "install"
    with tempfile.TemporaryDirectory() as folder, _get_pip_whl_path_ctx() as wheel:
        shutil.copyfile(wheel, os.path.join(folder, wheel.name))
        words = ["install", "--no-cache-dir", "--no-index", "--find-links", folder]
        if root:
            words += ["--root", root]
        if upgrade:
            words.append("--upgrade")
        if user:
            words.append("--user")
        words += _verbose(verbosity)
        return _run_pip([*words, "pip"], [os.path.join(folder, wheel.name)])


def _verbose(verbosity):
    return ["-" + "v" * verbosity] if verbosity else []


def _uninstall_helper(*, verbosity=0):
    """Removes pip where it is the version that is installed from here."""
    try:
        import pip
    except ImportError:
        return None
    if pip.__version__ != (available := version()):
        print(f"ensurepip will only uninstall a matching version ({pip.__version__!r} installed, {available!r} available)", file=sys.stderr)
        return None
    _forget_settings()
    return _run_pip(["uninstall", "-y", "--disable-pip-version-check", *_verbose(verbosity), "pip"])


def _add_common_options(parser):
    parser.add_argument("--version", action="version", version=f"pip {version()}", help="the version of pip that is installed from here")
    parser.add_argument("-v", "--verbose", action="count", default=0, dest="verbosity", help="more output; up to three times")


def _main(argv=None):
    parser = argparse.ArgumentParser(prog="python -m ensurepip")
    _add_common_options(parser)
    parser.add_argument("-U", "--upgrade", action="store_true", help="upgrade pip, even where it is installed")
    parser.add_argument("--user", action="store_true", help="install for this user")
    parser.add_argument("--root", help="install relative to this folder")
    parser.add_argument("--altinstall", action="store_true", help="make only the script pip3.x, not pip3")
    parser.add_argument("--default-pip", action="store_true", help="make the script pip as well")
    options = parser.parse_args(argv)
    try:
        return _bootstrap(root=options.root, upgrade=options.upgrade, user=options.user, verbosity=options.verbosity,
                          altinstall=options.altinstall, default_pip=options.default_pip)
    except FileNotFoundError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
