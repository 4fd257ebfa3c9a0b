namespace Krait.Runtime;

/// <summary>Weak-reference support module.</summary>
[PyModule("_weakref")]
internal static partial class WeakrefModule
{
    /// <summary>Return the number of weak references to 'object'.</summary>
    [PyFunction("getweakrefcount")]
    private static long GetWeakrefCount(PyObject @object) => WeakReferenceList.Of(@object)?.Count ?? 0;

    /// <summary>Return a list of all weak reference objects pointing to 'object'.</summary>
    [PyFunction("getweakrefs")]
    private static PyObject GetWeakrefs(ThreadState thread, PyObject @object)
    {
        var result = PyList.Create(thread);
        for (var link = WeakReferenceList.Of(@object)?.First; link is not null; link = link.Next)
        {
            if (!link.IsDying)
                result.Append(link);
        }
        return result;
    }

    /// <summary>
    /// Create a proxy object that weakly references 'object'.
    ///
    /// 'callback', if given, is called with a reference to the
    /// proxy when 'object' is about to be finalized.
    /// </summary>
    [PyFunction("proxy")]
    private static PyObject Proxy(ThreadState thread, PyObject @object, [Default("None")] PyObject? callback = null) =>
        PyWeakProxy.Create(thread, @object, callback is PyNone ? null : callback);

    /// <summary>Atomically remove key from dict if it points to a dead weakref.</summary>
    [PyFunction("_remove_dead_weakref")]
    private static void RemoveDeadWeakref(ThreadState thread, PyDict dct, PyObject key)
    {
        var hash = Op.Hash(thread, key);
        if (dct.GetItem(thread, key, hash) is not { } value)
            return;
        if (value is not PyWeakReference reference)
            throw Errors.Type("not a weakref");
        if (reference.Referent is null)
            dct.DeleteItem(thread, key);
    }

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        module.Dict.SetItem(thread, "ref", PyWeakReference.TypeObject);
        module.Dict.SetItem(thread, "ReferenceType", PyWeakReference.TypeObject);
        module.Dict.SetItem(thread, "ProxyType", PyWeakProxy.TypeObject);
        module.Dict.SetItem(thread, "CallableProxyType", PyWeakProxy.CallableTypeObject);
    }
}
