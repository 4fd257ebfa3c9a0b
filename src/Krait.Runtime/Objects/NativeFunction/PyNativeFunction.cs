namespace Krait.Runtime;

/// <summary>A native function, or a native method bound to its object: <c>builtin_function_or_method</c>.</summary>
[PyType("builtin_function_or_method", BasicSize = 56, NoInstantiation = true)]
public sealed partial class PyNativeFunction : PyContainer, IWeakReferenceable
{
    private static readonly NativeMethod s_new = new()
    {
        Name = "__new__",
        Doc = "Create and return a new object.  See help(type) for accurate signature.",
        Signature = "($type, *args, **kwargs)",
        FastKeywords = CallNew,
    };

    private Ref<PyObject> _self;
    private Ref<PyObject> _module;
    private WeakReferenceList? _weakReferences;

    private PyNativeFunction(NativeMethod method, PyObject? self, PyObject? module) : base(TypeObject)
    {
        Method = method;
        _self.Value = self;
        _module.Value = module;
    }

    /// <summary>What the function does.</summary>
    public NativeMethod Method { get; private set; }

    /// <summary>The object that the function is bound to: for a module's function the module.</summary>
    public PyObject? Self => _self.Value;

    /// <summary>True for the <c>__new__</c> of a built-in type.</summary>
    internal bool IsNew => ReferenceEquals(Method, s_new);

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>A function, floating. <paramref name="module"/> is the value of <c>__module__</c>.</summary>
    public static PyNativeFunction Create(ThreadState thread, NativeMethod method, PyObject? self, PyObject? module)
    {
        if (!thread.FreeLists.NativeFunctions.TryTake(out var recycled))
            return thread.EnterNew(new PyNativeFunction(method, self, module));
        recycled.Method = method;
        recycled._self.Value = self;
        recycled._module.Value = module;
        return thread.EnterNew(recycled);
    }

    internal override bool Recycle(ThreadState thread) => thread.FreeLists.NativeFunctions.TryPut(this);

    /// <summary>The <c>__new__</c> of a built-in type.</summary>
    internal static PyNativeFunction CreateNew(ThreadState thread, PyType type) => Create(thread, s_new, type, null);

    /// <summary>Calls the function.</summary>
    public PyObject Invoke(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames = null) =>
        NativeCall.OrThrow(thread, TryInvoke(thread, args, keywordNames));

    /// <summary>As <see cref="Invoke"/>; null with the thread's pending exception where the function raised without a C# throw.</summary>
    internal PyObject? TryInvoke(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames = null) =>
        NativeCall.TryInvoke(thread, Method, _self.Value ?? PyNone.Instance, args, keywordNames, null, _module.Value);

    /// <summary><c>T.__new__(S, ...)</c>: S must be T or below it, with the layout that T makes.</summary>
    private static PyObject CallNew(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var type = (PyType)self;
        if (args.Length - (keywordNames?.Count ?? 0) < 1)
            throw Errors.Type($"{type.Name}.__new__(): not enough arguments");
        if (args[0] is not PyType made)
            throw Errors.Type($"{type.Name}.__new__(X): X is not a type object ({args[0].Type.Name})");
        if (!made.IsSubtypeOf(type))
            throw Errors.Type($"{type.Name}.__new__({made.Name}): {made.Name} is not a subtype of {type.Name}");
        var layout = made;
        while (layout is not null && layout.IsHeapType)
            layout = layout.Base;
        if (layout is { TpNew: null })
            throw Errors.Type($"cannot create '{layout.Name}' instances");
        if (layout is not null && !ReferenceEquals(layout.TpNew, type.TpNew))
            throw Errors.Type($"{type.Name}.__new__({made.Name}) is not safe, use {layout.Name}.__new__()");
        return type.TpNew!(thread, made, args[1..], keywordNames);
    }

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        ((PyNativeFunction)callable).Invoke(thread, args, keywordNames);

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne) || self is not PyNativeFunction a || other is not PyNativeFunction b)
            return PyNotImplemented.Instance;
        return PyBool.From((ReferenceEquals(a.Method, b.Method) && ReferenceEquals(a.Self, b.Self)) == (op == CompareOp.Eq));
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        var hash = Method.GetHashCode() ^ (Self is { } self ? thread.Interpreter.Identities.Of(self) : 0);
        return hash == -1 ? -2 : hash;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => Self is null or PyModule
        ? $"<built-in function {Method.Name}>"
        : $"<built-in method {Method.Name} of {Self.Type.Name} object at 0x{thread.Interpreter.Identities.Of(Self):x12}>";

    [PyGetter("__self__")]
    private PyObject SelfAttribute() => Method.Kind == NativeMethodKind.Static ? PyNone.Instance : Self ?? PyNone.Instance;

    [PyGetter("__name__")]
    private string NameAttribute() => Method.Name;

    [PyGetter("__qualname__")]
    private string QualNameAttribute() => Self switch
    {
        null or PyModule => Method.Name,
        PyType type => $"{type.QualName}.{Method.Name}",
        var self => $"{self.Type.QualName}.{Method.Name}",
    };

    [PyGetter("__module__", Member = true)]
    private PyObject ModuleAttribute() => _module.Value ?? PyNone.Instance;

    [PySetter("__module__")]
    private void SetModule(PyObject? value) => _module.Value = value;

    [PyGetter("__doc__")]
    private PyObject Doc() => Method.Doc is { } doc ? PyStr.From(doc) : PyNone.Instance;

    [PyGetter("__text_signature__")]
    private PyObject TextSignature() => Method.Signature is { Length: > 0 } text ? PyStr.From(text) : PyNone.Instance;

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        if (Self is null or PyModule)
            return PyStr.From(Method.Name);
        return PyTuple.Create(
            thread,
            Op.GetAttr(thread, Op.ImportModule(thread, "builtins"), PyStr.Intern("getattr")),
            PyTuple.Create(thread, Self, PyStr.From(Method.Name)));
    }
}
