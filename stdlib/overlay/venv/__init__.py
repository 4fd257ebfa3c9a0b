"""Virtual environments (PEP 405): a folder with a command and a site-packages of its own, over the library of the Python that made it.

What they are and how EnvBuilder is adapted is in the documentation of CPython's module of this name.
"""
import argparse
import logging
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import types

__all__ = ["CORE_VENV_DEPS", "EnvBuilder", "create", "main"]

CORE_VENV_DEPS = ("pip",)
logger = logging.getLogger(__name__)


class EnvBuilder:
    """Makes virtual environments. Subclasses override the steps of create(), post_setup() above all."""

    def __init__(self, system_site_packages=False, clear=False, symlinks=False, upgrade=False, with_pip=False,
                 prompt=None, upgrade_deps=False, *, scm_ignore_files=frozenset()):
        self.system_site_packages = system_site_packages
        self.clear = clear
        self.symlinks = symlinks
        self.upgrade = upgrade
        self.with_pip = with_pip
        self.orig_prompt = prompt
        self.prompt = os.path.basename(os.getcwd()) if prompt == "." else prompt
        self.upgrade_deps = upgrade_deps
        self.scm_ignore_files = frozenset(map(str.lower, scm_ignore_files))

    def create(self, env_dir):
        """Makes an environment in the folder."""
        context = self.ensure_directories(os.path.abspath(env_dir))
        for scm in self.scm_ignore_files:
            getattr(self, f"create_{scm}_ignore_file")(context)
        # pip is installed as if no other packages were there.
        wanted, self.system_site_packages = self.system_site_packages, False
        try:
            self.create_configuration(context)
            self.setup_python(context)
            if self.with_pip:
                self._setup_pip(context)
            if not self.upgrade:
                self.setup_scripts(context)
                self.post_setup(context)
        finally:
            self.system_site_packages = wanted
        if wanted:
            self.create_configuration(context)
        if self.upgrade_deps:
            self.upgrade_dependencies(context)

    def ensure_directories(self, env_dir):
        """Makes the folders. Returns the context, a namespace of names and paths, which all other steps get."""
        env_dir = os.fspath(env_dir)
        if os.pathsep in env_dir:
            raise ValueError(f"Refusing to create a venv in {env_dir} because it contains the PATH separator {os.pathsep}.")
        if self.clear and os.path.exists(env_dir):
            self.clear_directory(env_dir)
        name = os.path.basename(os.path.normpath(env_dir))
        executable = sys._base_executable
        if not executable:
            raise ValueError("Unable to determine path to the running Python interpreter. "
                             "Provide an explicit path or check that your PATH environment variable is correctly set.")
        bases = dict.fromkeys(("base", "platbase", "installed_base", "installed_platbase"), env_dir)
        paths = {key: sysconfig.get_path(key, scheme="venv", vars=bases) for key in ("scripts", "include", "purelib")}
        context = types.SimpleNamespace(
            env_dir=env_dir,
            env_name=name,
            prompt=name if self.prompt is None else self.prompt,
            executable=executable,
            python_dir=os.path.dirname(os.path.abspath(executable)),
            python_exe=os.path.basename(executable),
            inc_path=paths["include"],
            lib_path=paths["purelib"],
            bin_path=paths["scripts"],
            bin_name=os.path.relpath(paths["scripts"], env_dir),
            cfg_path=os.path.join(env_dir, "pyvenv.cfg"),
        )
        context.env_exe = os.path.join(context.bin_path, context.python_exe)
        context.env_exec_cmd = context.env_exe
        for folder in (env_dir, context.inc_path, context.lib_path, context.bin_path):
            self._make_folder(folder)
        self._link_lib64(context)
        return context

    @staticmethod
    def _make_folder(path):
        if os.path.lexists(path) and not os.path.isdir(path):
            raise ValueError(f"Unable to create directory {path!r}")
        os.makedirs(path, exist_ok=True)

    @staticmethod
    def _link_lib64(context):
        """Systems with libraries of two sizes look for those of 64 bits in lib64."""
        path = os.path.join(context.env_dir, "lib64")
        if sys.maxsize > 2**32 and os.name == "posix" and sys.platform != "darwin" and not os.path.lexists(path):
            os.symlink("lib", path)

    @classmethod
    def _same_path(cls, path1, path2):
        """Whether two paths name one file, be it there or not."""
        if sys.platform == "win32":
            return os.path.normcase(os.path.realpath(path1)) == os.path.normcase(os.path.realpath(path2))
        return path1 == path2

    def clear_directory(self, path):
        """Removes what the folder holds."""
        for name in os.listdir(path):
            name = os.path.join(path, name)
            if os.path.islink(name) or not os.path.isdir(name):
                os.remove(name)
            else:
                shutil.rmtree(name)

    def create_git_ignore_file(self, context):
        """Makes git leave the environment alone."""
        with open(os.path.join(context.env_dir, ".gitignore"), "w", encoding="utf-8") as file:
            file.write("# Created by venv; see https://docs.python.org/3/library/venv.html\n*\n")

    def create_configuration(self, context):
        """Writes pyvenv.cfg, by which the environment's command knows that it is one."""
        lines = [
            f"home = {context.python_dir}",
            f"include-system-site-packages = {str(self.system_site_packages).lower()}",
            "version = %d.%d.%d" % sys.version_info[:3],
        ]
        if self.prompt is not None:
            lines.append(f"prompt = {self.prompt!r}")
        lines.append(f"executable = {os.path.realpath(sys.executable)}")
        lines.append(f"command = {sys.executable} -m venv {' '.join(self._options())} {context.env_dir}")
        with open(context.cfg_path, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)

    def _options(self):
        """The options that would make this builder."""
        if os.name != "nt":
            yield "--symlinks" if self.symlinks else "--copies"
        if not self.with_pip:
            yield "--without-pip"
        if self.system_site_packages:
            yield "--system-site-packages"
        if self.clear:
            yield "--clear"
        if self.upgrade:
            yield "--upgrade"
        if self.upgrade_deps:
            yield "--upgrade-deps"
        if self.orig_prompt is not None:
            yield f'--prompt="{self.orig_prompt}"'
        if not self.scm_ignore_files:
            yield "--without-scm-ignore-files"

    def symlink_or_copy(self, src, dst, relative_symlinks_ok=False):
        """Puts the interpreter's file into the environment."""
        if self.symlinks:
            try:
                if not os.path.lexists(dst):
                    beside = relative_symlinks_ok and os.path.dirname(src) == os.path.dirname(dst)
                    os.symlink(os.path.basename(src) if beside else src, dst)
                return
            except OSError:
                logger.warning("Unable to symlink %r to %r", src, dst)
        self._copy(src, dst)

    @staticmethod
    def _copy(src, dst):
        # Contents and mode, but no other attributes: a security context belongs to the place where a file stands.
        shutil.copyfile(src, dst)
        shutil.copymode(src, dst)

    def setup_python(self, context):
        """Puts the command into the environment, under the usual names as well."""
        if not os.path.lexists(context.env_exe) or not self.upgrade:
            self._remove(context.env_exe)
            self.symlink_or_copy(context.executable, context.env_exe)
        if not os.path.islink(context.env_exe):
            os.chmod(context.env_exe, 0o755)
        for name in ("python", "python3", "python%d.%d" % sys.version_info[:2]):
            path = os.path.join(context.bin_path, name)
            if not os.path.lexists(path):
                os.symlink(context.python_exe, path)

    @staticmethod
    def _remove(path):
        if os.path.lexists(path):
            os.remove(path)

    def _call_new_python(self, context, *words, **options):
        """Runs the environment's command as a program of its own."""
        environment = dict(os.environ, VIRTUAL_ENV=context.env_dir)
        for name in ("PYTHONHOME", "PYTHONPATH"):
            environment.pop(name, None)
        options.update(cwd=context.env_dir, env=environment, executable=context.env_exec_cmd)
        subprocess.check_output([context.env_exec_cmd, *words], **options)

    def _setup_pip(self, context):
        self._call_new_python(context, "-m", "ensurepip", "--upgrade", "--default-pip", stderr=subprocess.STDOUT)

    def setup_scripts(self, context):
        """Puts the scripts that activate the environment into it."""
        self.install_scripts(context, os.path.join(os.path.dirname(os.path.abspath(__file__)), "scripts"))

    def post_setup(self, context):
        """For subclasses: what else the environment needs."""

    def replace_variables(self, text, context):
        """Fills in a script; a shell takes each value as one word, whatever it holds."""
        return self._fill_in(text, context, shlex.quote)

    @staticmethod
    def _fill_in(text, context, quote):
        values = {
            "__VENV_DIR__": context.env_dir,
            "__VENV_NAME__": context.env_name,
            "__VENV_PROMPT__": context.prompt,
            "__VENV_BIN_NAME__": context.bin_name,
            "__VENV_PYTHON__": context.env_exe,
        }
        return re.sub("|".join(values), lambda name: quote(values[name[0]]), text)

    def install_scripts(self, context, path):
        """Puts the files of the folders path/common and path/<os.name> into the environment, filled in where they are text."""
        for kind in ("common", os.name):
            top = os.path.join(path, kind)
            for folder, _, names in os.walk(top):
                target = os.path.join(context.bin_path, os.path.relpath(folder, top))
                os.makedirs(target, exist_ok=True)
                for name in names:
                    self._install_script(context, os.path.join(folder, name), os.path.join(target, name))

    def _install_script(self, context, source, target):
        with open(source, "rb") as file:
            data = file.read()
        if not source.endswith((".exe", ".pdb")):
            try:
                text = data.decode("utf-8")
            except UnicodeDecodeError as error:
                logger.warning("unable to copy script %r, may be binary: %s", source, error)
                return
            quote = QUOTING.get(os.path.splitext(source)[1])
            text = self._fill_in(text, context, quote) if quote else self.replace_variables(text, context)
            data = text.encode("utf-8")
        if os.path.islink(target):
            os.remove(target)
        with open(target, "wb") as file:
            file.write(data)
        shutil.copymode(source, target)

    def upgrade_dependencies(self, context):
        """Brings pip up to date."""
        logger.debug("Upgrading %s packages in %s", CORE_VENV_DEPS, context.bin_path)
        self._call_new_python(context, "-m", "pip", "install", "--upgrade", *CORE_VENV_DEPS)


def _quote_powershell(text):
    return "'" + text.replace("'", "''") + "'"


def _quote_fish(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _quote_csh(text):
    # History is expanded within quotes, too.
    return shlex.quote(text).replace("!", "\\!").replace("\n", "\\\n")


# How languages other than that of sh write a word.
QUOTING = {".ps1": _quote_powershell, ".fish": _quote_fish, ".csh": _quote_csh, ".bat": str}


def create(env_dir, system_site_packages=False, clear=False, symlinks=False, with_pip=False, prompt=None,
           upgrade_deps=False, *, scm_ignore_files=frozenset()):
    """Makes a virtual environment in a folder."""
    EnvBuilder(system_site_packages=system_site_packages, clear=clear, symlinks=symlinks, with_pip=with_pip,
               prompt=prompt, upgrade_deps=upgrade_deps, scm_ignore_files=scm_ignore_files).create(env_dir)


def _parser():
    parser = argparse.ArgumentParser(
        prog="venv",
        description="Makes virtual Python environments in one or more folders.",
        epilog="Activate an environment by sourcing the script activate in its bin folder.")
    parser.add_argument("dirs", metavar="ENV_DIR", nargs="+", help="a folder to make an environment in")
    parser.add_argument("--system-site-packages", action="store_true", dest="system_site",
                        help="give the environment access to the packages of the system")
    links = os.name != "nt"
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--symlinks", action="store_true", default=links, dest="symlinks",
                       help="use links rather than copies" + (" (the default)" if links else ""))
    group.add_argument("--copies", action="store_false", default=links, dest="symlinks",
                       help="use copies rather than links")
    parser.add_argument("--clear", action="store_true", help="first remove what the folder holds")
    parser.add_argument("--upgrade", action="store_true", help="make the environment one of this version of Python")
    parser.add_argument("--without-pip", action="store_false", default=True, dest="with_pip", help="do not install pip")
    parser.add_argument("--prompt", help="what a shell shows where the environment is active; . is the current folder's name")
    parser.add_argument("--upgrade-deps", action="store_true", help=f"upgrade {' '.join(CORE_VENV_DEPS)} to the latest version on PyPI")
    parser.add_argument("--without-scm-ignore-files", action="store_const", const=frozenset(), default=frozenset(["git"]),
                        dest="scm_ignore_files", help="do not make a .gitignore")
    return parser


def main(args=None):
    parser = _parser()
    options = parser.parse_args(args)
    if options.upgrade and options.clear:
        parser.error("you cannot supply --upgrade and --clear together.")
    builder = EnvBuilder(
        system_site_packages=options.system_site, clear=options.clear, symlinks=options.symlinks, upgrade=options.upgrade,
        with_pip=options.with_pip, prompt=options.prompt, upgrade_deps=options.upgrade_deps,
        scm_ignore_files=options.scm_ignore_files)
    for folder in options.dirs:
        builder.create(folder)
