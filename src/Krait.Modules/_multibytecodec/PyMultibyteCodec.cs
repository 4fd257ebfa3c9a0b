using System.Buffers;
using Krait.Runtime;

namespace Krait.Modules.Multibyte;

/// <summary>The stateless functions of one East Asian encoding.</summary>
[PyType("MultibyteCodec", Module = "_multibytecodec", NoInstantiation = true, BasicSize = 24)]
public sealed partial class PyMultibyteCodec : PyObject
{
    private const string Illegal = "illegal multibyte sequence", Incomplete = "incomplete multibyte sequence";

    private MultibyteCharset _charset = null!;

    private PyMultibyteCodec(PyType type) : base(type)
    {
    }

    internal static PyMultibyteCodec Create(MultibyteCharset charset) => new(TypeObject) { _charset = charset };

    /// <summary>Return an encoded string version of 'input'.
    ///
    /// 'errors' may be given to set a different error handling scheme. Default is
    /// 'strict' meaning that encoding errors raise a UnicodeEncodeError. Other possible
    /// values are 'ignore', 'replace' and 'xmlcharrefreplace' as well as any other name
    /// registered with codecs.register_error that can handle UnicodeEncodeErrors.</summary>
    [PyMethod("encode")]
    private PyObject EncodeMethod(ThreadState thread, [Keyword] PyObject input, [Keyword, NoneAllowed, NoNull] string? errors = null)
    {
        var text = input as PyStr ?? Op.Str(thread, input);
        return PyTuple.Create(thread, PyBytes.From(Encode(thread, text, errors)), PyInt.From(text.Length));
    }

    /// <summary>Decodes 'input'.
    ///
    /// 'errors' may be given to set a different error handling scheme. Default is
    /// 'strict' meaning that encoding errors raise a UnicodeDecodeError. Other possible
    /// values are 'ignore' and 'replace' as well as any other name registered with
    /// codecs.register_error that is able to handle UnicodeDecodeErrors.</summary>
    [PyMethod("decode")]
    private PyObject DecodeMethod(ThreadState thread, [Keyword] PyObject input, [Keyword, NoneAllowed, NoNull] string? errors = null)
    {
        var data = Op.CopyBytes(thread, input);
        return PyTuple.Create(thread, Decode(thread, data, errors, isFinal: true, out _), PyInt.From(data.Length));
    }

    /// <summary>The bytes of a text.</summary>
    internal byte[] Encode(ThreadState thread, PyStr text, string? errors)
    {
        var context = new EncodeContext(thread, _charset.Name, errors, text);
        for (var at = 0; at < text.Length;)
        {
            if (TryWrite(context.Output, text[at]))
            {
                at++;
                continue;
            }
            var start = at;
            var replacement = context.Handle(at, at + 1, Illegal, out at);
            if (replacement is PyBytes bytes)
            {
                context.Output.Write(bytes.Span);
                continue;
            }
            var characters = (PyStr)replacement;
            for (var i = 0; i < characters.Length; i++)
            {
                if (!TryWrite(context.Output, characters[i]))
                    throw context.Error(start, start + 1, Illegal);
            }
        }
        return context.Output.WrittenSpan.ToArray();
    }

    private bool TryWrite(ArrayBufferWriter<byte> output, int point)
    {
        var written = _charset.Encode(point, output.GetSpan(MultibyteCharset.MaxLength));
        output.Advance(written);
        return written > 0;
    }

    /// <summary>The text of some bytes; without <paramref name="isFinal"/> a character that is cut off at the end is left over.</summary>
    internal PyStr Decode(ThreadState thread, ReadOnlySpan<byte> data, string? errors, bool isFinal, out byte[] rest)
    {
        var context = new DecodeContext(thread, _charset.Name, errors, data, null);
        rest = [];
        for (var at = 0; at < context.Input.Length;)
        {
            var length = _charset.Decode(context.Input[at..], out var point);
            if (length > 0)
            {
                context.Output.Append(point);
                at += length;
            }
            else if (length < 0)
            {
                at = context.Handle(at, at + 1, Illegal);
            }
            else if (isFinal)
            {
                at = context.Handle(at, context.Input.Length, Incomplete);
            }
            else
            {
                rest = context.Input[at..].ToArray();
                break;
            }
        }
        return context.Output.ToStr();
    }

    /// <summary>The codec that a class names in its attribute <c>codec</c>.</summary>
    internal static PyMultibyteCodec Of(ThreadState thread, PyType type) => Op.GetAttr(thread, type, "codec") as PyMultibyteCodec
        ?? throw Errors.Type("codec is unexpected type");

    /// <summary>The name of an error handler as an argument or attribute.</summary>
    internal static string ErrorsName(PyObject? value) => value switch
    {
        null or PyNone => "strict",
        PyStr text => text.ToString(),
        _ => throw Errors.Type("errors must be a string"),
    };
}
