using System.Runtime.InteropServices;
using System.Text;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Xml;

/// <summary>XML parser</summary>
[PyType("xmlparser", Module = "pyexpat", NoInstantiation = true, BasicSize = 128)]
public sealed unsafe partial class PyXmlParser : PyContainer
{
    private const int LargestChunk = 1 << 20, FileChunk = 2048, DefaultBufferSize = 8192;

    [Counted]
    private PyObject?[] _handlers = new PyObject?[s_handlerCount];

    private nint _parser;
    private GCHandle _self;
    private PyXmlParser? _parent;
    private Ref<PyDict> _intern;
    private bool _isInCallback;
    private bool _defersReparsing = LibExpat.HasReparseDeferral;
    private bool _namespacePrefixes;
    private bool _orderedAttributes;
    private bool _specifiedAttributes;

    private PyXmlParser(PyType type) : base(type)
    {
    }

    /// <summary>What a handler raised: the rest of the chunk is parsed without handlers, then it goes on.</summary>
    internal PythonException? Pending { get; private set; }

    /// <summary>Whether attributes come as a list.</summary>
    internal bool OrdersAttributes => _orderedAttributes;

    /// <summary>Whether attributes come only as far as they stand in the document.</summary>
    internal bool WantsSpecifiedOnly => _specifiedAttributes;

    internal nint Native => _parser;

    /// <summary>A parser of a document.</summary>
    internal static PyXmlParser Create(ThreadState thread, byte[]? encoding, byte[]? separator, PyDict? intern)
    {
        nint parser;
        fixed (byte* e = encoding, s = separator)
        {
            parser = LibExpat.XML_ParserCreate_MM(e, null, s);
        }
        var made = Wrap(thread, parser, intern);
        LibExpat.XML_SetHashSalt(parser, (nuint)Random.Shared.NextInt64());
        return made;
    }

    private static PyXmlParser Wrap(ThreadState thread, nint parser, PyDict? intern)
    {
        if (parser == 0)
            throw Errors.Memory();
        var made = thread.EnterNew(new PyXmlParser(TypeObject));
        made._parser = parser;
        made._self = GCHandle.Alloc(made, GCHandleType.Weak);
        made._intern.Value = intern;
        LibExpat.XML_SetUserData(parser, GCHandle.ToIntPtr(made._self));
        LibExpat.XML_SetUnknownEncodingHandler(parser, ExpatCallbacks.UnknownEncoding, GCHandle.ToIntPtr(made._self));
        return made;
    }

    /// <summary>The parser that a callback's data belongs to.</summary>
    internal static PyXmlParser? FromData(nint data) => GCHandle.FromIntPtr(data).Target as PyXmlParser;

    partial void TraverseMore(Visitor visitor) => visitor.Visit(_parent);

    // The library's parser of an entity uses the one of the document up to its end.
    partial void ClearMore()
    {
        if (_parser != 0)
            LibExpat.XML_ParserFree(_parser);
        _parser = 0;
        if (_self.IsAllocated)
            _self.Free();
        var parent = _parent;
        _parent = null;
        XRelease(parent);
    }

    /// <summary>The handler as attributes show it.</summary>
    internal PyObject Handler(ExpatHandler handler) => _handlers[(int)handler] ?? PyNone.Instance;

    private void SetHandler(ThreadState thread, ExpatHandler handler, PyObject? value)
    {
        if (value is null)
            throw Errors.Runtime("Cannot delete attribute");
        if (handler == ExpatHandler.CharacterDataHandler)
            FlushText(thread);
        var isSet = value is not PyNone;
        var old = _handlers[(int)handler];
        if (isSet)
            Retain(value);
        _handlers[(int)handler] = isSet ? value : null;
        // While the library is inside of the handler it must have one to go on with.
        Install(handler, isSet || (handler == ExpatHandler.CharacterDataHandler && _isInCallback));
        XRelease(old);
    }

    private void ClearHandlers()
    {
        for (var i = 0; i < _handlers.Length; i++)
        {
            var old = _handlers[i];
            _handlers[i] = null;
            Install((ExpatHandler)i, false);
            XRelease(old);
        }
    }

    /// <summary>Calls a handler; what it raises ends all callbacks.</summary>
    internal PyObject? Call(ThreadState thread, ExpatHandler handler, params ReadOnlySpan<PyObject> args)
    {
        if (_handlers[(int)handler] is not { } function)
            return null;
        _isInCallback = true;
        Retain(function);
        try
        {
            return Op.Call(thread, function, args);
        }
        catch (PythonException error)
        {
            Fail(error);
            return null;
        }
        finally
        {
            _isInCallback = false;
            Release(function);
        }
    }

    /// <summary>Notes an error, which Parse() raises in the end.</summary>
    internal void Fail(PythonException error)
    {
        Pending ??= error;
        ClearHandlers();
        // Without a handler references to entities would be passed over: this one stops.
        LibExpat.XML_SetExternalEntityRefHandler(_parser, ExpatCallbacks.RefuseEntity);
    }

    /// <summary>A name of the document: one object for all its occurrences.</summary>
    internal PyObject Name(ThreadState thread, byte* text)
    {
        if (text == null)
            return PyNone.Instance;
        var name = Text(text);
        return _intern.Value is { } table ? table.SetDefault(thread, name, name) : name;
    }

    /// <summary>A text of the library, which is UTF-8; None for null.</summary>
    internal static PyObject TextOrNone(byte* text) => text == null ? PyNone.Instance : Text(text);

    private static PyStr Text(byte* text) => Text(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    internal static PyStr Text(ReadOnlySpan<byte> text) => PyStr.From(Encoding.UTF8.GetString(text));

    /// <summary>Parse XML data.
    ///
    /// 'isfinal' should be true at end of input.</summary>
    [PyMethod("Parse")]
    private PyObject Parse(ThreadState thread, PyObject data, bool isfinal = false)
    {
        if (data is PyStr text)
        {
            var bytes = Utf8Codec.Encode(thread, text, null);
            fixed (byte* encoding = "utf-8\0"u8)
            {
                LibExpat.XML_SetEncoding(_parser, encoding);
            }
            return Feed(thread, bytes, isfinal);
        }
        using var view = PyBuffer.Get(thread, data, BufferFlags.Simple);
        return Feed(thread, view.Span, isfinal);
    }

    private PyObject Feed(ThreadState thread, ReadOnlySpan<byte> data, bool isFinal)
    {
        fixed (byte* start = data)
        {
            var at = 0;
            while (data.Length - at > LargestChunk)
            {
                if (LibExpat.XML_Parse(_parser, start + at, LargestChunk, 0) == 0)
                    return Result(thread, 0);
                at += LargestChunk;
            }
            return Result(thread, LibExpat.XML_Parse(_parser, start + at, data.Length - at, isFinal ? 1 : 0));
        }
    }

    private PyObject Result(ThreadState thread, int status)
    {
        ThrowPending();
        if (status == 0)
            throw Error(thread, LibExpat.XML_GetErrorCode(_parser));
        FlushText(thread);
        ThrowPending();
        return PyInt.From(status);
    }

    private void ThrowPending()
    {
        if (Pending is not { } error)
            return;
        Pending = null;
        throw error;
    }

    private PythonException Error(ThreadState thread, int code)
    {
        var (line, column) = ((long)LibExpat.XML_GetCurrentLineNumber(_parser), (long)LibExpat.XML_GetCurrentColumnNumber(_parser));
        return ExpatState.Of(thread).Error(thread, code, line, column);
    }

    /// <summary>Parse XML data from file-like object.</summary>
    [PyMethod("ParseFile")]
    private PyObject ParseFile(ThreadState thread, PyObject file)
    {
        var read = Op.TryGetAttr(thread, file, "read") ?? throw Errors.Type("argument must have 'read' attribute");
        while (true)
        {
            var data = Op.Call(thread, read, PyInt.From(FileChunk));
            if (data is not (PyBytes or PyByteArray))
                throw Errors.Type($"read() did not return a bytes object (type={data.Type.Name})");
            var bytes = Op.CopyBytes(thread, data);
            if (bytes.Length > FileChunk)
                throw Errors.Value($"read() returned too much data: {FileChunk} bytes requested, {bytes.Length} returned");
            var result = Feed(thread, bytes, bytes.Length == 0);
            if (bytes.Length == 0)
                return result;
        }
    }

    /// <summary>Set the base URL for the parser.</summary>
    [PyMethod("SetBase")]
    private void SetBase([NoNull] string @base)
    {
        fixed (byte* text = ExpatState.Terminated(@base))
        {
            if (LibExpat.XML_SetBase(_parser, text) == 0)
                throw Errors.Memory();
        }
    }

    /// <summary>Return base URL string for the parser.</summary>
    [PyMethod("GetBase")]
    private PyObject GetBase() => TextOrNone(LibExpat.XML_GetBase(_parser));

    /// <summary>Return the untranslated text of the input that caused the current event.
    ///
    /// If the event was generated by a large amount of text (such as a start tag
    /// for an element with many attributes), not all of the text may be available.</summary>
    [PyMethod("GetInputContext")]
    private PyObject GetInputContext()
    {
        if (!_isInCallback)
            return PyNone.Instance;
        int offset, size;
        var text = LibExpat.XML_GetInputContext(_parser, &offset, &size);
        return text == null ? PyNone.Instance : PyBytes.From(new ReadOnlySpan<byte>(text + offset, size - offset));
    }

    /// <summary>Create a parser for parsing an external entity based on the information passed to the ExternalEntityRefHandler.</summary>
    [PyMethod("ExternalEntityParserCreate", Signature = "($self, context, encoding=<unrepresentable>, /)")]
    private PyObject ExternalEntityParserCreate(ThreadState thread, [NoneAllowed, NoNull] string? context, [NoNull] string? encoding = null)
    {
        nint parser;
        fixed (byte* c = ExpatState.TerminatedOrNull(context), e = ExpatState.TerminatedOrNull(encoding))
        {
            parser = LibExpat.XML_ExternalEntityParserCreate(_parser, c, e);
        }
        var made = Wrap(thread, parser, _intern.Value);
        made._parent = this;
        Retain(this);
        made._bufferSize = _bufferSize;
        made._text = _text is null ? null : new byte[_bufferSize];
        (made._orderedAttributes, made._specifiedAttributes) = (_orderedAttributes, _specifiedAttributes);
        (made._namespacePrefixes, made._defersReparsing) = (_namespacePrefixes, _defersReparsing);
        for (var i = 0; i < _handlers.Length; i++)
        {
            if (_handlers[i] is not { } handler)
                continue;
            Retain(handler);
            made._handlers[i] = handler;
            made.Install((ExpatHandler)i, true);
        }
        return made;
    }

    /// <summary>Controls parsing of parameter entities (including the external DTD subset).
    ///
    /// Possible flag values are XML_PARAM_ENTITY_PARSING_NEVER,
    /// XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE and
    /// XML_PARAM_ENTITY_PARSING_ALWAYS. Returns true if setting the flag
    /// was successful.</summary>
    [PyMethod("SetParamEntityParsing")]
    private long SetParamEntityParsing(int flag) => LibExpat.XML_SetParamEntityParsing(_parser, flag);

    /// <summary>Allows the application to provide an artificial external subset if one is not specified as part of the document instance.
    ///
    /// This readily allows the use of a 'default' document type controlled by the
    /// application, while still getting the advantage of providing document type
    /// information to the parser. 'flag' defaults to True if not provided.</summary>
    [PyMethod("UseForeignDTD")]
    private void UseForeignDtd(ThreadState thread, bool flag = true)
    {
        var code = LibExpat.XML_UseForeignDTD(_parser, flag ? (byte)1 : (byte)0);
        if (code != 0)
            throw Error(thread, code);
    }

    /// <summary>Enable/Disable reparse deferral; enabled by default with Expat >=2.6.0.</summary>
    [PyMethod("SetReparseDeferralEnabled")]
    private void SetReparseDeferralEnabled(bool enabled)
    {
        if (!LibExpat.HasReparseDeferral)
            return;
        LibExpat.XML_SetReparseDeferralEnabled(_parser, enabled ? (byte)1 : (byte)0);
        _defersReparsing = enabled;
    }

    /// <summary>Retrieve reparse deferral enabled status; always returns false with Expat &lt;2.6.0.</summary>
    [PyMethod("GetReparseDeferralEnabled")]
    private bool GetReparseDeferralEnabled() => _defersReparsing;
}
