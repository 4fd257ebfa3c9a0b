using Krait.Runtime;

namespace Krait.Modules.Json;

/// <summary>json speedups</summary>
[PyModule("_json")]
internal static partial class JsonModule
{
    private sealed class State : ModuleState
    {
        public Ref<PyObject> DecodeError;

        public override void Traverse(Visitor visitor)
        {
            base.Traverse(visitor);
            visitor.Visit(DecodeError.Value);
        }
    }

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        module.Dict.SetItem(thread, "make_scanner", PyJsonScanner.TypeObject);
        module.Dict.SetItem(thread, "make_encoder", PyJsonEncoder.TypeObject);
    }

    /// <summary>A <c>json.JSONDecodeError</c>.</summary>
    internal static PythonException DecodeError(ThreadState thread, string message, PyObject document, long position)
    {
        var state = thread.Interpreter.ModuleState<State>();
        state.DecodeError.Value ??= Op.ImportFrom(thread, "json.decoder", "JSONDecodeError");
        var made = Op.Call(thread, state.DecodeError.Value, PyStr.From(message), document, PyInt.From(position));
        return made is PyBaseException error ? new PythonException(error) : Errors.Type("exceptions must derive from BaseException");
    }

    /// <summary>
    /// encode_basestring_ascii(string) -> string
    ///
    /// Return an ASCII-only JSON representation of a Python string
    /// </summary>
    [PyFunction("encode_basestring_ascii", Signature = "($self, object, /)")]
    private static PyObject EncodeAscii(PyObject text) => Quote(text, asciiOnly: true);

    /// <summary>
    /// encode_basestring(string) -> string
    ///
    /// Return a JSON representation of a Python string
    /// </summary>
    [PyFunction("encode_basestring", Signature = "($self, object, /)")]
    private static PyObject Encode(PyObject text) => Quote(text, asciiOnly: false);

    private static PyStr Quote(PyObject o, bool asciiOnly)
    {
        if (o is not PyStr text)
            throw Errors.Type($"first argument must be a string, not {o.Type.Name}");
        var builder = new StrBuilder(text.Length + 16);
        JsonStrings.AppendQuoted(ref builder, text, asciiOnly);
        return builder.ToStr();
    }

    /// <summary>
    /// scanstring(string, end, strict=True) -> (string, end)
    ///
    /// Scan the string s for a JSON string. End is the index of the
    /// character in s after the quote that started the JSON string.
    /// Unescapes all valid JSON string escape sequences and raises ValueError
    /// on attempt to decode an invalid string. If strict is False then literal
    /// control characters are allowed in the string.
    ///
    /// Returns a tuple of the decoded string and the index of the character in s
    /// after the end quote.
    /// </summary>
    [PyFunction("scanstring", Signature = "")]
    private static PyObject ScanString(ThreadState thread, PyObject document, long end, bool strict = true)
    {
        if (document is not PyStr text)
            throw Errors.Type($"first argument must be a string, not {document.Type.Name}");
        var result = JsonStrings.Scan(thread, text, end, strict, out var next);
        return PyTuple.Create(thread, result, PyInt.From(next));
    }

    /// <summary>True for the module's own function of this kind: the encoder then needs no call per string.</summary>
    internal static bool IsQuoteFunction(PyObject function, bool asciiOnly) =>
        function is PyNativeFunction { Method: { OneArg: { } call } } native
        && native.Method.Name == (asciiOnly ? "encode_basestring_ascii" : "encode_basestring")
        && call.Method.Module == typeof(JsonModule).Module;
}
