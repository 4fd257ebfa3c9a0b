namespace Krait.Runtime;

/// <summary>The weak references to one object. The list does not count them: a reference leaves it when it dies.</summary>
public sealed class WeakReferenceList
{
    private PyWeakReference? _first;

    /// <summary>The number of living references, as <c>weakref.getweakrefcount</c> shows.</summary>
    internal int Count
    {
        get
        {
            var count = 0;
            for (var reference = _first; reference is not null; reference = reference.NextReference)
                count++;
            return count;
        }
    }

    /// <summary>The first reference; the ones without callback stand in front.</summary>
    internal PyWeakReference? First => _first;

    internal void Add(PyWeakReference reference)
    {
        // Behind the one that may be shared (exact type, no callback), as in CPython.
        if (_first is null || reference.IsShareable)
        {
            reference.NextReference = _first;
            _first = reference;
            return;
        }
        var before = _first.IsShareable ? _first : null;
        if (before is null)
        {
            reference.NextReference = _first;
            _first = reference;
        }
        else
        {
            reference.NextReference = before.NextReference;
            before.NextReference = reference;
        }
    }

    internal void Remove(PyWeakReference reference)
    {
        if (ReferenceEquals(_first, reference))
        {
            _first = reference.NextReference;
        }
        else
        {
            for (var at = _first; at is not null; at = at.NextReference)
            {
                if (!ReferenceEquals(at.NextReference, reference))
                    continue;
                at.NextReference = reference.NextReference;
                break;
            }
        }
        reference.NextReference = null;
    }

    /// <summary>The object dies: clears all references, then calls their callbacks, the most recent reference's first.</summary>
    internal void ObjectDies(ThreadState thread, PyObject o)
    {
        var callbacks = new List<(PyWeakReference Reference, PyObject Callback)>();
        for (var reference = _first; reference is not null;)
        {
            var next = reference.NextReference;
            reference.NextReference = null;
            reference.Clear();
            if (reference.TakeCallback() is { } callback)
            {
                // A reference that is dying itself does not call back.
                if (reference.RefCount != 0)
                {
                    PyObject.Retain(reference);
                    callbacks.Add((reference, callback));
                }
                else
                {
                    PyObject.Release(callback);
                }
            }
            reference = next;
        }
        _first = null;
        foreach (var (reference, callback) in callbacks)
        {
            PyWeakReference.Call(thread, reference, callback);
            PyObject.Release(callback);
            PyObject.Release(reference);
        }
    }
}

/// <summary>A weak reference; proxies are derived from it in C#.</summary>
[PyType("ReferenceType", Module = "weakref", BaseType = true, BasicSize = 72)]
public partial class PyWeakReference : PyContainer
{
    private PyObject? _referent;
    private PyObject? _callback;

    /// <summary>The cached hash of the referent; null while it is not known.</summary>
    internal long? CachedHash;

    internal PyWeakReference? NextReference;

    private protected PyWeakReference(PyType type) : base(type)
    {
    }

    /// <summary>The object; null when it has died.</summary>
    public PyObject? Referent => _referent is { } o && (o.RefCount != 0 || (o.Flags & ObjectFlags.Deallocating) == 0) ? o : null;

    /// <summary>The callback, <c>__callback__</c>.</summary>
    internal PyObject? Callback => _callback;

    /// <summary>True for the reference that <c>ref(o)</c> gives again and again.</summary>
    internal bool IsShareable => _callback is null && GetType() == typeof(PyWeakReference);

    /// <summary>Starts to refer to <paramref name="o"/>, weakly.</summary>
    /// <exception cref="PythonException">TypeError: the object's type does not support weak references.</exception>
    internal void Bind(PyObject o, PyObject? callback)
    {
        ref var list = ref o.WeakReferences;
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref list))
            throw Errors.Type($"cannot create weak reference to '{o.Type.Name}' object");
        XRetain(callback);
        _callback = callback;
        _referent = o;
        (list ??= new WeakReferenceList()).Add(this);
    }

    /// <summary>Forgets the object.</summary>
    internal void Clear() => _referent = null;

    /// <summary>Takes the callback with its reference.</summary>
    internal PyObject? TakeCallback()
    {
        var callback = _callback;
        _callback = null;
        return callback;
    }

    /// <summary>Calls a callback; what it raises goes to <c>sys.unraisablehook</c>.</summary>
    internal static void Call(ThreadState thread, PyWeakReference reference, PyObject callback)
    {
        try
        {
            Op.Call(thread, callback, reference);
        }
        catch (PythonException exception)
        {
            Op.WriteUnraisable(thread, exception, callback, "Exception ignored while calling weakref callback");
        }
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(_callback);

    internal override void ClearReferences()
    {
        if (_referent is { } o)
        {
            _referent = null;
            o.WeakReferences?.Remove(this);
        }
        if (TakeCallback() is { } callback)
            Release(callback);
    }
}
