"""A database in plain files, for systems that have no other.

NAME.dat holds the values, each beginning at a multiple of 512 bytes; NAME.dir is the index, a line `'key', (position, size)` for each
key, read as a whole when the database is opened and written as a whole when it is closed; NAME.bak is the index before that.
Space is used again only by a new value for the same key that fits. Nothing guards against two writers.
"""
import ast as _ast
import collections.abc
import io as _io
import os as _os

__all__ = ["error", "open"]

_BLOCK = 512

error = OSError


class _Database(collections.abc.MutableMapping):
    # Values that __del__ finds when __init__ did not get that far.
    _index = None
    _modified = False

    def __init__(self, filebasename, mode, flag="c"):
        filebasename = _os.fsencode(filebasename)
        self._mode = mode
        self._readonly = flag == "r"
        self._directory = filebasename + b".dir"
        self._data = filebasename + b".dat"
        self._backup = filebasename + b".bak"
        self._make_data_file(flag)
        self._read_index(flag)

    def _make_data_file(self, flag):
        if flag == "n":
            for name in (self._data, self._backup, self._directory):
                try:
                    _os.remove(name)
                except OSError:
                    pass
        try:
            _io.open(self._data, "r", encoding="Latin-1").close()
        except OSError:
            if flag not in ("c", "n"):
                raise
            with _io.open(self._data, "w", encoding="Latin-1"):
                self._chmod(self._data)

    def _read_index(self, flag):
        self._index = {}
        try:
            file = _io.open(self._directory, "r", encoding="Latin-1")
        except OSError:
            if flag not in ("c", "n"):
                raise
            with _io.open(self._directory, "w", encoding="Latin-1"):
                self._chmod(self._directory)
            return
        with file:
            for line in file:
                key, place = _ast.literal_eval(line.rstrip())
                self._index[key.encode("Latin-1")] = place

    def _commit(self):
        """Writes the index; the old one becomes the backup."""
        if self._index is None or not self._modified:
            return
        for step in (_os.unlink, lambda backup: _os.rename(self._directory, backup)):
            try:
                step(self._backup)
            except OSError:
                pass
        with _io.open(self._directory, "w", encoding="Latin-1") as file:
            self._chmod(self._directory)
            for key, place in self._index.items():
                file.write(f"{key.decode('Latin-1')!r}, {place}\n")
        self._modified = False

    sync = _commit

    def _open_index(self):
        if self._index is None:
            raise error("DBM object has already been closed")
        return self._index

    @staticmethod
    def _bytes(value, what):
        if isinstance(value, str):
            return value.encode("utf-8")
        if not isinstance(value, (bytes, bytearray)):
            raise TypeError(f"{what} must be bytes or strings")
        return value

    def __getitem__(self, key):
        index = self._open_index()
        if isinstance(key, str):
            key = key.encode("utf-8")
        position, size = index[key]
        with _io.open(self._data, "rb") as file:
            file.seek(position)
            return file.read(size)

    def __setitem__(self, key, value):
        if self._readonly:
            raise error("The database is opened for reading only")
        key = self._bytes(key, "keys")
        value = self._bytes(value, "values")
        index = self._open_index()
        self._modified = True
        key = bytes(key)
        place = index.get(key)
        if place is not None and -(-len(value) // _BLOCK) <= -(-place[1] // _BLOCK):
            with _io.open(self._data, "rb+") as file:
                file.seek(place[0])
                file.write(value)
            index[key] = (place[0], len(value))
            return
        with _io.open(self._data, "rb+") as file:
            end = file.seek(0, 2)
            position = -(-end // _BLOCK) * _BLOCK
            file.write(b"\0" * (position - end))
            file.write(value)
        index[key] = (position, len(value))
        if place is None:
            # A new key is in the index at once, so that a crash loses only its changes.
            with _io.open(self._directory, "a", encoding="Latin-1") as file:
                self._chmod(self._directory)
                file.write(f"{key.decode('Latin-1')!r}, {index[key]}\n")

    def __delitem__(self, key):
        if self._readonly:
            raise error("The database is opened for reading only")
        index = self._open_index()
        if isinstance(key, str):
            key = key.encode("utf-8")
        self._modified = True
        del index[key]
        self._commit()

    def __contains__(self, key):
        index = self._open_index()
        if isinstance(key, str):
            key = key.encode("utf-8")
        return key in index

    def keys(self):
        return list(self._open_index())

    def items(self):
        return [(key, self[key]) for key in self._open_index()]

    def iterkeys(self):
        return iter(self._open_index())

    __iter__ = iterkeys

    def __len__(self):
        return len(self._open_index())

    def close(self):
        try:
            self._commit()
        finally:
            self._index = None

    __del__ = close

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.close()

    def _chmod(self, file):
        _os.chmod(file, self._mode)


def open(file, flag="c", mode=0o666):
    """Opens the database in file.dat and file.dir.

    flag: 'r' to read, 'w' to read and write, 'c' to make it if it is not there, 'n' to make it anew.
    mode: the permissions of new files, before the umask.
    """
    if flag not in ("r", "w", "c", "n"):
        raise ValueError("Flag must be one of 'r', 'w', 'c', or 'n'")
    try:
        umask = _os.umask(0)
    except AttributeError:
        pass
    else:
        _os.umask(umask)
        mode &= ~umask
    return _Database(file, mode, flag=flag)
