using System.Numerics;
using Krait.Runtime;

namespace Krait.Modules.Multibyte;

/// <summary>Encodes a text in pieces.</summary>
[PyType("MultibyteIncrementalEncoder", Module = "_multibytecodec", BaseType = true, BasicSize = 64)]
[PyModuleType("_multibytecodec")]
public partial class PyMultibyteIncrementalEncoder : PyContainer
{
    private Ref<PyMultibyteCodec> _codec;
    private string _errors = "strict";

    private protected PyMultibyteIncrementalEncoder(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(errors='strict')")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword, NoNull] string errors = "strict")
    {
        var codec = PyMultibyteCodec.Of(thread, type);
        var made = (PyMultibyteIncrementalEncoder)type.Allocate!(thread, type);
        made._codec.Value = codec;
        made._errors = errors;
        return made;
    }

    // The class of codecs that stands behind in a Python class has nothing to set up.
    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
    }

    /// <summary>how to treat errors</summary>
    [PyGetter("errors")]
    private string ErrorsAttribute => _errors;

    [PySetter("errors")]
    private void SetErrors(PyObject value) => _errors = PyMultibyteCodec.ErrorsName(value);

    [PyMethod("encode")]
    private PyObject Encode(ThreadState thread, [Keyword] PyObject input, [Keyword] bool final = false) =>
        PyBytes.From(_codec.Value!.Encode(thread, input as PyStr ?? Op.Str(thread, input), _errors));

    // A piece of text never depends on what came before: there is no state.
    [PyMethod("getstate")]
    private static long GetState(PyMultibyteIncrementalEncoder self) => 0;

    [PyMethod("setstate")]
    private static void SetState(PyMultibyteIncrementalEncoder self, PyInt state)
    {
    }

    [PyMethod("reset")]
    private static void Reset(PyMultibyteIncrementalEncoder self)
    {
    }
}

/// <summary>Decodes bytes in pieces; a character may be cut in two.</summary>
[PyType("MultibyteIncrementalDecoder", Module = "_multibytecodec", BaseType = true, BasicSize = 64)]
[PyModuleType("_multibytecodec")]
public partial class PyMultibyteIncrementalDecoder : PyContainer
{
    private Ref<PyMultibyteCodec> _codec;
    private string _errors = "strict";
    private byte[] _pending = [];
    private BigInteger _state;

    private protected PyMultibyteIncrementalDecoder(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(errors='strict')")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword, NoNull] string errors = "strict")
    {
        var codec = PyMultibyteCodec.Of(thread, type);
        var made = (PyMultibyteIncrementalDecoder)type.Allocate!(thread, type);
        made._codec.Value = codec;
        made._errors = errors;
        return made;
    }

    // The class of codecs that stands behind in a Python class has nothing to set up.
    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
    }

    /// <summary>how to treat errors</summary>
    [PyGetter("errors")]
    private string ErrorsAttribute => _errors;

    [PySetter("errors")]
    private void SetErrors(PyObject value) => _errors = PyMultibyteCodec.ErrorsName(value);

    [PyMethod("decode")]
    private PyObject Decode(ThreadState thread, [Keyword] PyObject input, [Keyword] bool final = false)
    {
        var text = _codec.Value!.Decode(thread, [.. _pending, .. Op.CopyBytes(thread, input)], _errors, final, out var rest);
        _pending = rest;
        return text;
    }

    [PyMethod("getstate")]
    private PyObject GetState(ThreadState thread) => PyTuple.Create(thread, PyBytes.From(_pending), PyInt.From(_state));

    [PyMethod("setstate")]
    private void SetState(PyTuple state)
    {
        if (state.Count != 2 || state[0] is not PyBytes pending || state[1] is not PyInt number)
            throw Errors.Type("illegal decoder state");
        if (pending.Length > MultibyteCharset.MaxLength)
            throw Errors.New(ExceptionTypes.UnicodeError, "pending buffer too large");
        (_pending, _state) = (pending.Span.ToArray(), number.Big);
    }

    [PyMethod("reset")]
    private void Reset() => (_pending, _state) = ([], BigInteger.Zero);
}
