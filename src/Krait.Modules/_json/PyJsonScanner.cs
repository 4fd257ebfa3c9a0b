using Krait.Runtime;

namespace Krait.Modules.Json;

/// <summary>JSON scanner object</summary>
[PyType("Scanner", Module = "_json", BasicSize = 64)]
public sealed partial class PyJsonScanner : PyContainer
{
    private Ref<PyObject> _objectHook;
    private Ref<PyObject> _objectPairsHook;
    private Ref<PyObject> _parseFloat;
    private Ref<PyObject> _parseInt;
    private Ref<PyObject> _parseConstant;

    private PyJsonScanner(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject context)
    {
        var made = (PyJsonScanner)type.Allocate!(thread, type);
        made.Strict = Op.IsTrue(thread, Op.GetAttr(thread, context, "strict"));
        made._objectHook.Value = Op.GetAttr(thread, context, "object_hook");
        made._objectPairsHook.Value = Op.GetAttr(thread, context, "object_pairs_hook");
        made._parseFloat.Value = Op.GetAttr(thread, context, "parse_float");
        made._parseInt.Value = Op.GetAttr(thread, context, "parse_int");
        made._parseConstant.Value = Op.GetAttr(thread, context, "parse_constant");
        return made;
    }

    /// <summary>strict</summary>
    [PyGetter("strict", Member = true)]
    internal bool Strict { get; private set; }

    /// <summary>object_hook</summary>
    [PyGetter("object_hook", Member = true)]
    internal PyObject ObjectHook => _objectHook.Value!;

    /// <remarks>object_pairs_hook</remarks>
    [PyGetter("object_pairs_hook", Member = true)]
    internal PyObject ObjectPairsHook => _objectPairsHook.Value!;

    /// <summary>parse_float</summary>
    [PyGetter("parse_float", Member = true)]
    internal PyObject ParseFloat => _parseFloat.Value!;

    /// <summary>parse_int</summary>
    [PyGetter("parse_int", Member = true)]
    internal PyObject ParseInt => _parseInt.Value!;

    /// <summary>parse_constant</summary>
    [PyGetter("parse_constant", Member = true)]
    internal PyObject ParseConstant => _parseConstant.Value!;

    [PySlot(nameof(PyType.TpCall))]
    private PyObject Call(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var text = CallArguments.Take("scan_once", "string", 0, args, keywordNames);
        var index = CallArguments.Take("scan_once", "idx", 1, args, keywordNames);
        CallArguments.CheckCount("scan_once", 2, args);
        var start = Op.AsIndexLong(thread, index);
        if (text is not PyStr document)
            throw Errors.Type($"first argument must be a string, not {text.Type.Name}");
        if (start < 0)
            throw Errors.Value("idx cannot be negative");
        if (start >= document.Length)
            throw Errors.StopIteration(thread, PyInt.From(start));
        var reader = new JsonReader(thread, this, document);
        try
        {
            var value = reader.Read((int)start, out var next);
            return PyTuple.Create(thread, value, PyInt.From(next));
        }
        finally
        {
            reader.Dispose();
        }
    }
}

/// <summary>Arguments of the calls of objects, which have no parameter list of their own.</summary>
internal static class CallArguments
{
    /// <summary>A required argument, by position or name.</summary>
    public static PyObject Take(string function, string name, int position, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var given = args.Length - (keywordNames?.Count ?? 0);
        if (position < given)
            return args[position];
        for (var i = 0; keywordNames is not null && i < keywordNames.Count; i++)
        {
            if (((PyStr)keywordNames[i]).TextEquals(name))
                return args[given + i];
        }
        throw Errors.Type($"{function}() missing required argument '{name}' (pos {position + 1})");
    }

    /// <summary>Throws where there are too many arguments.</summary>
    public static void CheckCount(string function, int most, ReadOnlySpan<PyObject> args)
    {
        if (args.Length > most)
            throw Errors.Type($"{function}() takes at most {most} arguments ({args.Length} given)");
    }
}
