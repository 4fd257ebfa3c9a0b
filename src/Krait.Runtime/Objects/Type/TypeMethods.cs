namespace Krait.Runtime;

/// <summary>The type <c>type</c>. Written without the generator: it is made before any other type.</summary>
internal static partial class TypeMethods
{
    /// <summary>What the type <c>type</c> is made of.</summary>
    public static NativeTypeDefinition Definition() => new()
    {
        Name = "type",
        Doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
        ClrType = typeof(PyType),
        Flags = TypeFlags.BaseType,
        BasicSize = 936,
        ItemSize = 40,
        Slots = FillSlots,
        Methods = CreateMethods,
        GetSets = CreateGetSets,
    };

    private static void FillSlots(PyType type)
    {
        type.TpRepr = Repr;
        type.TpCall = Call;
        type.TpNew = ClassBuilder.New;
        type.TpInit = Init;
        type.TpGetAttr = TypeAttributes.GetAttrSlot;
        type.TpSetAttr = TypeAttributes.SetAttrSlot;
        type.NbOr = static (thread, a, b) => Op.Union(thread, a, b);
        type.Features |= TypeFlags.ManagedWeakref;
    }

    private static NativeMethod[] CreateMethods() =>
    [
        new() { Name = "mro", Doc = "Return a type's method resolution order.", Signature = "($self, /)", NoArgs = static (t, self) => PyList.Create(t, MroCalculator.Linearize(t, (PyType)self)) },
        new() { Name = "__subclasses__", Doc = "Return a list of immediate subclasses.", Signature = "($self, /)", NoArgs = static (t, self) => PyList.Create(t, [.. ((PyType)self).Subclasses()]) },
        new() { Name = "__prepare__", Doc = "Create the namespace for the class statement", Signature = "($cls, name, bases, /, **kwds)", Kind = NativeMethodKind.Class, FastKeywords = static (t, _, _, _) => PyDict.Create(t) },
        new() { Name = "__instancecheck__", Doc = "Check if an object is an instance.", Signature = "($self, instance, /)", OneArg = static (t, self, o) => PyBool.From(Op.RealIsInstance(t, o, self)) },
        new() { Name = "__subclasscheck__", Doc = "Check if a class is a subclass.", Signature = "($self, subclass, /)", OneArg = static (t, self, o) => PyBool.From(Op.RealIsSubclass(t, o, self)) },
        new() { Name = "__dir__", Doc = "Specialized __dir__ implementation for types.", Signature = "($self, /)", NoArgs = Dir },
        new() { Name = "__sizeof__", Doc = "Return memory consumption of the type object.", Signature = "($self, /)", NoArgs = static (_, self) => PyInt.From(SizeOf((PyType)self)) },
    ];

    /// <summary>CPython's sizes: a static type; a class; the table of shared keys of a class whose instances have a dict.</summary>
    private static long SizeOf(PyType type) => type.IsHeapType ? 936 + (type.Keys is null ? 0 : 768) : 416;

    private static PyObject Repr(ThreadState thread, PyObject self)
    {
        var type = (PyType)self;
        return PyStr.From(type.Module is PyStr module && !module.TextEquals("builtins")
            ? $"<class '{module}.{type.QualName}'>"
            : $"<class '{type.Name}'>");
    }

    /// <summary><c>type.__call__</c>: makes and initialises an instance; <c>type(x)</c> is the type of x.</summary>
    internal static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var type = (PyType)callable;
        if (ReferenceEquals(type, TypeBootstrap.Type))
        {
            if (args.Length == 1 && keywordNames is not { Count: > 0 })
                return args[0].Type;
            if (args.Length - (keywordNames?.Count ?? 0) != 3)
                throw Errors.Type("type() takes 1 or 3 arguments");
        }
        if (type.TpNew is not { } create)
            throw Errors.Type($"cannot create '{type.FullName}' instances");
        var made = create(thread, type, args, keywordNames);
        if (!made.Type.IsSubtypeOf(type))
            return made;
        made.Type.TpInit?.Invoke(thread, made, args, keywordNames);
        return made;
    }

    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var positional = args.Length - (keywordNames?.Count ?? 0);
        if (positional == 1 && keywordNames is { Count: > 0 })
            throw Errors.Type("type.__init__() takes no keyword arguments");
        if (positional is not (1 or 3))
            throw Errors.Type("type.__init__() takes 1 or 3 arguments");
    }

    private static PyObject Dir(ThreadState thread, PyObject self)
    {
        var names = PyDict.Create(thread);
        MergeClassDict(thread, names, self);
        return Op.ListFrom(thread, names);
    }

    internal static void Merge(ThreadState thread, PyDict into, PyDict from)
    {
        var position = 0;
        while (from.Next(ref position, out var key, out var value))
            into.SetItem(thread, key, value);
    }

    /// <summary>Adds the attributes of a class and of its bases.</summary>
    internal static void MergeClassDict(ThreadState thread, PyDict into, PyObject type)
    {
        if (Op.TryGetAttr(thread, type, TypeNames.Dict) is { } dict)
        {
            if (dict is PyMappingProxy { Mapping: PyDict own })
                Merge(thread, into, own);
            else if (dict is PyDict plain)
                Merge(thread, into, plain);
        }
        if (Op.TryGetAttr(thread, type, TypeNames.Bases) is not PyTuple bases)
            return;
        foreach (var above in bases.Items)
            MergeClassDict(thread, into, above);
    }
}
