using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>Loops whose two variables take the items of pairs: where nobody can see the pair, none is made.</summary>
internal static class Pairs
{
    /// <summary>The iterator is not one of those known here, or has no pair to give: the general way must be taken.</summary>
    public const int Other = -1;

    public const int End = 0;
    public const int Found = 1;

    /// <summary>The pair's items are in their variables already.</summary>
    public const int Stored = 2;

    /// <summary>Puts the next pair's second item at <paramref name="place"/> of the stack and the first above it, both counted.</summary>
    public static int TryNext(ThreadState thread, PyObject iterator, ref PyObject? place)
    {
        var outcome = TryNext(thread, iterator, out var first, out var second);
        if (outcome == Found)
        {
            place = second;
            Unsafe.Add(ref place, 1) = first;
        }
        return outcome;
    }

    /// <summary>
    /// Stores the next pair's items in two variables, where nothing can run at the end of what these refer to; <see cref="Other"/> also where that is not so.
    /// </summary>
    public static int TryStoreNext(ThreadState thread, PyObject iterator, ref PyObject? firstVariable, ref PyObject? secondVariable)
    {
        if (!Unpacking.EndsQuietly(firstVariable) || !Unpacking.EndsQuietly(secondVariable))
            return Other;
        var outcome = TryNext(thread, iterator, out var first, out var second);
        if (outcome != Found)
            return outcome;
        Unpacking.Replace(thread, ref firstVariable, first!);
        Unpacking.Replace(thread, ref secondVariable, second!);
        return Stored;
    }

    /// <summary>The next pair's items, both counted.</summary>
    private static int TryNext(ThreadState thread, PyObject iterator, out PyObject? first, out PyObject? second)
    {
        first = second = null;
        if (iterator.GetType() == typeof(PyDictItemIterator))
        {
            if (!Unsafe.As<PyDictItemIterator>(iterator).TryNext(out first, out second))
                return End;
            PyObject.Retain(first);
            PyObject.Retain(second);
        }
        else if (iterator.GetType() == typeof(PyListIterator))
        {
            if (Unsafe.As<PyListIterator>(iterator).Peek() is not { } item || item.GetType() != typeof(PyTuple) || Unsafe.As<PyTuple>(item).Count != 2)
                return Other;
            Unsafe.As<PyListIterator>(iterator).Next();
            var items = Unsafe.As<PyTuple>(item).Array;
            first = items[0];
            second = items[1];
            PyObject.Retain(first);
            PyObject.Retain(second);
        }
        else if (iterator.GetType() == typeof(PyEnumerate))
        {
            if (!Unsafe.As<PyEnumerate>(iterator).TryNextCounted(thread, out first, out second))
                return End;
        }
        else if (iterator.GetType() == typeof(PyZip) && Unsafe.As<PyZip>(iterator).IsPlainPair)
        {
            if (!Unsafe.As<PyZip>(iterator).TryNextCounted(thread, out first, out second))
                return End;
        }
        else
        {
            return Other;
        }
        return Found;
    }

    /// <summary>
    /// The next item of an iterator that neither runs Python code nor throws, null at its end. False where the iterator is not one of those known here.
    /// </summary>
    public static bool TryNextKnown(PyObject iterator, out PyObject? next)
    {
        if (iterator.GetType() == typeof(PyTupleIterator))
            next = Unsafe.As<PyTupleIterator>(iterator).Next();
        else if (iterator.GetType() == typeof(PyStrAsciiIterator))
            next = Unsafe.As<PyStrAsciiIterator>(iterator).Next();
        else
        {
            next = null;
            return false;
        }
        return true;
    }

    /// <summary>The next item of any iterator, the usual ones without a detour; null at the end, also where the iterator raises StopIteration.</summary>
    public static PyObject? NextItem(ThreadState thread, PyObject iterator)
    {
        if (iterator.GetType() == typeof(PyListIterator))
            return Unsafe.As<PyListIterator>(iterator).Next();
        if (iterator.GetType() == typeof(PyRangeIterator))
            return Unsafe.As<PyRangeIterator>(iterator).Next(thread);
        return Op.IterNext(thread, iterator);
    }
}
