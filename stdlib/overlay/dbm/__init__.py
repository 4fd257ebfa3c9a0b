"""One interface to several simple databases: bytes for bytes, in a file.

    database = dbm.open("cache", "c")

opens a database with the module that made the file; a new one is made by the first module that is there.
"""
import io
import os
import struct

__all__ = ["open", "whichdb", "error"]


class error(Exception):
    pass


_names = ["dbm.sqlite3", "dbm.gnu", "dbm.ndbm", "dbm.dumb"]
_defaultmod = None          # the module for new databases, once it is known
_modules = {}               # name -> module, for those that were imported

# Callers catch what any of the modules raises.
error = (error, OSError)

_SQLITE_MAGIC = b"SQLite format 3\x00"
_GDBM_MAGICS = {0x13579ace, 0x13579acd, 0x13579acf}


def _load_all():
    """Imports the modules that can be imported; the first becomes the one for new databases."""
    global _defaultmod
    for name in _names:
        try:
            module = __import__(name, fromlist=["open"])
        except ImportError:
            continue
        if _defaultmod is None:
            _defaultmod = module
        _modules[name] = module
    if _defaultmod is None:
        raise ImportError("no dbm clone found; tried %s" % _names)


def open(file, flag="r", mode=0o666):
    """Opens the database file.

    flag: 'r' to read, 'w' to read and write, 'c' to make it if it is not there, 'n' to make it anew.
    mode: the permissions of a new file, before the umask.
    """
    if _defaultmod is None:
        _load_all()
    made_by = None if "n" in flag else whichdb(file)
    if made_by is None:
        if not ("c" in flag or "n" in flag):
            raise error[0]("db file doesn't exist; use 'c' or 'n' flag to create a new db")
        return _defaultmod.open(file, flag, mode)
    if made_by == "":
        raise error[0]("db type could not be determined")
    if made_by not in _modules:
        raise error[0]("db type is {0}, but the module is not available".format(made_by))
    return _modules[made_by].open(file, flag, mode)


def _readable(path):
    try:
        with io.open(path, "rb"):
            return True
    except OSError:
        return False


def _is_dumb(filename):
    """A database of dbm.dumb: its index is empty, or begins with a quoted key."""
    try:
        os.stat(filename + b".dat")
        if os.stat(filename + b".dir").st_size == 0:
            return True
        with io.open(filename + b".dir", "rb") as index:
            return index.read(1) in (b"'", b'"')
    except OSError:
        return False


def whichdb(filename):
    """The name of the module that made a database, "" where it cannot be told, None where there is no readable file."""
    filename = os.fsencode(filename)
    # ndbm takes two files on some systems, and one with a suffix on others.
    if _readable(filename + b".pag") and _readable(filename + b".dir"):
        return "dbm.ndbm"
    if _readable(filename + b".db"):
        # Any file may end in .db: only ndbm itself can say.
        ndbm = _modules.get("dbm.ndbm")
        if ndbm is not None:
            try:
                ndbm.open(filename, "r").close()
                return "dbm.ndbm"
            except ndbm.error:
                pass
    if _is_dumb(filename):
        return "dbm.dumb"
    try:
        with io.open(filename, "rb") as file:
            start = file.read(16)
    except OSError:
        return None
    if start == _SQLITE_MAGIC:
        return "dbm.sqlite3"
    if len(start) >= 4 and struct.unpack("=l", start[:4])[0] in _GDBM_MAGICS:
        return "dbm.gnu"
    return ""
