namespace Krait.Runtime;

public partial class PyStr
{
    /// <summary>
    /// Return a translation table usable for str.translate().
    ///
    /// If there is only one argument, it must be a dictionary mapping Unicode
    /// ordinals (integers) or characters to Unicode ordinals, strings or None.
    /// Character keys will be then converted to ordinals.
    /// If there are two arguments, they must be strings of equal length, and
    /// in the resulting dictionary, each character in x will be mapped to the
    /// character at the same position in y. If there is a third argument, it
    /// must be a string, whose characters will be mapped to None in the result.
    /// </summary>
    [PyStaticMethod("maketrans", Signature = "(x, y=<unrepresentable>, z=<unrepresentable>, /)")]
    private static PyObject MakeTranslation(ThreadState thread, PyObject x, PyStr? y = null, PyStr? z = null)
    {
        var table = PyDict.Create(thread);
        if (y is not null)
        {
            if (x is not PyStr from)
                throw Errors.Type("first maketrans argument must be a string if there is a second argument");
            if (from._length != y._length)
                throw Errors.Value("the first two maketrans arguments must have equal length");
            for (var i = 0; i < from._length; i++)
                table.SetItem(thread, PyInt.From(from[i]), PyInt.From(y[i]));
            for (var i = 0; z is not null && i < z._length; i++)
                table.SetItem(thread, PyInt.From(z[i]), PyNone.Instance);
            return table;
        }
        if (x.GetType() != typeof(PyDict))
            throw Errors.Type("if you give only one argument to maketrans it must be a dict");
        foreach (var item in Op.MappingItems(thread, x).Items)
        {
            var pair = (PyTuple)item;
            var key = pair[0];
            if (key is PyStr text)
            {
                if (text._length != 1)
                    throw Errors.Value("string keys in translate table must be of length 1");
                key = PyInt.From(text[0]);
            }
            else if (key is not PyInt)
            {
                throw Errors.Type("keys in translate table must be strings or integers");
            }
            table.SetItem(thread, key, pair[1]);
        }
        return table;
    }

    /// <summary>
    /// Replace each character in the string using the given translation table.
    ///
    ///   table
    ///     Translation table, which must be a mapping of Unicode ordinals to
    ///     Unicode ordinals, strings, or None.
    ///
    /// The table must implement lookup/indexing via __getitem__, for instance a
    /// dictionary or list.  If this operation raises LookupError, the character is
    /// left untouched.  Characters mapped to None are deleted.
    /// </summary>
    [PyMethod("translate")]
    private PyObject Translate(ThreadState thread, PyObject table)
    {
        if (_length == 0)
            return Empty;
        var builder = new StrBuilder(_length + 8);
        // What the table says about ASCII characters: 0 not asked yet, -1 deleted, else the character + 1.
        Span<short> known = stackalloc short[128];
        known.Clear();
        for (var i = 0; i < _length; i++)
        {
            var point = this[i];
            if (point < 128 && known[point] != 0)
            {
                if (known[point] > 0)
                    builder.Append(known[point] - 1);
                continue;
            }
            var value = LookUp(thread, table, point);
            switch (value)
            {
                case null:
                    builder.Append(point);
                    Remember(known, point, point);
                    break;
                case PyNone:
                    if (point < 128)
                        known[point] = -1;
                    break;
                case PyStr text:
                    builder.Append(text);
                    if (text._length == 1)
                        Remember(known, point, text[0]);
                    break;
                case PyInt number:
                    if (!number.TryGetLong(out var mapped) || (ulong)mapped > 0x10FFFF)
                        throw Errors.Value("character mapping must be in range(0x110000)");
                    builder.Append((int)mapped);
                    Remember(known, point, (int)mapped);
                    break;
                default:
                    throw Errors.Type("character mapping must return integer, None or str");
            }
        }
        return builder.ToStr();
    }

    private static void Remember(Span<short> known, int point, int mapped)
    {
        if (point < 128 && mapped < 128)
            known[point] = (short)(mapped + 1);
    }

    private static PyObject? LookUp(ThreadState thread, PyObject table, int point)
    {
        if (table.GetType() == typeof(PyDict))
            return ((PyDict)table).GetItem(thread, PyInt.From(point));
        try
        {
            return Op.GetItem(thread, table, PyInt.From(point));
        }
        catch (PythonException error) when (Op.RealIsSubclass(thread, error.Value.Type, ExceptionTypes.LookupError))
        {
            return null;
        }
    }
}
