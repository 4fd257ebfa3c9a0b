using System.Numerics;
using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <remarks>An encoder that gets its text in pieces.</remarks>
[PyType("MultibyteIncrementalEncoder", Module = "_multibytecodec", BaseType = true, BasicSize = 48), PyModuleType("_multibytecodec")]
internal partial class PyMultibyteIncrementalEncoder : PyMultibyteIncrementalCoder
{
    private EncoderCore _core = null!;

    private protected PyMultibyteIncrementalEncoder(PyType type) : base(type)
    {
    }

    private protected override void Start(MultiByteEncoding encoding) => _core = new EncoderCore(encoding);

    [PyMethod("encode")]
    private byte[] Encode(ThreadState thread, [Keyword] PyObject input, [Keyword] bool final = false) => _core.Encode(thread, input, ErrorHandler, final);

    [PyMethod("reset")]
    private void Reset() => _core.Reset();

    [PyMethod("getstate")]
    private BigInteger GetState(ThreadState thread) => _core.GetState(thread);

    [PyMethod("setstate")]
    private void SetState(ThreadState thread, [Default("<unrepresentable>")] PyInt state) => _core.SetState(thread, state.Big);
}

/// <remarks>A decoder that gets its bytes in pieces.</remarks>
[PyType("MultibyteIncrementalDecoder", Module = "_multibytecodec", BaseType = true, BasicSize = 56), PyModuleType("_multibytecodec")]
internal partial class PyMultibyteIncrementalDecoder : PyMultibyteIncrementalCoder
{
    private DecoderCore _core = null!;

    private protected PyMultibyteIncrementalDecoder(PyType type) : base(type)
    {
    }

    private protected override void Start(MultiByteEncoding encoding) => _core = new DecoderCore(encoding);

    [PyMethod("decode")]
    private PyObject Decode(ThreadState thread, [Keyword] PyObject input, [Keyword] bool final = false)
    {
        using var view = PyBuffer.Get(thread, input, BufferFlags.Simple);
        return _core.Decode(thread, view.Span, ErrorHandler, final);
    }

    [PyMethod("reset")]
    private void Reset() => _core.Reset();

    [PyMethod("getstate")]
    private PyObject GetState(ThreadState thread) => _core.GetState(thread);

    [PyMethod("setstate")]
    private void SetState(ThreadState thread, PyObject state) => _core.SetState(thread, state);
}
