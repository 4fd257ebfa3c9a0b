"""A database in one table of an SQLite file."""
import os
import sqlite3
from collections.abc import MutableMapping
from contextlib import closing, suppress
from pathlib import Path

_MODES = {"r": "ro", "w": "rw", "c": "rwc", "n": "rwc"}


class error(OSError):
    pass


def _normalize_uri(path):
    """The file: URI of a path, with what has a meaning in a URI escaped."""
    uri = Path(path).absolute().as_uri()
    # SQLite takes two slashes for the beginning of an authority.
    scheme, _, rest = uri.partition(":")
    while "//" in rest:
        rest = rest.replace("//", "/")
    return f"{scheme}:{rest}"


class _Database(MutableMapping):

    def __init__(self, path, /, *, flag, mode):
        if hasattr(self, "_connection"):
            raise error("reinitialization of DBM object is not allowed")
        path = os.fsdecode(path)
        if flag not in _MODES:
            raise ValueError(f"Flag must be one of 'r', 'w', 'c', or 'n', not {flag!r}")
        if flag == "n":
            Path(path).unlink(missing_ok=True)
        if flag in ("c", "n"):
            # SQLite would give the file permissions of its own choice.
            Path(path).touch(mode=mode, exist_ok=True)
        uri = f"{_normalize_uri(path)}?mode={_MODES[flag]}"
        if flag == "r":
            # Reading must work where the folder is read-only and no lock file can be made; but only where no writer has
            # left a journal that has to be replayed.
            wal = Path(path + "-wal")
            if not wal.exists() or wal.stat().st_size == 0:
                uri += "&immutable=1"
        try:
            self._connection = sqlite3.connect(uri, autocommit=True, uri=True)
        except sqlite3.Error as exception:
            raise error(str(exception))
        if flag != "r":
            # Faster, and readers do not block; a file system that cannot have it does without.
            with suppress(sqlite3.OperationalError):
                self._connection.execute("PRAGMA journal_mode = wal")
        if flag in ("c", "n"):
            self._run("CREATE TABLE IF NOT EXISTS Dict (key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)").close()

    def _run(self, statement, *values):
        if not self._connection:
            raise error("DBM object has already been closed")
        try:
            return self._connection.execute(statement, values)
        except sqlite3.Error as exception:
            raise error(str(exception))

    def __len__(self):
        with closing(self._run("SELECT COUNT(key) FROM Dict")) as cursor:
            return cursor.fetchone()[0]

    def __getitem__(self, key):
        with closing(self._run("SELECT value FROM Dict WHERE key = CAST(? AS BLOB)", key)) as cursor:
            row = cursor.fetchone()
        if row is None:
            raise KeyError(key)
        return row[0]

    def __setitem__(self, key, value):
        self._run("REPLACE INTO Dict (key, value) VALUES (CAST(? AS BLOB), CAST(? AS BLOB))", key, value).close()

    def __delitem__(self, key):
        with closing(self._run("DELETE FROM Dict WHERE key = CAST(? AS BLOB)", key)) as cursor:
            if not cursor.rowcount:
                raise KeyError(key)

    def __iter__(self):
        try:
            with closing(self._run("SELECT key FROM Dict")) as cursor:
                for row in cursor:
                    yield row[0]
        except sqlite3.Error as exception:
            raise error(str(exception))

    def keys(self):
        return list(super().keys())

    def close(self):
        if self._connection:
            self._connection.close()
            self._connection = None

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.close()


def open(filename, /, flag="r", mode=0o666):
    """Opens the database filename.

    flag: 'r' to read, 'w' to read and write, 'c' to make it if it is not there, 'n' to make it anew.
    mode: the permissions of a new file, before the umask.
    """
    return _Database(filename, flag=flag, mode=mode)
