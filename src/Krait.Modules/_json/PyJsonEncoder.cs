using Krait.Runtime;

namespace Krait.Modules.Json;

/// <summary>Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)</summary>
[PyType("Encoder", Module = "_json", BasicSize = 80)]
public sealed partial class PyJsonEncoder : PyContainer
{
    private Ref<PyObject> _markers;
    private Ref<PyObject> _default;
    private Ref<PyObject> _encoder;
    private Ref<PyObject> _indent;
    private Ref<PyStr> _keySeparator;
    private Ref<PyStr> _itemSeparator;

    private PyJsonEncoder(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "")]
    private static PyObject New(
        ThreadState thread,
        PyType type,
        [Keyword] PyObject markers,
        [Keyword] PyObject @default,
        [Keyword] PyObject encoder,
        [Keyword] PyObject indent,
        [Keyword("key_separator")] PyStr keySeparator,
        [Keyword("item_separator")] PyStr itemSeparator,
        [Keyword("sort_keys")] bool sortKeys,
        [Keyword("skipkeys")] bool skipKeys,
        [Keyword("allow_nan")] bool allowNan)
    {
        if (markers is not (PyNone or PyDict))
            throw Errors.Type($"make_encoder() argument 1 must be dict or None, not {markers.Type.Name}");
        var made = (PyJsonEncoder)type.Allocate!(thread, type);
        made._markers.Value = markers;
        made._default.Value = @default;
        made._encoder.Value = encoder;
        made._indent.Value = indent;
        made._keySeparator.Value = keySeparator;
        made._itemSeparator.Value = itemSeparator;
        made.SortKeys = sortKeys;
        made.SkipKeys = skipKeys;
        made.AllowNan = allowNan;
        made.QuotesAscii = JsonModule.IsQuoteFunction(encoder, asciiOnly: true);
        made.Quotes = made.QuotesAscii || JsonModule.IsQuoteFunction(encoder, asciiOnly: false);
        return made;
    }

    internal bool AllowNan { get; private set; }

    /// <summary>True where the encoder is one of this module's functions.</summary>
    internal bool Quotes { get; private set; }

    internal bool QuotesAscii { get; private set; }

    /// <summary>markers</summary>
    [PyGetter("markers", Member = true)]
    internal PyObject Markers => _markers.Value!;

    /// <summary>default</summary>
    [PyGetter("default", Member = true)]
    internal PyObject Default => _default.Value!;

    /// <summary>encoder</summary>
    [PyGetter("encoder", Member = true)]
    internal PyObject Encoder => _encoder.Value!;

    /// <summary>indent</summary>
    [PyGetter("indent", Member = true)]
    internal PyObject Indent => _indent.Value!;

    /// <summary>key_separator</summary>
    [PyGetter("key_separator", Member = true)]
    internal PyStr KeySeparator => _keySeparator.Value!;

    /// <summary>item_separator</summary>
    [PyGetter("item_separator", Member = true)]
    internal PyStr ItemSeparator => _itemSeparator.Value!;

    /// <summary>sort_keys</summary>
    [PyGetter("sort_keys", Member = true)]
    internal bool SortKeys { get; private set; }

    /// <summary>skipkeys</summary>
    [PyGetter("skipkeys", Member = true)]
    internal bool SkipKeys { get; private set; }

    [PySlot(nameof(PyType.TpCall))]
    private PyObject Call(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var o = CallArguments.Take("_iterencode", "obj", 0, args, keywordNames);
        var level = CallArguments.Take("_iterencode", "_current_indent_level", 1, args, keywordNames);
        CallArguments.CheckCount("_iterencode", 2, args);
        var writer = new JsonWriter(thread, this, Op.AsIndexLong(thread, level));
        try
        {
            writer.Write(o);
            return PyTuple.Create(thread, (PyObject)writer.ToStr());
        }
        finally
        {
            writer.Dispose();
        }
    }
}
