using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>The functions of an encoding with characters of several bytes.</summary>
[PyType("MultibyteCodec", Module = "_multibytecodec", NoInstantiation = true)]
internal sealed partial class PyMultibyteCodec : PyObject
{
    private PyMultibyteCodec(PyType type) : base(type)
    {
    }

    /// <summary>The encoding.</summary>
    public MultiByteEncoding Encoding { get; private init; } = null!;

    public static PyMultibyteCodec Create(MultiByteEncoding encoding) => new(TypeObject) { Encoding = encoding };

    /// <summary>Return an encoded string version of `input'.
    ///
    /// 'errors' may be given to set a different error handling scheme. Default is
    /// 'strict' meaning that encoding errors raise a UnicodeEncodeError. Other possible
    /// values are 'ignore', 'replace' and 'xmlcharrefreplace' as well as any other name
    /// registered with codecs.register_error that can handle UnicodeEncodeErrors.</summary>
    [PyMethod("encode")]
    private PyObject Encode(ThreadState thread, [Keyword] PyObject input, [Keyword, NoneAllowed, NoNull] string? errors = null)
    {
        var text = TextOf(thread, input);
        var state = Encoding.InitialState;
        var bytes = Transcoder.Encode(thread, Encoding, ref state, text, errors, true, true, out _);
        return PyTuple.Create(thread, PyBytes.From(bytes), PyInt.From(text.Length));
    }

    /// <summary>Decodes 'input'.
    ///
    /// 'errors' may be given to set a different error handling scheme. Default is
    /// 'strict' meaning that encoding errors raise a UnicodeDecodeError. Other possible
    /// values are 'ignore' and 'replace' as well as any other name registered with
    /// codecs.register_error that is able to handle UnicodeDecodeErrors."</summary>
    [PyMethod("decode")]
    private PyObject Decode(ThreadState thread, [Keyword] PyObject input, [Keyword, NoneAllowed, NoNull] string? errors = null)
    {
        using var view = PyBuffer.Get(thread, input, BufferFlags.Simple);
        var state = Encoding.InitialDecodeState;
        var text = Transcoder.Decode(thread, Encoding, ref state, view.Span, input, errors, true, out _);
        return PyTuple.Create(thread, text, PyInt.From(view.Length));
    }

    /// <summary>The text to encode: a str, or what str() makes of an object.</summary>
    public static PyStr TextOf(ThreadState thread, PyObject input) =>
        input as PyStr ?? Op.Str(thread, input) ?? throw Errors.Type("couldn't convert the object to str.");

    /// <summary>The codec that a class of the library names in its attribute.</summary>
    public static MultiByteEncoding Of(ThreadState thread, PyType type) =>
        Op.GetAttr(thread, type, "codec") is PyMultibyteCodec codec ? codec.Encoding : throw Errors.Type("codec is unexpected type");
}
