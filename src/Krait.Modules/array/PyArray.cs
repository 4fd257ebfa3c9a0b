using Krait.Runtime;

namespace Krait.Modules.Arrays;

/// <summary>
/// array(typecode [, initializer]) -> array
///
/// Return a new array whose items are restricted by typecode, and
/// initialized from the optional initializer value, which must be a list,
/// string or iterable over elements of the appropriate type.
///
/// Arrays represent basic values and behave very much like lists, except
/// the type of objects stored in them is constrained. The type is specified
/// at object creation time by using a type code, which is a single character.
/// </summary>
[PyType("array", Module = "array", BaseType = true, BasicSize = 64, IsSequence = true, IsGeneric = true)]
[PyModuleType("array")]
public partial class PyArray : PyContainer, IWeakReferenceable
{
    private byte[] _data = [];
    private int _count;
    private int _allocated;

    /// <summary>Views of the memory that are open: it must not move.</summary>
    private int _exports;

    private WeakReferenceList? _weakReferences;

    private protected PyArray(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    internal ItemKind Kind { get; private set; } = ItemKind.All[0];

    /// <summary>The number of items.</summary>
    internal int Count => _count;

    /// <summary>The items' memory; valid until the size next changes.</summary>
    internal Span<byte> Bytes => _data.AsSpan(0, _count * Kind.Size);

    private Span<byte> ItemBytes(long index) => _data.AsSpan((int)index * Kind.Size, Kind.Size);

    /// <summary>An empty array of a type, floating.</summary>
    internal static PyArray Create(ThreadState thread, PyType type, ItemKind kind)
    {
        var made = (PyArray)type.Allocate!(thread, type);
        made.Kind = kind;
        return made;
    }

    private static PyArray Create(ThreadState thread, ItemKind kind, ReadOnlySpan<byte> bytes)
    {
        var made = Create(thread, TypeObject, kind);
        made.SetContent(bytes);
        return made;
    }

    private void SetContent(ReadOnlySpan<byte> bytes)
    {
        _data = bytes.ToArray();
        _count = _allocated = bytes.Length / Kind.Size;
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
        {
            if (ReferenceEquals(type, TypeObject))
                throw Errors.Type("array.array() takes no keyword arguments");
            args = args[..^keywordNames.Count];
        }
        if (args.Length is < 1 or > 2)
        {
            throw Errors.Type(args.Length == 0
                ? "array() takes at least 1 argument (0 given)"
                : $"array() takes at most 2 arguments ({args.Length} given)");
        }
        var code = CharacterArgument("array() argument 1", args[0]);
        if (code == 'u')
        {
            Op.Warn(
                thread, ExceptionTypes.DeprecationWarning, "The 'u' type code is deprecated and will be removed in Python 3.16");
        }
        var initial = args.Length > 1 ? args[1] : null;
        if (code is not ('u' or 'w'))
        {
            if (initial is PyStr)
                throw Errors.Type($"cannot use a str to initialize an array with typecode '{(char)code}'");
            if (initial is PyArray { Kind.IsCharacter: true })
                throw Errors.Type($"cannot use a unicode array to initialize an array with typecode '{(char)code}'");
        }
        var kind = ItemKind.Find(code)
            ?? throw Errors.Value("bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)");
        // What iterates does so before the array is there.
        PyObject? iterator = initial is null or PyList or PyTuple or PyBytes or PyByteArray or PyStr
            || (initial is PyArray same && ReferenceEquals(same.Kind, kind)) ? null : Op.GetIter(thread, initial);
        var made = Create(thread, type, kind);
        made.Fill(thread, iterator ?? initial);
        return made;
    }

    /// <summary>The code point of an argument that must be one character.</summary>
    internal static int CharacterArgument(string where, PyObject value)
    {
        if (value is not PyStr text)
            throw Errors.Type($"{where} must be a unicode character, not {value.Type.Name}");
        return text.Length == 1 ? text[0] : throw Errors.Type($"{where} must be a unicode character, not a string of length {text.Length}");
    }

    private void Fill(ThreadState thread, PyObject? initial)
    {
        switch (initial)
        {
            case null:
                break;
            case PyList or PyTuple:
                FillFromSequence(thread, initial);
                break;
            case PyBytes or PyByteArray:
                AppendBytes(thread, initial);
                break;
            case PyStr text:
                AppendText(text);
                break;
            case PyArray other when ReferenceEquals(other.Kind, Kind):
                SetContent(other.Bytes);
                break;
            default:
                AppendAll(thread, initial);
                break;
        }
    }

    private void FillFromSequence(ThreadState thread, PyObject sequence)
    {
        var length = Op.ItemsOf(sequence).Length;
        _data = new byte[length * Kind.Size];
        _count = _allocated = length;
        for (var i = 0; i < length; i++)
        {
            if (i >= Op.ItemsOf(sequence).Length)
                throw Errors.Index("list index out of range");
            var item = Op.ItemsOf(sequence)[i];
            using var held = new Held(thread, item);
            var bits = Kind.Convert(thread, item);
            Kind.Put(ItemBytes(i), bits);
        }
    }

    /// <summary>Sets the number of items, growing as CPython does.</summary>
    private void Resize(int count)
    {
        if (_exports > 0 && count != _count)
            throw Errors.Buffer("cannot resize an array that is exporting buffers");
        if (_allocated >= count && _count < count + 16 && _data.Length > 0)
        {
            _count = count;
            return;
        }
        var allocated = count == 0 ? 0L : (count >> 4) + (_count < 8 ? 3 : 7) + (long)count;
        if (allocated * Kind.Size > Array.MaxLength)
            throw Errors.Memory();
        Array.Resize(ref _data, (int)allocated * Kind.Size);
        _allocated = (int)allocated;
        _count = count;
    }

    private PyObject ItemAt(ThreadState thread, long index) => Kind.Get(thread, ItemBytes(index));

    /// <summary>Append new value v to the end of the array.</summary>
    [PyMethod("append")]
    private void Append(ThreadState thread, PyObject v)
    {
        var bits = Kind.Convert(thread, v);
        Resize(_count + 1);
        Kind.Put(ItemBytes(_count - 1), bits);
    }

    private void AppendAll(ThreadState thread, PyObject iterable)
    {
        foreach (var item in Op.Iterate(thread, iterable))
            Append(thread, item);
    }

    /// <summary>Replaces the items between two indices by the items in a memory.</summary>
    private void Splice(int low, int high, ReadOnlySpan<byte> items)
    {
        var size = Kind.Size;
        var inserted = items.Length / size;
        if (inserted > high - low)
        {
            var tail = _count - high;
            Resize(checked(_count + inserted - (high - low)));
            _data.AsSpan(high * size, tail * size).CopyTo(_data.AsSpan((low + inserted) * size));
        }
        else if (inserted < high - low)
        {
            if (_exports > 0)
                throw Errors.Buffer("cannot resize an array that is exporting buffers");
            _data.AsSpan(high * size, (_count - high) * size).CopyTo(_data.AsSpan((low + inserted) * size));
            Resize(_count + inserted - (high - low));
        }
        items.CopyTo(_data.AsSpan(low * size));
    }

    /// <summary>Appends bytes of an object with the buffer protocol.</summary>
    private void AppendBytes(ThreadState thread, PyObject source)
    {
        using var view = Op.GetBuffer(thread, source);
        AppendBytes(view.ItemSize == 1 ? view.Span : throw Errors.Type("a bytes-like object is required"));
    }

    /// <summary>Appends items from memory.</summary>
    internal void AppendBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % Kind.Size != 0)
            throw Errors.Value("bytes length not a multiple of item size");
        if (bytes.Length == 0)
            return;
        var at = Bytes.Length;
        Resize(checked(_count + bytes.Length / Kind.Size));
        bytes.CopyTo(_data.AsSpan(at));
    }

    internal void AppendText(PyStr text)
    {
        var at = _count;
        Resize(_count + text.Length);
        for (var i = 0; i < text.Length; i++)
            Kind.Put(ItemBytes(at + i), (ulong)text[i]);
    }

    [PySlot(nameof(PyType.BfGetBuffer))]
    private void GetBuffer(ThreadState thread, PyBuffer view, BufferFlags flags)
    {
        view.Fill(this, _data, 0, Bytes.Length, readOnly: false, flags);
        view.ItemSize = Kind.Size;
        view.Format = (flags & BufferFlags.Format) != 0 ? Kind.Format : null;
        if (view.Shape is not null)
            view.Shape = [_count];
        if (view.Strides is not null)
            view.Strides = [Kind.Size];
        _exports++;
    }

    [PySlot(nameof(PyType.BfReleaseBuffer))]
    private static void ReleaseBuffer(PyObject self, PyBuffer view) => ((PyArray)self)._exports--;

    internal override long SizeOf(ThreadState thread) => Type.BasicSize + (long)_allocated * Kind.Size;
}
