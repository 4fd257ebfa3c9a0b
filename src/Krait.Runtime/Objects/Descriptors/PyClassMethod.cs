namespace Krait.Runtime;

/// <summary>A function whose first argument is the class that it is read from.</summary>
[PyType("classmethod", Signature = "(function, /)", BaseType = true, BasicSize = 32)]
public partial class PyClassMethod : PyWrappingMethod
{
    private protected PyClassMethod(PyType type) : base(type)
    {
    }

    /// <summary>A new one, floating.</summary>
    public static PyClassMethod Create(ThreadState thread, PyObject callable)
    {
        var made = thread.EnterNew(new PyClassMethod(TypeObject));
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
        ((PyClassMethod)self).Initialize(thread, OneArgument("classmethod", args, keywordNames));

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner)
    {
        var callable = ((PyClassMethod)descriptor).Callable ?? throw Errors.Runtime("uninitialized classmethod object");
        return PyMethod.Create(thread, callable, owner ?? instance!.Type);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"<classmethod({(Callable is { } callable ? Op.ReprText(thread, callable) : "None")})>";

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
