"""A folder that is CPython's Lib/test."""

import functools
import os
import re
import subprocess
from pathlib import Path

from .options import HERE

# Packages whose modules run one by one, as regrtest does it.
SPLIT = {
    "test_asyncio", "test_concurrent_futures", "test_doctests", "test_future_stmt", "test_gdb", "test_inspect",
    "test_io", "test_pydoc", "test_multiprocessing_fork", "test_multiprocessing_forkserver", "test_multiprocessing_spawn",
}


MARKS = HERE / "child" / "marks.py"
PACKAGE = """\
import importlib.util

_spec = importlib.util.spec_from_file_location("_conformance_marks", {marks!r})
_marks = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_marks)
_marks.ignore_marks()
"""


class Suite:
    def __init__(self, folder, version=None):
        self.folder = folder
        self.version = version or find_version(folder) or "3.14"
        self.modules = sorted(find_modules(folder))

    def expand(self, name):
        """The modules that a name on the command line or in a selection stands for; none where the suite lacks it."""
        name = name.removeprefix("test.").removesuffix(".py")
        return [module for module in self.modules if module == name or module.startswith(name + ".")]

    def make_packages_folder(self, parent):
        """A folder that holds the package `test` and nothing else: the suite's own parent may hold a whole library.

        The package is a folder of links with an `__init__.py` of the runner's, so that marks are ignored in the processes
        that tests start as well.
        """
        packages = Path(parent, "packages")
        packages.mkdir()
        linked = packages / "test"
        link(self.folder, linked)
        (linked / "__init__.py").unlink(missing_ok=True)
        (linked / "__init__.py").write_text(PACKAGE.format(marks=str(MARKS)), encoding="utf-8")
        return packages

    def make_home(self, parent, command, packages):
        """A home for krait in which the suite stands in the library, where CPython has it; None for another interpreter.

        Tests start isolated interpreters (`-I`) that import helpers from `test`; no path from outside reaches those.
        """
        name, _, library = ask_interpreter(command)
        if name != "krait":
            return None
        library = Path(library)
        home = Path(parent, "home")
        linked = home / "lib" / library.name
        linked.mkdir(parents=True)
        for entry in library.iterdir():
            os.symlink(entry, linked / entry.name)
        if not (linked / "test").exists():
            os.symlink(packages / "test", linked / "test", target_is_directory=True)
        return home


def link(source, target):
    """A link that is no symbolic one where that can be, a folder of such links for a folder: tests take their own files for ordinary ones."""
    if source.is_dir():
        target.mkdir()
        for entry in source.iterdir():
            if entry.name != "__pycache__":
                link(entry, target / entry.name)
        return
    try:
        os.link(source.resolve(), target)
    except OSError:
        os.symlink(source, target)


def find_modules(folder, prefix=""):
    for entry in folder.iterdir():
        name = entry.name
        if not name.startswith("test_"):
            continue
        if entry.is_file() and name.endswith(".py"):
            yield prefix + name.removesuffix(".py")
        elif not prefix and name in SPLIT and (entry / "__init__.py").is_file():
            yield from find_modules(entry, name + ".")
        elif (entry / "__init__.py").is_file():
            yield prefix + name


def find_version(folder):
    """X.Y, from a source tree's header or from the name of an installed library's folder."""
    header = folder.parent.parent / "Include" / "patchlevel.h"
    if header.is_file():
        found = re.search(r'PY_VERSION\s+"(\d+\.\d+)', header.read_text(encoding="utf-8"))
    else:
        found = re.search(r"python(\d+\.\d+)", str(folder))
    return found and found[1]


@functools.cache
def ask_interpreter(command):
    """The name, the version and the library's folder of the interpreter under test."""
    program = "import os, sys; print(sys.implementation.name, sys.version.splitlines()[0], os.path.dirname(os.__file__), sep='\\n')"
    done = subprocess.run([*command, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def describe_interpreter(command):
    """The interpreter under test, for the table's head."""
    name, version, _ = ask_interpreter(command)
    build = re.search(rf"\({name} ([^)]*)\)", version)
    return f"{name} {build[1] if build else version.split()[0]}"
