using System.Runtime.InteropServices;
using System.Text;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Xml;

/// <summary>The exception class of <c>pyexpat</c>.</summary>
internal sealed unsafe class ExpatState : ModuleState
{
    private PyType? _error;

    /// <summary><c>xml.parsers.expat.ExpatError</c>.</summary>
    public PyType ErrorType => _error!;

    /// <summary>The state of the thread's interpreter.</summary>
    public static ExpatState Of(ThreadState thread)
    {
        var state = thread.Interpreter.ModuleState<ExpatState>();
        state._error ??= state.Keep(ModuleExceptions.Define(thread, "xml.parsers.expat", "ExpatError"));
        return state;
    }

    /// <summary>The exception for an error of the parser at a place.</summary>
    public PythonException Error(ThreadState thread, int code, long line, long column)
    {
        var error = Errors.New(ErrorType, $"{Message(code)}: line {line}, column {column}");
        Op.SetAttr(thread, error.Value, "code", PyInt.From(code));
        Op.SetAttr(thread, error.Value, "offset", PyInt.From(column));
        Op.SetAttr(thread, error.Value, "lineno", PyInt.From(line));
        return error;
    }

    /// <summary>What an error is called; null for a number that is none.</summary>
    public static string? Message(int code)
    {
        var text = LibExpat.XML_ErrorString(code);
        return text == null ? null : Marshal.PtrToStringUTF8((nint)text);
    }

    public static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    public static byte[]? TerminatedOrNull(string? text) => text is null ? null : Terminated(text);
}

/// <summary>Python wrapper for Expat parser.</summary>
[PyModule("pyexpat")]
internal static unsafe partial class PyExpatModule
{
    private static readonly string[] s_errorNames =
    [
        "NO_MEMORY", "SYNTAX", "NO_ELEMENTS", "INVALID_TOKEN", "UNCLOSED_TOKEN", "PARTIAL_CHAR", "TAG_MISMATCH", "DUPLICATE_ATTRIBUTE",
        "JUNK_AFTER_DOC_ELEMENT", "PARAM_ENTITY_REF", "UNDEFINED_ENTITY", "RECURSIVE_ENTITY_REF", "ASYNC_ENTITY", "BAD_CHAR_REF",
        "BINARY_ENTITY_REF", "ATTRIBUTE_EXTERNAL_ENTITY_REF", "MISPLACED_XML_PI", "UNKNOWN_ENCODING", "INCORRECT_ENCODING",
        "UNCLOSED_CDATA_SECTION", "EXTERNAL_ENTITY_HANDLING", "NOT_STANDALONE", "UNEXPECTED_STATE", "ENTITY_DECLARED_IN_PE",
        "FEATURE_REQUIRES_XML_DTD", "CANT_CHANGE_FEATURE_ONCE_PARSING", "UNBOUND_PREFIX", "UNDECLARING_PREFIX", "INCOMPLETE_PE", "XML_DECL",
        "TEXT_DECL", "PUBLICID", "SUSPENDED", "NOT_SUSPENDED", "ABORTED", "FINISHED", "SUSPEND_PE", "RESERVED_PREFIX_XML",
        "RESERVED_PREFIX_XMLNS", "RESERVED_NAMESPACE_URI", "INVALID_ARGUMENT", "NO_BUFFER", "AMPLIFICATION_LIMIT_BREACH", "NOT_STARTED",
    ];

    private static readonly (string Name, long Value)[] s_model =
    [
        ("XML_CTYPE_EMPTY", 1), ("XML_CTYPE_ANY", 2), ("XML_CTYPE_MIXED", 3), ("XML_CTYPE_NAME", 4), ("XML_CTYPE_CHOICE", 5), ("XML_CTYPE_SEQ", 6),
        ("XML_CQUANT_NONE", 0), ("XML_CQUANT_OPT", 1), ("XML_CQUANT_REP", 2), ("XML_CQUANT_PLUS", 3),
    ];

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        RequiredLibrary.Load(LibExpat.Library, "pyexpat needs the system's Expat library");
        var dict = module.Dict;
        dict.SetItem(thread, "XMLParserType", PyXmlParser.TypeObject);
        dict.SetItem(thread, "ExpatError", ExpatState.Of(thread).ErrorType);
        dict.SetItem(thread, "error", ExpatState.Of(thread).ErrorType);
        dict.SetItem(thread, "native_encoding", PyStr.From("UTF-8"));
        var version = Marshal.PtrToStringUTF8((nint)LibExpat.XML_ExpatVersion())!;
        dict.SetItem(thread, "EXPAT_VERSION", PyStr.From(version));
        var numbers = PyList.Create(thread);
        foreach (var part in version["expat_".Length..].Split('.'))
            numbers.Append(PyInt.From(int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)));
        dict.SetItem(thread, "version_info", Op.TupleFrom(thread, numbers));
        dict.SetItem(thread, "features", Features(thread));
        Os.OsArguments.AddConstants(
            thread,
            module,
            [("XML_PARAM_ENTITY_PARSING_NEVER", 0), ("XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE", 1), ("XML_PARAM_ENTITY_PARSING_ALWAYS", 2)]);
        Os.OsArguments.AddConstants(
            thread, Submodule(thread, module, "model", "Constants used to interpret content model information."), s_model);
        AddErrors(thread, Submodule(thread, module, "errors", "Constants used to describe error conditions."));
    }

    private static PyModule Submodule(ThreadState thread, PyModule module, string name, string doc)
    {
        var made = PyModule.Create(thread, "pyexpat." + name, doc);
        module.Dict.SetItem(thread, name, made);
        thread.Interpreter.Modules.SetItem(thread, "pyexpat." + name, made);
        return made;
    }

    private static PyList Features(ThreadState thread)
    {
        var list = PyList.Create(thread);
        for (var feature = LibExpat.XML_GetFeatureList(); feature->Number != 0; feature++)
        {
            var name = PyStr.From(Marshal.PtrToStringUTF8((nint)feature->Name)!);
            list.Append(PyTuple.Create(thread, name, PyInt.From(feature->Value)));
        }
        return list;
    }

    private static void AddErrors(ThreadState thread, PyModule errors)
    {
        var (codes, messages) = (PyDict.Create(thread), PyDict.Create(thread));
        for (var code = 1; code <= s_errorNames.Length; code++)
        {
            // An older library does not know the last ones.
            if (ExpatState.Message(code) is not { } message)
                continue;
            var text = PyStr.From(message);
            errors.Dict.SetItem(thread, "XML_ERROR_" + s_errorNames[code - 1], text);
            codes.SetItem(thread, text, PyInt.From(code));
            messages.SetItem(thread, PyInt.From(code), text);
        }
        errors.Dict.SetItem(thread, "codes", codes);
        errors.Dict.SetItem(thread, "messages", messages);
    }

    /// <summary>Return a new XML parser object.</summary>
    [PyFunction("ParserCreate", Signature = "($module, /, encoding=None, namespace_separator=None, intern=<unrepresentable>)")]
    private static PyObject ParserCreate(
        ThreadState thread,
        [Keyword, NoneAllowed, NoNull] string? encoding = null,
        [Keyword("namespace_separator"), NoneAllowed] string? namespaceSeparator = null,
        [Keyword] PyObject? intern = null)
    {
        if (namespaceSeparator is { Length: > 1 })
            throw Errors.Value("namespace_separator must be at most one character, omitted, or None");
        var table = intern switch
        {
            null => PyDict.Create(thread),
            PyNone => null,
            PyDict given => given,
            _ => throw Errors.Type("intern must be a dictionary"),
        };
        return PyXmlParser.Create(thread, ExpatState.TerminatedOrNull(encoding), ExpatState.TerminatedOrNull(namespaceSeparator), table);
    }

    /// <summary>Returns string error for given number.</summary>
    [PyFunction("ErrorString")]
    private static string? ErrorString(long code) => code is < 0 or > int.MaxValue ? null : ExpatState.Message((int)code);
}
