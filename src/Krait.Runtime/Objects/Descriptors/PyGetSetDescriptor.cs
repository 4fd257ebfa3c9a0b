namespace Krait.Runtime;

/// <summary>An attribute of a type that C# code computes.</summary>
[PyType("getset_descriptor", BasicSize = 48, NoInstantiation = true)]
public sealed partial class PyGetSetDescriptor : PyDescriptor
{
    private readonly NativeGetSet _attribute;

    private PyGetSetDescriptor(PyType owner, NativeGetSet attribute) : base(TypeObject, owner, PyStr.Intern(attribute.Name)) =>
        _attribute = attribute;

    private protected override string? DocText => _attribute.Doc;

    internal NativeGetSet Attribute => _attribute;

    internal static PyGetSetDescriptor Create(ThreadState thread, PyType owner, NativeGetSet attribute) =>
        thread.EnterNew(new PyGetSetDescriptor(owner, attribute));

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner)
    {
        if (instance is null)
            return descriptor;
        var self = (PyGetSetDescriptor)descriptor;
        self.CheckApplies(instance);
        return self._attribute.Getter is { } getter
            ? getter(thread, instance)
            : throw Errors.Attribute(thread, $"attribute '{self.NameText}' of '{self.Owner.Name}' objects is not readable", instance, self.NameText);
    }

    [PySlot(nameof(PyType.TpDescriptorSet))]
    private static void Set(ThreadState thread, PyObject descriptor, PyObject instance, PyObject? value)
    {
        var self = (PyGetSetDescriptor)descriptor;
        self.CheckApplies(instance);
        if (self._attribute.Setter is not { } setter)
            throw Errors.Attribute(thread, $"attribute '{self.NameText}' of '{self.Owner.Name}' objects is not writable", instance, self.NameText);
        setter(thread, instance, value);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => $"<attribute '{NameText}' of '{Owner.Name}' objects>";
}
