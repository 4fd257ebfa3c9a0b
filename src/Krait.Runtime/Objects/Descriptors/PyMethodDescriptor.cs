namespace Krait.Runtime;

/// <summary>A method of a built-in type.</summary>
[PyType("method_descriptor", BasicSize = 56, NoInstantiation = true, IsMethodDescriptor = true)]
public sealed partial class PyMethodDescriptor : PyCallableDescriptor
{
    private PyMethodDescriptor(PyType owner, NativeMethod method) : base(TypeObject, owner, PyStr.Intern(method.Name)) => Method = method;

    internal NativeMethod Method { get; }

    /// <summary>True for <c>type.mro</c>.</summary>
    internal bool IsTypeMro => ReferenceEquals(Owner, TypeBootstrap.Type) && ReferenceEquals(NameText, TypeNames.Mro);

    /// <summary>True for <c>list.append</c>.</summary>
    internal bool IsListAppend => ReferenceEquals(Owner, PyList.TypeObject) && Method.Name == "append";

    private protected override string? DocText => Method.Doc;

    private protected override string? SignatureText => Method.Signature;

    internal static PyMethodDescriptor Create(ThreadState thread, PyType owner, NativeMethod method) =>
        thread.EnterNew(new PyMethodDescriptor(owner, method));

    /// <summary>Calls the method; the first argument is self.</summary>
    internal PyObject Invoke(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames = null) =>
        NativeCall.OrThrow(thread, TryInvoke(thread, args, keywordNames));

    /// <summary>As <see cref="Invoke"/>; null with the thread's pending exception where the method raised without a C# throw.</summary>
    internal PyObject? TryInvoke(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames = null)
    {
        if (args.Length - (keywordNames?.Count ?? 0) < 1)
            throw Errors.Type($"unbound method {QualifiedName}() needs an argument");
        var self = args[0];
        if (!ReferenceEquals(self.Type, Owner))
            CheckApplies(self);
        return NativeCall.TryInvoke(thread, Method, self, args[1..], keywordNames, Owner, null);
    }

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        ((PyMethodDescriptor)callable).Invoke(thread, args, keywordNames);

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner)
    {
        if (instance is null)
            return descriptor;
        var method = (PyMethodDescriptor)descriptor;
        method.CheckApplies(instance);
        return PyNativeFunction.Create(thread, method.Method, instance, null);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => $"<method '{NameText}' of '{Owner.Name}' objects>";

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => ReduceByName(thread);
}
