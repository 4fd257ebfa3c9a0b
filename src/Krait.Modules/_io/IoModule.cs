namespace Krait.Runtime;

/// <summary>The streams behind <c>io</c> and the built-in function <c>open</c>.</summary>
[PyModule("_io")]
internal static partial class IoModule
{
    private const long LargestAutomaticBuffer = 8192 * 1024;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var dict = module.Dict;
        dict.SetItem(thread, "DEFAULT_BUFFER_SIZE", PyInt.From(IoHelpers.DefaultBufferSize));
        dict.SetItem(thread, "UnsupportedOperation", IoState.UnsupportedOperationType(thread));
        dict.SetItem(thread, "BlockingIOError", ExceptionTypes.BlockingIOError);
    }

    /// <summary>Open file and return a stream. Raise OSError upon failure.</summary>
    [PyFunction("open", Signature = "($module, /, file, mode='r', buffering=-1, encoding=None,\n     errors=None, newline=None, closefd=True, opener=None)")]
    internal static PyObject Open(
        ThreadState thread, [Keyword] PyObject file, [Keyword] string mode = "r", [Keyword] int buffering = -1,
        [Keyword][NoneAllowed] PyStr? encoding = null, [Keyword][NoneAllowed] PyStr? errors = null, [Keyword][NoneAllowed] PyStr? newline = null,
        [Keyword] bool closefd = true, [Keyword][NoneAllowed] PyObject? opener = null)
    {
        var path = IsDescriptor(file) ? file : ToPath(thread, file);
        var parsed = ParseMode(thread, mode, encoding, errors, newline, buffering);
        PyObject result = PyFileIO.Create(thread, path, parsed.Raw, closefd, opener);
        var raw = (PyFileIO)result;
        PyObject.Retain(raw);
        try
        {
            var isTerminal = buffering < 0 && raw.IsattyOpenOnly(thread);
            if (buffering == 1 && !parsed.Binary)
            {
                buffering = -1;
                isTerminal = true;
            }
            if (buffering < 0 || (buffering == 1 && parsed.Binary))
                buffering = (int)Math.Max(Math.Min(raw.BlockSize, LargestAutomaticBuffer), IoHelpers.DefaultBufferSize);
            if (buffering == 0)
            {
                if (!parsed.Binary)
                    throw Errors.Value("can't have unbuffered text I/O");
                return result;
            }
            result = MakeBuffered(thread, raw, parsed, buffering);
            if (parsed.Binary)
                return result;
            var wrapper = PyTextIOWrapper.Create(thread, result, encoding, errors, newline, isTerminal);
            result = wrapper;
            Op.SetAttr(thread, wrapper, Names.Mode, PyStr.From(mode));
            wrapper.CountOwnAttribute();
            return wrapper;
        }
        catch (PythonException error)
        {
            CloseAfter(thread, result, error);
            throw;
        }
        finally
        {
            PyObject.Float(thread, raw);
        }
    }

    private static bool IsDescriptor(PyObject file) => file is PyInt || (file is not PyStr and not PyBytes && Op.IsIndex(file));

    private static PyObject ToPath(ThreadState thread, PyObject file)
    {
        if (file is PyStr or PyBytes)
            return file;
        if (Op.LookupSpecial(thread, file, Names.Fspath) is not { } method || method is PyNone)
            throw Errors.Type($"expected str, bytes or os.PathLike object, not {file.Type.Name}");
        var path = Op.Call(thread, method);
        return path is PyStr or PyBytes
            ? path
            : throw Errors.Type($"expected {file.Type.Name}.__fspath__() to return str or bytes, not {path.Type.Name}");
    }

    private static void CloseAfter(ThreadState thread, PyObject stream, PythonException error)
    {
        using var held = new Held(thread, error.Value);
        try
        {
            Op.CallMethod(thread, stream, Names.Close);
        }
        catch (PythonException second) when (second.Value.ContextField.Value is null && !ReferenceEquals(second.Value, error.Value))
        {
            second.Value.ContextField.Value = error.Value;
            throw;
        }
    }

    private static PyObject MakeBuffered(ThreadState thread, PyFileIO raw, OpenMode mode, int size)
    {
        if (mode.Updating)
            return PyBufferedRandom.Create(thread, raw, size);
        if (mode.Writing)
            return PyBufferedWriter.Create(thread, raw, size);
        return PyBufferedReader.Create(thread, raw, size);
    }

    private readonly record struct OpenMode(string Raw, bool Binary, bool Updating, bool Writing);

    private static OpenMode ParseMode(ThreadState thread, string mode, PyStr? encoding, PyStr? errors, PyStr? newline, int buffering)
    {
        var seen = 0;
        foreach (var c in mode)
        {
            var bit = "xrwa+tb".IndexOf(c);
            if (bit < 0 || (seen & (1 << bit)) != 0)
                throw Errors.Value($"invalid mode: '{mode}'");
            seen |= 1 << bit;
        }
        var (creating, reading, writing, appending) = ((seen & 1) != 0, (seen & 2) != 0, (seen & 4) != 0, (seen & 8) != 0);
        var (updating, text, binary) = ((seen & 16) != 0, (seen & 32) != 0, (seen & 64) != 0);
        if (text && binary)
            throw Errors.Value("can't have text and binary mode at once");
        var actions = System.Numerics.BitOperations.PopCount((uint)(seen & 15));
        if (actions > 1)
            throw Errors.Value("must have exactly one of create/read/write/append mode");
        if (binary && encoding is not null)
            throw Errors.Value("binary mode doesn't take an encoding argument");
        if (binary && errors is not null)
            throw Errors.Value("binary mode doesn't take an errors argument");
        if (binary && newline is not null)
            throw Errors.Value("binary mode doesn't take a newline argument");
        if (binary && buffering == 1)
            Op.Warn(thread, ExceptionTypes.RuntimeWarning, "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used");
        var isWriting = creating || writing || appending;
        if (actions == 0)
            throw Errors.Value("Must have exactly one of create/read/write/append mode and at most one plus");
        var raw = (creating ? "x" : "") + (reading ? "r" : "") + (writing ? "w" : "") + (appending ? "a" : "") + (updating ? "+" : "");
        return new OpenMode(raw, binary, updating, isWriting);
    }

    /// <summary>Opens the provided file with the intent to import the contents.</summary>
    [PyFunction("open_code")]
    private static PyObject OpenCode(ThreadState thread, [Keyword] PyStr path) => Open(thread, path, "rb");

    /// <summary>A helper function to choose the text encoding.</summary>
    [PyFunction("text_encoding")]
    private static PyObject TextEncoding(ThreadState thread, PyObject encoding, int stacklevel = 2)
    {
        if (encoding is not PyNone)
            return encoding;
        if (thread.Interpreter.Config.WarnDefaultEncoding)
            Op.Warn(thread, ExceptionTypes.EncodingWarning, "'encoding' argument not specified", stacklevel);
        return PyStr.Intern(thread.Interpreter.Config.Utf8Mode ? "utf-8" : "locale");
    }
}
