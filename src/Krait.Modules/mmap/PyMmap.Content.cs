using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

public unsafe partial class PyMmap
{
    private const int SeekSet = 0, SeekCurrent = 1, SeekEnd = 2, SeekData = 3, SeekHole = 4;

    [PySlot(nameof(PyType.SqLength))]
    private long Length()
    {
        CheckValid();
        return _size;
    }

    [PySlot(nameof(PyType.MpLength))]
    private long MappingLength() => Length();

    [PySlot(nameof(PyType.SqItem))]
    private PyObject Item(ThreadState thread, long index)
    {
        CheckValid();
        return index >= 0 && index < _size ? PyInt.From(_data[index]) : throw Errors.Index("mmap index out of range");
    }

    [PySlot(nameof(PyType.MpSubscript))]
    private static PyObject Subscript(ThreadState thread, PyObject self, PyObject key)
    {
        var map = (PyMmap)self;
        map.CheckValid();
        if (key.Type.NbIndex is not null)
            return PyInt.From(map._data[map.Index(thread, key)]);
        if (key is not PySlice slice)
            throw Errors.Type("mmap indices must be integers");
        var (start, step, count) = map.Range(thread, slice);
        if (step == 1)
            return PyBytes.From(map.Part(start, count));
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = map._data[start + (i * step)];
        return PyBytes.From(bytes);
    }

    private long Index(ThreadState thread, PyObject key)
    {
        var index = Op.AsIndexLong(thread, key, ExceptionTypes.IndexError);
        CheckValid();
        index = Op.FromEnd(index, _size);
        return index >= 0 && index < _size ? index : throw Errors.Index("mmap index out of range");
    }

    private (long Start, long Step, int Count) Range(ThreadState thread, PySlice slice)
    {
        slice.Unpack(thread, out var start, out var stop, out var step);
        CheckValid();
        var count = PySlice.AdjustIndices(_size, ref start, ref stop, step);
        return (start, step, checked((int)count));
    }

    [PySlot(nameof(PyType.MpAssSubscript))]
    private static void AssignSubscript(ThreadState thread, PyObject self, PyObject key, PyObject? value)
    {
        var map = (PyMmap)self;
        map.CheckValid();
        map.CheckWritable();
        if (key.Type.NbIndex is not null)
            map.AssignItem(thread, key, value);
        else if (key is PySlice slice)
            map.AssignSlice(thread, slice, value);
        else
            throw Errors.Type("mmap indices must be integer");
    }

    private void AssignItem(ThreadState thread, PyObject key, PyObject? value)
    {
        var index = Index(thread, key);
        if (value is null)
            throw Errors.Type("mmap doesn't support item deletion");
        if (value.Type.NbIndex is null)
            throw Errors.Type("mmap item value must be an int");
        var number = Op.AsIndexLong(thread, value, ExceptionTypes.TypeError);
        if (number is < 0 or > 255)
            throw Errors.Value("mmap item value must be in range(0, 256)");
        CheckValid();
        _data[index] = (byte)number;
    }

    private void AssignSlice(ThreadState thread, PySlice slice, PyObject? value)
    {
        var (start, step, count) = Range(thread, slice);
        if (value is null)
            throw Errors.Type("mmap object doesn't support slice deletion");
        using var view = PyBuffer.Get(thread, value, BufferFlags.Simple);
        if (view.Length != count)
            throw Errors.Index("mmap slice assignment is wrong size");
        CheckValid();
        if (step == 1)
        {
            view.Span.CopyTo(Part(start, count));
            return;
        }
        for (var i = 0; i < count; i++)
            _data[start + (i * step)] = view.Span[i];
    }

    [PyMethod("read")]
    private PyObject Read(ThreadState thread, long? n = null)
    {
        CheckValid();
        var left = Math.Max(0, _size - _position);
        var count = n is null or < 0 || n > left ? left : n.Value;
        var bytes = PyBytes.From(Part(_position, count));
        _position += count;
        return bytes;
    }

    [PyMethod("read_byte")]
    private long ReadByte()
    {
        CheckValid();
        return _position < _size ? _data[_position++] : throw Errors.Value("read byte out of range");
    }

    [PyMethod("readline")]
    private PyObject ReadLine()
    {
        CheckValid();
        var left = Part(Math.Min(_position, _size), Math.Max(0, _size - _position));
        var end = left.IndexOf((byte)'\n');
        var line = end < 0 ? left : left[..(end + 1)];
        _position += line.Length;
        return PyBytes.From(line);
    }

    [PyMethod("write", Signature = "($self, bytes, /)")]
    private long Write(ThreadState thread, PyObject data)
    {
        using var view = PyBuffer.Get(thread, data, BufferFlags.Simple);
        CheckValid();
        CheckWritable();
        if (_position > _size || _size - _position < view.Length)
            throw Errors.Value("data out of range");
        view.Span.CopyTo(Part(_position, view.Length));
        _position += view.Length;
        return view.Length;
    }

    [PyMethod("write_byte", Signature = "($self, byte, /)")]
    private void WriteByte(byte value)
    {
        CheckValid();
        CheckWritable();
        if (_position >= _size)
            throw Errors.Value("write byte out of range");
        _data[_position++] = value;
    }

    [PyMethod("tell")]
    private long Tell()
    {
        CheckValid();
        return _position;
    }

    [PyMethod("seekable")]
    private bool Seekable() => true;

    [PyMethod("seek")]
    private long Seek(ThreadState thread, long pos, int whence = SeekSet)
    {
        CheckValid();
        long target;
        switch (whence)
        {
            case SeekSet:
                target = pos;
                break;
            case SeekCurrent:
                target = pos > long.MaxValue - _position ? -1 : _position + pos;
                break;
            case SeekEnd:
                target = pos > long.MaxValue - _size ? -1 : _size + pos;
                break;
            case SeekData or SeekHole:
                var start = pos < 0 ? pos + _offset + _size : pos + _offset;
                target = OsCall.Run(thread, (out e) => Descriptors.Seek(_fd, start, whence, out e)) - _offset;
                break;
            default:
                throw Errors.Value("unknown seek type");
        }
        if (target < 0 || target > _size)
            throw Errors.Value("seek out of range");
        return _position = target;
    }

    [PyMethod("find", Signature = "($self, view, start=None, end=None, /)")]
    private long Find(ThreadState thread, PyObject sub, long? start = null, long? end = null) =>
        Search(thread, sub, start, end, static (memory, wanted) => memory.IndexOf(wanted));

    [PyMethod("rfind", Signature = "($self, view, start=None, end=None, /)")]
    private long RFind(ThreadState thread, PyObject sub, long? start = null, long? end = null) =>
        Search(thread, sub, start, end, static (memory, wanted) => memory.LastIndexOf(wanted));

    private delegate int Searcher(ReadOnlySpan<byte> memory, ReadOnlySpan<byte> wanted);

    private long Search(ThreadState thread, PyObject sub, long? start, long? end, Searcher search)
    {
        CheckValid();
        using var view = PyBuffer.Get(thread, sub, BufferFlags.Simple);
        var from = Bound(start ?? _position);
        var to = Bound(end ?? _size);
        if (to < from)
            return -1;
        var found = search(Part(from, to - from), view.Span);
        return found < 0 ? -1 : from + found;
    }

    private long Bound(long index) => Math.Clamp(Op.FromEnd(index, _size), 0, _size);

    [PyMethod("move")]
    private void Move(long dest, long src, long count)
    {
        CheckValid();
        CheckWritable();
        if (dest < 0 || src < 0 || count < 0 || _size - dest < count || _size - src < count)
            throw Errors.Value("source, destination, or count out of range");
        Part(src, count).CopyTo(Part(dest, count));
    }
}
