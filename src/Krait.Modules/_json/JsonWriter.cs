using System.Globalization;
using Krait.Runtime;

namespace Krait.Modules.Json;

/// <summary>Writes Python objects as JSON.</summary>
internal ref struct JsonWriter
{
    private readonly ThreadState _thread;
    private readonly PyJsonEncoder _encoder;

    /// <summary>The containers that are open; null where circles are not looked for.</summary>
    private readonly HashSet<object>? _open;

    private readonly bool _indents;
    private long _level;
    private StrBuilder _text;

    public JsonWriter(ThreadState thread, PyJsonEncoder encoder, long level)
    {
        _thread = thread;
        _encoder = encoder;
        _level = Math.Max(level, 0);
        _open = encoder.Markers is PyNone ? null : new HashSet<object>(ReferenceEqualityComparer.Instance);
        _indents = encoder.Indent is not PyNone;
        _text = new StrBuilder(256);
    }

    public PyStr ToStr() => _text.ToStr();

    public void Dispose() => _text.Dispose();

    /// <summary>Writes one object and what is in it.</summary>
    public void Write(PyObject o)
    {
        if (o.GetType() == typeof(PyStr))
        {
            WriteString((PyStr)o);
            return;
        }
        if (o.GetType() == typeof(PyInt))
        {
            WriteInt((PyInt)o);
            return;
        }
        switch (o)
        {
            case PyNone:
                _text.Append("null");
                break;
            case PyStr text:
                WriteString(text);
                break;
            case PyBool:
                _text.Append(ReferenceEquals(o, PyBool.True) ? "true" : "false");
                break;
            case PyInt number:
                WriteInt(number);
                break;
            case PyFloat number:
                _text.Append(FloatText(number));
                break;
            case PyList or PyTuple:
                Op.EnterRecursion(_thread, " while encoding a JSON object");
                WriteList(o);
                break;
            case PyDict dict:
                Op.EnterRecursion(_thread, " while encoding a JSON object");
                WriteDict(dict);
                break;
            default:
                WriteOther(o);
                break;
        }
    }

    private void Open(PyObject o)
    {
        if (_open is not null && !_open.Add(o))
            throw Errors.Value("Circular reference detected");
    }

    private readonly void Close(PyObject o) => _open?.Remove(o);

    private void WriteOther(PyObject o)
    {
        Open(o);
        var replacement = Op.Call(_thread, _encoder.Default, o);
        Op.EnterRecursion(_thread, " while encoding a JSON object");
        using var held = new Held(_thread, replacement);
        try
        {
            Write(replacement);
        }
        catch (PythonException error) when (Noted(error, o, "object"))
        {
            throw;
        }
        Close(o);
    }

    /// <summary>
    /// Adds to an exception where it happened. False: as a filter it runs before the stack unwinds, so that a deep structure costs no throw per level.
    /// </summary>
    private readonly bool Noted(PythonException error, PyObject of, string what)
    {
        Op.AddNote(_thread, error.Value, $"when serializing {of.Type.FullName} {what}");
        return false;
    }

    private void WriteString(PyStr text)
    {
        if (_encoder.Quotes)
        {
            JsonStrings.AppendQuoted(ref _text, text, _encoder.QuotesAscii);
            return;
        }
        var encoded = Op.Call(_thread, _encoder.Encoder, text);
        _text.Append(encoded as PyStr ?? throw Errors.Type($"encoder() must return a string, not {encoded.Type.Name}"));
    }

    private void WriteInt(PyInt number)
    {
        const int LongestText = 20;
        if (number.TryGetLong(out var value) && _text.IsNarrow)
        {
            value.TryFormat(_text.Room(LongestText), out var count, default, CultureInfo.InvariantCulture);
            _text.Advance(count);
            return;
        }
        _text.Append(IntText(number));
    }

    private readonly PyStr IntText(PyInt number) => (PyStr)PyInt.TypeObject.TpRepr!(_thread, number);

    private readonly PyStr FloatText(PyFloat number)
    {
        if (double.IsFinite(number.Value))
            return (PyStr)PyFloat.TypeObject.TpRepr!(_thread, number);
        if (!_encoder.AllowNan)
            throw Errors.Value($"Out of range float values are not JSON compliant: {Op.ReprText(_thread, number)}");
        return PyStr.Intern(double.IsNaN(number.Value) ? "NaN" : number.Value > 0 ? "Infinity" : "-Infinity");
    }

    private void NewLine()
    {
        _text.Append('\n');
        if (_encoder.Indent is not PyStr indent)
        {
            Op.Add(_thread, PyStr.Intern("\n"), Op.Multiply(_thread, _encoder.Indent, PyInt.From(_level)));
            return;
        }
        for (var i = 0L; i < _level; i++)
            _text.Append(indent);
    }

    private void Begin(char bracket)
    {
        _text.Append(bracket);
        _level++;
    }

    /// <summary>Goes on to the next item, which may be the first.</summary>
    private void Separate(bool first)
    {
        if (!first)
            _text.Append(_encoder.ItemSeparator);
        if (_indents)
            NewLine();
    }

    private void End(char bracket, bool isEmpty)
    {
        _level--;
        if (_indents && !isEmpty)
            NewLine();
        _text.Append(bracket);
    }

    private void WriteList(PyObject sequence)
    {
        if (Op.ItemsOf(sequence).Length == 0)
        {
            _text.Append("[]");
            return;
        }
        Open(sequence);
        Begin('[');
        // The encoder may change the list.
        for (var i = 0; i < Op.ItemsOf(sequence).Length; i++)
        {
            Separate(i == 0);
            WriteItem(sequence, i);
        }
        Close(sequence);
        End(']', false);
    }

    private void WriteItem(PyObject sequence, int index)
    {
        var item = Op.ItemsOf(sequence)[index];
        using var held = new Held(_thread, item);
        try
        {
            Write(item);
        }
        catch (PythonException error) when (Noted(error, sequence, $"item {index}"))
        {
            throw;
        }
    }

    private void WriteDict(PyDict dict)
    {
        if (dict.Count == 0)
        {
            _text.Append("{}");
            return;
        }
        Open(dict);
        Begin('{');
        var first = true;
        if (_encoder.SortKeys || dict.GetType() != typeof(PyDict))
        {
            var items = Op.MappingItems(_thread, dict);
            if (_encoder.SortKeys)
                Op.CallMethod(_thread, items, Names.Sort);
            foreach (var item in Op.Iterate(_thread, items))
            {
                if (item is not PyTuple { Count: 2 } pair)
                    throw Errors.Value("items must return 2-tuples");
                WriteMember(dict, pair[0], pair[1], ref first);
            }
        }
        else
        {
            var position = 0;
            while (dict.Next(ref position, out var key, out var value))
                WriteMember(dict, key, value, ref first);
        }
        Close(dict);
        End('}', first);
    }

    private void WriteMember(PyDict dict, PyObject key, PyObject value, ref bool first)
    {
        using var heldKey = new Held(_thread, key);
        using var heldValue = new Held(_thread, value);
        if (KeyText(key) is not { } text)
            return;
        Separate(first);
        first = false;
        WriteString(text);
        _text.Append(_encoder.KeySeparator);
        try
        {
            Write(value);
        }
        catch (PythonException error) when (Noted(error, dict, $"item {Op.ReprText(_thread, key)}"))
        {
            throw;
        }
    }

    /// <summary>The text of a key; null for one to be left out.</summary>
    private readonly PyStr? KeyText(PyObject key) => key switch
    {
        PyStr text => text,
        PyFloat number => FloatText(number),
        PyNone => PyStr.Intern("null"),
        PyBool => PyStr.Intern(ReferenceEquals(key, PyBool.True) ? "true" : "false"),
        PyInt number => IntText(number),
        _ => _encoder.SkipKeys
            ? null
            : throw Errors.Type($"keys must be str, int, float, bool or None, not {key.Type.Name}"),
    };
}
