namespace Krait.Runtime;

/// <summary>A function that is not bound to the instance or class that it is read from.</summary>
[PyType("staticmethod", Signature = "(function, /)", BaseType = true, BasicSize = 32)]
public partial class PyStaticMethod : PyWrappingMethod
{
    private protected PyStaticMethod(PyType type) : base(type)
    {
    }

    /// <summary>A new one, floating.</summary>
    public static PyStaticMethod Create(ThreadState thread, PyObject callable)
    {
        var made = thread.EnterNew(new PyStaticMethod(TypeObject));
        if (callable is PyNativeFunction)
            made.SetCallable(callable);
        else
            made.Initialize(thread, callable);
        return made;
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        ((PyStaticMethod)self).Initialize(thread, OneArgument("staticmethod", args, keywordNames));

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner) =>
        ((PyStaticMethod)descriptor).Callable ?? throw Errors.Runtime("uninitialized staticmethod object");

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        Op.Call(thread, ((PyStaticMethod)callable).Callable ?? throw Errors.Runtime("uninitialized staticmethod object"), args, keywordNames);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"<staticmethod({(Callable is { } callable ? Op.ReprText(thread, callable) : "None")})>";

    [PyGetter("__func__", Member = true)]
    private PyObject FunctionAttribute() => Callable ?? PyNone.Instance;

    [PyGetter("__wrapped__", Member = true)]
    private PyObject Wrapped() => Callable ?? PyNone.Instance;

    [PyGetter("__isabstractmethod__")]
    private bool IsAbstractMethod(ThreadState thread) => IsAbstract(thread);

    [PyGetter("__dict__")]
    private PyObject DictAttribute(ThreadState thread) => GetOwnDict(thread, true)!;

    [PySetter("__dict__")]
    private void SetDictAttribute(ThreadState thread, PyObject? value) => GenericAttributes.DictSetter(thread, this, value);

    [PyGetter("__annotations__")]
    private PyObject Annotations(ThreadState thread) => GetLazily(thread, TypeNames.Annotations);

    [PySetter("__annotations__")]
    private void SetAnnotations(ThreadState thread, PyObject? value) => SetLazily(thread, TypeNames.Annotations, value);

    [PyGetter("__annotate__")]
    private PyObject Annotate(ThreadState thread) => GetLazily(thread, TypeNames.Annotate);

    [PySetter("__annotate__")]
    private void SetAnnotate(ThreadState thread, PyObject? value) => SetLazily(thread, TypeNames.Annotate, value);

    [PyClassMethod("__class_getitem__")]
    private static PyObject ClassGetItem(ThreadState thread, PyType type, PyObject item) => Op.GenericAlias(thread, type, item);
}
