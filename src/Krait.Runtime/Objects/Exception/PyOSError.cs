namespace Krait.Runtime;

/// <summary>Base class for I/O related errors.</summary>
[PyType("OSError", BaseType = true, BasicSize = 112)]
public partial class PyOSError : PyException
{
    internal Ref<PyObject> ErrnoField;
    internal Ref<PyObject> MessageField;
    internal Ref<PyObject> FilenameField;
    internal Ref<PyObject> Filename2Field;

    /// <summary>Bytes written before a BlockingIOError; -1 where unknown.</summary>
    internal long CharactersWritten = -1;

    internal PyOSError(PyType type) : base(type)
    {
    }

    /// <summary>The error number; 0 where <c>errno</c> is no int.</summary>
    public int Errno => ErrnoField.Value is PyInt { IsLarge: false } number ? (int)number.Value : 0;

    /// <summary>The subclass that stands for an error number; null for none.</summary>
    internal static PyType? TypeOf(long errno) => errno switch
    {
        Platform.Errno.EAGAIN or Platform.Errno.EALREADY or Platform.Errno.EINPROGRESS => ExceptionTypes.BlockingIOError,
        Platform.Errno.EPIPE or Platform.Errno.ESHUTDOWN => ExceptionTypes.BrokenPipeError,
        Platform.Errno.ECHILD => ExceptionTypes.ChildProcessError,
        Platform.Errno.ECONNABORTED => ExceptionTypes.ConnectionAbortedError,
        Platform.Errno.ECONNREFUSED => ExceptionTypes.ConnectionRefusedError,
        Platform.Errno.ECONNRESET => ExceptionTypes.ConnectionResetError,
        Platform.Errno.EEXIST => ExceptionTypes.FileExistsError,
        Platform.Errno.ENOENT => ExceptionTypes.FileNotFoundError,
        Platform.Errno.EISDIR => ExceptionTypes.IsADirectoryError,
        Platform.Errno.ENOTDIR => ExceptionTypes.NotADirectoryError,
        Platform.Errno.EINTR => ExceptionTypes.InterruptedError,
        Platform.Errno.EACCES or Platform.Errno.EPERM => ExceptionTypes.PermissionError,
        Platform.Errno.ESRCH => ExceptionTypes.ProcessLookupError,
        Platform.Errno.ETIMEDOUT => ExceptionTypes.TimeoutError,
        _ => null,
    };

    /// <summary>
    /// True where the arguments are taken by <c>__init__</c>: a class overrides that but not <c>__new__</c>, so it may pass other arguments up.
    /// </summary>
    private static bool TakesArgumentsInInit(PyType type) =>
        type.TpInit != ExceptionTypes.OSError.TpInit && type.TpNew == ExceptionTypes.OSError.TpNew;

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var inInit = TakesArgumentsInInit(type);
        if (!inInit)
        {
            RefuseKeywords(type, keywordNames);
            if (ReferenceEquals(type, ExceptionTypes.OSError) && args.Length is >= 2 and <= 5 && args[0] is PyInt { IsLarge: false } errno)
                type = TypeOf(errno.Value) ?? type;
        }
        var made = (PyOSError)type.Allocate!(thread, type);
        if (!inInit)
            made.Take(thread, args);
        return made;
    }

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (!TakesArgumentsInInit(self.Type))
            return;
        RefuseKeywords(self.Type, keywordNames);
        ((PyOSError)self).Take(thread, args);
    }

    /// <summary>Takes (errno, strerror[, filename[, winerror[, filename2]]]), or anything else as plain arguments.</summary>
    private void Take(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        var kept = args;
        if (args.Length is >= 2 and <= 5)
        {
            ErrnoField.Value = args[0];
            MessageField.Value = args[1];
            if (args.Length > 2 && args[2] is not PyNone)
            {
                if (ReferenceEquals(Type, ExceptionTypes.BlockingIOError) && IsNumber(args[2]))
                {
                    CharactersWritten = Op.AsIndexLong(thread, args[2], ExceptionTypes.ValueError);
                }
                else
                {
                    FilenameField.Value = args[2];
                    if (args.Length > 4 && args[4] is not PyNone)
                        Filename2Field.Value = args[4];
                    kept = args[..2];
                }
            }
        }
        ArgsField.Value = PyTuple.Create(thread, kept);
    }

    private static bool IsNumber(PyObject o) =>
        o.Type.NbIndex is not null || o.Type.NbInt is not null || o.Type.NbFloat is not null || o is PyComplex;

    [PySlot(nameof(PyType.TpStr))]
    private PyObject Describe(ThreadState thread)
    {
        if (FilenameField.Value is { } filename)
        {
            var number = Op.StrText(thread, ErrnoField.Value ?? PyNone.Instance);
            var message = Op.StrText(thread, MessageField.Value ?? PyNone.Instance);
            var text = $"[Errno {number}] {message}: {Op.ReprText(thread, filename)}";
            return PyStr.From(Filename2Field.Value is { } second ? $"{text} -> {Op.ReprText(thread, second)}" : text);
        }
        if (ErrnoField.Value is { } errno && MessageField.Value is { } strerror)
            return PyStr.From($"[Errno {Op.StrText(thread, errno)}] {Op.StrText(thread, strerror)}");
        return ExceptionTypes.BaseException.TpStr!(thread, this);
    }

    [PyMethod("__reduce__")]
    private PyObject ReduceWithNames(ThreadState thread)
    {
        var args = Args;
        if (args.Count == 2 && FilenameField.Value is { } filename)
        {
            args = Filename2Field.Value is { } second
                ? PyTuple.Create(thread, args[0], args[1], filename, PyNone.Instance, second)
                : PyTuple.Create(thread, args[0], args[1], filename);
        }
        return MakeReduced(thread, args, DictOrNull(thread));
    }

    [PyGetter("characters_written")]
    private long CharactersWrittenAttribute(ThreadState thread)
    {
        CheckWritten(thread);
        return CharactersWritten;
    }

    [PySetter("characters_written")]
    private void SetCharactersWritten(ThreadState thread, PyObject? value)
    {
        if (value is null)
        {
            CheckWritten(thread);
            CharactersWritten = -1;
            return;
        }
        CharactersWritten = Op.AsIndexLong(thread, value, ExceptionTypes.ValueError);
    }

    private void CheckWritten(ThreadState thread)
    {
        if (CharactersWritten == -1)
            throw Errors.Attribute(thread, "characters_written", this, PyStr.Intern("characters_written"));
    }

    /// <summary>POSIX exception code</summary>
    [PyGetter("errno", Member = true)]
    private PyObject? ErrnoAttribute() => ErrnoField.Value;

    [PySetter("errno")]
    private void SetErrno(PyObject? value) => ErrnoField.Value = value;

    /// <summary>exception strerror</summary>
    [PyGetter("strerror", Member = true)]
    private PyObject? MessageAttribute() => MessageField.Value;

    [PySetter("strerror")]
    private void SetMessage(PyObject? value) => MessageField.Value = value;

    /// <summary>exception filename</summary>
    [PyGetter("filename", Member = true)]
    private PyObject? FilenameAttribute() => FilenameField.Value;

    [PySetter("filename")]
    private void SetFilename(PyObject? value) => FilenameField.Value = value;

    /// <summary>second exception filename</summary>
    [PyGetter("filename2", Member = true)]
    private PyObject? Filename2Attribute() => Filename2Field.Value;

    [PySetter("filename2")]
    private void SetFilename2(PyObject? value) => Filename2Field.Value = value;
}
