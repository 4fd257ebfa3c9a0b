using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Krait.Runtime;

/// <summary>
/// Return an enumerate object.
///
///   iterable
///     an object supporting iteration
///
/// The enumerate object yields pairs containing a count (from start, which
/// defaults to zero) and a value yielded by the iterable argument.
///
/// enumerate is useful for obtaining an indexed list:
///     (0, seq[0]), (1, seq[1]), (2, seq[2]), ...
/// </summary>
[PyType("enumerate", Signature = "(iterable, start=0)", BaseType = true, BasicSize = 56, IsGeneric = true)]
public partial class PyEnumerate : PyIterator
{
    private Ref<PyObject> _iterator;
    private long _index;

    /// <summary>The count where it is past the range of <see cref="_index"/>.</summary>
    private BigInteger? _large;

    private protected PyEnumerate(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var keywords = keywordNames?.Count ?? 0;
        if (args.Length > 2)
            throw Errors.Type($"enumerate() takes at most 2 arguments ({args.Length} given)");
        var positional = args.Length - keywords;
        var iterable = positional > 0 ? args[0] : null;
        var start = positional > 1 ? args[1] : null;
        for (var i = 0; i < keywords; i++)
        {
            var name = (PyStr)keywordNames![i];
            if (iterable is null && name.TextEquals("iterable"))
                iterable = args[positional + i];
            else if (start is null && name.TextEquals("start"))
                start = args[positional + i];
            else
                throw Errors.Type($"'{name}' is an invalid keyword argument for enumerate()");
        }
        if (iterable is null)
            throw Errors.Type("enumerate() missing required argument 'iterable'");
        var made = (PyEnumerate)type.Allocate!(thread, type);
        if (start is not null)
        {
            var number = Op.Index(thread, start);
            if (!number.TryGetLong(out made._index))
                made._large = number.Big;
        }
        made._iterator.Value = Op.GetIter(thread, iterable);
        return made;
    }

    /// <summary>The next number and item, both counted; false at the end.</summary>
    internal bool TryNextCounted(ThreadState thread, [NotNullWhen(true)] out PyObject? number, [NotNullWhen(true)] out PyObject? item)
    {
        number = null;
        item = Pairs.NextItem(thread, _iterator.Value!);
        if (item is null)
            return false;
        Retain(item);
        number = TakeNumber(thread);
        Retain(number);
        return true;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread) =>
        Pairs.NextItem(thread, _iterator.Value!) is { } item ? PyTuple.Create(thread, TakeNumber(thread), item) : null;

    private PyInt TakeNumber(ThreadState thread)
    {
        PyInt count;
        if (_large is { } large)
        {
            count = PyInt.From(large);
            _large = large + 1;
        }
        else
        {
            count = PyInt.Make(thread, _index);
            if (_index == long.MaxValue)
                _large = (BigInteger)_index + 1;
            else
                _index++;
        }
        return count;
    }

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) =>
        PyTuple.Create(thread, Type, PyTuple.Create(thread, _iterator.Value!, _large is { } large ? PyInt.From(large) : PyInt.From(_index)));
}

/// <summary>Return a reverse iterator over the values of the given sequence.</summary>
[PyType("reversed", BaseType = true, BasicSize = 32)]
public partial class PyReversed : PyIterator
{
    private Ref<PyObject> _sequence;
    private long _index;

    private protected PyReversed(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(sequence, /)")]
    private static PyObject New(ThreadState thread, PyType type, PyObject sequence)
    {
        if (Op.LookupSpecial(thread, sequence, Names.Reversed) is { } method)
        {
            return method is PyNone ? throw NotReversible(sequence) : Op.Call(thread, method);
        }
        if (!Op.IsSequence(sequence))
            throw NotReversible(sequence);
        var length = Op.Length(thread, sequence);
        var made = (PyReversed)type.Allocate!(thread, type);
        made._index = length - 1;
        made._sequence.Value = sequence;
        return made;
    }

    private static PythonException NotReversible(PyObject o) => Errors.Type($"'{o.Type.Name}' object is not reversible");

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_sequence.Value is not { } sequence || _index < 0)
        {
            _sequence.Clear();
            return null;
        }
        using var held = new Held(thread, sequence);
        try
        {
            var item = Op.GetItem(thread, sequence, _index);
            _index--;
            return item;
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.IndexError) || error.Matches(ExceptionTypes.StopIteration))
        {
            _index = -1;
            _sequence.Clear();
            return null;
        }
    }

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__")]
    private long LengthHint(ThreadState thread)
    {
        if (_sequence.Value is not { } sequence)
            return 0;
        return Op.Length(thread, sequence) < _index + 1 ? 0 : _index + 1;
    }

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => _sequence.Value is { } sequence
        ? PyTuple.Create(thread, Type, PyTuple.Create(thread, sequence), PyInt.From(_index))
        : PyTuple.Create(thread, Type, PyTuple.Create(thread, PyTuple.Empty));

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__", Signature = "")]
    private void SetState(ThreadState thread, PyObject state)
    {
        var index = Op.AsSsize(state);
        if (_sequence.Value is { } sequence)
            _index = Math.Clamp(index, -1, Math.Max(Op.Length(thread, sequence) - 1, -1));
    }
}
