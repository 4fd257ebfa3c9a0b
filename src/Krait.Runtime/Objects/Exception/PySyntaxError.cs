namespace Krait.Runtime;

/// <summary>Invalid syntax.</summary>
[PyType("SyntaxError", BaseType = true, BasicSize = 144)]
public partial class PySyntaxError : PyException
{
    internal Ref<PyObject> MessageField;
    internal Ref<PyObject> FilenameField;
    internal Ref<PyObject> LineField;
    internal Ref<PyObject> OffsetField;
    internal Ref<PyObject> EndLineField;
    internal Ref<PyObject> EndOffsetField;
    internal Ref<PyObject> TextField;
    internal Ref<PyObject> PrintFileAndLineField;
    internal Ref<PyObject> MetadataField;

    internal PySyntaxError(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        RefuseKeywords(self.Type, keywordNames);
        var error = (PySyntaxError)self;
        error.SetArgs(thread, args);
        if (args.Length >= 1)
            error.MessageField.Value = args[0];
        if (args.Length == 2)
            error.SetPlace(Op.TupleFrom(thread, args[1]));
    }

    private void SetPlace(PyTuple info)
    {
        if (info.Count < 4)
            throw Errors.Type($"function takes at least 4 arguments ({info.Count} given)");
        if (info.Count > 7)
            throw Errors.Type($"function takes at most 7 arguments ({info.Count} given)");
        if (info.Count == 5)
            throw Errors.Type("end_offset must be provided when end_lineno is provided");
        FilenameField.Value = info[0];
        LineField.Value = info[1];
        OffsetField.Value = info[2];
        TextField.Value = info[3];
        EndLineField.Value = info.Count > 4 ? info[4] : null;
        EndOffsetField.Value = info.Count > 5 ? info[5] : null;
        MetadataField.Value = info.Count > 6 ? info[6] : null;
    }

    [PySlot(nameof(PyType.TpStr))]
    private PyObject MessageAndPlace(ThreadState thread)
    {
        var message = Op.Str(thread, MessageField.Value ?? PyNone.Instance);
        var line = LineField.Value is PyInt number && number.GetType() == typeof(PyInt) ? $"line {number.Value}" : null;
        string? file = null;
        if (FilenameField.Value is PyStr name)
        {
            var path = name.ToString();
            file = path[(path.LastIndexOf('/') + 1)..];
        }
        return (file, line) switch
        {
            (null, null) => message,
            (null, _) => PyStr.From($"{message} ({line})"),
            (_, null) => PyStr.From($"{message} ({file})"),
            _ => PyStr.From($"{message} ({file}, {line})"),
        };
    }

    /// <summary>exception msg</summary>
    [PyGetter("msg", Member = true)]
    private PyObject? MessageAttribute() => MessageField.Value;

    [PySetter("msg")]
    private void SetMessage(PyObject? value) => MessageField.Value = value;

    /// <summary>exception filename</summary>
    [PyGetter("filename", Member = true)]
    private PyObject? FilenameAttribute() => FilenameField.Value;

    [PySetter("filename")]
    private void SetFilename(PyObject? value) => FilenameField.Value = value;

    /// <summary>exception lineno</summary>
    [PyGetter("lineno", Member = true)]
    private PyObject? LineAttribute() => LineField.Value;

    [PySetter("lineno")]
    private void SetLine(PyObject? value) => LineField.Value = value;

    /// <summary>exception offset</summary>
    [PyGetter("offset", Member = true)]
    private PyObject? OffsetAttribute() => OffsetField.Value;

    [PySetter("offset")]
    private void SetOffset(PyObject? value) => OffsetField.Value = value;

    /// <summary>exception text</summary>
    [PyGetter("text", Member = true)]
    private PyObject? TextAttribute() => TextField.Value;

    [PySetter("text")]
    private void SetText(PyObject? value) => TextField.Value = value;

    /// <summary>exception end lineno</summary>
    [PyGetter("end_lineno", Member = true)]
    private PyObject? EndLineAttribute() => EndLineField.Value;

    [PySetter("end_lineno")]
    private void SetEndLine(PyObject? value) => EndLineField.Value = value;

    /// <summary>exception end offset</summary>
    [PyGetter("end_offset", Member = true)]
    private PyObject? EndOffsetAttribute() => EndOffsetField.Value;

    [PySetter("end_offset")]
    private void SetEndOffset(PyObject? value) => EndOffsetField.Value = value;

    /// <summary>exception print_file_and_line</summary>
    [PyGetter("print_file_and_line", Member = true)]
    private PyObject? PrintFileAndLineAttribute() => PrintFileAndLineField.Value;

    [PySetter("print_file_and_line")]
    private void SetPrintFileAndLine(PyObject? value) => PrintFileAndLineField.Value = value;

    /// <summary>exception private metadata</summary>
    [PyGetter("_metadata", Member = true)]
    private PyObject? MetadataAttribute() => MetadataField.Value;

    [PySetter("_metadata")]
    private void SetMetadata(PyObject? value) => MetadataField.Value = value;
}
