namespace Krait.Runtime;

/// <summary>An attribute that <c>__slots__</c> names: a place in the storage of instances.</summary>
[PyType("member_descriptor", BasicSize = 48, NoInstantiation = true)]
public sealed partial class PyMemberDescriptor : PyDescriptor
{
    private PyMemberDescriptor(PyType owner, PyStr name, int place) : base(TypeObject, owner, name) => Place = place;

    /// <summary>The place in <see cref="InstanceStorage.Values"/>.</summary>
    internal int Place { get; }

    internal static PyMemberDescriptor Create(ThreadState thread, PyType owner, PyStr name, int place) =>
        thread.EnterNew(new PyMemberDescriptor(owner, name, place));

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner)
    {
        if (instance is null)
            return descriptor;
        var self = (PyMemberDescriptor)descriptor;
        self.CheckApplies(instance);
        return instance.Storage.Get(self.Place) ?? throw GenericAttributes.NoAttribute(thread, instance, self.NameText);
    }

    [PySlot(nameof(PyType.TpDescriptorSet))]
    private static void Set(ThreadState thread, PyObject descriptor, PyObject instance, PyObject? value)
    {
        var self = (PyMemberDescriptor)descriptor;
        self.CheckApplies(instance);
        self.Store(thread, instance, value);
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

    [PyGetter("__doc__")]
    private PyObject Doc() => PyNone.Instance;

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => ReduceByName(thread);

    [PyGetter("__objclass__")]
    private PyObject ObjClass() => Owner;

    [PyGetter("__name__")]
    private PyObject NameAttribute() => NameText;

    [PyGetter("__qualname__")]
    private string QualNameAttribute() => QualifiedName;
}
