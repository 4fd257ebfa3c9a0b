using System.Runtime.CompilerServices;
using Krait.Runtime;

namespace Krait.Modules.Arrays;

public partial class PyArray
{
    /// <summary>the typecode character used to create the array</summary>
    [PyGetter("typecode")]
    private string TypeCode => Kind.Code.ToString();

    /// <summary>the size, in bytes, of one array item</summary>
    [PyGetter("itemsize")]
    private long ItemSize => Kind.Size;

    /// <summary>
    /// Return a tuple (address, length) giving the current memory address and the length in items of the buffer used to hold array's contents.
    ///
    /// The length should be multiplied by the itemsize attribute to calculate
    /// the buffer length in bytes.
    /// </summary>
    [PyMethod("buffer_info")]
    private unsafe PyObject BufferInfo(ThreadState thread)
    {
        var address = _data.Length == 0 ? 0 : (long)Unsafe.AsPointer(ref _data[0]);
        return PyTuple.Create(thread, PyInt.From(address), PyInt.From(_count));
    }

    /// <summary>
    /// Byteswap all items of the array.
    ///
    /// If the items in the array are not 1, 2, 4, or 8 bytes in size, RuntimeError is
    /// raised.
    /// </summary>
    [PyMethod("byteswap")]
    private void ByteSwap()
    {
        for (var i = 0; i < _count; i++)
            ItemBytes(i).Reverse();
    }

    /// <summary>Remove all items from the array.</summary>
    [PyMethod("clear")]
    private void Clear() => Resize(0);

    /// <summary>Return a copy of the array.</summary>
    [PyMethod("__copy__")]
    private PyObject Copy(ThreadState thread) => Create(thread, Kind, Bytes);

    /// <summary>Return a copy of the array.</summary>
    [PyMethod("__deepcopy__")]
    private PyObject DeepCopy(ThreadState thread, PyObject unused) => Create(thread, Kind, Bytes);

    private bool IsEqualAt(ThreadState thread, int index, PyObject value) => Op.AreEqual(thread, ItemAt(thread, index), value);

    /// <summary>Return number of occurrences of v in the array.</summary>
    [PyMethod("count")]
    private long CountOf(ThreadState thread, PyObject v)
    {
        var count = 0L;
        for (var i = 0; i < _count; i++)
        {
            if (IsEqualAt(thread, i, v))
                count++;
        }
        return count;
    }

    private int Find(ThreadState thread, PyObject value, long start, long stop)
    {
        for (var i = start; i < stop && i < _count; i++)
        {
            if (IsEqualAt(thread, (int)i, value))
                return (int)i;
        }
        return -1;
    }

    /// <summary>
    /// Return index of first occurrence of v in the array.
    ///
    /// Raise ValueError if the value is not present.
    /// </summary>
    [PyMethod("index")]
    private long Index(ThreadState thread, PyObject v, [SliceIndex] long start = 0, [SliceIndex, Default("sys.maxsize")] long stop = long.MaxValue)
    {
        start = start < 0 ? Math.Max(start + _count, 0) : start;
        stop = stop < 0 ? stop + _count : stop;
        var place = Find(thread, v, start, stop);
        return place >= 0 ? place : throw Errors.Value("array.index(x): x not in array");
    }

    /// <summary>Remove the first occurrence of v in the array.</summary>
    [PyMethod("remove")]
    private void Remove(ThreadState thread, PyObject v)
    {
        var place = Find(thread, v, 0, long.MaxValue);
        if (place < 0)
            throw Errors.Value("array.remove(x): x not in array");
        Splice(place, place + 1, default);
    }

    /// <summary>
    /// Return the i-th element and delete it from the array.
    ///
    /// i defaults to -1.
    /// </summary>
    [PyMethod("pop")]
    private PyObject Pop(ThreadState thread, long i = -1)
    {
        if (_count == 0)
            throw Errors.Index("pop from empty array");
        if (i < 0)
            i += _count;
        if ((ulong)i >= (ulong)_count)
            throw Errors.Index("pop index out of range");
        var item = ItemAt(thread, i);
        Splice((int)i, (int)i + 1, default);
        return item;
    }

    /// <summary>Append items to the end of the array.</summary>
    [PyMethod("extend")]
    private void Extend(ThreadState thread, PyObject bb)
    {
        if (bb is not PyArray other)
        {
            AppendAll(thread, bb);
            return;
        }
        if (!ReferenceEquals(other.Kind, Kind))
            throw Errors.Type("can only extend with array of same kind");
        AppendBytes(other.Bytes);
    }

    /// <summary>Insert a new item v into the array before position i.</summary>
    [PyMethod("insert")]
    private void Insert(ThreadState thread, long i, PyObject v)
    {
        var bits = Kind.Convert(thread, v);
        if (i < 0)
            i = Math.Max(i + _count, 0);
        var at = (int)Math.Min(i, _count);
        Span<byte> item = stackalloc byte[8];
        Kind.Put(item, bits);
        Splice(at, at, item[..Kind.Size]);
    }

    /// <summary>Reverse the order of the items in the array.</summary>
    [PyMethod("reverse")]
    private void Reverse()
    {
        Span<byte> saved = stackalloc byte[8];
        saved = saved[..Kind.Size];
        for (int low = 0, high = _count - 1; low < high; low++, high--)
        {
            ItemBytes(low).CopyTo(saved);
            ItemBytes(high).CopyTo(ItemBytes(low));
            saved.CopyTo(ItemBytes(high));
        }
    }

    /// <summary>Read n objects from the file object f and append them to the end of the array.</summary>
    [PyMethod("fromfile")]
    private void FromFile(ThreadState thread, PyObject f, long n)
    {
        if (n < 0)
            throw Errors.Value("negative count");
        if (n > long.MaxValue / Kind.Size)
            throw Errors.Memory();
        var wanted = n * Kind.Size;
        if (Op.CallMethod(thread, f, "read", PyInt.From(wanted)) is not PyBytes bytes)
            throw Errors.Type("read() didn't return bytes");
        AppendBytes(bytes.Span);
        if (bytes.Length != wanted)
            throw Errors.Eof("read() didn't return enough bytes");
    }

    /// <summary>Write all items (as machine values) to the file object f.</summary>
    [PyMethod("tofile")]
    private void ToFile(ThreadState thread, PyObject f)
    {
        const int BlockSize = 64 * 1024;
        for (var at = 0; at < Bytes.Length; at += BlockSize)
            Op.CallMethod(thread, f, "write", PyBytes.From(Bytes.Slice(at, Math.Min(BlockSize, Bytes.Length - at))));
    }

    /// <summary>Append items to array from list.</summary>
    [PyMethod("fromlist")]
    private void FromList(ThreadState thread, PyObject list)
    {
        if (list is not PyList source)
            throw Errors.Type("arg must be list");
        var (before, length) = (_count, source.Count);
        if (length == 0)
            return;
        Resize(before + length);
        try
        {
            for (var i = 0; i < length; i++)
            {
                var bits = Kind.Convert(thread, source[i]);
                if (source.Count != length)
                    throw Errors.Runtime("list changed size during iteration");
                if (before + i < _count)
                    Kind.Put(ItemBytes(before + i), bits);
            }
        }
        catch (PythonException)
        {
            Resize(before);
            throw;
        }
    }

    /// <summary>Convert array to an ordinary list with the same items.</summary>
    [PyMethod("tolist")]
    private PyList ToList(ThreadState thread)
    {
        var list = PyList.Create(thread);
        for (var i = 0; i < _count; i++)
            list.Append(ItemAt(thread, i));
        return list;
    }

    /// <summary>Appends items from the string, interpreting it as an array of machine values, as if it had been read from a file using the fromfile() method.</summary>
    [PyMethod("frombytes")]
    private void FromBytes([Buffer] ReadOnlySpan<byte> buffer) => AppendBytes(buffer);

    /// <summary>Convert the array to an array of machine values and return the bytes representation.</summary>
    [PyMethod("tobytes")]
    private PyObject ToBytes() => PyBytes.From((ReadOnlySpan<byte>)Bytes);

    /// <summary>
    /// Extends this array with data from the unicode string ustr.
    ///
    /// The array must be a unicode type array; otherwise a ValueError is raised.
    /// Use array.frombytes(ustr.encode(...)) to append Unicode data to an array of
    /// some other type.
    /// </summary>
    [PyMethod("fromunicode")]
    private void FromUnicode(PyStr ustr)
    {
        if (!Kind.IsCharacter)
            throw Errors.Value("fromunicode() may only be called on unicode type arrays ('u' or 'w')");
        AppendText(ustr);
    }

    /// <summary>
    /// Extends this array with data from the unicode string ustr.
    ///
    /// Convert the array to a unicode string.  The array must be a unicode type array;
    /// otherwise a ValueError is raised.  Use array.tobytes().decode() to obtain a
    /// unicode string from an array of some other type.
    /// </summary>
    [PyMethod("tounicode")]
    private PyObject ToUnicode(ThreadState thread)
    {
        if (!Kind.IsCharacter)
            throw Errors.Value("tounicode() may only be called on unicode type arrays ('u' or 'w')");
        var builder = new StrBuilder(_count);
        for (var i = 0; i < _count; i++)
            builder.Append(((PyStr)ItemAt(thread, i))[0]);
        return builder.ToStr();
    }

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce_ex__")]
    private PyObject ReduceEx(ThreadState thread, PyObject value)
    {
        if (value is not PyInt)
            throw Errors.Type("__reduce_ex__ argument should be an integer");
        var attributes = Op.TryGetAttr(thread, this, Names.Dict) ?? PyNone.Instance;
        if (Op.AsLong(thread, value) < 3)
            return PyTuple.Create(thread, Type, PyTuple.Create(thread, PyStr.From(TypeCode), ToList(thread)), attributes);
        var arguments = PyTuple.Create(thread, Type, PyStr.From(TypeCode), PyInt.From(ArrayPickling.FormatOf(Kind)), ToBytes());
        return PyTuple.Create(thread, Op.ImportFrom(thread, "array", "_array_reconstructor"), arguments, attributes);
    }

    /// <summary>Size of the array in memory, in bytes.</summary>
    [PyMethod("__sizeof__")]
    private long SizeInBytes(ThreadState thread) => SizeOf(thread);
}
