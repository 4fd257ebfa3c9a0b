namespace Krait.Runtime;

/// <summary>Signal the end from iterator.__next__().</summary>
[PyType("StopIteration", BaseType = true, BasicSize = 80)]
public partial class PyStopIteration : PyException
{
    internal Ref<PyObject> ValueField;

    internal PyStopIteration(PyType type) : base(type)
    {
    }

    /// <summary>The generator's return value; None where there is none.</summary>
    public PyObject Value => ValueField.Value ?? PyNone.Instance;

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        RefuseKeywords(self.Type, keywordNames);
        var stop = (PyStopIteration)self;
        stop.SetArgs(thread, args);
        stop.ValueField.Value = args.Length > 0 ? args[0] : PyNone.Instance;
    }

    /// <summary>generator return value</summary>
    [PyGetter("value", Member = true)]
    private PyObject? ReturnValue() => ValueField.Value;

    [PySetter("value")]
    private void SetValue(PyObject? value) => ValueField.Value = value;
}

/// <summary>Request to exit from the interpreter.</summary>
[PyType("SystemExit", BaseType = true, BasicSize = 80)]
public partial class PySystemExit : PyBaseException
{
    internal Ref<PyObject> CodeField;

    internal PySystemExit(PyType type) : base(type)
    {
    }

    /// <summary>The exit status or message; None where there is none.</summary>
    public PyObject Code => CodeField.Value ?? PyNone.Instance;

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        RefuseKeywords(self.Type, keywordNames);
        var exit = (PySystemExit)self;
        exit.SetArgs(thread, args);
        if (args.Length > 0)
            exit.CodeField.Value = args.Length == 1 ? args[0] : exit.Args;
    }

    /// <summary>exception code</summary>
    [PyGetter("code", Member = true)]
    private PyObject? CodeAttribute() => CodeField.Value;

    [PySetter("code")]
    private void SetCode(PyObject? value) => CodeField.Value = value;
}
