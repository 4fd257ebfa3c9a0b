namespace Krait.Runtime;

public static partial class Op
{
    /// <summary>True for what has items by position; a dict does not count.</summary>
    public static bool IsSequence(PyObject o) => o is not PyDict && o.Type.SqItem is not null;

    /// <summary>
    /// The number that a subscript stands for; false where it stands for none, and may be a slice. Finding out can run Python code: lengths are to be
    /// asked for afterwards.
    /// </summary>
    /// <exception cref="PythonException">IndexError: it is too large.</exception>
    public static bool TryAsIndex(ThreadState thread, PyObject key, out long index)
    {
        if (!IsIndex(key))
        {
            index = 0;
            return false;
        }
        index = AsIndexLong(thread, key, ExceptionTypes.IndexError);
        return true;
    }

    /// <summary>An index of a sequence counted from its start, where negative ones count from its end; nothing is checked.</summary>
    public static long FromEnd(long index, long length) => index < 0 ? index + length : index;

    private static long FromEnd(ThreadState thread, PyObject sequence, long index)
    {
        if (index < 0 && sequence.Type.SqLength is { } length)
            index += length(thread, sequence);
        return index;
    }

    /// <summary>An item by position; a negative one counts from the end.</summary>
    public static PyObject GetItem(ThreadState thread, PyObject sequence, long index)
    {
        if (sequence.Type.SqItem is { } item)
            return item(thread, sequence, FromEnd(thread, sequence, index));
        throw Errors.Type(sequence.Type.MpSubscript is not null
            ? $"{sequence.Type.Name} is not a sequence"
            : $"'{sequence.Type.Name}' object does not support indexing");
    }

    /// <summary><c>value in container</c>.</summary>
    public static bool Contains(ThreadState thread, PyObject container, PyObject value)
    {
        if (container.Type.SqContains is { } contains)
            return contains(thread, container, value);
        if (!IsIterable(container))
            throw Errors.Type($"argument of type '{container.Type.Name}' is not a container or iterable");
        foreach (var item in Iterate(thread, container))
        {
            if (RichCompareBool(thread, item, value, CompareOp.Eq))
                return true;
        }
        return false;
    }

    /// <summary>The position of the first item that equals <paramref name="value"/>; ValueError where there is none.</summary>
    public static long IndexOf(ThreadState thread, PyObject sequence, PyObject value)
    {
        CheckSearchable(sequence);
        var index = 0L;
        foreach (var item in Iterate(thread, sequence))
        {
            if (RichCompareBool(thread, item, value, CompareOp.Eq))
                return index;
            index++;
        }
        throw Errors.Value("sequence.index(x): x not in sequence");
    }

    /// <summary>The number of items that equal <paramref name="value"/>.</summary>
    public static long Count(ThreadState thread, PyObject sequence, PyObject value)
    {
        CheckSearchable(sequence);
        var count = 0L;
        foreach (var item in Iterate(thread, sequence))
        {
            if (RichCompareBool(thread, item, value, CompareOp.Eq))
                count++;
        }
        return count;
    }

    private static void CheckSearchable(PyObject sequence)
    {
        if (!IsIterable(sequence))
            throw Errors.Type($"argument of type '{sequence.Type.Name}' is not iterable");
    }

    /// <summary><c>operator.concat(left, right)</c>.</summary>
    public static PyObject Concat(ThreadState thread, PyObject left, PyObject right) =>
        ConcatWith(thread, left, right, left.Type.SqConcat, BinaryOperation.Add);

    /// <summary><c>operator.iconcat(left, right)</c>.</summary>
    public static PyObject InPlaceConcat(ThreadState thread, PyObject left, PyObject right) =>
        ConcatWith(thread, left, right, left.Type.SqInplaceConcat ?? left.Type.SqConcat, BinaryOperation.Add + BinaryOperation.InplaceOffset);

    private static PyObject ConcatWith(ThreadState thread, PyObject left, PyObject right, BinaryFunc? concat, int operation)
    {
        if (concat is not null)
            return concat(thread, left, right);
        // Instances of Python classes have a number slot only, even where they mean a sequence.
        if (!IsSequence(left) || !IsSequence(right))
            throw Errors.Type($"'{left.Type.Name}' object can't be concatenated");
        return Binary(thread, left, right, operation);
    }

    /// <summary>A sequence repeated.</summary>
    public static PyObject Repeat(ThreadState thread, PyObject sequence, long count)
    {
        if (sequence.Type.SqRepeat is { } repeat)
            return repeat(thread, sequence, count);
        return IsSequence(sequence)
            ? Binary(thread, sequence, PyInt.From(count), BinaryOperation.Multiply)
            : throw Errors.Type($"'{sequence.Type.Name}' object can't be repeated");
    }

    /// <summary>A new list of the items of an iterable.</summary>
    public static PyList ListFrom(ThreadState thread, PyObject iterable)
    {
        if (iterable.GetType() == typeof(PyList))
            return PyList.Create(thread, ((PyList)iterable).Items);
        if (iterable.GetType() == typeof(PyTuple))
            return PyList.Create(thread, ((PyTuple)iterable).Items);
        var list = PyList.Create(thread);
        list.Extend(thread, iterable);
        return list;
    }

    /// <summary>A tuple of the items of an iterable; an exact tuple is returned as it is.</summary>
    public static PyTuple TupleFrom(ThreadState thread, PyObject iterable)
    {
        if (iterable.GetType() == typeof(PyTuple) && ReferenceEquals(iterable.Type, PyTuple.TypeObject))
            return (PyTuple)iterable;
        var list = iterable.GetType() == typeof(PyList) ? (PyList)iterable : ListFrom(thread, iterable);
        return PyTuple.Create(thread, list.Items);
    }

    /// <summary>A list or tuple with the items: the object itself where it is one; otherwise TypeError with <paramref name="message"/> where it is not iterable.</summary>
    public static PyObject SequenceFast(ThreadState thread, PyObject o, string message)
    {
        if (o is PyList or PyTuple)
            return o;
        if (!IsIterable(o))
            throw Errors.Type(message);
        return ListFrom(thread, o);
    }

    /// <summary>The items of a list or tuple; valid until a list next changes.</summary>
    public static ReadOnlySpan<PyObject> ItemsOf(PyObject listOrTuple) =>
        listOrTuple is PyList list ? list.Items : ((PyTuple)listOrTuple).Items;

    /// <summary>
    /// Unpacks an iterable into <paramref name="before"/> items, or with <paramref name="after"/> of 0 or more into that many at the front,
    /// a list, and that many at the end. The items are not counted: keep <paramref name="iterable"/> until they are.
    /// </summary>
    public static PyObject[] Unpack(ThreadState thread, PyObject iterable, int before, int after)
    {
        if (!IsIterable(iterable))
            throw Errors.Type($"cannot unpack non-iterable {iterable.Type.Name} object");
        return after < 0 ? UnpackExactly(thread, iterable, before) : UnpackStarred(thread, iterable, before, after);
    }

    private static PyObject[] UnpackExactly(ThreadState thread, PyObject iterable, int count)
    {
        var exact = iterable.GetType() == typeof(PyTuple) || iterable.GetType() == typeof(PyList) || iterable.GetType() == typeof(PyDict);
        if (exact && iterable is not PyDict)
        {
            var items = ItemsOf(iterable);
            if (items.Length == count)
                return items.ToArray();
        }
        var result = new PyObject[count];
        var found = 0;
        foreach (var item in Iterate(thread, iterable))
        {
            if (found == count)
            {
                throw Errors.Value(exact
                    ? $"too many values to unpack (expected {count}, got {Length(thread, iterable)})"
                    : $"too many values to unpack (expected {count})");
            }
            result[found++] = item;
        }
        return found == count ? result : throw Errors.Value($"not enough values to unpack (expected {count}, got {found})");
    }

    private static PyObject[] UnpackStarred(ThreadState thread, PyObject iterable, int before, int after)
    {
        var all = ListFrom(thread, iterable);
        if (all.Count < before + after)
            throw Errors.Value($"not enough values to unpack (expected at least {before + after}, got {all.Count})");
        var result = new PyObject[before + 1 + after];
        var items = all.Items;
        items[..before].CopyTo(result);
        result[before] = PyList.Create(thread, items[before..^after]);
        items[^after..].CopyTo(result.AsSpan(before + 1));
        return result;
    }
}
