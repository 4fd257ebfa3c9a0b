using System.Text;

namespace Krait.Runtime;

public static partial class ArgumentConversion
{
    /// <summary>A path as text, from str, bytes or <c>os.PathLike</c>; bytes that are not UTF-8 become lone surrogates (PEP 383).</summary>
    public static string ToPathText(ThreadState thread, string function, string parameter, PyObject o)
    {
        var path = PathOf(thread, function, parameter, o);
        var text = path is PyBytes bytes ? FileSystemText.Decode(bytes.Span) : ((PyStr)path).ToString();
        return text.Contains('\0') ? throw NullInPath(function, parameter) : text;
    }

    /// <summary>A path as text, or null for None.</summary>
    public static string? ToPathTextOrNull(ThreadState thread, string function, string parameter, PyObject o) =>
        o is PyNone ? null : ToPathText(thread, function, parameter, o);

    /// <summary>A path as the operating system takes it, from str, bytes or <c>os.PathLike</c>.</summary>
    public static byte[] ToPathBytes(ThreadState thread, string function, string parameter, PyObject o)
    {
        var path = PathOf(thread, function, parameter, o);
        var encoded = path is PyBytes bytes ? bytes.Span.ToArray() : FileSystemText.Encode(thread, (PyStr)path);
        return encoded.AsSpan().Contains((byte)0) ? throw NullInPath(function, parameter) : encoded;
    }

    /// <summary>A path as the operating system takes it, or null for None.</summary>
    public static byte[]? ToPathBytesOrNull(ThreadState thread, string function, string parameter, PyObject o) =>
        o is PyNone ? null : ToPathBytes(thread, function, parameter, o);

    private static PythonException NullInPath(string function, string parameter) =>
        Errors.Value($"{function}: embedded null character in {parameter}");

    /// <summary>The str or bytes that stands for a path.</summary>
    private static PyObject PathOf(ThreadState thread, string function, string parameter, PyObject o)
    {
        if (o is PyStr or PyBytes)
            return o;
        if (Op.LookupSpecial(thread, o, Names.Fspath) is not { } method || method is PyNone)
            throw Errors.Type($"{function}: {parameter} should be string, bytes or os.PathLike, not {o.Type.Name}");
        var path = Op.Call(thread, method);
        return path is PyStr or PyBytes
            ? path
            : throw Errors.Type($"expected {o.Type.Name}.__fspath__() to return str or bytes, not {path.Type.Name}");
    }
}

/// <summary>File names as text: UTF-8, in which bytes that are not become lone surrogates U+DC80 to U+DCFF (PEP 383).</summary>
public static class FileSystemText
{
    /// <summary>The text of a file name.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                bytes = bytes[length..];
            }
            else
            {
                text.Append((char)(0xdc00 + bytes[0]));
                bytes = bytes[1..];
            }
        }
        return text.ToString();
    }

    /// <summary>The bytes of a text that <see cref="Decode"/> gave.</summary>
    public static byte[] Encode(string text)
    {
        var bytes = new List<byte>(text.Length);
        Span<byte> encoded = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                bytes.Add((byte)text[i]);
                continue;
            }
            bytes.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
            i += rune.Utf16SequenceLength - 1;
        }
        return [.. bytes];
    }

    /// <summary>The bytes of a file name; UnicodeEncodeError for other lone surrogates.</summary>
    public static byte[] Encode(ThreadState thread, PyStr text)
    {
        var bytes = new List<byte>(text.Length);
        Span<byte> encoded = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            var point = text[i];
            if (point is >= 0xdc80 and <= 0xdcff)
            {
                bytes.Add((byte)point);
            }
            else if (Rune.IsValid(point))
            {
                var length = new Rune(point).EncodeToUtf8(encoded);
                foreach (var b in encoded[..length])
                    bytes.Add(b);
            }
            else
            {
                throw Errors.New(thread, ExceptionTypes.UnicodeEncodeError, PyStr.From("utf-8"), text, PyInt.From(i), PyInt.From(i + 1),
                    PyStr.From("surrogates not allowed"));
            }
        }
        return [.. bytes];
    }
}
