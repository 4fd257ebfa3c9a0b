using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>XXX to be provided</summary>
[PyType("_SimpleCData", Module = "_ctypes", BaseType = true, BasicSize = 80), PyModuleType("_ctypes")]
internal unsafe partial class PyCSimple : PyCData
{
    private protected PyCSimple(PyType type) : base(type)
    {
    }

    private bool IsPlainValue => DataAccess.IsPlainValue(Type, Info);

    // Keywords are allowed, for classes derived from it, and ignored.
    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var positional = args[..^(keywordNames?.Count ?? 0)];
        if (positional.Length > 1)
            throw Errors.Type($"__init__ expected at most 1 argument, got {positional.Length}");
        if (positional.Length == 1)
            ((PyCSimple)self).SetValue(thread, positional[0]);
    }

    /// <remarks>current value</remarks>
    [PyGetter("value")]
    private PyObject Value(ThreadState thread) => Info.Codec!.Get(thread, Address, Size);

    [PySetter("value")]
    private void SetValue(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw Errors.Type("can't delete attribute");
        Keep(thread, 0, Info.Codec!.Set(thread, Address, value, Size));
    }

    [PySlot(nameof(PyType.NbBool))]
    private bool IsTrue() => new ReadOnlySpan<byte>(Address, (int)Size).IndexOfAnyExcept((byte)0) >= 0;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => ReferenceEquals(Type.Base, TypeObject)
        ? $"{Type.Name}({Op.ReprText(thread, Value(thread))})"
        : $"<{Type.Name} object at 0x{Op.Id(thread, this):x}>";

    /// <inheritdoc/>
    private protected override PyObject FromOutParameter(ThreadState thread) => IsPlainValue ? Value(thread) : this;
}
