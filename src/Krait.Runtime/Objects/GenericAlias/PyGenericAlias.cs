using System.Text;

namespace Krait.Runtime;

/// <summary>
/// Represent a PEP 585 generic type
///
/// E.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).
/// </summary>
[PyType("GenericAlias", Module = "types", BaseType = true, BasicSize = 64)]
public partial class PyGenericAlias : PyContainer, IWeakReferenceable
{
    private static readonly PyStr[] s_ownAttributes =
    [
        Names.Class, Names.Bases, Names.Copy, Names.Deepcopy, Names.Origin, Names.Args, Names.Unpacked, Names.Parameters,
        Names.TypingUnpackedTupleArgs, Names.MroEntries, Names.ReduceEx, Names.Reduce,
    ];

    private Ref<PyObject> _origin;
    private Ref<PyTuple> _args;
    private Ref<PyTuple> _parameters;
    private WeakReferenceList? _weakReferences;
    private bool _starred;

    private protected PyGenericAlias(PyType type) : base(type)
    {
    }

    /// <summary>The generic class, <c>__origin__</c>.</summary>
    public PyObject Origin => _origin.Value!;

    /// <summary>Its arguments, <c>__args__</c>.</summary>
    public PyTuple Args => _args.Value!;

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>An alias, floating; <paramref name="args"/> is a tuple of arguments or the single one.</summary>
    public static PyGenericAlias Create(ThreadState thread, PyObject origin, PyObject args, bool starred = false)
    {
        var alias = new PyGenericAlias(TypeObject);
        alias.Initialize(thread, origin, args);
        alias._starred = starred;
        return thread.EnterNew(alias);
    }

    private void Initialize(ThreadState thread, PyObject origin, PyObject args)
    {
        _origin.Value = origin;
        _args.Value = args as PyTuple ?? PyTuple.Create(thread, args);
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw Errors.Type("GenericAlias() takes no keyword arguments");
        if (args.Length != 2)
            throw Errors.Type($"GenericAlias expected 2 arguments, got {args.Length}");
        var alias = (PyGenericAlias)type.Allocate!(thread, type);
        alias.Initialize(thread, args[0], args[1]);
        return alias;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var text = new StringBuilder();
        if (_starred)
            text.Append('*');
        TypeText.Append(thread, text, Origin);
        text.Append('[');
        for (var i = 0; i < Args.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            TypeText.AppendArgument(thread, text, Args[i]);
        }
        if (Args.Count == 0)
            text.Append("()");
        return text.Append(']').ToString();
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        var hash = Op.Hash(thread, Origin) ^ Op.Hash(thread, Args);
        return hash == -1 ? -2 : hash;
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne) || self is not PyGenericAlias left || other is not PyGenericAlias right)
            return PyNotImplemented.Instance;
        var equal = left._starred == right._starred
            && Op.RichCompareBool(thread, left.Origin, right.Origin, CompareOp.Eq)
            && Op.RichCompareBool(thread, left.Args, right.Args, CompareOp.Eq);
        return PyBool.From(equal == (op == CompareOp.Eq));
    }

    [PySlot(nameof(PyType.TpGetAttr))]
    private static PyObject GetAttr(ThreadState thread, PyObject self, PyStr name)
    {
        foreach (var own in s_ownAttributes)
        {
            if (PyStr.TextEquals(own, name))
                return GenericAttributes.GetAttr(thread, self, name);
        }
        return Op.GetAttr(thread, ((PyGenericAlias)self).Origin, name);
    }

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var made = Op.Call(thread, ((PyGenericAlias)callable).Origin, args, keywordNames);
        try
        {
            Op.SetAttr(thread, made, Names.OrigClass, callable);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.AttributeError) || error.Matches(ExceptionTypes.TypeError))
        {
            // Most built-in objects take no attributes: they do without.
        }
        return made;
    }

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject item)
    {
        var args = TypeSubstitution.Substitute(thread, this, Args, ParametersOf(thread), item);
        return Create(thread, Origin, PyTuple.Create(thread, args), _starred);
    }

    private PyTuple ParametersOf(ThreadState thread)
    {
        if (_parameters.Value is { } known)
            return known;
        var made = TypeSubstitution.MakeParameters(thread, Args.Items);
        _parameters.Value = made;
        return made;
    }

    [PySlot(nameof(PyType.NbOr))]
    private static PyObject Or(ThreadState thread, PyObject left, PyObject right) => Op.Union(thread, left, right);

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyGenericAliasIterator.Create(thread, this);

    /// <summary>The starred twin, <c>*tuple[int]</c>.</summary>
    internal PyGenericAlias Starred(ThreadState thread) => Create(thread, Origin, Args, true);

    [PyMethod("__mro_entries__", Signature = "")]
    private PyObject MroEntries(ThreadState thread, PyObject bases) => PyTuple.Create(thread, Origin);

    [PyMethod("__instancecheck__", Signature = "")]
    private PyObject InstanceCheck(PyObject instance) => throw Errors.Type("isinstance() argument 2 cannot be a parameterized generic");

    [PyMethod("__subclasscheck__", Signature = "")]
    private PyObject SubclassCheck(PyObject cls) => throw Errors.Type("issubclass() argument 2 cannot be a parameterized generic");

    [PyMethod("__reduce__", Signature = "")]
    private PyObject Reduce(ThreadState thread)
    {
        if (!_starred)
            return PyTuple.Create(thread, TypeObject, PyTuple.Create(thread, Origin, Args));
        var iterator = PyGenericAliasIterator.Create(thread, Create(thread, Origin, Args));
        return PyTuple.Create(thread, Op.Builtin(thread, Names.NextName), PyTuple.Create(thread, iterator));
    }

    [PyMethod("__dir__", Signature = "")]
    private PyObject Dir(ThreadState thread)
    {
        var names = Op.Dir(thread, Origin);
        foreach (var own in s_ownAttributes)
        {
            if (own != Names.Bases && own != Names.Copy && own != Names.Deepcopy && !Op.Contains(thread, names, own))
                names.Append(own);
        }
        return names;
    }

    [PyGetter("__origin__", Member = true)]
    private PyObject GetOrigin() => Origin;

    [PyGetter("__args__", Member = true)]
    private PyObject GetArgs() => Args;

    /// <summary>Type variables in the GenericAlias.</summary>
    [PyGetter("__parameters__")]
    private PyObject GetParameters(ThreadState thread) => ParametersOf(thread);

    [PyGetter("__unpacked__", Member = true)]
    private bool GetUnpacked() => _starred;

    [PyGetter("__typing_unpacked_tuple_args__")]
    private PyObject GetUnpackedTupleArgs() =>
        _starred && ReferenceEquals(Origin, PyTuple.TypeObject) ? Args : PyNone.Instance;
}

/// <summary>The iterator of a generic alias: gives the starred alias once.</summary>
[PyType("generic_alias_iterator", BasicSize = 24, NoInstantiation = true)]
public sealed partial class PyGenericAliasIterator : PyIterator
{
    private Ref<PyGenericAlias> _alias;

    private PyGenericAliasIterator() : base(TypeObject)
    {
    }

    internal static PyGenericAliasIterator Create(ThreadState thread, PyGenericAlias alias)
    {
        var iterator = new PyGenericAliasIterator();
        iterator._alias.Value = alias;
        return thread.EnterNew(iterator);
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        var starred = _alias.Value?.Starred(thread);
        _alias.Clear();
        return starred;
    }

    [PyMethod("__reduce__", Signature = "")]
    private PyObject Reduce(ThreadState thread) => PyTuple.Create(
        thread,
        Op.Builtin(thread, Names.IterName),
        PyTuple.Create(thread, (PyObject?)_alias.Value ?? PyTuple.Empty));
}

/// <summary>The text of types in the reprs of aliases and unions.</summary>
internal static class TypeText
{
    public static void AppendArgument(ThreadState thread, StringBuilder text, PyObject argument)
    {
        if (argument.GetType() != typeof(PyList))
        {
            Append(thread, text, argument);
            return;
        }
        text.Append('[');
        var list = (PyList)argument;
        for (var i = 0; i < list.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            using var held = new Held(thread, list[i]);
            Append(thread, text, list[i]);
        }
        text.Append(']');
    }

    /// <summary>A class by its qualified name, anything else by its repr.</summary>
    public static void Append(ThreadState thread, StringBuilder text, PyObject type)
    {
        if (type is PyEllipsis)
        {
            text.Append("...");
            return;
        }
        if (ReferenceEquals(type, PyNone.TypeObject))
        {
            text.Append("None");
            return;
        }
        var isAlias = Op.HasAttr(thread, type, Names.Origin) && Op.HasAttr(thread, type, Names.Args);
        if (isAlias
            || Op.TryGetAttr(thread, type, Names.Qualname) is not { } qualName
            || Op.TryGetAttr(thread, type, Names.Module) is not { } module
            || module is PyNone)
        {
            text.Append(Op.ReprText(thread, type));
            return;
        }
        if (module is not PyStr moduleName || !moduleName.TextEquals("builtins"))
            text.Append(Op.StrText(thread, module)).Append('.');
        text.Append(Op.StrText(thread, qualName));
    }
}
