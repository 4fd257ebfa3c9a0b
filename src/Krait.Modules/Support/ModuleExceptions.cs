using Krait.Runtime;

namespace Krait.Modules;

/// <summary>Exception classes of native modules (CPython's <c>PyErr_NewException</c>): each interpreter has its own.</summary>
internal static class ModuleExceptions
{
    /// <summary>Makes an exception class.</summary>
    /// <param name="bases">The base classes; none means Exception.</param>
    public static PyType Define(ThreadState thread, string module, string name, params ReadOnlySpan<PyObject> bases)
    {
        var dict = PyDict.Create(thread);
        dict.SetItem(thread, "__module__", PyStr.Intern(module));
        var baseTuple = bases.Length == 0 ? PyTuple.Create(thread, ExceptionTypes.Exception) : PyTuple.Create(thread, bases);
        return (PyType)Op.Call(thread, PyType.TypeObject, PyStr.Intern(name), baseTuple, dict);
    }
}
