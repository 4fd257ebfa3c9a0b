namespace Krait.Runtime;

/// <summary>A combination of multiple unrelated exceptions.</summary>
/// <remarks>PEP 654.</remarks>
[PyType("BaseExceptionGroup", BaseType = true, BasicSize = 88, IsGeneric = true)]
public partial class PyBaseExceptionGroup : PyBaseException
{
    internal Ref<PyStr> MessageField;
    internal Ref<PyTuple> ExceptionsField;

    internal PyBaseExceptionGroup(PyType type) : base(type)
    {
    }

    /// <summary>The exceptions of the group.</summary>
    public PyTuple Exceptions => ExceptionsField.Value ?? PyTuple.Empty;

    /// <summary>The message of the group.</summary>
    public PyStr Message => MessageField.Value ?? PyStr.Empty;

    /// <summary>The type ExceptionGroup, the one built-in type with two bases.</summary>
    internal static PyType CreateExceptionGroup()
    {
        var type = PyType.CreateBuiltin(new NativeTypeDefinition
        {
            Name = "ExceptionGroup",
            ClrType = typeof(PyBaseExceptionGroup),
            Base = static () => TypeObject,
            Flags = TypeFlags.BaseType | TypeFlags.ImmutableType | TypeFlags.HaveGc | TypeFlags.ManagedWeakref,
            BasicSize = 88,
        });
        type.SetBuiltinBases(TypeObject, PyException.TypeObject);
        return type;
    }

    /// <summary>What calling BaseExceptionGroup makes of exceptions: an ExceptionGroup where it can be. Floating.</summary>
    internal static PyBaseExceptionGroup Create(ThreadState thread, PyStr message, PyObject exceptions) =>
        (PyBaseExceptionGroup)Op.Call(thread, TypeObject, message, exceptions);

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var count = args.Length - (keywordNames?.Count ?? 0);
        if (count != 2)
            throw Errors.Type($"BaseExceptionGroup.__new__() takes exactly 2 arguments ({count} given)");
        if (args[0] is not PyStr message)
            throw ArgumentConversion.WrongType("BaseExceptionGroup.__new__() argument 1", "str", args[0]);
        if (!Op.IsSequence(args[1]))
            throw Errors.Type("second argument (exceptions) must be a sequence");
        var exceptions = Op.TupleFrom(thread, args[1]);
        type = ChooseType(thread, type, exceptions);
        var made = (PyBaseExceptionGroup)type.Allocate!(thread, type);
        made.ArgsField.Value = PyTuple.Create(thread, args[..2]);
        made.MessageField.Value = message;
        made.ExceptionsField.Value = exceptions;
        return made;
    }

    private static PyType ChooseType(ThreadState thread, PyType type, PyTuple exceptions)
    {
        if (exceptions.Count == 0)
            throw Errors.Value("second argument (exceptions) must be a non-empty sequence");
        var hasBaseExceptions = false;
        for (var i = 0; i < exceptions.Count; i++)
        {
            if (exceptions[i] is not PyBaseException exception)
                throw Errors.Value($"Item {i} of second argument (exceptions) is not an exception");
            hasBaseExceptions |= !exception.Type.IsSubtypeOf(ExceptionTypes.Exception);
        }
        if (ReferenceEquals(type, TypeObject))
            return hasBaseExceptions ? type : ExceptionTypes.ExceptionGroup;
        if (!hasBaseExceptions)
            return type;
        if (ReferenceEquals(type, ExceptionTypes.ExceptionGroup))
            throw Errors.Type("Cannot nest BaseExceptions in an ExceptionGroup");
        return Op.IsSubclass(thread, type, ExceptionTypes.Exception)
            ? throw Errors.Type($"Cannot nest BaseExceptions in '{type.Name}'")
            : type;
    }

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        RefuseKeywords(self.Type, keywordNames);
        ((PyBaseExceptionGroup)self).SetArgs(thread, args);
    }

    [PySlot(nameof(PyType.TpStr))]
    private PyObject MessageAndCount(ThreadState thread)
    {
        var count = Exceptions.Count;
        return PyStr.From($"{Op.StrText(thread, Message)} ({count} sub-exception{(count == 1 ? "" : "s")})");
    }

    [PyMethod("derive")]
    private PyObject DeriveMethod(ThreadState thread, PyObject excs) => Op.Call(thread, TypeObject, Message, excs);

    [PyMethod("split", Signature = "($self, matcher_value, /)")]
    private PyObject SplitMethod(ThreadState thread, PyObject matcher)
    {
        ExceptionGroups.Split(thread, this, GroupMatcher.Of(matcher), true, out var match, out var rest);
        return PyTuple.Create(thread, (PyObject?)match ?? PyNone.Instance, (PyObject?)rest ?? PyNone.Instance);
    }

    [PyMethod("subgroup", Signature = "($self, matcher_value, /)")]
    private PyObject? SubgroupMethod(ThreadState thread, PyObject matcher)
    {
        ExceptionGroups.Split(thread, this, GroupMatcher.Of(matcher), false, out var match, out _);
        return match;
    }

    /// <summary>exception message</summary>
    [PyGetter("message", Member = true)]
    private PyObject MessageAttribute() => Message;

    [PySetter("message")]
    private void SetMessage(ThreadState thread, PyObject? value) => throw ReadOnly(thread, "message");

    /// <summary>nested exceptions</summary>
    [PyGetter("exceptions", Member = true)]
    private PyObject ExceptionsAttribute() => Exceptions;

    [PySetter("exceptions")]
    private void SetExceptions(ThreadState thread, PyObject? value) => throw ReadOnly(thread, "exceptions");

    private PythonException ReadOnly(ThreadState thread, string name) =>
        Errors.Attribute(thread, "readonly attribute", this, PyStr.Intern(name));
}
