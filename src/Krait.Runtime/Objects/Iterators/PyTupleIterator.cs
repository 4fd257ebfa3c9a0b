namespace Krait.Runtime;

/// <remarks>The iterator of a tuple.</remarks>
[PyType("tuple_iterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyTupleIterator : PyIndexIterator<PyTuple>
{
    private PyTupleIterator() : base(TypeObject)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PyTupleIterator Create(ThreadState thread, PyTuple tuple)
    {
        var iterator = new PyTupleIterator();
        iterator.Sequence.Value = tuple;
        return thread.EnterNew(iterator);
    }

    /// <summary>The next item; null at the end, where the tuple is let go.</summary>
    public PyObject? Next()
    {
        if (Sequence.Value is not { } tuple)
            return null;
        var items = tuple.Array;
        var index = Index;
        if ((uint)index < (uint)items.Length)
        {
            Index = index + 1;
            return items[index];
        }
        Sequence.Clear();
        return null;
    }

    private protected override int CountOf(PyTuple sequence) => sequence.Count;

    private protected override PyObject? Empty => PyTuple.Empty;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext() => Next();
}

/// <remarks>The iterator of an object that has items by position only: <c>iter(o)</c> where the class has just <c>__getitem__</c>.</remarks>
[PyType("iterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PySequenceIterator : PyIterator
{
    private Ref<PyObject> _sequence;
    private long _index;

    private PySequenceIterator() : base(TypeObject)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PySequenceIterator Create(ThreadState thread, PyObject sequence)
    {
        var iterator = new PySequenceIterator();
        iterator._sequence.Value = sequence;
        return thread.EnterNew(iterator);
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_sequence.Value is not { } sequence)
            return null;
        if (_index == long.MaxValue)
            throw Errors.Overflow("iter index too large");
        using var held = new Held(thread, sequence);
        if (sequence.Type.Lookup(TypeNames.Getitem) is { } method && method.GetType() == typeof(PyFunction))
            return NextByMethod(thread, sequence, method);
        try
        {
            var item = Op.GetItem(thread, sequence, _index);
            _index++;
            return item;
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.IndexError) || error.Matches(ExceptionTypes.StopIteration))
        {
            _sequence.Clear();
            return null;
        }
    }

    private PyObject? NextByMethod(ThreadState thread, PyObject sequence, PyObject method)
    {
        var item = Calls.CallExpecting(thread, method, ExceptionTypes.Exception, [sequence, PyInt.From(_index)], out var raised);
        if (item is not null)
        {
            _index++;
            return item;
        }
        if (!raised!.Type.IsSubtypeOf(ExceptionTypes.IndexError) && !raised.Type.IsSubtypeOf(ExceptionTypes.StopIteration))
            throw new PythonException(raised) { IsPropagated = true };
        _sequence.Clear();
        return null;
    }

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__")]
    private PyObject LengthHint(ThreadState thread)
    {
        if (_sequence.Value is not { } sequence)
            return PyInt.From(0);
        if (sequence.Type.SqLength is null && sequence.Type.MpLength is null)
            return PyNotImplemented.Instance;
        return PyInt.From(Math.Max(Op.Length(thread, sequence) - _index, 0));
    }

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => IteratorState.Reduce(thread, Op.Builtin(thread, Names.IterName), _sequence.Value, _index, PyTuple.Empty);

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__")]
    private void SetState(PyObject @object)
    {
        var index = Op.AsSsize(@object);
        if (_sequence.Value is not null)
            _index = Math.Max(index, 0);
    }
}

/// <remarks>The iterator that calls a function until it returns a certain value: <c>iter(f, sentinel)</c>.</remarks>
[PyType("callable_iterator", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyCallableIterator : PyIterator
{
    private Ref<PyObject> _callable;
    private Ref<PyObject> _sentinel;

    private PyCallableIterator() : base(TypeObject)
    {
    }

    /// <summary>An iterator, floating.</summary>
    public static PyCallableIterator Create(ThreadState thread, PyObject callable, PyObject sentinel)
    {
        var iterator = new PyCallableIterator();
        iterator._callable.Value = callable;
        iterator._sentinel.Value = sentinel;
        return thread.EnterNew(iterator);
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_callable.Value is not { } callable)
            return null;
        using var held = new Held(thread, callable);
        PyObject result;
        try
        {
            result = Op.Call(thread, callable);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.StopIteration))
        {
            End();
            return null;
        }
        // The call may have exhausted this very iterator.
        if (_sentinel.Value is not { } sentinel)
            return null;
        using var heldResult = new Held(thread, result);
        using var heldSentinel = new Held(thread, sentinel);
        if (!Op.RichCompareBool(thread, sentinel, result, CompareOp.Eq))
            return result;
        End();
        return null;
    }

    private void End()
    {
        _callable.Clear();
        _sentinel.Clear();
    }

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        var iter = Op.Builtin(thread, Names.IterName);
        return _callable.Value is { } callable && _sentinel.Value is { } sentinel
            ? PyTuple.Create(thread, iter, PyTuple.Create(thread, callable, sentinel))
            : PyTuple.Create(thread, iter, PyTuple.Create(thread, PyTuple.Empty));
    }
}
