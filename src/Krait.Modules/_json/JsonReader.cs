using System.Globalization;
using Krait.Runtime;

namespace Krait.Modules.Json;

/// <summary>Reads one JSON value out of a str.</summary>
internal sealed class JsonReader(ThreadState thread, PyJsonScanner scanner, PyStr document) : IDisposable
{
    private readonly int _length = document.Length;

    /// <summary>Every key text is one str. The references are counted.</summary>
    private readonly Dictionary<string, PyStr> _keys = [];

    private readonly bool _plainInts = ReferenceEquals(scanner.ParseInt, PyInt.TypeObject);
    private readonly bool _plainFloats = ReferenceEquals(scanner.ParseFloat, PyFloat.TypeObject);

    public void Dispose()
    {
        foreach (var key in _keys.Values)
            PyObject.Float(thread, key);
    }

    /// <summary>Reads the value at a place; StopIteration with the place where there is none.</summary>
    public PyObject Read(int at, out int next)
    {
        if (at >= _length)
            throw NoValue(at);
        var c = document[at];
        switch (c)
        {
            case '"':
                return JsonStrings.Scan(thread, document, at + 1, scanner.Strict, out next);
            case '{':
                Op.EnterRecursion(thread, " while decoding a JSON object from a unicode string");
                return ReadObject(at + 1, out next);
            case '[':
                Op.EnterRecursion(thread, " while decoding a JSON array from a unicode string");
                return ReadArray(at + 1, out next);
            case 'n' when Stands("null", at, out next):
                return PyNone.Instance;
            case 't' when Stands("true", at, out next):
                return PyBool.True;
            case 'f' when Stands("false", at, out next):
                return PyBool.False;
            case 'N' when Stands("NaN", at, out next):
                return Constant("NaN");
            case 'I' when Stands("Infinity", at, out next):
                return Constant("Infinity");
            case '-' when Stands("-Infinity", at, out next):
                return Constant("-Infinity");
            default:
                return ReadNumber(at, out next);
        }
    }

    private PythonException NoValue(int at) => Errors.StopIteration(thread, PyInt.From(at));

    private PyObject Constant(string name) => Op.Call(thread, scanner.ParseConstant, PyStr.Intern(name));

    private bool Stands(string word, int at, out int next)
    {
        next = at + word.Length;
        if (next > _length)
            return false;
        for (var i = 0; i < word.Length; i++)
        {
            if (document[at + i] != word[i])
                return false;
        }
        return true;
    }

    private int SkipSpace(int at)
    {
        while (at < _length && document[at] is ' ' or '\t' or '\n' or '\r')
            at++;
        return at;
    }

    private bool IsAt(int at, char c) => at < _length && document[at] == c;

    private PythonException Expecting(string what, int at) => JsonModule.DecodeError(thread, what, document, at);

    private PyObject ReadArray(int at, out int next)
    {
        var list = PyList.Create(thread);
        var mark = thread.PoolCount;
        at = SkipSpace(at);
        if (!IsAt(at, ']'))
        {
            while (true)
            {
                list.Append(Read(at, out at));
                if (thread.PoolCount > mark)
                    thread.DrainPool(mark);
                at = SkipSpace(at);
                if (IsAt(at, ']'))
                    break;
                if (!IsAt(at, ','))
                    throw Expecting("Expecting ',' delimiter", at);
                var comma = at;
                at = SkipSpace(at + 1);
                if (IsAt(at, ']'))
                    throw Expecting("Illegal trailing comma before end of array", comma);
            }
        }
        next = at + 1;
        return list;
    }

    private PyObject ReadObject(int at, out int next)
    {
        var pairs = scanner.ObjectPairsHook is PyNone ? null : PyList.Create(thread);
        var dict = pairs is null ? PyDict.Create(thread) : null;
        var mark = thread.PoolCount;
        at = SkipSpace(at);
        if (!IsAt(at, '}'))
        {
            while (true)
            {
                ReadMember(ref at, dict, pairs);
                if (thread.PoolCount > mark)
                    thread.DrainPool(mark);
                at = SkipSpace(at);
                if (IsAt(at, '}'))
                    break;
                if (!IsAt(at, ','))
                    throw Expecting("Expecting ',' delimiter", at);
                var comma = at;
                at = SkipSpace(at + 1);
                if (IsAt(at, '}'))
                    throw Expecting("Illegal trailing comma before end of object", comma);
            }
        }
        next = at + 1;
        if (pairs is not null)
            return Op.Call(thread, scanner.ObjectPairsHook, pairs);
        return scanner.ObjectHook is PyNone ? dict! : Op.Call(thread, scanner.ObjectHook, dict!);
    }

    private void ReadMember(ref int at, PyDict? dict, PyList? pairs)
    {
        if (!IsAt(at, '"'))
            throw Expecting("Expecting property name enclosed in double quotes", at);
        var key = ReadKey(at + 1, out at);
        at = SkipSpace(at);
        if (!IsAt(at, ':'))
            throw Expecting("Expecting ':' delimiter", at);
        at = SkipSpace(at + 1);
        var value = Read(at, out at);
        if (dict is not null)
            dict.SetItem(thread, key, PyStr.HashOf(key), value);
        else
            pairs!.Append(PyTuple.Create(thread, key, value));
    }

    private PyStr ReadKey(int at, out int next)
    {
        if (document.Bmp is { } chars)
        {
            var rest = chars.AsSpan(at);
            var length = rest.IndexOfAny('"', '\\');
            if (length >= 0 && rest[length] == '"' && _keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(rest[..length], out var known))
            {
                next = at + length + 1;
                return known;
            }
        }
        var key = JsonStrings.Scan(thread, document, at, scanner.Strict, out next);
        if (key.Bmp is not { } text)
            return key;
        if (_keys.TryGetValue(text, out var same))
            return same;
        PyObject.Retain(key);
        _keys.Add(text, key);
        return key;
    }

    private PyObject ReadNumber(int start, out int next)
    {
        var at = start;
        if (document[at] == '-')
            at++;
        if (!IsDigit(at))
            throw NoValue(start);
        if (document[at] == '0')
            at++;
        else
            at = SkipDigits(at);
        var isFloat = false;
        if (IsAt(at, '.') && IsDigit(at + 1))
        {
            isFloat = true;
            at = SkipDigits(at + 1);
        }
        if (at < _length && document[at] is 'e' or 'E')
        {
            var digits = at + 1;
            if (digits < _length && document[digits] is '+' or '-')
                digits++;
            if (IsDigit(digits))
            {
                isFloat = true;
                at = SkipDigits(digits);
            }
        }
        next = at;
        return isFloat ? FloatOf(start, at) : IntOf(start, at);
    }

    private bool IsDigit(int at) => at < _length && document[at] is >= '0' and <= '9';

    private int SkipDigits(int at)
    {
        while (IsDigit(at))
            at++;
        return at;
    }

    private PyObject IntOf(int start, int end)
    {
        if (!_plainInts)
            return Op.Call(thread, scanner.ParseInt, document.Slice(start, end));
        if (end - start > 18)
            return PyInt.Parse(thread, document.Slice(start, end), 10);
        long value = 0;
        var negative = document[start] == '-';
        for (var i = negative ? start + 1 : start; i < end; i++)
            value = value * 10 + (document[i] - '0');
        return PyInt.Make(thread, negative ? -value : value);
    }

    private PyObject FloatOf(int start, int end)
    {
        if (!_plainFloats)
            return Op.Call(thread, scanner.ParseFloat, document.Slice(start, end));
        var text = document.Bmp is { } chars ? chars.AsSpan(start, end - start) : document.Slice(start, end).ToString();
        return PyFloat.From(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
    }
}
