using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// Where the items of a generator go that C# code drains (<see cref="PyGenerator.Drain"/>): the loop hands them over as they are yielded and goes on
/// with the generator, without leaving it and entering it again for each.
/// </summary>
internal abstract class GeneratorSink
{
    /// <summary>
    /// Takes an item and its reference. False, with nothing done, where that is not simple: it must neither run Python code nor throw, as the
    /// generator counts as running meanwhile.
    /// </summary>
    public abstract bool TryTake(ThreadState thread, PyObject item);

    /// <summary>Gives up the reference to a number or another object at whose end nothing runs.</summary>
    protected static void Drop(ThreadState thread, PyObject item)
    {
        var count = item.RefCount;
        if (count > 1)
            item.RefCount = count - 1;
        else if (count == 1)
            Deallocator.LastReferenceDropped(thread, item);
    }
}

/// <summary>Appends to a list.</summary>
internal sealed class ListSink(PyList list) : GeneratorSink
{
    public override bool TryTake(ThreadState thread, PyObject item)
    {
        list.AppendOwned(item);
        return true;
    }
}

/// <summary>Takes the items that are true, or those that are not, as long as that is told by looking at a built-in object.</summary>
internal sealed class TruthSink : GeneratorSink
{
    private readonly bool _wanted;

    private TruthSink(bool wanted) => _wanted = wanted;

    /// <summary>A sink for a generator; null for other iterables.</summary>
    public static TruthSink? For(PyObject iterable, bool wanted) => iterable.GetType() == typeof(PyGenerator) ? new TruthSink(wanted) : null;

    public override bool TryTake(ThreadState thread, PyObject item)
    {
        if (item.GetType() == typeof(PyBool))
            return ReferenceEquals(item, PyBool.True) == _wanted;
        if (item.GetType() != typeof(PyInt) || (Unsafe.As<PyInt>(item).Value != 0) != _wanted)
            return false;
        Drop(thread, item);
        return true;
    }
}
