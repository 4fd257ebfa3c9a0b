using System.Buffers;
using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>Runs an encoding over whole inputs, with error handlers.</summary>
internal static class Transcoder
{
    private const string Illegal = "illegal multibyte sequence";
    private const string CutOff = "incomplete multibyte sequence";

    /// <summary>The bytes of a text.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="encoding">The encoding.</param>
    /// <param name="state">The state before, and after.</param>
    /// <param name="text">The text.</param>
    /// <param name="errors">The name of the error handler.</param>
    /// <param name="flush">Whether no more text follows.</param>
    /// <param name="reset">Whether to end in the state of the beginning.</param>
    /// <param name="consumed">The number of characters taken.</param>
    public static byte[] Encode(
        ThreadState thread, MultiByteEncoding encoding, ref ulong state, PyStr text, string? errors, bool flush, bool reset, out int consumed)
    {
        var context = new EncodeContext(thread, encoding.Name, errors, text) { HugePositionIsIndexError = true };
        var at = 0;
        while (at < text.Length)
        {
            var taken = encoding.Encode(text, at, flush, ref state, context.Output);
            if (taken > 0)
            {
                at += taken;
                continue;
            }
            if (taken == MultiByteEncoding.Incomplete)
                break;
            var replacement = context.Handle(at, at - taken, Illegal, out at);
            if (replacement is PyBytes bytes)
                context.Output.Write(bytes.Span);
            else
                context.Output.Write(Encode(thread, encoding, ref state, (PyStr)replacement, "strict", true, false, out _));
        }
        if (reset)
            encoding.EncodeReset(ref state, context.Output);
        consumed = at;
        return context.Output.WrittenSpan.ToArray();
    }

    /// <summary>The text of bytes.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="encoding">The encoding.</param>
    /// <param name="state">The state before, and after.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="source">The object that holds them, for exceptions; null where they must be copied.</param>
    /// <param name="errors">The name of the error handler.</param>
    /// <param name="final">Whether no more bytes follow: what is cut off is an error.</param>
    /// <param name="left">The bytes of a character that is cut off.</param>
    public static PyStr Decode(
        ThreadState thread, MultiByteEncoding encoding, ref ulong state, ReadOnlySpan<byte> data, PyObject? source, string? errors, bool final,
        out byte[] left)
    {
        var context = new DecodeContext(thread, encoding.Name, errors, data, source) { HugePositionIsIndexError = true };
        var at = 0;
        while (at < context.Input.Length)
        {
            var taken = encoding.Decode(context.Input[at..], ref state, ref context.Output);
            if (taken > 0)
            {
                at += taken;
                continue;
            }
            if (taken == MultiByteEncoding.Incomplete && !final)
                break;
            at = taken < 0 ? context.Handle(at, at - taken, Illegal) : context.Handle(at, context.Input.Length, CutOff);
        }
        left = context.Input[at..].ToArray();
        return context.Output.ToStr();
    }
}
