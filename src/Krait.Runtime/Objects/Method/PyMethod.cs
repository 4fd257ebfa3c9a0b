namespace Krait.Runtime;

/// <summary>Create a bound instance method object.</summary>
[PyType("method", Signature = "(function, instance, /)", BasicSize = 40, IsMethodDescriptor = false)]
public sealed partial class PyMethod : PyContainer, IWeakReferenceable
{
    private Ref<PyObject> _function;
    private Ref<PyObject> _self;
    private WeakReferenceList? _weakReferences;

    private PyMethod() : base(TypeObject)
    {
    }

    /// <summary>The callable, <c>__func__</c>.</summary>
    public PyObject Function => _function.Value!;

    /// <summary>The object, <c>__self__</c>.</summary>
    public PyObject Self => _self.Value!;

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>A bound method, floating.</summary>
    public static PyMethod Create(ThreadState thread, PyObject function, PyObject self)
    {
        if (!thread.FreeLists.Methods.TryTake(out var method))
            method = new PyMethod();
        method._function.Value = function;
        method._self.Value = self;
        return thread.EnterNew(method);
    }

    internal override bool Recycle(ThreadState thread) => thread.FreeLists.Methods.TryPut(this);

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw Errors.Type("method() takes no keyword arguments");
        if (args.Length != 2)
            throw Errors.Type($"method expected 2 arguments, got {args.Length}");
        if (args[0].Type.TpCall is null)
            throw Errors.Type("first argument must be callable");
        if (args[1] is PyNone)
            throw Errors.Type("instance must not be None");
        return Create(thread, args[0], args[1]);
    }

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var method = (PyMethod)callable;
        return SlotDispatch.CallWithSelf(thread, method.Function, method.Self, args, keywordNames);
    }

    [PySlot(nameof(PyType.TpGetAttr))]
    private static PyObject GetAttr(ThreadState thread, PyObject self, PyStr name)
    {
        var method = (PyMethod)self;
        if (TypeObject.Lookup(name) is { } descriptor)
            return descriptor.Type.TpDescriptorGet is { } get ? get(thread, descriptor, self, TypeObject) : descriptor;
        return Op.GetAttr(thread, method.Function, name);
    }

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner) => descriptor;

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne) || self is not PyMethod a || other is not PyMethod b)
            return PyNotImplemented.Instance;
        var equal = ReferenceEquals(a.Self, b.Self) && Op.RichCompareBool(thread, a.Function, b.Function, CompareOp.Eq);
        return PyBool.From(equal == (op == CompareOp.Eq));
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        var hash = thread.Interpreter.Identities.Of(Self) ^ Op.Hash(thread, Function);
        return hash == -1 ? -2 : hash;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var name = Op.TryGetAttr(thread, Function, TypeNames.Qualname) ?? Op.TryGetAttr(thread, Function, TypeNames.Name);
        return $"<bound method {(name is PyStr text ? text.ToString() : "?")} of {Op.ReprText(thread, Self)}>";
    }

    /// <summary>the function (or other callable) implementing a method</summary>
    [PyGetter("__func__", Member = true)]
    private PyObject FunctionAttribute() => Function;

    /// <summary>the instance to which a method is bound</summary>
    [PyGetter("__self__", Member = true)]
    private PyObject SelfAttribute() => Self;

    [PyGetter("__doc__")]
    private PyObject Doc(ThreadState thread) => Op.TryGetAttr(thread, Function, TypeNames.Doc) ?? PyNone.Instance;

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) =>
        PyTuple.Create(
            thread,
            Op.GetAttr(thread, Op.ImportModule(thread, "builtins"), PyStr.Intern("getattr")),
            PyTuple.Create(thread, Self, Op.GetAttr(thread, Function, TypeNames.Name)));
}
