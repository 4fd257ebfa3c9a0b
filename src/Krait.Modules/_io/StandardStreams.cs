using Krait.Platform;

namespace Krait.Runtime;

/// <summary>Makes <c>sys.stdin</c>, <c>sys.stdout</c> and <c>sys.stderr</c>.</summary>
public static class StandardStreams
{
    /// <summary>
    /// Puts the three streams, and the same under <c>__stdin__</c>, <c>__stdout__</c> and <c>__stderr__</c>, into <c>sys</c>. A stream whose
    /// descriptor is closed is None. <c>builtins.open</c> comes from the module <c>io</c>.
    /// </summary>
    public static void Create(ThreadState thread, Interpreter interpreter)
    {
        if (interpreter.Config.ClosedDescriptors != 0)
            Close(interpreter.Config.ClosedDescriptors);
        interpreter.BuiltinsDict.SetItem(thread, "open", Op.ImportFrom(thread, "io", "open"));
        Set(thread, interpreter, "stdin", Make(thread, interpreter, 0));
        Set(thread, interpreter, "stdout", Make(thread, interpreter, 1));
        Set(thread, interpreter, "stderr", Make(thread, interpreter, 2));
    }

    private static void Close(int descriptors)
    {
        // The source of random numbers is a file that .NET opens at the first of them and keeps: it must not take such a number.
        Random.Shared.Next();
        for (var fd = 0; fd < 3; fd++)
        {
            if ((descriptors & (1 << fd)) != 0)
                Descriptors.Close(fd);
        }
    }

    private static void Set(ThreadState thread, Interpreter interpreter, string name, PyObject stream)
    {
        interpreter.SysDict.SetItem(thread, name, stream);
        interpreter.SysDict.SetItem(thread, $"__{name}__", stream);
    }

    private static PyObject Make(ThreadState thread, Interpreter interpreter, int fd)
    {
        var config = interpreter.Config;
        if ((config.ClosedDescriptors & (1 << fd)) != 0 || FileSystem.Status(fd, out _).Failed)
            return PyNone.Instance;
        var isWriting = fd != 0;
        // Reading is always buffered; unbuffered text still goes through a writer, which passes everything on at once.
        var isUnbuffered = config.Unbuffered && isWriting;
        var name = PyStr.From(fd switch { 0 => "<stdin>", 1 => "<stdout>", _ => "<stderr>" });
        var raw = PyFileIO.Create(thread, PyInt.From(fd), isWriting ? "wb" : "rb", closefd: false, opener: null);
        Op.SetAttr(thread, raw, Names.NameName, name);
        PyObject buffer = isUnbuffered ? raw
            : isWriting ? PyBufferedWriter.Create(thread, raw, IoHelpers.DefaultBufferSize)
            : PyBufferedReader.Create(thread, raw, IoHelpers.DefaultBufferSize);
        var isTerminal = raw.Isatty(thread);
        var (encoding, errors) = EncodingOf(thread, config, fd);
        var stream = PyTextIOWrapper.Create(
            thread, buffer, PyStr.From(encoding), PyStr.From(errors), PyStr.FromBmp("\n"),
            lineBuffering: isWriting && !isUnbuffered && (fd == 2 || isTerminal || config.Interactive), writeThrough: isUnbuffered);
        Op.SetAttr(thread, stream, Names.Mode, PyStr.From(isWriting ? "w" : "r"));
        stream.CountOwnAttribute();
        return stream;
    }

    private static (string Encoding, string Errors) EncodingOf(ThreadState thread, InterpreterConfig config, int fd)
    {
        string? encoding = null, errors = null;
        if (config.IoEncoding is { Length: > 0 } given)
        {
            var colon = given.IndexOf(':');
            encoding = colon < 0 ? given : given[..colon];
            errors = colon < 0 || colon == given.Length - 1 ? null : given[(colon + 1)..];
            if (encoding.Length == 0)
            {
                encoding = null;
            }
            else
            {
                encoding = Op.StrText(thread, Op.GetAttr(thread, Op.Call(thread, Op.ImportFrom(thread, "_codecs", "lookup"), PyStr.From(encoding)), "name"));
                errors ??= "strict";
            }
        }
        encoding ??= config.Utf8Mode ? "utf-8" : PyTextIOWrapper.LocaleEncoding(thread).ToString().ToLowerInvariant();
        if (fd == 2)
            return (encoding, "backslashreplace");
        errors ??= config.IsUtf8ModeAskedFor || IsPlainLocale() ? "surrogateescape" : "strict";
        return (encoding, errors);
    }

    /// <summary>True in the locales that say nothing of a language: text of any encoding has to pass.</summary>
    private static bool IsPlainLocale()
    {
        var value = ProcessEnvironment.Get("LC_ALL"u8) is { Length: > 0 } all ? all
            : ProcessEnvironment.Get("LC_CTYPE"u8) is { Length: > 0 } characters ? characters
            : ProcessEnvironment.Get("LANG"u8);
        return value is null or [] || System.Text.Encoding.Latin1.GetString(value) is "C" or "POSIX" or "C.UTF-8" or "C.utf8" or "UTF-8";
    }
}
