namespace Krait.Runtime;

/// <summary>What both iterators of strs do.</summary>
internal static class StrIteration
{
    /// <summary>The caller looks <c>iter</c> up first: that can run code which uses the iterator up.</summary>
    public static PyObject Reduce(ThreadState thread, PyObject iter, PyStr? text, int index)
    {
        return text is null
            ? PyTuple.Create(thread, iter, PyTuple.Create(thread, PyStr.Empty))
            : PyTuple.Create(thread, iter, PyTuple.Create(thread, text), PyInt.From(index));
    }

    public static int State(PyStr? text, PyObject state) => (int)Math.Clamp(Op.AsSsize(state), 0, text?.Length ?? 0);
}

/// <summary>The iterator of a str that has characters past ASCII.</summary>
[PyType("str_iterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyStrIterator : PyContainer
{
    private Ref<PyStr> _text;
    private int _index;

    private PyStrIterator(PyType type) : base(type)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PyObject Create(ThreadState thread, PyStr text)
    {
        if (text.IsAscii)
            return PyStrAsciiIterator.Create(thread, text.Bmp!, text);
        var made = new PyStrIterator(TypeObject);
        made._text.Value = text;
        return thread.EnterNew(made);
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext()
    {
        if (_text.Value is not { } text)
            return null;
        if (_index < text.Length)
            return PyStr.FromCodePoint(text[_index++]);
        _text.Clear();
        return null;
    }

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__", Signature = "")]
    private long LengthHint() => _text.Value is { } text ? text.Length - _index : 0;

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__", Signature = "")]
    private PyObject Reduce(ThreadState thread) => StrIteration.Reduce(thread, Op.Builtin(thread, Names.IterName), _text.Value, _index);

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__", Signature = "")]
    private void SetState(PyObject state) => _index = StrIteration.State(_text.Value, state);
}

/// <summary>The iterator of an ASCII str: makes no objects.</summary>
[PyType("str_ascii_iterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyStrAsciiIterator : PyContainer
{
    private Ref<PyStr> _text;
    private string _chars = "";
    private int _index;

    private PyStrAsciiIterator(PyType type) : base(type)
    {
    }

    internal static PyObject Create(ThreadState thread, string chars, PyStr text)
    {
        var made = new PyStrAsciiIterator(TypeObject) { _chars = chars };
        made._text.Value = text;
        return thread.EnterNew(made);
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext()
    {
        var chars = _chars;
        if ((uint)_index < (uint)chars.Length)
            return PyStr.FromCodePoint(chars[_index++]);
        _text.Clear();
        _chars = "";
        _index = 0;
        return null;
    }

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__", Signature = "")]
    private long LengthHint() => _chars.Length - _index;

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__", Signature = "")]
    private PyObject Reduce(ThreadState thread) => StrIteration.Reduce(thread, Op.Builtin(thread, Names.IterName), _text.Value, _index);

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__", Signature = "")]
    private void SetState(PyObject state) => _index = StrIteration.State(_text.Value, state);
}
