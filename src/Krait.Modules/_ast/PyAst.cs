using Krait.Runtime;

namespace Krait.Modules.Ast;

/// <summary>The base of all classes of abstract syntax trees.</summary>
[PyType("AST", Module = "ast", BaseType = true, BasicSize = 24)]
public partial class PyAst : PyContainer
{
    private static readonly PyStr s_fields = PyStr.Intern("_fields");
    private static readonly PyStr s_attributes = PyStr.Intern("_attributes");
    private InstanceStorage _storage;

    private protected PyAst(PyType type) : base(type)
    {
    }

    internal override ref InstanceStorage Storage => ref _storage;

    internal override ref WeakReferenceList? WeakReferences => ref _storage.WeakReferences;

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    internal static PyTuple Fields(ThreadState thread, PyObject o) =>
        Op.TryGetAttr(thread, o, s_fields) is { } fields ? Op.TupleFrom(thread, fields) : PyTuple.Empty;

    [PyInit(Signature = "")]
    private void Init(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        var fields = Fields(thread, this);
        using var held = new Held(thread, fields);
        if (args.Length > fields.Count)
            throw Errors.Type($"{Type.ShortName} constructor takes at most {fields.Count} positional argument{(fields.Count == 1 ? "" : "s")}");
        for (var i = 0; i < args.Length; i++)
            Op.SetAttr(thread, this, (PyStr)fields[i], args[i]);
        if (kwargs is not null)
            SetKeywords(thread, args.Length, fields, kwargs);
        for (var i = args.Length; i < fields.Count; i++)
        {
            var name = (PyStr)fields[i];
            if (kwargs?.GetItem(thread, name) is null)
                SetDefault(thread, name);
        }
    }

    private void SetKeywords(ThreadState thread, int positional, PyTuple fields, PyDict kwargs)
    {
        var position = 0;
        while (kwargs.Next(ref position, out var key, out var value))
        {
            var name = (PyStr)key;
            for (var i = 0; i < positional; i++)
            {
                if (PyStr.TextEquals((PyStr)fields[i], name))
                    throw Errors.Type($"{Type.ShortName} got multiple values for argument '{name}'");
            }
            if (!Op.Contains(thread, fields, name) && !(Op.TryGetAttr(thread, this, s_attributes) is { } attributes && Op.Contains(thread, attributes, name)))
            {
                Op.Warn(thread, ExceptionTypes.DeprecationWarning,
                    $"{Type.ShortName}.__init__ got an unexpected keyword argument '{name}'. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.");
            }
            Op.SetAttr(thread, this, name, value);
        }
    }

    private void SetDefault(ThreadState thread, PyStr name)
    {
        switch (AstClasses.DefaultOf(Type, name.ToString()))
        {
            case FieldKind.List:
                Op.SetAttr(thread, this, name, PyList.Create(thread));
                break;
            case FieldKind.Context:
                Op.SetAttr(thread, this, name, AstClasses.Load(thread));
                break;
            case FieldKind.Required:
                Op.Warn(thread, ExceptionTypes.DeprecationWarning,
                    $"{Type.ShortName}.__init__ missing 1 required positional argument: '{name}'. This will become an error in Python 3.15.");
                break;
        }
    }

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => PyTuple.Create(thread, Type, PyTuple.Empty, Op.GetAttr(thread, this, "__dict__"));

    partial void TraverseMore(Visitor visitor) => _storage.Traverse(visitor);

    partial void ClearMore() => _storage.Clear();
}
