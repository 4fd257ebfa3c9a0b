using System.Runtime.CompilerServices;

namespace Krait.Runtime;

public static partial class Op
{
    /// <summary>True where <see cref="GetIter"/> does not fail for want of a way to iterate.</summary>
    public static bool IsIterable(PyObject o) => o.Type.TpIter is not null || IsSequence(o);

    /// <summary>True for iterators.</summary>
    public static bool IsIterator(PyObject o) => o.Type.TpIterNext is not null;

    /// <summary><c>iter(o)</c>.</summary>
    public static PyObject GetIter(ThreadState thread, PyObject o)
    {
        if (o.Type.TpIter is not { } iter)
        {
            return IsSequence(o)
                ? PySequenceIterator.Create(thread, o)
                : throw Errors.Type($"'{o.Type.Name}' object is not iterable");
        }
        var iterator = iter(thread, o);
        return iterator.Type.TpIterNext is not null
            ? iterator
            : throw Errors.Type($"iter() returned non-iterator of type '{iterator.Type.Name}'");
    }

    /// <summary><c>aiter(o)</c>.</summary>
    public static PyObject GetAsyncIter(ThreadState thread, PyObject o)
    {
        if (o.Type.AmAIter is not { } iter)
            throw Errors.Type($"'{o.Type.Name}' object is not an async iterable");
        var iterator = iter(thread, o);
        return iterator.Type.AmANext is not null
            ? iterator
            : throw Errors.Type($"aiter() returned not an async iterator of type '{iterator.Type.Name}'");
    }

    /// <summary>The next item; null at the end, also where the iterator raises StopIteration.</summary>
    public static PyObject? IterNext(ThreadState thread, PyObject iterator)
    {
        if (iterator.Type.TpIterNext is not { } next)
            throw Errors.Type($"'{iterator.Type.Name}' object is not an iterator");
        try
        {
            return next(thread, iterator);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.StopIteration))
        {
            return null;
        }
    }

    /// <summary>
    /// Sends a value into an iterator. True: it yielded <paramref name="result"/>; false: it returned <paramref name="result"/>.
    /// </summary>
    public static bool Send(ThreadState thread, PyObject iterator, PyObject value, out PyObject result)
    {
        if (iterator.Type.AmSend is { } send)
            return send(thread, iterator, value, out result);
        try
        {
            if (value is PyNone && iterator.Type.TpIterNext is { } next)
            {
                if (next(thread, iterator) is { } item)
                {
                    result = item;
                    return true;
                }
                result = thread.TakeStopIterationValue();
                return false;
            }
            result = CallMethod(thread, iterator, Names.Send, value);
            return true;
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.StopIteration))
        {
            result = error.Value is PyStopIteration stop ? stop.ValueField.Value ?? PyNone.Instance : PyNone.Instance;
            return false;
        }
    }

    /// <summary>The items of an iterable, for <c>foreach</c>; exact lists and tuples are walked without an iterator.</summary>
    public static Iteration Iterate(ThreadState thread, PyObject iterable) => new(thread, iterable, null);

    /// <summary>As <see cref="Iterate(ThreadState, PyObject)"/>; what a generator yields goes to the sink first, and only what that does not take is an item.</summary>
    internal static Iteration Iterate(ThreadState thread, PyObject iterable, GeneratorSink? sink) => new(thread, iterable, sink);
}

/// <summary>
/// Walks over an iterable. The current item is kept alive while the loop's body runs Python code; the iterator too.
/// </summary>
public ref struct Iteration
{
    private readonly ThreadState _thread;
    private readonly PyObject _source;
    private readonly IterNextFunc? _next;
    private readonly GeneratorSink? _sink;
    private PyObject? _current;
    private int _index;

    internal Iteration(ThreadState thread, PyObject iterable, GeneratorSink? sink)
    {
        _thread = thread;
        _sink = sink;
        if (iterable.GetType() == typeof(PyList) || iterable.GetType() == typeof(PyTuple))
        {
            _source = iterable;
        }
        else
        {
            _source = Op.GetIter(thread, iterable);
            _next = _source.Type.TpIterNext;
        }
        PyObject.Retain(_source);
    }

    /// <summary>The item.</summary>
    public readonly PyObject Current => _current!;

    /// <summary>For <c>foreach</c>.</summary>
    public readonly Iteration GetEnumerator() => this;

    /// <summary>Goes on to the next item; false at the end.</summary>
    public bool MoveNext()
    {
        var item = NextItem();
        if (item is not null)
            PyObject.Retain(item);
        if (_current is { } last)
            PyObject.Float(_thread, last);
        _current = item;
        return item is not null;
    }

    private PyObject? NextItem()
    {
        if (_source.GetType() == typeof(PyGenerator))
            return _sink is null ? Unsafe.As<PyGenerator>(_source).Next(_thread) : Unsafe.As<PyGenerator>(_source).Drain(_thread, _sink);
        if (_next is not null)
            return Advance(_next);
        if (_source.GetType() == typeof(PyList))
        {
            var list = Unsafe.As<PyList>(_source);
            return _index < list.Count ? list[_index++] : null;
        }
        var tuple = Unsafe.As<PyTuple>(_source);
        return _index < tuple.Count ? tuple[_index++] : null;
    }

    private readonly PyObject? Advance(IterNextFunc next)
    {
        try
        {
            return next(_thread, _source);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.StopIteration))
        {
            return null;
        }
    }

    /// <summary>Lets go of the iterator.</summary>
    public void Dispose()
    {
        if (_current is { } last)
            PyObject.Float(_thread, last);
        _current = null;
        PyObject.Float(_thread, _source);
    }
}
