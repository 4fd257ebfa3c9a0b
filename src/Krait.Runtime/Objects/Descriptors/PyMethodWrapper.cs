namespace Krait.Runtime;

/// <summary>A slot wrapper bound to an object.</summary>
[PyType("method-wrapper", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyMethodWrapper : PyContainer
{
    private Ref<PyWrapperDescriptor> _descriptor;
    private Ref<PyObject> _self;

    private PyMethodWrapper(PyWrapperDescriptor descriptor, PyObject self) : base(TypeObject)
    {
        _descriptor.Value = descriptor;
        _self.Value = self;
    }

    internal static PyMethodWrapper Create(ThreadState thread, PyWrapperDescriptor descriptor, PyObject self) =>
        thread.EnterNew(new PyMethodWrapper(descriptor, self));

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var wrapper = (PyMethodWrapper)callable;
        return wrapper._descriptor.Value!.InvokeFor(thread, wrapper._self.Value!, args, keywordNames);
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne) || self is not PyMethodWrapper a || other is not PyMethodWrapper b)
            return PyNotImplemented.Instance;
        var equal = ReferenceEquals(a._descriptor.Value, b._descriptor.Value) && ReferenceEquals(a._self.Value, b._self.Value);
        return PyBool.From(equal == (op == CompareOp.Eq));
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        var hash = thread.Interpreter.Identities.Of(_self.Value!) ^ thread.Interpreter.Identities.Of(_descriptor.Value!);
        return hash == -1 ? -2 : hash;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) =>
        $"<method-wrapper '{_descriptor.Value!.NameText}' of {_self.Value!.Type.Name} object at 0x{thread.Interpreter.Identities.Of(_self.Value!):x12}>";

    [PyGetter("__self__", Member = true)]
    private PyObject Self() => _self.Value!;

    [PyGetter("__objclass__")]
    private PyObject ObjClass() => _descriptor.Value!.Owner;

    [PyGetter("__name__")]
    private PyObject NameAttribute() => _descriptor.Value!.NameText;

    [PyGetter("__qualname__")]
    private PyObject QualNameAttribute(ThreadState thread) => Op.GetAttr(thread, _descriptor.Value!, TypeNames.Qualname);

    [PyGetter("__doc__")]
    private PyObject Doc() => PyStr.From(_descriptor.Value!.Entry.Doc);

    [PyGetter("__text_signature__")]
    private PyObject TextSignature() => PyStr.From(_descriptor.Value!.Entry.Signature);

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) =>
        PyTuple.Create(
            thread,
            Op.GetAttr(thread, Op.ImportModule(thread, "builtins"), PyStr.Intern("getattr")),
            PyTuple.Create(thread, Self(), NameAttribute()));
}
