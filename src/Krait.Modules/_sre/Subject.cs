using Krait.Runtime;

namespace Krait.Modules.Sre;

/// <summary>The text that a pattern is applied to: a str, or the memory of an object, for the time of a call.</summary>
internal ref struct Subject
{
    private readonly PyBuffer? _buffer;
    private readonly ReadOnlySpan<byte> _bytes;

    public Subject(ThreadState thread, PyObject o)
    {
        Object = o;
        switch (o)
        {
            case PyStr text:
                Text = text;
                Length = text.Length;
                break;
            case PyBytes bytes:
                _bytes = bytes.Span;
                Length = _bytes.Length;
                break;
            default:
                if (!Op.HasBuffer(o))
                    throw Errors.Type($"expected string or bytes-like object, got '{o.Type.Name}'");
                _buffer = PyBuffer.Get(thread, o, BufferFlags.Simple);
                _bytes = _buffer.Span;
                Length = _bytes.Length;
                break;
        }
    }

    public PyObject Object { get; }

    public PyStr? Text { get; }

    public int Length { get; }

    public bool IsBytes => Text is null;

    /// <summary>Clamps the positions that a method was given.</summary>
    public readonly void Clamp(ref long start, ref long end)
    {
        start = Math.Clamp(start, 0, Length);
        end = Math.Clamp(end, 0, Length);
    }

    public readonly bool Search(SreContext context, int start, int end, bool mustAdvance) =>
        Text is null ? SreMatcher.Search(context, _bytes, start, end, mustAdvance)
        : Text.Bmp is { } chars ? SreMatcher.Search<char>(context, chars, start, end, mustAdvance)
        : SreMatcher.Search<int>(context, Text.Points!, start, end, mustAdvance);

    public readonly bool Match(SreContext context, int start, int end, bool full, bool mustAdvance = false) =>
        Text is null ? SreMatcher.Match(context, _bytes, start, end, full, mustAdvance)
        : Text.Bmp is { } chars ? SreMatcher.Match<char>(context, chars, start, end, full, mustAdvance)
        : SreMatcher.Match<int>(context, Text.Points!, start, end, full, mustAdvance);

    /// <summary>A part of the text: a str, or bytes.</summary>
    public readonly PyObject Slice(int start, int end) => Slice(Text, _bytes, start, end);

    private static PyObject Slice(PyStr? text, ReadOnlySpan<byte> bytes, int start, int end)
    {
        end = Math.Max(start, end);
        if (text is null)
            return PyBytes.From(bytes[start..end]);
        if (start == 0 && end == text.Length && text.GetType() == typeof(PyStr))
            return text;
        return text.Bmp is { } chars ? PyStr.FromBmp(chars[start..end]) : PyStr.FromCodePoints(text.Points.AsSpan(start, end - start));
    }

    public readonly void Dispose() => _buffer?.Dispose();
}
