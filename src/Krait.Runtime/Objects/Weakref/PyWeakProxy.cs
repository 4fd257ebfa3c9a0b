namespace Krait.Runtime;

/// <summary>
/// A weak proxy: behaves as the object that it refers to. There are two Python types of the one C# class, and the proxies of objects
/// that can be called are of the one that can be called.
/// </summary>
public sealed class PyWeakProxy : WeakLink
{
    /// <summary>The type <c>weakref.ProxyType</c>.</summary>
    public static readonly PyType TypeObject = PyType.CreateBuiltin(ProxySlots.Define("ProxyType", false));

    /// <summary>The type <c>weakref.CallableProxyType</c>.</summary>
    public static readonly PyType CallableTypeObject = PyType.CreateBuiltin(ProxySlots.Define("CallableProxyType", true));

    private PyWeakProxy(PyType type) : base(type)
    {
    }

    /// <summary>True for a proxy without callback: one per object.</summary>
    internal bool IsPlain => Callback is null;

    /// <summary>A proxy of an object: the one that is there already where it has no callback.</summary>
    internal static PyWeakProxy Create(ThreadState thread, PyObject o, PyObject? callback)
    {
        if (callback is null && WeakReferenceList.Of(o)?.SharedProxy is { IsDying: false } shared)
            return shared;
        Check(o);
        var made = thread.EnterNew(new PyWeakProxy(Op.IsCallable(o) ? CallableTypeObject : TypeObject));
        made.Bind(o, callback);
        return made;
    }

    /// <summary>The object.</summary>
    /// <exception cref="PythonException">ReferenceError: it has died.</exception>
    internal PyObject Require() =>
        Referent ?? throw Errors.New(ExceptionTypes.ReferenceError, "weakly-referenced object no longer exists");
}
