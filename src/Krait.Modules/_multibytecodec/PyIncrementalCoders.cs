using System.Numerics;
using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>An encoder that gets its text in pieces.</summary>
[PyType("MultibyteIncrementalEncoder", Module = "_multibytecodec", BaseType = true, BasicSize = 48), PyModuleType("_multibytecodec")]
internal partial class PyMultibyteIncrementalEncoder : PyObject
{
    private EncoderCore _core = null!;
    private string _errors = "strict";

    private protected PyMultibyteIncrementalEncoder(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword, NoNull] string errors = "strict")
    {
        var made = (PyMultibyteIncrementalEncoder)type.Allocate!(thread, type);
        made._core = new EncoderCore(PyMultibyteCodec.Of(thread, type));
        made._errors = errors;
        return made;
    }

    /// <summary>The constructor has done it all; the classes of <c>codecs</c> that come later in the order must not do it again.</summary>
    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
    }

    /// <summary>how to treat errors</summary>
    [PyGetter("errors")]
    private string ErrorHandler => _errors;

    [PySetter("errors")]
    private void SetErrorHandler(PyObject? value) => _errors = ErrorNames.Check(value);

    [PyMethod("encode")]
    private byte[] Encode(ThreadState thread, [Keyword] PyObject input, [Keyword] bool final = false) => _core.Encode(thread, input, _errors, final);

    [PyMethod("reset")]
    private void Reset() => _core.Reset();

    [PyMethod("getstate")]
    private BigInteger GetState(ThreadState thread) => _core.GetState(thread);

    [PyMethod("setstate")]
    private void SetState(ThreadState thread, [Default("<unrepresentable>")] PyInt state) => _core.SetState(thread, state.Big);
}

/// <summary>A decoder that gets its bytes in pieces.</summary>
[PyType("MultibyteIncrementalDecoder", Module = "_multibytecodec", BaseType = true, BasicSize = 56), PyModuleType("_multibytecodec")]
internal partial class PyMultibyteIncrementalDecoder : PyObject
{
    private DecoderCore _core = null!;
    private string _errors = "strict";

    private protected PyMultibyteIncrementalDecoder(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword, NoNull] string errors = "strict")
    {
        var made = (PyMultibyteIncrementalDecoder)type.Allocate!(thread, type);
        made._core = new DecoderCore(PyMultibyteCodec.Of(thread, type));
        made._errors = errors;
        return made;
    }

    /// <summary>The constructor has done it all; the classes of <c>codecs</c> that come later in the order must not do it again.</summary>
    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
    }

    /// <summary>how to treat errors</summary>
    [PyGetter("errors")]
    private string ErrorHandler => _errors;

    [PySetter("errors")]
    private void SetErrorHandler(PyObject? value) => _errors = ErrorNames.Check(value);

    [PyMethod("decode")]
    private PyObject Decode(ThreadState thread, [Keyword] PyObject input, [Keyword] bool final = false)
    {
        using var view = PyBuffer.Get(thread, input, BufferFlags.Simple);
        return _core.Decode(thread, view.Span, _errors, final);
    }

    [PyMethod("reset")]
    private void Reset() => _core.Reset();

    [PyMethod("getstate")]
    private PyObject GetState(ThreadState thread) => _core.GetState(thread);

    [PyMethod("setstate")]
    private void SetState(ThreadState thread, PyObject state) => _core.SetState(thread, state);
}

/// <summary>The attribute <c>errors</c>.</summary>
internal static class ErrorNames
{
    public static string Check(PyObject? value) => value switch
    {
        null => throw Errors.New(ExceptionTypes.AttributeError, "cannot delete attribute"),
        PyStr name => name.ToString(),
        _ => throw Errors.Type("errors must be a string"),
    };
}
