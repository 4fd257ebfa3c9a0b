using Krait.Runtime;

namespace Krait.Modules.Ast;

/// <remarks>The base of all classes of abstract syntax trees.</remarks>
[PyType("AST", Module = "ast", BaseType = true, BasicSize = 24)]
internal partial class PyAst : PyContainer, IManagedDict
{
    private static readonly PyStr s_fields = PyStr.Intern("_fields");
    private static readonly PyStr s_attributes = PyStr.Intern("_attributes");
    private static readonly PyStr s_fieldTypes = PyStr.Intern("_field_types");
    private InstanceStorage _storage;

    private protected PyAst(PyType type) : base(type)
    {
    }

    internal override ref InstanceStorage Storage => ref _storage;

    internal override ref WeakReferenceList? WeakReferences => ref _storage.WeakReferences;

    /// <summary>Gives the class what a class statement would: CPython's is a heap type, whose attributes can be set and deleted.</summary>
    public static void Prepare(ThreadState thread)
    {
        var dict = TypeObject.Dict;
        TypeObject.Features &= ~TypeFlags.ImmutableType;
        dict.SetItem(thread, s_fields, PyTuple.Empty);
        dict.SetItem(thread, "__match_args__", PyTuple.Empty);
        dict.SetItem(thread, s_attributes, PyTuple.Empty);
        TypeObject.Modified();
    }

    /// <summary>The name in messages: with the module for the base alone.</summary>
    public static string FullNameOf(PyType type) => type.Name;

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PySlot(nameof(PyType.TpInit))]
    private void Init(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var fields = ClassAttribute(thread, s_fields);
        using var held = new Held(thread, fields);
        var names = Op.TupleFrom(thread, fields);
        using var heldNames = new Held(thread, names);
        var keywords = keywordNames?.Count ?? 0;
        var positional = args.Length - keywords;
        if (positional > names.Count)
            throw Errors.Type($"{Type.ShortName} constructor takes at most {names.Count} positional argument{(names.Count == 1 ? "" : "s")}");
        Span<bool> given = names.Count <= 64 ? stackalloc bool[names.Count] : new bool[names.Count];
        for (var i = 0; i < positional; i++)
        {
            Op.SetAttr(thread, this, Op.AttributeName(names[i]), args[i]);
            given[i] = true;
        }
        for (var i = 0; i < keywords; i++)
        {
            var name = (PyStr)keywordNames![i];
            CheckKeyword(thread, names, given, name);
            Op.SetAttr(thread, this, name, args[positional + i]);
        }
        SetDefaults(thread, names, given);
    }

    private void CheckKeyword(ThreadState thread, PyTuple names, Span<bool> given, PyStr name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (!Op.AreEqual(thread, names[i], name))
                continue;
            if (given[i])
                throw Errors.Type($"{Type.ShortName} got multiple values for argument {Op.ReprText(thread, name)}");
            given[i] = true;
            return;
        }
        if (!Op.Contains(thread, ClassAttribute(thread, s_attributes), name))
        {
            Op.Warn(thread, ExceptionTypes.DeprecationWarning,
                $"{FullNameOf(Type)}.__init__ got an unexpected keyword argument {Op.ReprText(thread, name)}. "
                + "Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.");
        }
    }

    /// <summary>Lists are empty, a context is Load(); the class itself has None for what is optional.</summary>
    private void SetDefaults(ThreadState thread, PyTuple names, Span<bool> given)
    {
        PyObject? types = null;
        for (var i = 0; i < names.Count; i++)
        {
            if (given[i])
                continue;
            types ??= Op.TryGetAttr(thread, Type, s_fieldTypes);
            // A class of the user's need not have the types.
            if (types is not PyDict known)
                return;
            var type = known.GetItem(thread, names[i]);
            if (type is null)
            {
                Op.Warn(thread, ExceptionTypes.DeprecationWarning,
                    $"Field {Op.ReprText(thread, names[i])} is missing from {FullNameOf(Type)}._field_types. This will become an error in Python 3.15.");
            }
            else if (type is PyGenericAlias)
            {
                Op.SetAttr(thread, this, Op.AttributeName(names[i]), PyList.Create(thread));
            }
            else if (ReferenceEquals(type, AstClasses.Of(thread).Contexts.Type))
            {
                Op.SetAttr(thread, this, Op.AttributeName(names[i]), AstClasses.Of(thread).Contexts.Instances[0]);
            }
            else if (type is not PyUnion)
            {
                Op.Warn(thread, ExceptionTypes.DeprecationWarning,
                    $"{FullNameOf(Type)}.__init__ missing 1 required positional argument: {Op.ReprText(thread, names[i])}. "
                    + "This will become an error in Python 3.15.");
            }
        }
    }

    private PyObject ClassAttribute(ThreadState thread, PyStr name) =>
        Op.TryGetAttr(thread, Type, name) ?? throw Errors.Attribute(thread, $"type object '{FullNameOf(Type)}' has no attribute '{name}'", Type, name);

    [PyGetter("__dict__")]
    private PyObject Dict(ThreadState thread) => GenericAttributes.GetDict(thread, this);

    [PySetter("__dict__")]
    private void SetDict(ThreadState thread, PyObject? value) => GenericAttributes.DictSetter(thread, this, value);

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        var state = PyDict.Create(thread);
        using var held = new Held(thread, state);
        state.CopyFrom(GenericAttributes.GetDict(thread, this));
        // The constructor would warn of fields that are not there, and the state is set after it: it gets None for them.
        var count = 0;
        if (Op.TryGetAttr(thread, Type, s_fields) is { } fields)
        {
            foreach (var name in Op.TupleFrom(thread, fields).Items)
            {
                if (state.GetItem(thread, name) is null)
                    break;
                count++;
            }
        }
        var arguments = new PyObject[count];
        Array.Fill(arguments, PyNone.Instance);
        return PyTuple.Create(thread, Type, PyTuple.FromArray(thread, arguments), state);
    }

    /// <summary>Return a copy of the AST node with new values for the specified fields.</summary>
    [PyMethod("__replace__", Signature = "($self, /, **fields)")]
    private PyObject Replace(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        if (args.Length > 0)
            throw Errors.Type("__replace__() takes no positional arguments");
        var dict = GenericAttributes.GetDict(thread, this);
        CheckReplacements(thread, dict, kwargs);
        var payload = PyDict.Create(thread);
        using var held = new Held(thread, payload);
        foreach (var source in (ReadOnlySpan<PyStr>)[s_fields, s_attributes])
        {
            foreach (var name in Op.TupleFrom(thread, ClassAttribute(thread, source)).Items)
            {
                if (dict.GetItem(thread, name) is { } value)
                    payload.SetItem(thread, name, value);
            }
        }
        if (kwargs is not null)
        {
            var position = 0;
            while (kwargs.Next(ref position, out var key, out var given))
                payload.SetItem(thread, key, given);
        }
        return Op.CallWithDict(thread, Type, PyTuple.Empty, payload);
    }

    private void CheckReplacements(ThreadState thread, PyDict dict, PyDict? kwargs)
    {
        var expected = new List<string>();
        foreach (var source in (ReadOnlySpan<PyStr>)[s_fields, s_attributes])
        {
            if (Op.TryGetAttr(thread, Type, source) is { } names)
            {
                foreach (var name in Op.TupleFrom(thread, names).Items)
                    expected.Add(Op.StrText(thread, name));
            }
        }
        var position = 0;
        while (kwargs is not null && kwargs.Next(ref position, out var key, out _))
        {
            if (!expected.Remove(Op.StrText(thread, key)))
                throw Errors.Type($"{FullNameOf(Type)}.__replace__ got an unexpected keyword argument {Op.ReprText(thread, key)}.");
        }
        position = 0;
        while (dict.Next(ref position, out var present, out _))
            expected.Remove(Op.StrText(thread, present));
        // What is left may be optional: then the class has it.
        expected.RemoveAll(name => Op.TryGetAttr(thread, Type, name) is not null || name is "lineno" or "col_offset");
        if (expected.Count > 0)
        {
            expected.Sort(string.CompareOrdinal);
            var plural = expected.Count == 1 ? "" : "s";
            throw Errors.Type($"{FullNameOf(Type)}.__replace__ missing {expected.Count} keyword argument{plural}: '{string.Join("', '", expected)}'.");
        }
    }

    partial void TraverseMore(Visitor visitor) => _storage.Traverse(visitor);

    partial void ClearMore() => _storage.Clear();
}
