using Krait.Runtime.Unicode;

namespace Krait.Runtime;

/// <summary>What to do about input that an encoding does not allow.</summary>
internal enum ErrorMode
{
    Strict,
    Ignore,
    Replace,
    BackslashReplace,
    XmlCharRefReplace,
    NameReplace,
    SurrogateEscape,
    SurrogatePass,

    /// <summary>A handler that Python code registered, or an unknown name.</summary>
    Other,
}

/// <summary>The built-in error handlers: as modes for the codecs, and as functions for Python.</summary>
internal static class ErrorHandlers
{
    private static readonly Dictionary<string, Builtin> s_builtin = new()
    {
        ["strict"] = new(Define("strict_errors", "Implements the 'strict' error handling, which raises a UnicodeError on coding errors.", Strict), ErrorMode.Strict),
        ["ignore"] = new(Define("ignore_errors", "Implements the 'ignore' error handling, which ignores malformed data and continues.", Ignore), ErrorMode.Ignore),
        ["replace"] = new(Define("replace_errors", "Implements the 'replace' error handling, which replaces malformed data with a replacement marker.", Replace), ErrorMode.Replace),
        ["xmlcharrefreplace"] = new(Define("xmlcharrefreplace_errors", "Implements the 'xmlcharrefreplace' error handling, which replaces an unencodable character with the appropriate XML character reference.", static (thread, _, e) => ReplaceText(thread, e, ErrorMode.XmlCharRefReplace)), ErrorMode.XmlCharRefReplace),
        ["backslashreplace"] = new(Define("backslashreplace_errors", "Implements the 'backslashreplace' error handling, which replaces malformed data with a backslashed escape sequence.", BackslashReplace), ErrorMode.BackslashReplace),
        ["namereplace"] = new(Define("namereplace_errors", "Implements the 'namereplace' error handling, which replaces an unencodable character with a \\N{...} escape sequence.", static (thread, _, e) => ReplaceText(thread, e, ErrorMode.NameReplace)), ErrorMode.NameReplace),
        ["surrogatepass"] = new(Define("surrogatepass", null, SurrogatePass), ErrorMode.SurrogatePass),
        ["surrogateescape"] = new(Define("surrogateescape", null, SurrogateEscape), ErrorMode.SurrogateEscape),
    };

    private sealed record Builtin(NativeMethod Method, ErrorMode Mode);

    private static NativeMethod Define(string name, string? doc, NativeOneArg function) => new() { Name = name, Doc = doc, OneArg = function };

    public static ErrorMode ModeOf(string? errors) =>
        errors is null ? ErrorMode.Strict : s_builtin.TryGetValue(errors, out var found) ? found.Mode : ErrorMode.Other;

    public static bool IsBuiltin(string name) => s_builtin.ContainsKey(name);

    /// <summary>The function of a built-in handler; null for another name.</summary>
    public static PyObject? TryCreate(ThreadState thread, string name) =>
        s_builtin.TryGetValue(name, out var found) ? PyNativeFunction.Create(thread, found.Method, null, null) : null;

    private static PyUnicodeError Checked(PyObject exception)
    {
        if (exception is PyUnicodeError error && (IsEncode(error) || IsDecode(error) || IsTranslate(error)))
            return error;
        throw Unhandled(exception);
    }

    private static PythonException Unhandled(PyObject exception) =>
        Errors.Type($"don't know how to handle {exception.Type.Name} in error callback");

    private static bool IsEncode(PyUnicodeError error) => error.Type.IsSubtypeOf(ExceptionTypes.UnicodeEncodeError);

    private static bool IsDecode(PyUnicodeError error) => error.Type.IsSubtypeOf(ExceptionTypes.UnicodeDecodeError);

    private static bool IsTranslate(PyUnicodeError error) => error.Type.IsSubtypeOf(ExceptionTypes.UnicodeTranslateError);

    private static PyObject Pair(ThreadState thread, PyObject replacement, long next) =>
        PyTuple.Create(thread, replacement, PyInt.From(next));

    private static PyObject Strict(ThreadState thread, PyObject self, PyObject exception) =>
        throw (exception is PyBaseException error ? new PythonException(error) : Errors.Type("codec must pass exception instance"));

    private static PyObject Ignore(ThreadState thread, PyObject self, PyObject exception) =>
        Pair(thread, PyStr.Empty, Checked(exception).ClampedEnd);

    private static PyObject Replace(ThreadState thread, PyObject self, PyObject exception)
    {
        var error = Checked(exception);
        var (start, end) = (error.ClampedStart, error.ClampedEnd);
        if (IsDecode(error))
            return Pair(thread, PyStr.FromCodePoint(0xFFFD), end);
        var count = (int)Math.Max(0, end - start);
        return Pair(thread, PyStr.FromBmp(new string(IsEncode(error) ? '?' : '\ufffd', count)), end);
    }

    private static PyObject BackslashReplace(ThreadState thread, PyObject self, PyObject exception)
    {
        var error = Checked(exception);
        var (start, end) = ((int)error.ClampedStart, (int)error.ClampedEnd);
        if (!IsDecode(error))
            return Pair(thread, Escaped((PyStr)error.CheckedObject, start, end, ErrorMode.BackslashReplace), end);
        var builder = new StrBuilder(16);
        foreach (var b in end > start ? ((PyBytes)error.CheckedObject).Span[start..end] : default)
            builder.Append($"\\x{b:x2}");
        return Pair(thread, builder.ToStr(), end);
    }

    private static PyObject ReplaceText(ThreadState thread, PyObject exception, ErrorMode mode)
    {
        if (exception is not PyUnicodeError error || !IsEncode(error))
            throw Unhandled(exception);
        var (start, end) = ((int)error.ClampedStart, (int)error.ClampedEnd);
        return Pair(thread, Escaped((PyStr)error.CheckedObject, start, end, mode), end);
    }

    private static string CodecOf(PyUnicodeError error) => (error.EncodingField.Value as PyStr)?.ToString() ?? "";

    private static PyObject SurrogateEscape(ThreadState thread, PyObject self, PyObject exception)
    {
        if (exception is PyUnicodeError error)
        {
            var (start, end) = ((int)error.ClampedStart, (int)error.ClampedEnd);
            if (IsEncode(error))
            {
                var text = (PyStr)error.CheckedObject;
                var bytes = new byte[Math.Max(0, end - start)];
                if (EscapedBytes(text, start, end, bytes) < end)
                    throw new PythonException(error);
                return Pair(thread, PyBytes.From(bytes), end);
            }
            if (IsDecode(error))
            {
                var builder = new StrBuilder(stackalloc char[4]);
                var next = EscapeBytes(((PyBytes)error.CheckedObject).Span, start, end, ref builder);
                return next > start ? Pair(thread, builder.ToStr(), next) : throw new PythonException(error);
            }
        }
        throw Unhandled(exception);
    }

    private static PyObject SurrogatePass(ThreadState thread, PyObject self, PyObject exception)
    {
        if (exception is PyUnicodeError error)
        {
            var (start, end) = ((int)error.ClampedStart, (int)error.ClampedEnd);
            if (IsEncode(error))
            {
                return PassedBytes((PyStr)error.CheckedObject, start, end, CodecOf(error)) is { } bytes
                    ? Pair(thread, PyBytes.From(bytes), end)
                    : throw new PythonException(error);
            }
            if (IsDecode(error))
            {
                var length = PassedSurrogate(((PyBytes)error.CheckedObject).Span[start..], CodecOf(error), out var surrogate);
                return length > 0 ? Pair(thread, PyStr.FromCodePoint(surrogate), start + length) : throw new PythonException(error);
            }
        }
        throw Unhandled(exception);
    }

    /// <summary>Bytes past ASCII as surrogates, at most four; returns where it stopped.</summary>
    public static int EscapeBytes(ReadOnlySpan<byte> data, int start, int end, ref StrBuilder builder)
    {
        var at = start;
        while (at < end && at - start < 4 && data[at] >= 0x80)
            builder.Append(0xDC00 + data[at++]);
        return at;
    }

    /// <summary>Surrogates that stand for bytes; returns the first place that is none.</summary>
    public static int EscapedBytes(PyStr text, int start, int end, Span<byte> bytes)
    {
        var at = start;
        for (; at < end && text[at] is >= 0xDC80 and <= 0xDCFF; at++)
            bytes[at - start] = (byte)text[at];
        return at;
    }

    /// <summary>What stands for unencodable characters with the modes that write them out in ASCII.</summary>
    public static PyStr Escaped(PyStr text, int start, int end, ErrorMode mode)
    {
        var builder = new StrBuilder(Math.Max(16, (end - start) * 8));
        for (var i = start; i < end; i++)
        {
            var point = text[i];
            if (mode == ErrorMode.XmlCharRefReplace)
                builder.Append($"&#{point};");
            else if (mode == ErrorMode.NameReplace && UnicodeNames.TryGetName(point, out var name))
                builder.Append($"\\N{{{name}}}");
            else if (point < 0x100)
                builder.Append($"\\x{point:x2}");
            else
                builder.Append(point < 0x10000 ? $"\\u{point:x4}" : $"\\U{point:x8}");
        }
        return builder.ToStr();
    }

    /// <summary>The width of an encoding's units for surrogatepass, and its byte order; 0 for other encodings.</summary>
    private static int UnitOf(string encoding, out bool bigEndian)
    {
        var name = Codecs.NormalizeName(encoding).Replace("_", "", StringComparison.Ordinal);
        bigEndian = name.EndsWith("be", StringComparison.Ordinal);
        return name switch
        {
            "utf8" or "cputf8" => 1,
            "utf16" or "utf16le" or "utf16be" => 2,
            "utf32" or "utf32le" or "utf32be" => 4,
            _ => 0,
        };
    }

    /// <summary>Surrogates encoded as other code points are; null where that is not possible.</summary>
    public static byte[]? PassedBytes(PyStr text, int start, int end, string encoding)
    {
        var unit = UnitOf(encoding, out var bigEndian);
        if (unit == 0)
            return null;
        var bytes = new List<byte>((end - start) * 4);
        for (var i = start; i < end; i++)
        {
            var point = text[i];
            if (point is < 0xD800 or > 0xDFFF)
                return null;
            if (unit == 1)
            {
                bytes.Add((byte)(0xE0 | point >> 12));
                bytes.Add((byte)(0x80 | point >> 6 & 0x3F));
                bytes.Add((byte)(0x80 | point & 0x3F));
                continue;
            }
            for (var k = 0; k < unit; k++)
                bytes.Add((byte)(point >> 8 * (bigEndian ? unit - 1 - k : k)));
        }
        return bytes.ToArray();
    }

    /// <summary>The number of bytes of the surrogate that data begins with; 0 where it does not.</summary>
    public static int PassedSurrogate(ReadOnlySpan<byte> data, string encoding, out int surrogate)
    {
        var unit = UnitOf(encoding, out var bigEndian);
        surrogate = 0;
        if (unit == 1)
        {
            if (data.Length < 3 || (data[0] & 0xF0) != 0xE0 || (data[1] & 0xC0) != 0x80 || (data[2] & 0xC0) != 0x80)
                return 0;
            surrogate = (data[0] & 0x0F) << 12 | (data[1] & 0x3F) << 6 | (data[2] & 0x3F);
            unit = 3;
        }
        else
        {
            if (unit == 0 || data.Length < unit)
                return 0;
            for (var k = 0; k < unit; k++)
                surrogate |= data[k] << 8 * (bigEndian ? unit - 1 - k : k);
        }
        return surrogate is >= 0xD800 and <= 0xDFFF ? unit : 0;
    }
}
