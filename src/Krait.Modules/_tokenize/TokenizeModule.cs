using Krait.Runtime;
using Krait.Syntax;

namespace Krait.Modules.Tokenize;

/// <summary>The tokenizer of the compiler, for the module tokenize.</summary>
[PyModule("_tokenize")]
internal static partial class TokenizeModule;

/// <remarks>Walks over the tokens of a source that a function gives line by line.</remarks>
[PyType("TokenizerIter", Module = "_tokenize", BasicSize = 48)]
[PyModuleType("_tokenize")]
public sealed partial class PyTokenizerIter : PyIterator
{
    private Ref<PyObject> _readLine;
    private PythonTokenizer? _tokenizer;
    private ThreadState? _thread;
    private string? _encoding;

    private PyTokenizerIter(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(
        ThreadState thread, PyType type, PyObject readline, [KeywordOnly("extra_tokens")] bool extraTokens, [KeywordOnly] string? encoding = null)
    {
        var made = thread.EnterNew(new PyTokenizerIter(TypeObject) { _encoding = encoding });
        made._readLine.Value = readline;
        made._tokenizer = new PythonTokenizer(made.ReadLine, extraTokens);
        return made;
    }

    private Text? ReadLine()
    {
        var thread = _thread!;
        PyObject line;
        try
        {
            line = Op.Call(thread, _readLine.Value!);
        }
        catch (PythonException exception) when (exception.Matches(ExceptionTypes.StopIteration))
        {
            return null;
        }
        return line switch
        {
            PyStr text when _encoding is null => text.ToText(),
            PyBytes bytes when _encoding is not null => Codecs.Decode(thread, bytes.Span, _encoding, "replace").ToText(),
            _ => throw Errors.Type(_encoding is null ? "readline() returned a non-string object" : "readline() returned a non-bytes object"),
        };
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        _thread = thread;
        TokenInfo token;
        try
        {
            if (!_tokenizer!.TryNext(out token))
                return null;
        }
        catch (SyntaxErrorException error)
        {
            var raised = ExceptionTypes.NewSyntaxError(thread, error);
            if (error.EndLine < 0)
            {
                Op.SetAttr(thread, raised.Value, "end_lineno", PyNone.Instance);
                Op.SetAttr(thread, raised.Value, "end_offset", PyNone.Instance);
            }
            throw raised;
        }
        return PyTuple.Create(
            thread, PyInt.From((int)token.Kind), PyStr.From(token.Text),
            PyTuple.Create(thread, PyInt.From(token.Line), PyInt.From(token.Column)),
            PyTuple.Create(thread, PyInt.From(token.EndLine), PyInt.From(token.EndColumn)), PyStr.From(token.PhysicalLine));
    }
}
