using System.Numerics;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>Structure/Union member</summary>
[PyType("CField", Module = "ctypes", BasicSize = 96), PyModuleType("_ctypes")]
internal sealed unsafe partial class PyCField : PyContainer
{
    private Ref<PyStr> _name;
    private Ref<PyType> _type;
    private ValueCodec? _codec;
    private int _index;

    private PyCField(PyType type) : base(type)
    {
    }

    /// <summary>The type of the values.</summary>
    public PyType FieldType => _type.Value!;

    /// <summary>The name.</summary>
    public PyStr FieldName => _name.Value!;

    /// <summary>The place of the first byte.</summary>
    public long Offset { get; private set; }

    /// <summary>The place in the list of fields.</summary>
    public int Index => _index;

    /// <summary>True for a struct or union whose fields count as the outer one's.</summary>
    public bool IsAnonymous { get; set; }

    /// <summary>True for a number of bits.</summary>
    public bool IsBitField { get; private set; }

    private long Bytes { get; set; }

    private int BitOffset { get; set; }

    private int FieldBits { get; set; }

    [PyNew]
    private static PyObject New(
        ThreadState thread,
        PyType type,
        [KeywordOnly] PyStr name,
        [KeywordOnly("type")] PyObject fieldType,
        [KeywordOnly("byte_size")] long byteSize,
        [KeywordOnly("byte_offset")] long byteOffset,
        [KeywordOnly] long index,
        [KeywordOnly("_internal_use")] bool internalUse,
        [KeywordOnly("bit_size")] PyObject? bitSize = null,
        [KeywordOnly("bit_offset")] PyObject? bitOffset = null)
    {
        if (!internalUse)
            throw Errors.Type($"cannot create {type.Type.Name} object");
        var shown = Op.ReprText(thread, name);
        if (byteSize < 0)
            throw Errors.Value($"byte size of field {shown} must not be negative, got {byteSize}");
        if (CTypeInfo.Of(fieldType) is not { } info)
            throw Errors.Type($"type of field {shown} must be a C type");
        if (byteSize != info.Size)
            throw Errors.Value($"byte size of field {shown} ({byteSize}) does not match type size ({info.Size})");
        var made = thread.EnterNew(new PyCField(type));
        made._name.Value = name.Exact();
        made._type.Value = (PyType)fieldType;
        made.Offset = byteOffset;
        made.Bytes = byteSize;
        made._index = (int)index;
        if (bitSize is not (null or PyNone))
            made.SetBits(thread, shown, info, bitSize, bitOffset);
        else
            made._codec = CodecOf(info);
        return made;
    }

    /// <summary>Arrays of characters are read as bytes and str.</summary>
    private static ValueCodec? CodecOf(CTypeInfo info)
    {
        if (info.Shape.Length == 0)
            return null;
        return CTypeInfo.Of(info.Proto.Value)?.Codec switch
        {
            { Code: 'c' } => ValueCodec.Characters,
            { Code: 'u' } => ValueCodec.WideCharacters,
            _ => null,
        };
    }

    private void SetBits(ThreadState thread, string shown, CTypeInfo info, PyObject bitSize, PyObject? bitOffset)
    {
        var bits = Op.AsIndexLong(thread, bitSize);
        var offset = bitOffset is null or PyNone ? 0 : Op.AsIndexLong(thread, bitOffset);
        if (bits <= 0)
            throw Errors.Value($"bit size of field {shown} out of range, got {bits}");
        if (offset < 0)
            throw Errors.Value($"bit offset of field {shown} out of range, got {offset}");
        if (offset + bits > info.Size * 8)
            throw Errors.Value($"bit field {shown} overflows its type ({offset} + {bits} > {info.Size * 8})");
        if (info.Codec is not { IsInteger: true })
            throw Errors.Type($"bit fields not allowed for type {FieldType.Name}");
        (IsBitField, FieldBits, BitOffset) = (true, (int)bits, (int)offset);
    }

    /// <summary>The field of an anonymous struct or union as a field of the outer one.</summary>
    public static PyCField CreateOuter(ThreadState thread, PyCField inner, int index, long offset)
    {
        var made = thread.EnterNew(new PyCField(TypeObject));
        made._name.Value = inner.FieldName;
        made._type.Value = inner.FieldType;
        made._codec = inner._codec;
        made._index = inner._index + index;
        made.Offset = inner.Offset + offset;
        made.Bytes = inner.Bytes;
        (made.IsBitField, made.FieldBits, made.BitOffset) = (inner.IsBitField, inner.FieldBits, inner.BitOffset);
        return made;
    }

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner)
    {
        if (instance is null)
            return descriptor;
        var field = (PyCField)descriptor;
        var data = instance as PyCData ?? throw Errors.Type("not a ctype instance");
        var address = data.Address + field.Offset;
        return field.IsBitField
            ? field.GetBits(thread, data, address)
            : DataAccess.Get(thread, field.FieldType, field._codec, data, field._index, field.Bytes, address);
    }

    [PySlot(nameof(PyType.TpDescriptorSet))]
    private static void Set(ThreadState thread, PyObject descriptor, PyObject instance, PyObject? value)
    {
        var field = (PyCField)descriptor;
        var data = instance as PyCData ?? throw Errors.Type("not a ctype instance");
        if (value is null)
            throw Errors.Type("can't delete attribute");
        var address = data.Address + field.Offset;
        if (field.IsBitField)
            field.WriteBits(thread, value, address);
        else
            DataAccess.Set(thread, data, field.FieldType, field._codec, value, field._index, field.Bytes, address);
    }

    private ulong Mask => ulong.MaxValue >> (64 - FieldBits);

    private PyObject GetBits(ThreadState thread, PyCData data, byte* address)
    {
        var info = CTypeInfo.OfConcrete(FieldType);
        if (!DataAccess.IsPlainValue(FieldType, info))
            return PyCData.CreatePart(thread, FieldType, data, _index, address);
        var codec = info.Codec!;
        var bits = (codec.ReadBits(address) >> BitOffset) & Mask;
        return codec.Code is '?' or 'v' ? PyBool.From(bits != 0) : codec.IntegerFromBits(bits, FieldBits);
    }

    private void WriteBits(ThreadState thread, PyObject value, byte* address)
    {
        var codec = CTypeInfo.OfConcrete(FieldType).Codec!;
        var bits = codec.Code is '?' or 'v' ? (Op.IsTrue(thread, value) ? 1UL : 0) : BitsOf(thread, value);
        codec.WriteBits(address, (codec.ReadBits(address) & ~(Mask << BitOffset)) | ((bits & Mask) << BitOffset));
    }

    /// <summary>An int, or an instance of the field's own type.</summary>
    private ulong BitsOf(ThreadState thread, PyObject value) => value is PyCData data && Op.IsInstance(thread, value, FieldType)
        ? data.Info.Codec!.ReadBits(data.Address)
        : ValueCodec.Mask(thread, value);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var what = $"<{Type.Name} {Op.ReprText(thread, FieldName)} type={FieldType.Name}, ofs={Offset}";
        return IsBitField ? $"{what}, bit_size={FieldBits}, bit_offset={BitOffset}>" : $"{what}, size={Bytes}>";
    }

    /// <summary>name of this field</summary>
    [PyGetter("name", Member = true)]
    private PyObject NameAttribute => FieldName;

    /// <summary>type of this field</summary>
    [PyGetter("type", Member = true)]
    private PyObject TypeAttribute => FieldType;

    /// <summary>offset in bytes of this field (same as byte_offset)</summary>
    [PyGetter("offset", Member = true)]
    private long OffsetAttribute => Offset;

    /// <summary>size in bytes of this field. For bitfields, this is a legacy packed value; use byte_size instead</summary>
    [PyGetter("size")]
    private long SizeAttribute => IsBitField ? ((long)FieldBits << 16) | (long)BitOffset : Bytes;

    /// <summary>offset in bytes of this field. For bitfields: excludes bit_offset.</summary>
    [PyGetter("byte_offset", Member = true)]
    private long ByteOffsetAttribute => Offset;

    /// <summary>size of this field in bytes</summary>
    [PyGetter("byte_size", Member = true)]
    private long ByteSizeAttribute => Bytes;

    /// <summary>additional offset in bits (relative to byte_offset); zero for non-bitfields</summary>
    [PyGetter("bit_offset")]
    private int BitOffsetAttribute => BitOffset;

    /// <summary>size of this field in bits</summary>
    [PyGetter("bit_size")]
    private BigInteger BitSizeAttribute => IsBitField ? FieldBits : (BigInteger)Bytes * 8;

    /// <summary>true if this is a bitfield</summary>
    [PyGetter("is_bitfield")]
    private bool IsBitFieldAttribute => IsBitField;

    /// <summary>true if this field is anonymous</summary>
    [PyGetter("is_anonymous", Member = true)]
    private bool IsAnonymousAttribute => IsAnonymous;
}
