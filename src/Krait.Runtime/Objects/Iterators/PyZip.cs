using System.Diagnostics.CodeAnalysis;

namespace Krait.Runtime;

/// <summary>
/// The zip object yields n-length tuples, where n is the number of iterables
/// passed as positional arguments to zip().  The i-th element in every tuple
/// comes from the i-th iterable argument to zip().  This continues until the
/// shortest argument is exhausted.
///
/// If strict is true and one of the arguments is exhausted before the others,
/// raise a ValueError.
///
///    >>> list(zip('abcdefg', range(3), range(4)))
///    [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]
/// </summary>
[PyType("zip", Signature = "(*iterables, strict=False)", BaseType = true, BasicSize = 48)]
public partial class PyZip : PyIterator
{
    private Ref<PyTuple> _iterators;
    private bool _strict;

    private protected PyZip(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var strict = StrictIteration.TakeStrict(thread, "zip", ref args, keywordNames);
        var iterators = StrictIteration.Iterators(thread, args);
        var made = (PyZip)type.Allocate!(thread, type);
        made._iterators.Value = iterators;
        made._strict = strict;
        return made;
    }

    /// <summary>True for two iterators that need not end together.</summary>
    internal bool IsPlainPair => !_strict && _iterators.Value!.Count == 2;

    /// <summary>The next items of two iterators, both counted; false at the end.</summary>
    internal bool TryNextCounted(ThreadState thread, [NotNullWhen(true)] out PyObject? first, [NotNullWhen(true)] out PyObject? second)
    {
        var iterators = _iterators.Value!;
        second = null;
        first = Pairs.NextItem(thread, iterators[0]);
        if (first is null)
            return false;
        Retain(first);
        try
        {
            second = Pairs.NextItem(thread, iterators[1]);
        }
        finally
        {
            if (second is null)
                Float(thread, first);
        }
        if (second is null)
            return false;
        Retain(second);
        return true;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        var iterators = _iterators.Value!;
        if (iterators.Count == 0)
            return null;
        var items = new PyObject[iterators.Count];
        return StrictIteration.Next(thread, "zip", iterators, items, _strict) ? PyTuple.FromOwned(thread, items) : null;
    }

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => _strict
        ? PyTuple.Create(thread, Type, _iterators.Value!, PyBool.True)
        : PyTuple.Create(thread, Type, _iterators.Value!);

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__", Signature = "")]
    private void SetState(ThreadState thread, PyObject state) => _strict = Op.IsTrue(thread, state);
}

/// <summary>
/// Make an iterator that computes the function using arguments from
/// each of the iterables.  Stops when the shortest iterable is exhausted.
///
/// If strict is true and one of the arguments is exhausted before the others,
/// raise a ValueError.
/// </summary>
[PyType("map", Signature = "(function, iterable, /, *iterables, strict=False)", BaseType = true, BasicSize = 40)]
public partial class PyMap : PyIterator
{
    private Ref<PyObject> _function;
    private Ref<PyTuple> _iterators;
    private bool _strict;

    private protected PyMap(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var strict = StrictIteration.TakeStrict(thread, "map", ref args, keywordNames);
        if (args.Length < 2)
            throw Errors.Type("map() must have at least two arguments.");
        var iterators = StrictIteration.Iterators(thread, args[1..]);
        var made = (PyMap)type.Allocate!(thread, type);
        made._function.Value = args[0];
        made._iterators.Value = iterators;
        made._strict = strict;
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        var iterators = _iterators.Value!;
        if (iterators.Count == 1)
            return NextOfOne(thread, iterators[0]);
        var items = new PyObject[iterators.Count];
        if (!StrictIteration.Next(thread, "map", iterators, items, _strict))
            return null;
        // The items came counted: they live through the call.
        try
        {
            return Op.Call(thread, _function.Value!, items, null);
        }
        finally
        {
            foreach (var item in items)
                Float(thread, item);
        }
    }

    private PyObject? NextOfOne(ThreadState thread, PyObject iterator)
    {
        if (Pairs.NextItem(thread, iterator) is not { } item)
            return null;
        Retain(item);
        try
        {
            return Op.Call(thread, _function.Value!, new ReadOnlySpan<PyObject>(in item), null);
        }
        finally
        {
            Float(thread, item);
        }
    }

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        var args = PyTuple.Create(thread, (ReadOnlySpan<PyObject>)[_function.Value!, .. _iterators.Value!.Items]);
        return _strict ? PyTuple.Create(thread, Type, args, PyBool.True) : PyTuple.Create(thread, Type, args);
    }

    /// <summary>Set state information for unpickling.</summary>
    [PyMethod("__setstate__", Signature = "")]
    private void SetState(ThreadState thread, PyObject state) => _strict = Op.IsTrue(thread, state);
}

/// <summary>
/// Return an iterator yielding those items of iterable for which function(item)
/// is true. If function is None, return the items that are true.
/// </summary>
[PyType("filter", BaseType = true, BasicSize = 32)]
public partial class PyFilter : PyIterator
{
    private Ref<PyObject> _function;
    private Ref<PyObject> _iterator;

    private protected PyFilter(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(function, iterable, /)")]
    private static PyObject New(ThreadState thread, PyType type, PyObject function, PyObject iterable)
    {
        var iterator = Op.GetIter(thread, iterable);
        var made = (PyFilter)type.Allocate!(thread, type);
        made._function.Value = function;
        made._iterator.Value = iterator;
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        var iterator = _iterator.Value!;
        var function = _function.Value!;
        var truth = function is PyNone || ReferenceEquals(function, PyBool.TypeObject);
        while (iterator.Type.TpIterNext!(thread, iterator) is { } item)
        {
            using var held = new Held(thread, item);
            if (Op.IsTrue(thread, truth ? item : Op.Call(thread, function, item)))
                return item;
        }
        return null;
    }

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) =>
        PyTuple.Create(thread, Type, PyTuple.Create(thread, _function.Value!, _iterator.Value!));
}

/// <summary>What <c>zip</c> and <c>map</c> have in common.</summary>
internal static class StrictIteration
{
    /// <summary>Takes the keyword argument <c>strict</c> off the arguments.</summary>
    /// <param name="exact">False for a Python subclass, which may take keyword arguments of its own.</param>
    public static bool TakeStrict(ThreadState thread, string function, ref ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is not { Count: > 0 })
            return false;
        var strict = false;
        var positional = args.Length - keywordNames.Count;
        for (var i = 0; i < keywordNames.Count; i++)
        {
            var name = (PyStr)keywordNames[i];
            if (name.TextEquals("strict"))
                strict = Op.IsTrue(thread, args[positional + i]);
            else
                throw Errors.Type($"{function}() got an unexpected keyword argument '{name}'");
        }
        args = args[..positional];
        return strict;
    }

    /// <summary>The iterators of iterables.</summary>
    public static PyTuple Iterators(ThreadState thread, ReadOnlySpan<PyObject> iterables)
    {
        if (iterables.Length == 0)
            return PyTuple.Empty;
        var iterators = PyList.Create(thread);
        foreach (var iterable in iterables)
            iterators.Append(Op.GetIter(thread, iterable));
        return PyTuple.Create(thread, iterators.Items);
    }

    /// <summary>Takes an item of each iterator, counted; false at the end of the first one. ValueError where strict ones end unevenly.</summary>
    public static bool Next(ThreadState thread, string function, PyTuple iterators, PyObject[] items, bool strict)
    {
        var taken = 0;
        try
        {
            for (; taken < items.Length; taken++)
            {
                if (Pairs.NextItem(thread, iterators[taken]) is not { } item)
                    break;
                PyObject.Retain(item);
                items[taken] = item;
            }
        }
        catch
        {
            GiveBack(thread, items, taken);
            throw;
        }
        if (taken == items.Length)
            return true;
        GiveBack(thread, items, taken);
        if (strict)
            CheckAllEnded(thread, function, iterators, taken);
        return false;
    }

    private static void GiveBack(ThreadState thread, PyObject[] items, int count)
    {
        for (var i = 0; i < count; i++)
            PyObject.Float(thread, items[i]);
    }

    private static void CheckAllEnded(ThreadState thread, string function, PyTuple iterators, int ended)
    {
        if (ended > 0)
            throw Errors.Value($"{function}() argument {ended + 1} is shorter than {Before(ended)}");
        for (var i = 1; i < iterators.Count; i++)
        {
            if (Op.IterNext(thread, iterators[i]) is not null)
                throw Errors.Value($"{function}() argument {i + 1} is longer than {Before(i)}");
        }
    }

    private static string Before(int count) => count == 1 ? "argument 1" : $"arguments 1-{count}";
}
