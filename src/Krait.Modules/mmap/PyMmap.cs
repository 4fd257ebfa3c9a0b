using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>mmap(fileno, length[, flags[, prot[, access[, offset[, trackfd]]]]])
///
/// Maps length bytes from the file specified by the file descriptor fileno,
/// and returns a mmap object.  If length is larger than the current size
/// of the file, the file is extended to contain length bytes.  If length is
/// 0, the maximum length of the map is the current size of the file, except
/// that if the file is empty Windows raises an exception (you cannot create
/// an empty mapping on Windows).
///
/// flags specifies the nature of the mapping. MAP_PRIVATE creates a
/// private copy-on-write mapping, so changes to the contents of the mmap
/// object will be private to this process, and MAP_SHARED creates a mapping
/// that's shared with all other processes mapping the same areas of the file.
/// The default value is MAP_SHARED.
///
/// To map anonymous memory, pass -1 as the fileno (both versions).</summary>
[PyType("mmap", Module = "mmap", BaseType = true)]
[PyModuleType("mmap")]
public unsafe partial class PyMmap : PyObject, IWeakReferenceable
{
    private const int MapShared = 1, MapPrivate = 2, MapAnonymous = 32, ProtRead = 1, ProtWrite = 2, MoveAllowed = 1, MsSync = 4;
    private const int AccessDefault = 0, AccessRead = 1, AccessWrite = 2, AccessCopy = 3;

    private WeakReferenceList? _weakReferences;
    private byte* _data;
    private long _size;
    private long _position;
    private long _offset;
    private int _fd = -1;
    private int _mapFlags;
    private int _access;
    private int _exports;
    private bool _trackFd = true;

    private protected PyMmap(PyType type) : base(type) => Flags |= ObjectFlags.Pooled;

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    [PyNew]
    private static PyObject New(
        ThreadState thread,
        PyType type,
        [Keyword] int fileno,
        [Keyword] long length,
        [Keyword] int flags = MapShared,
        [Keyword] int prot = ProtRead | ProtWrite,
        [Keyword] int access = AccessDefault,
        [Keyword] long offset = 0,
        [KeywordOnly] bool trackfd = true)
    {
        if (length < 0)
            throw Errors.Overflow("memory mapped length must be positive");
        if (offset < 0)
            throw Errors.Overflow("memory mapped offset must be positive");
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "mmap.__new__", PyInt.From(fileno), PyInt.From(length), PyInt.From(access), PyInt.From(offset));
        if (access != AccessDefault && (flags != MapShared || prot != (ProtRead | ProtWrite)))
            throw Errors.Value("mmap can't specify both access and flags, prot.");
        (access, flags, prot) = access switch
        {
            AccessRead => (AccessRead, MapShared, ProtRead),
            AccessWrite => (AccessWrite, MapShared, ProtRead | ProtWrite),
            AccessCopy => (AccessCopy, MapPrivate, ProtRead | ProtWrite),
            AccessDefault => (AccessOf(prot), flags, prot),
            _ => throw Errors.Value("mmap invalid access parameter."),
        };
        if (fileno != -1)
            length = CheckedLength(thread, fileno, length, offset);
        var made = (PyMmap)type.Allocate!(thread, type);
        made._size = length;
        made._offset = offset;
        made._access = access;
        made._trackFd = trackfd;
        made.Map(thread, fileno, flags, prot);
        return made;
    }

    private static int AccessOf(int prot) => (prot & (ProtRead | ProtWrite)) switch
    {
        ProtRead | ProtWrite => AccessDefault,
        ProtWrite => AccessWrite,
        _ => AccessRead,
    };

    private static long CheckedLength(ThreadState thread, int fd, long length, long offset)
    {
        FileStatus status = default;
        OsCall.Run(thread, () => FileSystem.Status(fd, out status));
        if (!status.IsRegular)
            return length;
        if (length == 0)
        {
            if (status.Size == 0)
                throw Errors.Value("cannot mmap an empty file");
            if (offset >= status.Size)
                throw Errors.Value("mmap offset is greater than file size");
            return status.Size - offset;
        }
        return offset <= status.Size && status.Size - offset >= length
            ? length
            : throw Errors.Value("mmap length is greater than file size");
    }

    private void Map(ThreadState thread, int fd, int flags, int prot)
    {
        if (fd == -1)
        {
            flags |= MapAnonymous;
        }
        else if (_trackFd)
        {
            _fd = Descriptors.DuplicateNotInherited(fd, 0, out var error);
            OsCall.Check(thread, error);
        }
        _mapFlags = flags;
        byte* data;
        Errno failure;
        using (thread.AllowThreads())
            data = MemoryMapping.Map((nuint)_size, prot, flags, fd, _offset, out failure);
        if (failure.Failed)
        {
            CloseDescriptor();
            throw Errors.Os(thread, failure.Value);
        }
        _data = data;
    }

    private void CloseDescriptor()
    {
        if (_fd >= 0)
            Descriptors.Close(_fd);
        _fd = -1;
    }

    [PySlot(nameof(PyType.TpFinalize))]
    private void FinalizeMap(ThreadState thread) => Unmap();

    private void Unmap()
    {
        CloseDescriptor();
        if (_data == null)
            return;
        MemoryMapping.Unmap(_data, (nuint)_size);
        _data = null;
    }

    private void CheckValid()
    {
        if (_data == null)
            throw Errors.Value("mmap closed or invalid");
    }

    private void CheckWritable()
    {
        if (_access == AccessRead)
            throw Errors.Type("mmap can't modify a readonly memory map.");
    }

    private Span<byte> Part(long start, long length) => new(_data + start, checked((int)length));

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr()
    {
        if (_data == null)
            return $"<{Type.FullName} closed=True>";
        var access = _access switch
        {
            AccessRead => "ACCESS_READ",
            AccessWrite => "ACCESS_WRITE",
            AccessCopy => "ACCESS_COPY",
            _ => "ACCESS_DEFAULT",
        };
        return $"<{Type.FullName} closed=False, access={access}, length={_size}, pos={_position}, offset={_offset}>";
    }

    [PyMethod("close")]
    private void Close()
    {
        if (_exports > 0)
            throw Errors.Buffer("cannot close exported pointers exist");
        Unmap();
    }

    [PyGetter("closed")]
    private bool Closed => _data == null;

    [PyMethod("__enter__")]
    private PyObject Enter()
    {
        CheckValid();
        return this;
    }

    [PyMethod("__exit__", Signature = "($self, exc_type, exc_value, traceback, /)")]
    private void Exit(ReadOnlySpan<PyObject> args) => Close();

    [PyMethod("size")]
    private long Size(ThreadState thread)
    {
        CheckValid();
        if (_fd == -1)
            throw Errors.Os(thread, Errno.EBADF);
        OsCall.Check(thread, FileSystem.Status(_fd, out var status));
        return status.Size;
    }

    [PyMethod("resize")]
    private void Resize(ThreadState thread, long newsize)
    {
        CheckValid();
        if (_exports > 0)
            throw Errors.Buffer("mmap can't resize with extant pointers exported.");
        if (_access is not AccessWrite and not AccessDefault)
            throw Errors.Type("mmap can't resize a readonly or copy-on-write memory map.");
        if (!_trackFd)
            throw Errors.Value("mmap can't resize with trackfd=False.");
        if (newsize < 0 || newsize > long.MaxValue - _offset)
            throw Errors.Value("new size out of range");
        if (_fd == -1 && (_mapFlags & MapPrivate) == 0 && newsize > _size)
            throw Errors.Value("mmap: can't expand a shared anonymous mapping on Linux");
        if (_fd != -1)
            OsCall.Run(thread, () => Descriptors.Truncate(_fd, _offset + newsize));
        var moved = MemoryMapping.Resize(_data, (nuint)_size, (nuint)newsize, MoveAllowed, out var error);
        OsCall.Check(thread, error);
        _data = moved;
        _size = newsize;
    }

    [PyMethod("flush")]
    private void Flush(ThreadState thread, long offset = 0, long? size = null, [KeywordOnly] int flags = MsSync)
    {
        CheckValid();
        var length = size ?? _size;
        if (offset < 0 || length < 0 || _size - offset < length)
            throw Errors.Value("flush values out of range");
        if (_access is AccessRead or AccessCopy)
            return;
        OsCall.Run(thread, () => MemoryMapping.Sync(_data + offset, (nuint)length, flags));
    }

    [PyMethod("madvise", Signature = "($self, option, start=0, length=None, /)")]
    private void MAdvise(ThreadState thread, int option, long start = 0, [Default("<unrepresentable>")] PyObject? length = null)
    {
        CheckValid();
        if (start < 0 || start >= _size)
            throw Errors.Value("madvise start out of bounds");
        var count = length is null ? _size : ArgumentConversion.ToLong(thread, length);
        if (count < 0)
            throw Errors.Value("madvise length invalid");
        if (long.MaxValue - start < count)
            throw Errors.Overflow("madvise length too large");
        OsCall.Check(thread, MemoryMapping.Advise(_data + start, (nuint)Math.Min(count, _size - start), option));
    }

    [PySlot(nameof(PyType.BfGetBuffer))]
    private static void GetBuffer(ThreadState thread, PyObject self, PyBuffer view, BufferFlags flags)
    {
        var map = (PyMmap)self;
        map.CheckValid();
        view.Fill(map, map._data, map._size, map._access == AccessRead, flags);
        map._exports++;
    }

    [PySlot(nameof(PyType.BfReleaseBuffer))]
    private static void ReleaseBuffer(PyObject self, PyBuffer view) => ((PyMmap)self)._exports--;

    [PyMethod("__reduce_ex__")]
    private PyObject ReduceEx(PyObject protocol) => throw Errors.Type($"cannot pickle '{Type.FullName}' object");
}
