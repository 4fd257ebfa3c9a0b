namespace Krait.Runtime;

/// <remarks>The iterator of a str that has characters past ASCII.</remarks>
[PyType("str_iterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyStrIterator : PyIndexIterator<PyStr>
{
    private PyStrIterator(PyType type) : base(type)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PyObject Create(ThreadState thread, PyStr text)
    {
        if (text.IsAscii)
            return PyStrAsciiIterator.Create(thread, text.Bmp!, text);
        var made = new PyStrIterator(TypeObject);
        made.Sequence.Value = text;
        return thread.EnterNew(made);
    }

    private protected override int CountOf(PyStr sequence) => sequence.Length;

    private protected override PyObject? Empty => PyStr.Empty;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext()
    {
        if (Sequence.Value is not { } text)
            return null;
        if (Index < text.Length)
            return PyStr.FromCodePoint(text[Index++]);
        Sequence.Clear();
        return null;
    }
}

/// <remarks>The iterator of an ASCII str: makes no objects.</remarks>
[PyType("str_ascii_iterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyStrAsciiIterator : PyIndexIterator<PyStr>
{
    private string _chars = "";
    private PyStrAsciiIterator(PyType type) : base(type)
    {
    }

    internal static PyObject Create(ThreadState thread, string chars, PyStr text)
    {
        var made = new PyStrAsciiIterator(TypeObject) { _chars = chars };
        made.Sequence.Value = text;
        return thread.EnterNew(made);
    }

    private protected override int CountOf(PyStr sequence) => sequence.Length;

    private protected override PyObject? Empty => PyStr.Empty;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext() => Next();

    /// <summary>The next character; null at the end, where the text is let go.</summary>
    internal PyObject? Next()
    {
        var chars = _chars;
        if ((uint)Index < (uint)chars.Length)
            return PyStr.FromCodePoint(chars[Index++]);
        Sequence.Clear();
        _chars = "";
        Index = 0;
        return null;
    }
}
