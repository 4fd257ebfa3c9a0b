using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>Taking tuples and lists apart.</summary>
internal static class Unpacking
{
    /// <summary>Puts the items of an exact tuple or list of the right length onto the stack, the last one lowest; false where it is something else.</summary>
    public static bool TryPush(PyObject sequence, int count, ref PyObject? place)
    {
        if (sequence.GetType() == typeof(PyTuple))
        {
            var items = Unsafe.As<PyTuple>(sequence).Array;
            if (items.Length != count)
                return false;
            for (var i = 0; i < items.Length; i++)
            {
                var item = items[i];
                PyObject.Retain(item);
                Unsafe.Add(ref place, count - 1 - i) = item;
            }
            return true;
        }
        if (sequence.GetType() != typeof(PyList) || Unsafe.As<PyList>(sequence).Count != count)
            return false;
        var list = Unsafe.As<PyList>(sequence);
        for (var i = 0; i < count; i++)
        {
            var item = list[i];
            PyObject.Retain(item);
            Unsafe.Add(ref place, count - 1 - i) = item;
        }
        return true;
    }

    /// <summary>
    /// Stores the items of an exact tuple or list of the right length into the variables that the instructions behind <c>UNPACK_SEQUENCE</c> name.
    /// </summary>
    /// <returns>How many instructions that were; 0 where it is something else, or where code may run at the end of what a variable refers to.</returns>
    public static int TryStore(ThreadState thread, PyObject sequence, ref PyObject? locals, ref Instruction unpack)
    {
        var count = unpack.Arg;
        ReadOnlySpan<PyObject> items;
        if (sequence.GetType() == typeof(PyTuple))
            items = Unsafe.As<PyTuple>(sequence).Array;
        else if (sequence.GetType() == typeof(PyList))
            items = Unsafe.As<PyList>(sequence).Items;
        else
            return 0;
        if (items.Length != count)
            return 0;
        for (var i = 0; i < count; i++)
        {
            if (!EndsQuietly(Unsafe.Add(ref locals, PlaceOf(ref unpack, i, count))))
                return 0;
        }
        for (var i = 0; i < count; i++)
        {
            var item = items[i];
            PyObject.Retain(item);
            Replace(thread, ref Unsafe.Add(ref locals, PlaceOf(ref unpack, i, count)), item);
        }
        return (count + 1) >> 1;
    }

    // The stores come in pairs; the one for an odd last item is single.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(ref Instruction unpack, int i, int count)
    {
        var arg = Unsafe.Add(ref unpack, 1 + (i >> 1)).Arg;
        return (i & 1) != 0 ? arg & 15 : i + 1 == count ? arg : arg >> 4;
    }

    /// <summary>True where nothing but counting happens when a variable gives up what it refers to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsQuietly(PyObject? old) => old is null || old.RefCount != 1 || old.Flags == ObjectFlags.None;

    /// <summary>Stores a counted object into a variable whose value ends quietly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Replace(ThreadState thread, ref PyObject? place, PyObject value)
    {
        var old = place;
        place = value;
        if (old is null)
            return;
        var references = old.RefCount;
        if (references > 1)
            old.RefCount = references - 1;
        else if (references == 1)
            Deallocator.LastReferenceDropped(thread, old);
    }
}
