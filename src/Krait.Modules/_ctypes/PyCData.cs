using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>
/// The base of all instances of C types: a block of memory, its own or a part of another object's, and the objects that must live as long as what
/// the memory holds.
/// </summary>
[PyType("_CData", Module = "_ctypes", BaseType = true, BasicSize = 80)]
internal unsafe partial class PyCData : PyContainer
{
    private Ref<PyCData> _base;
    private Ref<PyObject> _objects;
    private byte* _address;
    private bool _ownsMemory;
    private GCHandle _pin;

    private protected PyCData(PyType type) : base(type)
    {
    }

    /// <summary>The address of the memory.</summary>
    /// <exception cref="PythonException">ValueError: there is none.</exception>
    public byte* Address => _address != null ? _address : throw Errors.Value("NULL pointer access");

    /// <summary>The address of the memory; null where there is none.</summary>
    public byte* RawAddress => _address;

    /// <summary>The size of the memory in bytes.</summary>
    public long Size { get; private set; }

    /// <summary>The number of items or fields.</summary>
    public long Length { get; private set; }

    /// <summary>The place in the object that this one is a part of.</summary>
    public int Index { get; private set; }

    /// <summary>The shape of the type.</summary>
    public CTypeInfo Info => CTypeInfo.OfConcrete(Type);

    /// <summary>The address that a pointer or a function pointer holds.</summary>
    public nint PointerValue
    {
        get => *(nint*)Address;
        set => *(nint*)Address = value;
    }

    /// <summary>An instance with memory of its own, all zero.</summary>
    public static PyCData Create(ThreadState thread, PyType type)
    {
        var made = Begin(thread, type, out var info);
        try
        {
            // At least one byte: every object has an address.
            made._address = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(info.Size, 1));
        }
        catch (OutOfMemoryException)
        {
            throw Errors.Memory();
        }
        made._ownsMemory = true;
        return made;
    }

    /// <summary>An instance whose memory is a part of another object's.</summary>
    public static PyCData CreatePart(ThreadState thread, PyType type, PyCData owner, int index, byte* address)
    {
        var made = Begin(thread, type, out _);
        made._base.Value = owner;
        made.Index = index;
        made._address = address;
        return made;
    }

    /// <summary>An instance with a copy of what is at an address.</summary>
    public static PyCData CreateCopy(ThreadState thread, PyType type, byte* source)
    {
        var made = Create(thread, type);
        Unsafe.CopyBlockUnaligned(made._address, source, (uint)made.Size);
        return made;
    }

    /// <summary>An instance whose memory is somebody else's.</summary>
    public static PyCData CreateAt(ThreadState thread, PyType type, nint address)
    {
        AuditAddress(thread, address);
        var made = Begin(thread, type, out _);
        made._address = (byte*)address;
        return made;
    }

    /// <summary>An instance whose memory is that of a buffer, which a memoryview keeps open.</summary>
    public static PyCData CreateOver(ThreadState thread, PyType type, PyMemoryView memory, long offset)
    {
        var view = memory.View;
        var made = Begin(thread, type, out _);
        if (view.Array is { } array)
        {
            // The buffer is open for as long as this object lives, so the array stays the exporter's.
            made._pin = GCHandle.Alloc(array, GCHandleType.Pinned);
            made._address = (byte*)made._pin.AddrOfPinnedObject() + view.Offset + offset;
        }
        else
        {
            made._address = view.Pointer + offset;
        }
        AuditAddress(thread, (nint)made._address);
        made.Keep(thread, -1, memory);
        return made;
    }

    private static void AuditAddress(ThreadState thread, nint address)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "ctypes.cdata", PyInt.From(address));
    }

    private static PyCData Begin(ThreadState thread, PyType type, out CTypeInfo info)
    {
        info = CTypeInfo.OfConcrete(type);
        info.Flags |= CTypeFlags.Final;
        var made = (PyCData)type.Allocate!(thread, type);
        made.Size = info.Size;
        made.Length = info.Length;
        return made;
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        ReferenceEquals(type, TypeObject) ? throw Errors.Type($"cannot create '{type.Name}' instances") : Create(thread, type);

    [PySlot(nameof(PyType.TpHash))]
    private long Hash() => throw Errors.Type("unhashable type");

    /// <summary>The object whose memory this is a part of, directly or not; its kept objects are there afterwards.</summary>
    private PyCData Container(ThreadState thread)
    {
        var container = this;
        while (container._base.Value is { } above)
            container = above;
        if (container._objects.Value is null)
            container._objects.Value = container.Length > 0 ? PyDict.Create(thread) : PyNone.Instance;
        return container;
    }

    /// <summary>What is kept for the memory that this is a part of.</summary>
    public PyObject KeptObjects(ThreadState thread) => Container(thread)._objects.Value!;

    /// <summary>Holds an object for as long as what the memory has at a place is there.</summary>
    public void Keep(ThreadState thread, int index, PyObject kept)
    {
        if (kept is PyNone)
            return;
        var container = Container(thread);
        if (container._objects.Value is PyDict dict && dict.GetType() == typeof(PyDict))
            dict.SetItem(thread, PyStr.From(KeyOf(index)), kept);
        else
            container._objects.Value = kept;
    }

    /// <summary>The place in the outermost object: the indexes from the inside to the outside.</summary>
    private string KeyOf(int index)
    {
        var key = index.ToString("x", null);
        for (var part = this; part._base.Value is { } above; part = above)
            key += $":{part.Index:x}";
        return key;
    }

    /// <summary>Takes over what a pointer's source keeps, and the source itself, as <c>cast</c> does.</summary>
    public void ShareObjects(ThreadState thread, PyCData source)
    {
        source.Container(thread);
        if (source._objects.Value is PyNone)
            source._objects.Value = PyDict.Create(thread);
        _objects.Value = source._objects.Value;
        if (_objects.Value is PyDict dict && dict.GetType() == typeof(PyDict))
            dict.SetItem(thread, PyInt.From(Op.Id(thread, source)), source);
    }

    /// <summary>Gives the object memory of another size, with what is in the memory now.</summary>
    public void Resize(long size)
    {
        if (size < Info.Size)
            throw Errors.Value($"minimum size is {Info.Size}");
        if (!_ownsMemory)
            throw Errors.Value("Memory cannot be resized because this object doesn't own it");
        try
        {
            _address = (byte*)NativeMemory.Realloc(_address, (nuint)Math.Max(size, 1));
        }
        catch (OutOfMemoryException)
        {
            throw Errors.Memory();
        }
        if (size > Size)
            NativeMemory.Clear(_address + Size, (nuint)(size - Size));
        Size = size;
    }

    partial void ClearMore()
    {
        // A cycle that is only broken up may still be looked at by finalizers.
        if ((Flags & ObjectFlags.Deallocating) == 0)
            return;
        if (_ownsMemory)
            NativeMemory.Free(_address);
        _address = null;
        _ownsMemory = false;
        if (_pin.IsAllocated)
            _pin.Free();
    }

    [PySlot(nameof(PyType.BfGetBuffer))]
    private void GetBuffer(PyBuffer view, BufferFlags flags)
    {
        var info = Info;
        var item = info;
        while (item.Shape.Length > 0 && CTypeInfo.Of(item.Proto.Value) is { } inner)
            item = inner;
        view.Fill(this, _address, Size, false, flags);
        view.ItemSize = item.Size;
        view.Format = (flags & BufferFlags.Format) != 0 ? info.Format ?? "B" : null;
        view.Ndim = info.Shape.Length;
        view.Shape = info.Shape;
        view.Strides = null;
    }

    /// <summary>the base object</summary>
    [PyGetter("_b_base_", Member = true)]
    private PyObject? BaseObject => _base.Value;

    /// <summary>whether the object owns the memory or not</summary>
    [PyGetter("_b_needsfree_", Member = true)]
    private int NeedsFree => _ownsMemory ? 1 : 0;

    /// <summary>internal objects tree (NEVER CHANGE THIS OBJECT!)</summary>
    [PyGetter("_objects", Member = true)]
    private PyObject? Objects => _objects.Value;

    [PyMethod("__ctypes_from_outparam__")]
    private protected virtual PyObject FromOutParameter(ThreadState thread) => this;

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        if ((Info.Flags & (CTypeFlags.IsPointer | CTypeFlags.HasPointer)) != 0)
            throw Errors.Value("ctypes objects containing pointers cannot be pickled");
        var dict = Op.GetAttr(thread, this, "__dict__");
        var state = PyTuple.Create(thread, dict, PyBytes.From(new ReadOnlySpan<byte>(Address, (int)Size)));
        return PyTuple.Create(thread, Op.ImportFrom(thread, "_ctypes", "_unpickle"), PyTuple.Create(thread, Type, state));
    }

    [PyMethod("__setstate__")]
    private void SetState(ThreadState thread, PyDict dict, PyBytes data)
    {
        var length = (int)Math.Min(data.Length, Size);
        data.Span[..length].CopyTo(new Span<byte>(Address, length));
        if (Op.GetAttr(thread, this, "__dict__") is not PyDict own)
            throw Errors.Type($"{Type.Name}.__dict__ must be a dictionary, not {Op.GetAttr(thread, this, "__dict__").Type.Name}");
        Op.CallMethod(thread, own, "update", dict);
    }
}
