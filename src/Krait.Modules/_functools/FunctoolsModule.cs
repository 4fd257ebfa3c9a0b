using Krait.Runtime;

namespace Krait.Modules.Functools;

/// <summary>Tools that operate on functions.</summary>
[PyModule("_functools")]
internal static partial class FunctoolsModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module) => module.Dict.SetItem(thread, "Placeholder", PyPlaceholder.Instance);

    /// <summary>
    /// Convert a cmp= function into a key= function.
    ///
    ///   mycmp
    ///     Function that compares two objects.
    /// </summary>
    [PyFunction("cmp_to_key")]
    private static PyObject CmpToKey(ThreadState thread, [Keyword] PyObject mycmp) => PyKeyWrapper.Create(thread, mycmp, null);

    /// <summary>
    /// Apply a function of two arguments cumulatively to the items of an iterable, from left to right.
    ///
    /// This effectively reduces the iterable to a single value.  If initial is present,
    /// it is placed before the items of the iterable in the calculation, and serves as
    /// a default when the iterable is empty.
    ///
    /// For example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5])
    /// calculates ((((1 + 2) + 3) + 4) + 5).
    /// </summary>
    [PyFunction("reduce", Signature = "($module, function, iterable, /, initial=<unrepresentable>)")]
    private static PyObject Reduce(ThreadState thread, PyObject function, PyObject iterable, [Keyword] PyObject? initial = null)
    {
        if (!Op.IsIterable(iterable))
            throw Errors.Type("reduce() arg 2 must support iteration");
        var result = initial;
        PyObject.XRetain(result);
        try
        {
            foreach (var item in Op.Iterate(thread, iterable))
            {
                var next = result is null ? item : Op.Call(thread, function, result, item);
                PyObject.Retain(next);
                var old = result;
                result = next;
                if (old is not null)
                    PyObject.Float(thread, old);
            }
        }
        finally
        {
            if (result is not null)
                PyObject.Float(thread, result);
        }
        return result ?? throw Errors.Type("reduce() of empty iterable with no initial value");
    }
}
