namespace Krait.Runtime;

/// <summary>A class method of a built-in type.</summary>
[PyType("classmethod_descriptor", BasicSize = 56, NoInstantiation = true)]
public sealed partial class PyClassMethodDescriptor : PyCallableDescriptor
{
    private readonly NativeMethod _method;

    private PyClassMethodDescriptor(PyType owner, NativeMethod method) : base(TypeObject, owner, PyStr.Intern(method.Name)) => _method = method;

    private protected override string? DocText => _method.Doc;

    private protected override string? SignatureText => _method.Signature;

    internal static PyClassMethodDescriptor Create(ThreadState thread, PyType owner, NativeMethod method) =>
        thread.EnterNew(new PyClassMethodDescriptor(owner, method));

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner)
    {
        var method = (PyClassMethodDescriptor)descriptor;
        var target = owner ?? instance?.Type
            ?? throw Errors.Type($"descriptor '{method.NameText}' for type '{method.Owner.Name}' needs either an object or a type");
        return PyNativeFunction.Create(thread, method._method, method.Check(target), null);
    }

    private PyType Check(PyObject target)
    {
        if (target is not PyType type)
        {
            throw Errors.Type(
                $"descriptor '{NameText}' for type '{Owner.Name}' needs a type, not a '{target.Type.Name}' as arg 2");
        }
        if (!type.IsSubtypeOf(Owner))
            throw Errors.Type($"descriptor '{NameText}' requires a subtype of '{Owner.Name}' but received '{type.Name}'");
        return type;
    }

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var method = (PyClassMethodDescriptor)callable;
        if (args.Length - (keywordNames?.Count ?? 0) < 1)
            throw Errors.Type($"descriptor '{method.NameText}' of '{method.Owner.Name}' object needs an argument");
        return NativeCall.OrThrow(thread, NativeCall.TryInvoke(thread, method._method, method.Check(args[0]), args[1..], keywordNames, method.Owner, null));
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => $"<method '{NameText}' of '{Owner.Name}' objects>";
}
