using Krait.Runtime;

namespace Krait.Modules.Pickling;

internal sealed partial class PickleWriter
{
    private const int BatchSize = 1000;

    private void SaveTuple(PyTuple tuple)
    {
        if (tuple.Count == 0)
        {
            if (IsBinary)
                _output.Write(Opcode.EmptyTuple);
            else
                _output.Write([Opcode.Mark, Opcode.Tuple]);
            return;
        }
        var isShort = tuple.Count <= 3 && _protocol >= 2;
        if (!isShort)
            _output.Write(Opcode.Mark);
        for (var i = 0; i < tuple.Count; i++)
        {
            if (!SaveSimply(tuple[i]))
                SaveItem(tuple[i], tuple, i);
        }
        // Writing the items may have written the tuple itself: it is recursive. What is on the stack is thrown away.
        if (_memo.TryGet(tuple, out var known))
        {
            if (isShort)
                Repeat(Opcode.Pop, tuple.Count);
            else if (IsBinary)
                _output.Write(Opcode.PopMark);
            else
                Repeat(Opcode.Pop, tuple.Count + 1);
            WriteGet(known);
            return;
        }
        _output.Write(isShort ? (byte)(Opcode.Tuple1 + tuple.Count - 1) : Opcode.Tuple);
        Memoize(tuple);
    }

    private void Repeat(byte opcode, int count) => _output.Take(count).Fill(opcode);

    private void SaveList(PyList list, int number)
    {
        if (IsBinary)
            _output.Write(Opcode.EmptyList);
        else
            _output.Write([Opcode.Mark, Opcode.List]);
        WritePut(number);
        if (!IsBinary)
        {
            AppendAll(Op.GetIter(_thread, list), list);
            return;
        }
        if (list.Count == 1)
        {
            SaveItem(list[0], list, 0);
            _output.Write(Opcode.Append);
            return;
        }
        for (var i = 0; i < list.Count;)
        {
            _output.Write(Opcode.Mark);
            for (var end = i + BatchSize; i < end && i < list.Count; i++)
            {
                if (!SaveSimply(list[i]))
                    SaveItem(list[i], list, i);
            }
            _output.Write(Opcode.Appends);
        }
    }

    /// <summary>Writes the items of an iterator as items of a list that is on the stack.</summary>
    private void AppendAll(PyObject iterator, PyObject of)
    {
        using var held = new Held(_thread, iterator);
        var index = 0L;
        if (!IsBinary)
        {
            while (Op.IterNext(_thread, iterator) is { } item)
            {
                SaveItem(item, of, index++);
                _output.Write(Opcode.Append);
            }
            return;
        }
        int count;
        do
        {
            if (Op.IterNext(_thread, iterator) is not { } first)
                return;
            using var heldFirst = new Held(_thread, first);
            if (Op.IterNext(_thread, iterator) is not { } next)
            {
                SaveItem(first, of, index);
                _output.Write(Opcode.Append);
                return;
            }
            _output.Write(Opcode.Mark);
            PyObject.Retain(next);
            try
            {
                SaveItem(first, of, index++);
                count = 1;
            }
            finally
            {
                PyObject.Float(_thread, next);
            }
            for (PyObject? item = next; item is not null; item = Op.IterNext(_thread, iterator))
            {
                SaveItem(item, of, index++);
                if (++count == BatchSize)
                    break;
            }
            _output.Write(Opcode.Appends);
        }
        while (count == BatchSize);
    }

    private void SaveDict(PyDict dict, int number)
    {
        if (IsBinary)
            _output.Write(Opcode.EmptyDict);
        else
            _output.Write([Opcode.Mark, Opcode.Dict]);
        WritePut(number);
        if (dict.Count == 0)
            return;
        if (!IsBinary)
        {
            SetAll(Op.GetIter(_thread, Op.CallMethod(_thread, dict, Names.Items)), dict);
            return;
        }
        var size = dict.Count;
        var position = 0;
        if (size == 1)
        {
            dict.Next(ref position, out var onlyKey, out var onlyValue);
            SaveMember(dict, onlyKey, onlyValue);
            _output.Write(Opcode.SetItem);
            return;
        }
        int count;
        do
        {
            count = 0;
            _output.Write(Opcode.Mark);
            while (dict.Next(ref position, out var key, out var value))
            {
                SaveMember(dict, key, value);
                if (dict.Count != size)
                    throw Errors.Runtime("dictionary changed size during iteration");
                if (++count == BatchSize)
                    break;
            }
            _output.Write(Opcode.SetItems);
        }
        while (count == BatchSize);
    }

    private void SaveMember(PyObject of, PyObject key, PyObject value)
    {
        if (!SaveSimply(key))
            SaveKeyAndValue(of, key, value);
        else if (!SaveSimply(value))
            SaveValue(of, key, value);
    }

    private void SaveKeyAndValue(PyObject of, PyObject key, PyObject value)
    {
        using var heldKey = new Held(_thread, key);
        using var heldValue = new Held(_thread, value);
        SaveFully(key, true);
        if (!SaveSimply(value))
            SaveValue(of, key, value);
    }

    private void SaveValue(PyObject of, PyObject key, PyObject value)
    {
        using var heldKey = new Held(_thread, key);
        using var heldValue = new Held(_thread, value);
        try
        {
            SaveFully(value, true);
        }
        catch (PythonException error) when (Noted(error, of, $"item {Op.ReprText(_thread, key)}"))
        {
            throw;
        }
    }

    /// <summary>Writes the pairs of an iterator as items of a dict that is on the stack.</summary>
    private void SetAll(PyObject iterator, PyObject of)
    {
        using var held = new Held(_thread, iterator);
        if (!IsBinary)
        {
            while (NextPair(iterator) is { } pair)
            {
                SavePair(pair, of);
                _output.Write(Opcode.SetItem);
            }
            return;
        }
        int count;
        do
        {
            if (NextPair(iterator) is not { } first)
                return;
            using var heldFirst = new Held(_thread, first);
            if (NextPair(iterator) is not { } next)
            {
                SavePair(first, of);
                _output.Write(Opcode.SetItem);
                return;
            }
            using var heldNext = new Held(_thread, next);
            _output.Write(Opcode.Mark);
            SavePair(first, of);
            count = 1;
            for (PyTuple? pair = next; pair is not null; pair = NextPair(iterator))
            {
                SavePair(pair, of);
                if (++count == BatchSize)
                    break;
            }
            _output.Write(Opcode.SetItems);
        }
        while (count == BatchSize);
    }

    private PyTuple? NextPair(PyObject iterator)
    {
        if (Op.IterNext(_thread, iterator) is not { } pair)
            return null;
        return pair as PyTuple is { Count: 2 } tuple ? tuple : throw Errors.Type("dict items iterator must return 2-tuples");
    }

    private void SavePair(PyTuple pair, PyObject of)
    {
        using var held = new Held(_thread, pair);
        SaveMember(of, pair[0], pair[1]);
    }

    private void SaveElement(PyObject element, PyObject of)
    {
        if (SaveSimply(element))
            return;
        using var held = new Held(_thread, element);
        SavePart(element, of, "element");
    }

    private void SaveSet(PySet set)
    {
        if (_protocol < 4)
        {
            SaveAsList(set, PySet.TypeObject);
            return;
        }
        _output.Write(Opcode.EmptySet);
        Memoize(set);
        var size = set.Count;
        if (size == 0)
            return;
        var position = 0;
        int count;
        do
        {
            count = 0;
            _output.Write(Opcode.Mark);
            while (set.Next(ref position, out var element, out _))
            {
                SaveElement(element, set);
                if (set.Count != size)
                    throw Errors.Runtime("set changed size during iteration");
                if (++count == BatchSize)
                    break;
            }
            _output.Write(Opcode.AddItems);
        }
        while (count == BatchSize);
    }

    private void SaveAsList(PyObject set, PyType type)
    {
        var args = PyTuple.Create(_thread, (PyObject)Op.ListFrom(_thread, set));
        var reduced = PyTuple.Create(_thread, type, args);
        using var held = new Held(_thread, reduced);
        SaveReduce(reduced, set);
    }

    private void SaveFrozenSet(PyFrozenSet set)
    {
        if (_protocol < 4)
        {
            SaveAsList(set, PyFrozenSet.TypeObject);
            return;
        }
        _output.Write(Opcode.Mark);
        var position = 0;
        while (set.Next(ref position, out var element, out _))
            SaveElement(element, set);
        if (_memo.TryGet(set, out var known))
        {
            _output.Write(Opcode.PopMark);
            WriteGet(known);
            return;
        }
        _output.Write(Opcode.FrozenSet);
        Memoize(set);
    }
}
