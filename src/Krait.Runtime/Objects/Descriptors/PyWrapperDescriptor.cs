namespace Krait.Runtime;

/// <summary>The special method of a built-in type that stands for one of its slots.</summary>
[PyType("wrapper_descriptor", BasicSize = 56, NoInstantiation = true, IsMethodDescriptor = true)]
public sealed partial class PyWrapperDescriptor : PyCallableDescriptor
{
    private PyWrapperDescriptor(PyType owner, SlotEntry entry, Delegate function) : base(TypeObject, owner, entry.Name)
    {
        Entry = entry;
        Function = function;
    }

    internal SlotEntry Entry { get; }

    /// <summary>What the slot of the owner holds.</summary>
    internal Delegate Function { get; }

    private protected override string? DocText => Entry.Doc;

    private protected override string SignatureText => Entry.Signature;

    internal static PyWrapperDescriptor Create(ThreadState thread, PyType owner, SlotEntry entry, Delegate function) =>
        thread.EnterNew(new PyWrapperDescriptor(owner, entry, function));

    /// <summary>Calls the slot for <paramref name="self"/>, which was checked.</summary>
    internal PyObject InvokeFor(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 } && !Entry.TakesKeywords)
            throw Errors.Type($"wrapper {NameText}() takes no keyword arguments");
        return Entry.Wrapper!(thread, self, args, keywordNames, Function);
    }

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var descriptor = (PyWrapperDescriptor)callable;
        if (args.Length - (keywordNames?.Count ?? 0) < 1)
            throw Errors.Type($"descriptor '{descriptor.NameText}' of '{descriptor.Owner.Name}' object needs an argument");
        var self = args[0];
        if (!self.Type.IsSubtypeOf(descriptor.Owner))
            throw Errors.Type($"descriptor '{descriptor.NameText}' requires a '{descriptor.Owner.Name}' object but received a '{self.Type.Name}'");
        return descriptor.InvokeFor(thread, self, args[1..], keywordNames);
    }

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner)
    {
        if (instance is null)
            return descriptor;
        var wrapper = (PyWrapperDescriptor)descriptor;
        wrapper.CheckApplies(instance);
        return PyMethodWrapper.Create(thread, wrapper, instance);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => $"<slot wrapper '{NameText}' of '{Owner.Name}' objects>";

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => ReduceByName(thread);
}
