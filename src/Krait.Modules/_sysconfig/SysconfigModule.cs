using Krait.Runtime;

namespace Krait.Modules;

/// <summary>A helper for the sysconfig module.</summary>
[PyModule("_sysconfig")]
internal static partial class SysconfigModule
{
    /// <summary>Returns a dictionary containing build variables intended to be exposed by sysconfig.</summary>
    [PyFunction("config_vars")]
    private static PyDict ConfigVars(ThreadState thread)
    {
        var variables = PyDict.Create(thread);
        foreach (var name in (string[])["Py_GIL_DISABLED", "Py_DEBUG"])
            variables.SetItem(thread, name, PyInt.From(0));
        return variables;
    }
}
