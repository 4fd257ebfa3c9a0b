"""Opens pages in the user's web browser."""
import os
import shlex
import shutil
import subprocess
import sys
import threading

__all__ = ["Error", "open", "open_new", "open_new_tab", "get", "register"]

_lock = threading.RLock()
_browsers = {}              # lower-case name -> [class or None, instance or None]
_tryorder = None            # names in order of preference; None before the first look at the system
_os_preferred_browser = None


class Error(Exception):
    pass


def register(name, klass, instance=None, *, preferred=False):
    """Makes a browser known under a name; a preferred one is tried before the others."""
    with _lock:
        if _tryorder is None:
            register_standard_browsers()
        _browsers[name.lower()] = [klass, instance]
        # What the system names as its default comes first without being asked for.
        if preferred or (_os_preferred_browser and f"{_os_preferred_browser}.desktop" == name):
            _tryorder.insert(0, name)
        else:
            _tryorder.append(name)


def _ensure_registered():
    if _tryorder is None:
        with _lock:
            if _tryorder is None:
                register_standard_browsers()


def get(using=None):
    """Returns a browser: the one of this name or command line, or the first that can be had."""
    _ensure_registered()
    for name in [using] if using is not None else _tryorder:
        if "%s" in name:
            # A command line, with the place of the URL marked; a trailing & asks not to wait.
            words = shlex.split(name)
            if words[-1] == "&":
                return BackgroundBrowser(words[:-1])
            return GenericBrowser(words)
        entry = _browsers.get(name.lower())
        if entry is None:
            entry = _synthesize(name)
        klass, instance = entry
        if instance is not None:
            return instance
        if klass is not None:
            return klass()
    raise Error("could not locate runnable browser")


def open(url, new=0, autoraise=True):
    """Shows url in the first browser that takes it.

    new: 0 in a window that is there, 1 in a new window, 2 in a new tab, where the browser can.
    autoraise: whether the window comes to the front, where that can be chosen.
    Returns whether a browser was started.
    """
    _ensure_registered()
    for name in _tryorder:
        if get(name).open(url, new, autoraise):
            return True
    return False


def open_new(url):
    """Shows url in a new window of the default browser."""
    return open(url, 1)


def open_new_tab(url):
    """Shows url in a new tab of the default browser."""
    return open(url, 2)


def _synthesize(name, *, preferred=False):
    """A browser for a command that is known only under another path; [None, None] where there is none."""
    command = name.split()[0]
    if not shutil.which(command):
        return [None, None]
    known = _browsers.get(os.path.basename(command).lower())
    if known is None or known[1] is None:
        return [None, None]
    browser = type(known[1])(command)
    register(command, None, instance=browser, preferred=preferred)
    return [None, browser]


class BaseBrowser:
    """What the browsers have in common."""

    args = ["%s"]

    def __init__(self, name=""):
        self.name = name
        self.basename = name

    def open(self, url, new=0, autoraise=True):
        raise NotImplementedError

    def open_new(self, url):
        return self.open(url, 1)

    def open_new_tab(self, url):
        return self.open(url, 2)

    @staticmethod
    def _check_url(url):
        """A URL that begins with a dash would be an option of the browser."""
        if url and url.lstrip().startswith("-"):
            raise ValueError(f"Invalid URL (leading dash disallowed): {url!r}")


class GenericBrowser(BaseBrowser):
    """A command that shows a page and ends when the user is done with it."""

    def __init__(self, name):
        if isinstance(name, str):
            self.name = name
            self.args = ["%s"]
        else:
            self.name, *self.args = name
        self.basename = os.path.basename(self.name)

    def _command(self, url):
        self._check_url(url)
        return [self.name] + [word.replace("%s", url) for word in self.args]

    def open(self, url, new=0, autoraise=True):
        sys.audit("webbrowser.open", url)
        command = self._command(url)
        try:
            if sys.platform.startswith("win"):
                return not subprocess.Popen(command).wait()
            return not subprocess.Popen(command, close_fds=True).wait()
        except OSError:
            return False


class BackgroundBrowser(GenericBrowser):
    """A command that is started and left alone."""

    def open(self, url, new=0, autoraise=True):
        sys.audit("webbrowser.open", url)
        command = self._command(url)
        try:
            if sys.platform.startswith("win"):
                process = subprocess.Popen(command)
            else:
                process = subprocess.Popen(command, close_fds=True, start_new_session=True)
            return process.poll() is None
        except OSError:
            return False


class UnixBrowser(BaseBrowser):
    """A browser that can hand a page to an instance of it that runs already.

    In remote_args %action stands for what to do (remote_action, remote_action_newwin, remote_action_newtab) and %s for the URL.
    """

    raise_opts = None           # options for not raising and for raising the window
    background = False          # whether the first instance stays with the terminal
    redirect_stdout = True
    remote_args = ["%action", "%s"]
    remote_action = None
    remote_action_newwin = None
    remote_action_newtab = None

    def _invoke(self, args, remote, autoraise, url=None):
        raising = []
        if remote and self.raise_opts:
            option = self.raise_opts[int(autoraise)]
            raising = [option] if option else []
        quiet = subprocess.DEVNULL if remote or self.background else None
        process = subprocess.Popen(
            [self.name] + raising + args, close_fds=True, stdin=quiet,
            stdout=subprocess.DEVNULL if quiet is not None and self.redirect_stdout else None,
            stderr=quiet, start_new_session=True)
        if remote:
            try:
                # A remote call that takes longer is a browser that started itself, and that is well.
                return not process.wait(5)
            except subprocess.TimeoutExpired:
                return True
        if self.background:
            return process.poll() is None
        return not process.wait()

    def open(self, url, new=0, autoraise=True):
        sys.audit("webbrowser.open", url)
        self._check_url(url)
        if new == 0:
            action = self.remote_action
        elif new == 1:
            action = self.remote_action_newwin
        elif new == 2:
            action = self.remote_action if self.remote_action_newtab is None else self.remote_action_newtab
        else:
            raise Error(f"Bad 'new' parameter to open(); expected 0, 1, or 2, got {new}")
        # The URL is checked with the action in it, too: it may spell "%action".
        self._check_url(url.replace("%action", action))
        args = [word.replace("%s", url).replace("%action", action) for word in self.remote_args]
        args = [word for word in args if word]
        if self._invoke(args, True, autoraise, url):
            return True
        return self._invoke([word.replace("%s", url) for word in self.args], False, False)


class Mozilla(UnixBrowser):
    remote_args = ["%action", "%s"]
    remote_action = ""
    remote_action_newwin = "-new-window"
    remote_action_newtab = "-new-tab"
    background = True


class Epiphany(UnixBrowser):
    raise_opts = ["-noraise", ""]
    remote_args = ["%action", "%s"]
    remote_action = "-n"
    remote_action_newwin = "-w"
    remote_action_newtab = "-w"
    background = True


class Chrome(UnixBrowser):
    remote_args = ["%action", "%s"]
    remote_action = ""
    remote_action_newwin = "--new-window"
    remote_action_newtab = ""
    background = True


Chromium = Chrome


class Opera(UnixBrowser):
    remote_args = ["%action", "%s"]
    remote_action = ""
    remote_action_newwin = "--new-window"
    remote_action_newtab = ""
    background = True


class Elinks(UnixBrowser):
    remote_args = ["-remote", "openURL(%s%action)"]
    remote_action = ""
    remote_action_newwin = ",new-window"
    remote_action_newtab = ",new-tab"
    redirect_stdout = False     # it draws in the terminal


class Konqueror(BaseBrowser):
    """Konqueror, or the file manager that stands in for it."""

    def open(self, url, new=0, autoraise=True):
        sys.audit("webbrowser.open", url)
        self._check_url(url)
        action = "newTab" if new == 2 else "openURL"
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        for command, session in ((["kfmclient", action, url], False), (["konqueror", "--silent", url], True),
                                 (["kfm", "-d", url], True)):
            try:
                process = subprocess.Popen(command, close_fds=True, start_new_session=session, **streams)
            except OSError:
                continue
            if not session:
                process.wait()
                return True
            if process.poll() is None:
                return True
        return False


class Edge(UnixBrowser):
    remote_args = ["%action", "%s"]
    remote_action = ""
    remote_action_newwin = "--new-window"
    remote_action_newtab = ""
    background = True


if sys.platform[:3] == "win":
    class WindowsDefault(BaseBrowser):
        def open(self, url, new=0, autoraise=True):
            sys.audit("webbrowser.open", url)
            self._check_url(url)
            try:
                os.startfile(url)
            except OSError:
                return False
            return True


if sys.platform == "darwin":
    class MacOSXOSAScript(BaseBrowser):
        """Speaks AppleScript to a browser, or to the system's default."""

        def __init__(self, name="default"):
            super().__init__(name)

        def open(self, url, new=0, autoraise=True):
            sys.audit("webbrowser.open", url)
            self._check_url(url)
            url = url.replace('"', "%22")
            if self.name == "default":
                # A page that is no web page would be opened by whatever program its type belongs to.
                if url.split(":")[0].lower() in ("http", "https"):
                    script = f'open location "{url}"'
                else:
                    script = (
                        'use framework "AppKit"\n'
                        'use AppleScript version "2.4"\n'
                        "use scripting additions\n"
                        "property NSWorkspace : a reference to current application's NSWorkspace\n"
                        "property NSURL : a reference to current application's NSURL\n"
                        'set web to NSURL\'s URLWithString:"https://python.org"\n'
                        "set app_url to NSWorkspace's sharedWorkspace()'s URLForApplicationToOpenURL:web\n"
                        "set app_path to app_url's absoluteString()\n"
                        f'tell application app_path to open location "{url}"\n')
            else:
                script = f'tell application "{self.name}"\nactivate\nopen location "{url}"\nend\n'
            pipe = os.popen("/usr/bin/osascript", "w")
            if pipe is None:
                return False
            pipe.write(script)
            return not pipe.close()


def _register_desktop_browsers():
    """The browsers of a graphical session, those that ask the desktop first."""
    for opener in ("xdg-open", "gio", "gvfs-open", "x-www-browser"):
        if shutil.which(opener):
            command = [opener, "open", "--", "%s"] if opener == "gio" else opener
            register(opener, None, BackgroundBrowser(command))
    desktop = os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
    if "KDE" in desktop or "KDE_FULL_SESSION" in os.environ:
        if shutil.which("kfmclient"):
            register("kfmclient", Konqueror, Konqueror("kfmclient"))
    for names, klass in ((("firefox", "iceweasel", "seamonkey", "mozilla-firefox", "mozilla"), Mozilla),
                         (("konqueror", "kfm"), Konqueror),
                         (("epiphany",), Epiphany),
                         (("google-chrome", "chrome", "chromium", "chromium-browser"), Chrome),
                         (("opera",), Opera),
                         (("microsoft-edge",), Edge)):
        for name in names:
            if shutil.which(name):
                register(name, None, klass(name))


def _register_text_browsers():
    if shutil.which("www-browser"):
        register("www-browser", None, GenericBrowser("www-browser"))
    for name, klass in (("links", GenericBrowser), ("elinks", Elinks), ("lynx", GenericBrowser), ("w3m", GenericBrowser)):
        if shutil.which(name):
            register(name, None, klass(name))


def register_standard_browsers():
    """Looks for the browsers of this system; the variable BROWSER names some to try first."""
    global _tryorder, _os_preferred_browser
    _tryorder = []
    if sys.platform == "darwin":
        register("MacOSX", None, MacOSXOSAScript("default"))
        for name in ("chrome", "firefox", "safari"):
            register(name, None, MacOSXOSAScript("google chrome" if name == "chrome" else name))
    elif sys.platform[:3] == "win":
        register("windows-default", WindowsDefault)
        edge = os.path.join(os.environ.get("PROGRAMFILES(x86)", r"C:\Program Files (x86)"),
                            r"Microsoft\Edge\Application\msedge.exe")
        for name in ("firefox", "seamonkey", "mozilla", "chrome", "opera", edge):
            if shutil.which(name):
                register(name, None, BackgroundBrowser(name))
    else:
        if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
            try:
                answer = subprocess.check_output(["xdg-settings", "get", "default-web-browser"], stderr=subprocess.DEVNULL)
            except (OSError, subprocess.CalledProcessError):
                pass
            else:
                _os_preferred_browser = answer.decode().strip()
            _register_desktop_browsers()
        if os.environ.get("TERM"):
            _register_text_browsers()
    # The first name that the user gives shall end up in front.
    for command in reversed(os.environ.get("BROWSER", "").split(os.pathsep)):
        if command and (_synthesize(command, preferred=True)[1] is None):
            _tryorder.insert(0, command)


def parse_args(arg_list=None):
    import argparse
    parser = argparse.ArgumentParser(description="Open URL in a web browser.", color=True)
    parser.add_argument("url", help="URL to open")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("-n", "--new-window", action="store_const", const=1, default=0, dest="new_win", help="open new window")
    group.add_argument("-t", "--new-tab", action="store_const", const=2, default=0, dest="new_win", help="open new tab")
    return parser.parse_args(arg_list)


def main(arg_list=None):
    args = parse_args(arg_list)
    open(args.url, args.new_win)
    print("\a")


if __name__ == "__main__":
    main()
