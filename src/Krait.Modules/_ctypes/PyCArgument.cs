using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>An argument that is ready for a call: what <c>byref</c> and the <c>from_param</c> methods make.</summary>
[PyType("CArgObject", Module = "_ctypes", BasicSize = 80, NoInstantiation = true)]
internal sealed unsafe partial class PyCArgument : PyContainer
{
    private Ref<PyObject> _object;
    private Storage32 _value;

    [StructLayout(LayoutKind.Sequential)]
    private struct Storage32
    {
        public fixed byte Bytes[ForeignCall.SlotSize];
    }

    private PyCArgument(PyType type) : base(type)
    {
    }

    /// <summary>The code of the type, <c>'P'</c> for pointers.</summary>
    public char Tag { get; private init; }

    /// <summary>libffi's description of the type.</summary>
    public FfiType* FfiType { get; private init; }

    /// <summary>What the value is made of.</summary>
    public PyObject? Object => _object.Value;

    /// <summary>An argument of a simple type.</summary>
    public static PyCArgument Create(ThreadState thread, ValueCodec codec, PyObject value)
    {
        var made = thread.EnterNew(new PyCArgument(TypeObject) { Tag = codec.Code, FfiType = codec.FfiType });
        var place = stackalloc byte[ForeignCall.SlotSize];
        new Span<byte>(place, ForeignCall.SlotSize).Clear();
        made._object.Value = codec.Set(thread, place, value, codec.Size);
        new ReadOnlySpan<byte>(place, ForeignCall.SlotSize).CopyTo(MemoryMarshal.AsBytes(new Span<Storage32>(ref made._value)));
        return made;
    }

    /// <summary>An argument that is an address.</summary>
    public static PyCArgument CreatePointer(ThreadState thread, char tag, nint address, PyObject kept)
    {
        var made = thread.EnterNew(new PyCArgument(TypeObject) { Tag = tag, FfiType = ValueCodec.Find('P', false)!.FfiType });
        made._object.Value = kept;
        MemoryMarshal.Write(MemoryMarshal.AsBytes(new Span<Storage32>(ref made._value)), in address);
        return made;
    }

    /// <summary>Writes the value where libffi takes it from.</summary>
    public void CopyTo(byte* slot) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<Storage32>(in _value)).CopyTo(new Span<byte>(slot, ForeignCall.SlotSize));

    /// <summary>the wrapped object</summary>
    [PyGetter("_obj", Member = true)]
    private PyObject? ObjectAttribute => _object.Value;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var place = stackalloc byte[ForeignCall.SlotSize];
        CopyTo(place);
        if (ValueCodec.Find(Tag, false) is not { } codec)
            return $"<cparam '{Tag}' at 0x{Op.Id(thread, this):x}>";
        switch (Tag)
        {
            case 'z' or 'Z' or 'P':
                return $"<cparam '{Tag}' (0x{*(nint*)place:x})>";
            case 'c':
                return *place is >= 32 and < 127 ? $"<cparam 'c' ('{(char)*place}')>" : $"<cparam 'c' ('\\x{*place:x2}')>";
            case 'O' or 'u' or 'v' or '?' or 'g' or 'F' or 'D' or 'G':
                return $"<cparam '{Tag}' at 0x{Op.Id(thread, this):x}>";
            default:
                return $"<cparam '{Tag}' ({Op.ReprText(thread, codec.Get(thread, place, codec.Size))})>";
        }
    }
}
