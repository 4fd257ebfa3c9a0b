namespace Krait.Runtime;

/// <summary>The names of the standard library's modules, <c>sys.stdlib_module_names</c>.</summary>
internal static partial class StdlibNames
{
    /// <summary>The names as Python shows them.</summary>
    public static PyFrozenSet ToFrozenSet(ThreadState thread)
    {
        var items = new List<PyObject>();
        foreach (var name in s_names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            items.Add(PyStr.Intern(name));
        return PyFrozenSet.FromItems(thread, items.ToArray());
    }
}
