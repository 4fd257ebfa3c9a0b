namespace Krait.Runtime;

public sealed partial class Interpreter
{
    /// <summary>The codecs and error handlers that Python code registered.</summary>
    internal CodecRegistry Codecs { get; } = new();
}

/// <summary>What <c>codecs.register</c>, <c>codecs.lookup</c> and <c>codecs.register_error</c> work on.</summary>
internal sealed class CodecRegistry
{
    private readonly List<PyObject> _searchers = [];
    private readonly Dictionary<string, PyTuple> _found = [];
    private readonly Dictionary<string, PyObject> _handlers = [];
    private bool _isReady;

    /// <summary>Adds a search function.</summary>
    public void Register(PyObject searcher)
    {
        if (!Op.IsCallable(searcher))
            throw Errors.Type("argument must be callable");
        PyObject.Retain(searcher);
        _searchers.Add(searcher);
    }

    /// <summary>Removes a search function, and forgets what was found so far.</summary>
    public void Unregister(ThreadState thread, PyObject searcher)
    {
        if (!_searchers.Remove(searcher))
            return;
        PyObject.Float(thread, searcher);
        var found = _found.Values.ToArray();
        _found.Clear();
        foreach (var codec in found)
            PyObject.Release(codec);
    }

    /// <summary>The codec of a name: the encoder, the decoder, and the makers of stream readers and writers.</summary>
    /// <exception cref="PythonException">LookupError: unknown encoding.</exception>
    public PyTuple Lookup(ThreadState thread, string encoding)
    {
        if (!_isReady)
        {
            _isReady = true;
            Op.ImportModule(thread, "encodings");
        }
        // CPython passes names as UTF-8: a lone surrogate is an error of its own.
        if (!System.Text.Ascii.IsValid(encoding))
            Codecs.Encode(thread, PyStr.From(encoding), "utf-8", "strict");
        var name = Codecs.NormalizeName(encoding);
        if (_found.TryGetValue(name, out var known))
            return known;
        var argument = PyStr.From(name);
        for (var i = 0; i < _searchers.Count; i++)
        {
            var result = Op.Call(thread, _searchers[i], argument);
            if (result is PyNone)
                continue;
            if (result is not PyTuple { Count: 4 } codec)
                throw Errors.Type("codec search functions must return 4-tuples");
            PyObject.Retain(codec);
            if (_found.Remove(name, out var replaced))
                PyObject.Release(replaced);
            _found[name] = codec;
            return codec;
        }
        throw Errors.Lookup($"unknown encoding: {encoding}");
    }

    /// <summary>Shows the visitor what is registered and what was found.</summary>
    public void Traverse(Visitor visitor)
    {
        foreach (var searcher in _searchers)
            visitor.Visit(searcher);
        foreach (var codec in _found.Values)
            visitor.Visit(codec);
        foreach (var handler in _handlers.Values)
            visitor.Visit(handler);
    }

    /// <summary>Adds or replaces an error handler.</summary>
    public void RegisterError(string name, PyObject handler)
    {
        if (!Op.IsCallable(handler))
            throw Errors.Type("handler must be callable");
        PyObject.Retain(handler);
        _handlers.TryGetValue(name, out var old);
        _handlers[name] = handler;
        PyObject.XRelease(old);
    }

    /// <summary>Removes an error handler; false where there was none. The built-in ones stay.</summary>
    public bool UnregisterError(string name)
    {
        if (ErrorHandlers.IsBuiltin(name))
            throw Errors.Value($"cannot un-register built-in error handler '{name}'");
        if (!_handlers.Remove(name, out var handler))
            return false;
        PyObject.Release(handler);
        return true;
    }

    /// <summary>The error handler of a name; null means strict.</summary>
    /// <exception cref="PythonException">LookupError: unknown error handler.</exception>
    public PyObject LookupError(ThreadState thread, string? name)
    {
        name ??= "strict";
        if (_handlers.TryGetValue(name, out var handler))
            return handler;
        if (ErrorHandlers.TryCreate(thread, name) is not { } created)
            throw Errors.Lookup($"unknown error handler name '{name}'");
        PyObject.Retain(created);
        return _handlers[name] = created;
    }
}

public static partial class Codecs
{
    /// <summary><c>codecs.encode(o, encoding, errors)</c>: any codec, any objects.</summary>
    internal static PyObject EncodeAny(ThreadState thread, PyObject o, string encoding, string? errors) =>
        Apply(thread, thread.Interpreter.Codecs.Lookup(thread, encoding), o, encoding, errors, encodes: true);

    /// <summary><c>codecs.decode(o, encoding, errors)</c>: any codec, any objects.</summary>
    internal static PyObject DecodeAny(ThreadState thread, PyObject o, string encoding, string? errors) =>
        Apply(thread, thread.Interpreter.Codecs.Lookup(thread, encoding), o, encoding, errors, encodes: false);

    /// <summary>A codec for text; LookupError for one that converts something else.</summary>
    internal static PyTuple LookupTextCodec(ThreadState thread, string encoding, string alternative)
    {
        var codec = thread.Interpreter.Codecs.Lookup(thread, encoding);
        if (codec.GetType() != typeof(PyTuple)
            && Op.TryGetAttr(thread, codec, "_is_text_encoding") is { } isText && !Op.IsTrue(thread, isText))
        {
            throw Errors.Lookup($"'{encoding}' is not a text encoding; use {alternative} to handle arbitrary codecs");
        }
        return codec;
    }

    private static byte[] EncodeWithRegistry(ThreadState thread, PyStr text, string encoding, string? errors)
    {
        var codec = LookupTextCodec(thread, encoding, "codecs.encode()");
        var made = Apply(thread, codec, text, encoding, errors, encodes: true);
        if (made is PyBytes bytes)
            return bytes.Data;
        if (made is not PyByteArray array)
        {
            throw Errors.Type($"'{encoding}' encoder returned '{made.Type.Name}' instead of 'bytes'; "
                + "use codecs.encode() to encode to arbitrary types");
        }
        Op.Warn(thread, ExceptionTypes.RuntimeWarning, $"encoder {encoding} returned bytearray instead of bytes; "
            + "use codecs.encode() to encode to arbitrary types");
        return array.Span.ToArray();
    }

    private static PyStr DecodeWithCodec(ThreadState thread, PyObject o, string encoding, string? errors)
    {
        var codec = LookupTextCodec(thread, encoding, "codecs.decode()");
        var source = o is PyBytes ? o : MemoryViewOf(thread, o);
        var made = Apply(thread, codec, source, encoding, errors, encodes: false);
        return made as PyStr ?? throw Errors.Type($"'{encoding}' decoder returned '{made.Type.Name}' instead of 'str'; "
            + "use codecs.decode() to decode to arbitrary types");
    }

    private static PyObject MemoryViewOf(ThreadState thread, PyObject o) => PyMemoryView.Create(thread, o);

    private static PyObject Apply(ThreadState thread, PyTuple codec, PyObject o, string encoding, string? errors, bool encodes)
    {
        using var held = new Held(thread, codec);
        var function = codec[encodes ? 0 : 1];
        PyObject result;
        try
        {
            result = errors is null ? Op.Call(thread, function, o) : Op.Call(thread, function, o, PyStr.From(errors));
        }
        catch (PythonException error)
        {
            Op.AddNote(thread, error.Value, $"{(encodes ? "encoding" : "decoding")} with '{encoding}' codec failed");
            throw;
        }
        if (result is not PyTuple { Count: 2 } pair)
        {
            throw Errors.Type(encodes
                ? "encoder must return a tuple (object, integer)"
                : "decoder must return a tuple (object,integer)");
        }
        return pair[0];
    }
}
