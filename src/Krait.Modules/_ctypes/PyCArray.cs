using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>Abstract base class for arrays.
///
/// The recommended way to create concrete array types is by multiplying any
/// ctypes data type with a non-negative integer. Alternatively, you can subclass
/// this type and define _length_ and _type_ class variables. Array elements can
/// be read and written using standard subscript and slice accesses for slice
/// reads, the resulting object is not itself an Array.</summary>
[PyType("Array", Module = "_ctypes", BaseType = true, BasicSize = 80), PyModuleType("_ctypes")]
internal unsafe partial class PyCArray : PyCData
{
    private protected PyCArray(PyType type) : base(type)
    {
    }

    private static NativeGetSet[] CharacterAttributes { get; } =
    [
        new() { Name = "value", Doc = "string value", Getter = static (t, o) => ValueCodec.Characters.Get(t, ((PyCArray)o).Address, ((PyCArray)o).Size), Setter = SetBytesValue },
        new() { Name = "raw", Doc = "value", Getter = static (_, o) => PyBytes.From(new ReadOnlySpan<byte>(((PyCArray)o).Address, (int)((PyCArray)o).Size)), Setter = SetRaw },
    ];

    private static NativeGetSet[] WideCharacterAttributes { get; } =
    [
        new() { Name = "value", Doc = "string value", Getter = static (t, o) => ValueCodec.WideCharacters.Get(t, ((PyCArray)o).Address, ((PyCArray)o).Size), Setter = SetTextValue },
    ];

    /// <summary>Gives array types of characters the attributes that only they have.</summary>
    public static void AddCharacterAttributes(ThreadState thread, PyType type, CTypeInfo item)
    {
        var attributes = item.Codec?.Code switch
        {
            'c' => CharacterAttributes,
            'u' => WideCharacterAttributes,
            _ => [],
        };
        foreach (var attribute in attributes)
            type.Dict.SetItem(thread, attribute.Name, PyGetSetDescriptor.Create(thread, type, attribute));
        type.Modified();
    }

    private static void SetBytesValue(ThreadState thread, PyObject self, PyObject? value)
    {
        var array = (PyCArray)self;
        if (value is null)
            throw Errors.Type("can't delete attribute");
        if (value is not PyBytes bytes)
            throw Errors.Type($"bytes expected instead of {value.Type.Name} instance");
        if (bytes.Length > array.Size)
            throw Errors.Value("byte string too long");
        bytes.Span.CopyTo(new Span<byte>(array.Address, bytes.Length));
        if (bytes.Length < array.Size)
            array.Address[bytes.Length] = 0;
    }

    private static void SetRaw(ThreadState thread, PyObject self, PyObject? value)
    {
        var array = (PyCArray)self;
        if (value is null)
            throw Errors.Attribute(thread, "cannot delete attribute", self, PyStr.Intern("raw"));
        using var view = PyBuffer.Get(thread, value, BufferFlags.Simple);
        if (view.Length > array.Size)
            throw Errors.Value("byte string too long");
        view.Span.CopyTo(new Span<byte>(array.Address, (int)view.Length));
    }

    private static void SetTextValue(ThreadState thread, PyObject self, PyObject? value)
    {
        var array = (PyCArray)self;
        if (value is null)
            throw Errors.Type("can't delete attribute");
        if (value is not PyStr text)
            throw Errors.Type($"unicode string expected instead of {value.Type.Name} instance");
        if (text.Length > array.Size / sizeof(int))
            throw Errors.Value("string too long");
        ValueCodec.WideCharacters.Set(thread, array.Address, text, array.Size);
    }

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        for (var i = 0; i < args.Length - (keywordNames?.Count ?? 0); i++)
            ((PyCArray)self).SetAt(thread, i, args[i]);
    }

    /// <summary>See PEP 585</summary>
    [PyClassMethod("__class_getitem__")]
    private static PyObject ClassGetItem(ThreadState thread, PyType type, PyObject item) => Op.GenericAlias(thread, type, item);

    [PySlot(nameof(PyType.SqLength))]
    private long GetLength() => Length;

    [PySlot(nameof(PyType.SqItem))]
    private PyObject GetAt(ThreadState thread, long index)
    {
        var item = Place(index, out var type, out var size, out var address);
        return DataAccess.Get(thread, type, null, this, item, size, address);
    }

    [PySlot(nameof(PyType.SqAssItem))]
    private void SetAt(ThreadState thread, long index, PyObject? value)
    {
        if (value is null)
            throw Errors.Type("Array does not support item deletion");
        var item = Place(index, out var type, out var size, out var address);
        DataAccess.Set(thread, this, type, null, value, item, size, address);
    }

    private int Place(long index, out PyType type, out long size, out byte* address)
    {
        if ((ulong)index >= (ulong)Length)
            throw Errors.Index("invalid index");
        var info = Info;
        type = (PyType)info.Proto.Value!;
        size = info.Length == 0 ? 0 : info.Size / info.Length;
        address = Address + (index * size);
        return (int)index;
    }

    [PySlot(nameof(PyType.MpLength))]
    private long GetMappingLength() => Length;

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject GetItem(ThreadState thread, PyObject key)
    {
        if (Op.TryAsIndex(thread, key, out var single))
            return GetAt(thread, Op.FromEnd(single, Length));
        if (key is not PySlice slice)
            throw Errors.Type("indices must be integers");
        var count = slice.Indices(thread, Length, out var start, out _, out var step);
        return ItemSlices.Get(thread, (PyType)Info.Proto.Value!, Address, start, step, count, index => GetAt(thread, index));
    }

    [PySlot(nameof(PyType.MpAssSubscript))]
    private void SetItem(ThreadState thread, PyObject key, PyObject? value)
    {
        if (value is null)
            throw Errors.Type("Array does not support item deletion");
        if (Op.TryAsIndex(thread, key, out var index))
        {
            SetAt(thread, Op.FromEnd(index, Length), value);
            return;
        }
        if (key is not PySlice slice)
            throw Errors.Type("indices must be integer");
        var count = slice.Indices(thread, Length, out var start, out _, out var step);
        if ((value.Type.SqLength ?? value.Type.MpLength)?.Invoke(thread, value) != count)
            throw Errors.Value("Can only assign sequence of same size");
        for (long i = 0; i < count; i++)
            SetAt(thread, start + (i * step), Op.GetItem(thread, value, i));
    }
}

/// <summary>Slices of arrays, and of what pointers point to.</summary>
internal static unsafe class ItemSlices
{
    /// <summary>Items as a list; characters as bytes or str.</summary>
    public static PyObject Get(ThreadState thread, PyType type, byte* address, long start, long step, long count, Func<long, PyObject> item)
    {
        switch (CTypeInfo.Of(type)?.Codec?.Code)
        {
            case 'c':
                var bytes = new byte[count];
                for (long i = 0; i < count; i++)
                    bytes[i] = address[start + (i * step)];
                return PyBytes.From(bytes);
            case 'u':
                var points = new int[count];
                for (long i = 0; i < count; i++)
                    points[i] = ((int*)address)[start + (i * step)];
                fixed (int* text = points)
                    return NativeText.ReadText(thread, (nint)text, points.Length);
            default:
                var list = PyList.Create(thread);
                for (long i = 0; i < count; i++)
                    list.Append(item(start + (i * step)));
                return list;
        }
    }
}
