using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>XXX to be provided</summary>
[PyType("_Pointer", Module = "_ctypes", BaseType = true, BasicSize = 80), PyModuleType("_ctypes")]
internal unsafe partial class PyCPointer : PyCData
{
    private protected PyCPointer(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        CTypeInfo.Of(type)?.Proto.Value is null ? throw Errors.Type("Cannot create instance: has no _type_") : Create(thread, type);

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var positional = args[..^(keywordNames?.Count ?? 0)];
        if (positional.Length > 1)
            throw Errors.Type($"POINTER expected at most 1 argument, got {positional.Length}");
        if (positional.Length == 1)
            ((PyCPointer)self).SetContents(thread, positional[0]);
    }

    private static bool IsArrayOf(PyCData value, PyType type) => value is PyCArray && ReferenceEquals(value.Info.Proto.Value, type);

    private PyType ItemType => Info.Proto.Value as PyType ?? throw Errors.Type("Pointer has no _type_");

    private byte* Target
    {
        get
        {
            var target = PointerValue;
            return target != 0 ? (byte*)target : throw Errors.Value("NULL pointer access");
        }
    }

    /// <summary>the object this pointer points to (read-write)</summary>
    [PyGetter("contents")]
    private PyObject Contents(ThreadState thread) => CreatePart(thread, ItemType, this, 0, Target);

    [PySetter("contents")]
    private void SetContents(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw Errors.Type("Pointer does not support item deletion");
        var type = ItemType;
        if (value is not PyCData target || !(Op.IsInstance(thread, value, type) || IsArrayOf(target, type)))
            throw Errors.Type($"expected {type.Name} instead of {value.Type.Name}");
        PointerValue = (nint)target.Address;
        // The object itself, and what it keeps.
        Keep(thread, 1, value);
        Keep(thread, 0, target.KeptObjects(thread));
    }

    [PySlot(nameof(PyType.NbBool))]
    private bool IsTrue() => PointerValue != 0;

    [PySlot(nameof(PyType.SqItem))]
    private PyObject GetAt(ThreadState thread, long index)
    {
        var target = Target;
        var type = ItemType;
        var size = CTypeInfo.OfConcrete(type).Size;
        return DataAccess.Get(thread, type, null, this, (int)index, size, target + (index * size));
    }

    [PySlot(nameof(PyType.SqAssItem))]
    private void SetAt(ThreadState thread, long index, PyObject? value)
    {
        if (value is null)
            throw Errors.Type("Pointer does not support item deletion");
        var target = Target;
        var type = ItemType;
        var size = CTypeInfo.OfConcrete(type).Size;
        DataAccess.Set(thread, this, type, null, value, (int)index, size, target + (index * size));
    }

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject GetItem(ThreadState thread, PyObject key)
    {
        if (Op.TryAsIndex(thread, key, out var single))
            return GetAt(thread, single);
        if (key is not PySlice slice)
            throw Errors.Type("Pointer indices must be integer");
        // Not as for sequences: a pointer has no length, and negative indexes lie in front of it.
        var step = slice.Step is PyNone ? 1 : Op.AsIndexLong(thread, slice.Step, ExceptionTypes.ValueError);
        if (step == 0)
            throw Errors.Value("slice step cannot be zero");
        long start = 0;
        if (slice.Start is not PyNone)
            start = Op.AsIndexLong(thread, slice.Start, ExceptionTypes.ValueError);
        else if (step < 0)
            throw Errors.Value("slice start is required for step < 0");
        if (slice.Stop is PyNone)
            throw Errors.Value("slice stop is required");
        var stop = Op.AsIndexLong(thread, slice.Stop, ExceptionTypes.ValueError);
        var count = PySlice.Count(start, stop, step);
        return ItemSlices.Get(thread, ItemType, count == 0 ? null : Target, start, step, count, index => GetAt(thread, index));
    }
}
