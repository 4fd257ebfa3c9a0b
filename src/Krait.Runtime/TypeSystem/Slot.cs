namespace Krait.Runtime;

/// <summary>The place of one slot's delegate in a type.</summary>
internal delegate ref T? SlotField<T>(PyType type) where T : Delegate;

/// <summary>A slot of <see cref="PyType"/>, to be read and written without knowing which one it is. Must not touch a Python object: types are made with it.</summary>
internal abstract partial class Slot
{
    /// <summary>The hash of unhashable objects.</summary>
    public static readonly HashFunc HashNotImplemented = static (_, self) => throw Errors.Type($"unhashable type: '{self.Type.Name}'");

    /// <summary>What the slot holds; null for nothing.</summary>
    public abstract Delegate? Get(PyType type);

    /// <summary>Writes the slot.</summary>
    public abstract void Set(PyType type, Delegate? value);

    /// <summary>Copies the slot where <paramref name="type"/> has none.</summary>
    public abstract void Inherit(PyType type, PyType from);
}

/// <summary>A slot of a known delegate type.</summary>
internal sealed class Slot<T>(SlotField<T> field) : Slot where T : Delegate
{
    public ref T? Of(PyType type) => ref field(type);

    public override Delegate? Get(PyType type) => field(type);

    public override void Set(PyType type, Delegate? value) => field(type) = (T?)value;

    public override void Inherit(PyType type, PyType from) => field(type) ??= field(from);
}

/// <summary>Calls a slot's delegate with the arguments of a Python call, after checking them.</summary>
internal delegate PyObject SlotWrapper(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot);

/// <summary>A special method, the slot it stands for, and the way from one to the other in both directions.</summary>
internal sealed class SlotEntry(string name, Slot slot, Delegate? generic, SlotWrapper? wrapper, string signature, string doc)
{
    public PyStr Name { get; } = PyStr.Intern(name);

    public Slot Slot { get; } = slot;

    /// <summary>The dispatcher to a special method in Python; null where the slot has none (concatenation goes through the number slot).</summary>
    public Delegate? Generic { get; } = generic;

    /// <summary>Null where no descriptor is made of the slot.</summary>
    public SlotWrapper? Wrapper { get; } = wrapper;
    public string Signature { get; } = signature;
    public string Doc { get; } = doc;

    /// <summary>True for <c>__init__</c> and <c>__call__</c>, which take keyword arguments.</summary>
    public bool TakesKeywords => ReferenceEquals(Slot, Slot.Init) || ReferenceEquals(Slot, Slot.Call);
}
