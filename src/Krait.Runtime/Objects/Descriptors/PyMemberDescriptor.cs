namespace Krait.Runtime;

/// <summary>
/// An attribute that <c>__slots__</c> names, a place in the storage of instances; or a member of a built-in type, which C# code reads.
/// </summary>
[PyType("member_descriptor", BasicSize = 48, NoInstantiation = true)]
public sealed partial class PyMemberDescriptor : PyDescriptor
{
    private PyMemberDescriptor(PyType owner, PyStr name, int place) : base(TypeObject, owner, name) => Place = place;

    private PyMemberDescriptor(PyType owner, NativeGetSet member) : base(TypeObject, owner, PyStr.Intern(member.Name))
    {
        Place = -1;
        _member = member;
    }

    private readonly NativeGetSet? _member;

    /// <summary>The place in <see cref="InstanceStorage.Values"/>; -1 for a member of a built-in type.</summary>
    internal int Place { get; }

    internal static PyMemberDescriptor Create(ThreadState thread, PyType owner, NativeGetSet member) =>
        thread.EnterNew(new PyMemberDescriptor(owner, member));

    internal static PyMemberDescriptor Create(ThreadState thread, PyType owner, PyStr name, int place) =>
        thread.EnterNew(new PyMemberDescriptor(owner, name, place));

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner)
    {
        if (instance is null)
            return descriptor;
        var self = (PyMemberDescriptor)descriptor;
        self.CheckApplies(instance);
        if (self._member is { } member)
            return member.Getter!(thread, instance);
        return instance.Storage.Get(self.Place)
            ?? throw Errors.Attribute(thread, $"'{instance.Type.FullName}' object has no attribute '{self.NameText}'", instance, self.NameText);
    }

    [PySlot(nameof(PyType.TpDescriptorSet))]
    private static void Set(ThreadState thread, PyObject descriptor, PyObject instance, PyObject? value)
    {
        var self = (PyMemberDescriptor)descriptor;
        self.CheckApplies(instance);
        if (self._member is null)
            self.Store(thread, instance, value);
        else if (self._member.Setter is { } setter)
            setter(thread, instance, value);
        else
            throw Errors.Attribute(thread, "readonly attribute", instance, self.NameText);
    }

    private void Store(ThreadState thread, PyObject instance, PyObject? value)
    {
        ref var storage = ref instance.Storage;
        var old = storage.Get(Place);
        if (value is null && old is null)
            throw Errors.Attribute(thread, NameText.ToString(), instance, NameText);
        if (storage.Values is null || Place >= storage.Values.Length)
            System.Array.Resize(ref storage.Values, instance.Type.SlotCount);
        XRetain(value);
        storage.Values[Place] = value;
        XRelease(old);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => $"<member '{NameText}' of '{Owner.Name}' objects>";

    private protected override string? DocText => _member?.Doc;

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => ReduceByName(thread);
}
