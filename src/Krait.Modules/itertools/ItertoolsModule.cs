using Krait.Runtime;

namespace Krait.Modules.Itertools;

/// <summary>Functional tools for creating and using iterators.</summary>
[PyModule("itertools")]
internal static partial class ItertoolsModule
{
    /// <summary>Returns a tuple of n independent iterators.</summary>
    [PyFunction("tee")]
    private static PyObject Tee(ThreadState thread, PyObject iterable, long n = 2)
    {
        if (n < 0)
            throw Errors.Value("n must be >= 0");
        if (n == 0)
            return PyTuple.Empty;
        var given = iterable as PyTee;
        var first = given ?? PyTee.FromIterable(thread, iterable);
        var items = new PyObject[n];
        items[0] = given is null ? first : first.CopyOf(thread);
        for (var i = 1; i < n; i++)
            items[i] = first.CopyOf(thread);
        return PyTuple.FromArray(thread, items);
    }
}
