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
}
