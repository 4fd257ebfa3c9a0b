using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>What a C type is, and what is known of it.</summary>
[Flags]
internal enum CTypeFlags
{
    None = 0,

    /// <summary>Calls go by the C convention.</summary>
    CDecl = 1,

    /// <summary>Calls keep the interpreter's lock, and what the function raised is raised.</summary>
    PythonApi = 4,

    /// <summary>Calls exchange <c>errno</c> with the thread's copy.</summary>
    UseErrno = 8,

    /// <summary>As <see cref="UseErrno"/>, for what only Windows has: accepted, without effect.</summary>
    UseLastError = 16,

    /// <summary>A pointer.</summary>
    IsPointer = 0x100,

    /// <summary>Something with a pointer in it.</summary>
    HasPointer = 0x200,

    /// <summary>Something with a union in it.</summary>
    HasUnion = 0x400,

    /// <summary>Something with a bit field in it.</summary>
    HasBitField = 0x800,

    /// <summary>Instances exist, or other types are made of it: it must not change any more.</summary>
    Final = 0x1000,
}

/// <summary>The shape of a C type, which its Python class keeps (CPython's StgInfo).</summary>
internal sealed unsafe class CTypeInfo : TypeExtension
{
    /// <summary>The type of the items, or of what a pointer points to; for a simple type its code as a str.</summary>
    public Ref<PyObject> Proto;

    /// <summary>The argument types of a function type; null where none are given.</summary>
    public Ref<PyTuple> ArgumentTypes;

    /// <summary>The <c>from_param</c> methods of the argument types.</summary>
    public Ref<PyTuple> Converters;

    /// <summary>The result type of a function type.</summary>
    public Ref<PyObject> ResultType;

    /// <summary>The result type's <c>_check_retval_</c>.</summary>
    public Ref<PyObject> Checker;

    /// <summary>What <c>__pointer_type__</c> shows.</summary>
    public Ref<PyObject> PointerType;

    private readonly Dictionary<long, PyWeakReference> _arrayTypes = [];
    private FfiType* _ownFfiType;

    /// <summary>The size in bytes.</summary>
    public long Size { get; set; }

    /// <summary>The alignment in bytes.</summary>
    public long Alignment { get; set; }

    /// <summary>The number of items, or of fields with those of the bases.</summary>
    public long Length { get; set; }

    /// <summary>How values are read and written; null for types whose instances stand for themselves.</summary>
    public ValueCodec? Codec { get; set; }

    /// <summary>What is known of it.</summary>
    public CTypeFlags Flags { get; set; }

    /// <summary>The format of the buffer protocol, of one item.</summary>
    public string? Format { get; set; }

    /// <summary>The dimensions of an array.</summary>
    public long[] Shape { get; set; } = [];

    /// <summary>The fields of a struct or union with those of its bases, as far as they are needed to pass it by value.</summary>
    public List<PyCField> Fields { get; } = [];

    /// <summary>libffi's description of the type.</summary>
    public FfiType* FfiType { get; set; }

    /// <summary>The info of a C type; null for other types, and while there is none yet.</summary>
    public static CTypeInfo? Of(PyObject? type) => type is PyType { Extension: CTypeInfo info } ? info : null;

    /// <summary>The info of a C type that is to have instances.</summary>
    public static CTypeInfo OfConcrete(PyObject type) => Of(type) ?? throw Errors.Type("abstract class");

    /// <summary>Gives a new class its info.</summary>
    public static CTypeInfo Attach(PyType type)
    {
        if (!type.Type.IsSubtypeOf(MetaTypes.CType))
            throw Errors.System($"'{type.Name}' is not a ctypes class.");
        if (type.Extension is not null)
            throw Errors.System($"StgInfo of '{type.Name}' is already initialized.");
        var info = new CTypeInfo();
        type.Extension = info;
        return info;
    }

    /// <summary>Takes over what the base of a struct or union has.</summary>
    public void CopyFrom(CTypeInfo other)
    {
        (Size, Alignment, Length, Codec, Flags, Format, Shape) = (other.Size, other.Alignment, other.Length, other.Codec, other.Flags, other.Format, other.Shape);
        Proto.Value = other.Proto.Value;
        Fields.AddRange(other.Fields);
        foreach (var field in other.Fields)
            PyObject.Retain(field);
        if (other.FfiType != null)
            SetStruct(StructPassing.ElementsOf(this));
    }

    /// <summary>Adds a field, which is held.</summary>
    public void AddField(PyCField field)
    {
        PyObject.Retain(field);
        Fields.Add(field);
    }

    /// <summary>Describes the type to libffi as a struct of elements.</summary>
    public void SetStruct(List<nint> elements)
    {
        FreeFfiType();
        _ownFfiType = (FfiType*)NativeMemory.AllocZeroed((nuint)(sizeof(FfiType) + ((elements.Count + 1) * sizeof(nint))));
        var list = (FfiType**)(_ownFfiType + 1);
        for (var i = 0; i < elements.Count; i++)
            list[i] = (FfiType*)elements[i];
        _ownFfiType->Size = (nuint)Size;
        _ownFfiType->Alignment = (ushort)Math.Clamp(Alignment, 1, ushort.MaxValue);
        _ownFfiType->Kind = Platform.FfiType.Struct;
        _ownFfiType->Elements = list;
        FfiType = _ownFfiType;
    }

    /// <summary>The array type with a number of items of this type, where it has been made and lives.</summary>
    public PyObject? FindArrayType(long length) => _arrayTypes.TryGetValue(length, out var reference) ? reference.Referent : null;

    /// <summary>Remembers an array type for as long as it lives.</summary>
    public void RememberArrayType(ThreadState thread, long length, PyType type)
    {
        var reference = PyWeakReference.Create(thread, type);
        PyObject.Retain(reference);
        _arrayTypes.Remove(length, out var old);
        _arrayTypes.Add(length, reference);
        PyObject.XRelease(old);
    }

    /// <inheritdoc/>
    public override void Traverse(Visitor visitor)
    {
        visitor.Visit(Proto.Value);
        visitor.Visit(ArgumentTypes.Value);
        visitor.Visit(Converters.Value);
        visitor.Visit(ResultType.Value);
        visitor.Visit(Checker.Value);
        visitor.Visit(PointerType.Value);
        foreach (var reference in _arrayTypes.Values)
            visitor.Visit(reference);
        foreach (var field in Fields)
            visitor.Visit(field);
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        Proto.Clear();
        ArgumentTypes.Clear();
        Converters.Clear();
        ResultType.Clear();
        Checker.Clear();
        PointerType.Clear();
        PyObject[] held = [.. _arrayTypes.Values, .. Fields];
        _arrayTypes.Clear();
        Fields.Clear();
        foreach (var o in held)
            PyObject.Release(o);
    }

    // Not at the end of the class: a call may be on its way that describes an argument by it.
    ~CTypeInfo() => FreeFfiType();

    private void FreeFfiType()
    {
        NativeMemory.Free(_ownFfiType);
        _ownFfiType = null;
    }
}
