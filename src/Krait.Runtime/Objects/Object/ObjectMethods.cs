namespace Krait.Runtime;

/// <summary>The type <c>object</c>. Written without the generator: it is made before any other type.</summary>
internal static partial class ObjectMethods
{
    /// <summary>What the type <c>object</c> is made of.</summary>
    public static NativeTypeDefinition Definition() => new()
    {
        Name = "object",
        Doc = "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
        Signature = "()",
        ClrType = typeof(PyInstance),
        Flags = TypeFlags.BaseType,
        BasicSize = 16,
        Slots = FillSlots,
        Methods = CreateMethods,
        GetSets = static () =>
        [
            new() { Name = "__class__", Doc = "the object's class", Getter = static (_, self) => self.Type, Setter = ClassAssignment.Set },
        ],
    };

    private static void FillSlots(PyType type)
    {
        type.TpRepr = Repr;
        type.TpStr = static (thread, self) => self.Type.TpRepr!(thread, self);
        type.TpHash = Hash;
        type.TpGetAttr = GenericAttributes.GetAttrSlot;
        type.TpSetAttr = GenericAttributes.SetAttrSlot;
        type.TpRichCompare = RichCompare;
        type.TpNew = New;
        type.TpInit = Init;
        // An exact object refers to nothing.
        type.Allocate = static (thread, made) =>
            made.IsHeapType ? thread.EnterNew(new PyInstance(made)) : thread.EnterNewUntracked(new PyInstance(made));
    }

    private static NativeMethod[] CreateMethods() =>
    [
        new() { Name = "__reduce_ex__", Doc = "Helper for pickle.", Signature = "($self, protocol, /)", OneArg = ObjectReduce.ReduceEx },
        new() { Name = "__reduce__", Doc = "Helper for pickle.", Signature = "($self, /)", NoArgs = static (t, self) => ObjectReduce.Reduce(t, self, 0) },
        new() { Name = "__getstate__", Doc = "Helper for pickle.", Signature = "($self, /)", NoArgs = static (t, self) => ObjectReduce.DefaultState(t, self, false) },
        new()
        {
            Name = "__subclasshook__",
            Doc = "Abstract classes can override this to customize issubclass().\n\nThis is invoked early on by abc.ABCMeta.__subclasscheck__().\nIt should return True, False or NotImplemented.  If it returns\nNotImplemented, the normal algorithm is used.  Otherwise, it\noverrides the normal algorithm (and the outcome is cached).",
            Signature = "($type, object, /)",
            Kind = NativeMethodKind.Class,
            Fast = static (_, _, _) => PyNotImplemented.Instance,
        },
        new()
        {
            Name = "__init_subclass__",
            Doc = "This method is called when a class is subclassed.\n\nThe default implementation does nothing. It may be\noverridden to extend subclasses.",
            Signature = "($type, /)",
            Kind = NativeMethodKind.Class,
            FastKeywords = InitSubclass,
        },
        new() { Name = "__format__", Doc = "Default object formatter.\n\nReturn str(self) if format_spec is empty. Raise TypeError otherwise.", Signature = "($self, format_spec, /)", OneArg = Format },
        new() { Name = "__sizeof__", Doc = "Size of object in memory, in bytes.", Signature = "($self, /)", NoArgs = static (t, self) => PyInt.From(self.SizeOf(t)) },
        new() { Name = "__dir__", Doc = "Default dir() implementation.", Signature = "($self, /)", NoArgs = Dir },
    ];

    private static PyObject InitSubclass(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var name = ((PyType)self).QualName;
        if (keywordNames is { Count: > 0 })
            throw Errors.Type($"{name}.__init_subclass__() takes no keyword arguments");
        if (args.Length > 0)
            throw Errors.Type($"{name}.__init_subclass__() takes no arguments ({args.Length} given)");
        return PyNone.Instance;
    }

    private static PyObject Repr(ThreadState thread, PyObject self)
    {
        var type = self.Type;
        var name = type.Module is PyStr module && !module.TextEquals("builtins") ? $"{module}.{type.QualName}" : type.Name;
        return PyStr.From($"<{name} object at 0x{thread.Interpreter.Identities.Of(self):x12}>");
    }

    private static long Hash(ThreadState thread, PyObject self)
    {
        var id = (ulong)thread.Interpreter.Identities.Of(self);
        return (long)((id >> 4) | (id << 60));
    }

    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op == CompareOp.Eq)
            return ReferenceEquals(self, other) ? PyBool.True : PyNotImplemented.Instance;
        if (op != CompareOp.Ne || self.Type.TpRichCompare is not { } compare)
            return PyNotImplemented.Instance;
        var equal = compare(thread, self, other, CompareOp.Eq);
        return equal is PyNotImplemented ? equal : PyBool.From(!Op.IsTrue(thread, equal));
    }

    /// <summary>Excess arguments are an error unless exactly one of <c>__new__</c> and <c>__init__</c> is overridden, and takes them.</summary>
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var root = TypeBootstrap.Object;
        if (args.Length > 0)
        {
            if (!ReferenceEquals(type.TpNew, root.TpNew))
                throw Errors.Type("object.__new__() takes exactly one argument (the type to instantiate)");
            if (ReferenceEquals(type.TpInit, root.TpInit))
                throw Errors.Type($"{type.Name}() takes no arguments");
        }
        if ((type.Features & TypeFlags.IsAbstract) != 0)
            throw AbstractError(thread, type);
        return type.Allocate is { } allocate ? allocate(thread, type) : throw Errors.Type($"cannot create '{type.FullName}' instances");
    }

    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (args.Length == 0)
            return;
        var type = self.Type;
        var root = TypeBootstrap.Object;
        if (!ReferenceEquals(type.TpInit, root.TpInit))
            throw Errors.Type("object.__init__() takes exactly one argument (the instance to initialize)");
        if (ReferenceEquals(type.TpNew, root.TpNew))
            throw Errors.Type($"{type.Name}.__init__() takes exactly one argument (the instance to initialize)");
    }

    private static PythonException AbstractError(ThreadState thread, PyType type)
    {
        var names = new List<string>();
        foreach (var item in Op.ListFrom(thread, Op.GetAttr(thread, type, TypeNames.Abstractmethods)).Items)
            names.Add(item as PyStr is { } name ? name.ToString() : throw Errors.Type($"sequence item 0: expected str instance, {item.Type.Name} found"));
        names.Sort(string.CompareOrdinal);
        var list = string.Join("', '", names);
        return Errors.Type($"Can't instantiate abstract class {type.Name} without an implementation for abstract method{(names.Count > 1 ? "s" : "")} '{list}'");
    }

    private static PyObject Format(ThreadState thread, PyObject self, PyObject spec)
    {
        if (spec is not PyStr text)
            throw Errors.Type($"__format__() argument must be str, not {spec.Type.Name}");
        if (text.Length > 0)
            throw Errors.Type($"unsupported format string passed to {self.Type.Name}.__format__");
        return Op.Str(thread, self);
    }

    private static PyObject Dir(ThreadState thread, PyObject self)
    {
        var names = PyDict.Create(thread);
        if (Op.TryGetAttr(thread, self, TypeNames.Dict) is PyDict dict)
            TypeMethods.Merge(thread, names, dict);
        if (Op.TryGetAttr(thread, self, TypeNames.Class) is { } type)
            TypeMethods.MergeClassDict(thread, names, type);
        return Op.ListFrom(thread, names);
    }
}
