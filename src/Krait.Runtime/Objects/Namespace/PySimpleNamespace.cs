namespace Krait.Runtime;

/// <summary>A simple attribute-based namespace.</summary>
[PyType("SimpleNamespace", Module = "types", BaseType = true, BasicSize = 24)]
public partial class PySimpleNamespace : PyContainer, IOwnDict
{
    private Ref<PyDict> _dict;

    private protected PySimpleNamespace(PyType type) : base(type)
    {
    }

    /// <summary>The attributes.</summary>
    public PyDict Dict
    {
        get
        {
            if (_dict.Value is not { } dict)
                _dict.Value = dict = PyDict.Create(ThreadState.Current);
            return dict;
        }
    }

    /// <summary>A new one without attributes, floating.</summary>
    public static PySimpleNamespace Create(ThreadState thread) => thread.EnterNew(new PySimpleNamespace(TypeObject));

    internal override PyDict? GetOwnDict(ThreadState thread, bool create) => Dict;

    internal override void SetOwnDict(ThreadState thread, PyDict? dict) => _dict.Value = dict;

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var made = (PySimpleNamespace)self;
        var positional = args.Length - (keywordNames?.Count ?? 0);
        if (positional > 1)
            throw Errors.Type($"{self.Type.Name} expected at most 1 argument, got {positional}");
        if (positional == 1)
        {
            var given = Op.Call(thread, PyDict.TypeObject, args[0]);
            var position = 0;
            while (((PyDict)given).Next(ref position, out var key, out var value))
            {
                if (key is not PyStr)
                    throw Errors.Type("keywords must be strings");
                made.Dict.SetItem(thread, key, value);
            }
        }
        for (var i = positional; i < args.Length; i++)
            made.Dict.SetItem(thread, keywordNames![i - positional], args[i]);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var name = ReferenceEquals(Type, TypeObject) ? "namespace" : Type.ShortName;
        if (Op.ReprEnter(thread, this))
            return $"{name}(...)";
        try
        {
            var parts = new List<string>();
            var position = 0;
            while (Dict.Next(ref position, out var key, out var value))
            {
                if (key is PyStr { Length: > 0 } text)
                    parts.Add($"{text}={Op.ReprText(thread, value)}");
            }
            return $"{name}({string.Join(", ", parts)})";
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op) =>
        self is PySimpleNamespace a && other is PySimpleNamespace b
            ? Op.RichCompare(thread, a.Dict, b.Dict, op)
            : PyNotImplemented.Instance;

    [PyGetter("__dict__", Member = true)]
    private PyObject DictAttribute() => Dict;

    /// <summary>Return state information for pickling</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => PyTuple.Create(thread, Type, PyTuple.Empty, Dict);

    /// <summary>Return a copy of the namespace object with new values for the specified attributes.</summary>
    [PyMethod("__replace__")]
    private PyObject Replace(ThreadState thread, [KeywordArguments] PyDict? changes)
    {
        var made = Op.Call(thread, Type);
        if (made is not PySimpleNamespace copy)
            throw Errors.Type($"expect {TypeObject.Name} type, but {Type.FullName}() returned '{made.Type.FullName}' object");
        TypeMethods.Merge(thread, copy.Dict, Dict);
        if (changes is not null)
            TypeMethods.Merge(thread, copy.Dict, changes);
        return copy;
    }
}
