using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// The weak references to one object. The list does not count them: a reference leaves it when it dies. In front stand the two that are
/// shared (the plain reference, then the plain proxy), then the others, the most recent first: the order in which callbacks are called.
/// </summary>
public sealed class WeakReferenceList
{
    private WeakLink? _first;

    /// <summary>The number of living references, as <c>weakref.getweakrefcount</c> shows.</summary>
    internal int Count
    {
        get
        {
            var count = 0;
            for (var link = _first; link is not null; link = link.Next)
                count++;
            return count;
        }
    }

    internal WeakLink? First => _first;

    /// <summary>The list of an object; null where there is none, or where the type does not support weak references.</summary>
    internal static WeakReferenceList? Of(PyObject o)
    {
        if (!o.Type.HasWeakrefs)
            return null;
        ref var list = ref o.WeakReferences;
        return Unsafe.IsNullRef(ref list) ? null : list;
    }

    /// <summary>The plain reference that <c>ref(o)</c> gives again and again; null where there is none.</summary>
    internal PyWeakReference? SharedReference => _first is PyWeakReference { IsPlain: true } first ? first : null;

    /// <summary>The proxy that <c>proxy(o)</c> gives again and again; null where there is none.</summary>
    internal PyWeakProxy? SharedProxy
    {
        get
        {
            var at = SharedReference is { } first ? first.Next : _first;
            return at is PyWeakProxy { IsPlain: true } proxy ? proxy : null;
        }
    }

    internal void Add(WeakLink link)
    {
        WeakLink? before = link switch
        {
            PyWeakProxy { IsPlain: true } => SharedReference,
            PyWeakReference { IsPlain: true } => null,
            _ => (WeakLink?)SharedProxy ?? SharedReference,
        };
        link.Previous = before;
        link.Next = before is null ? _first : before.Next;
        if (link.Next is { } next)
            next.Previous = link;
        if (before is null)
            _first = link;
        else
            before.Next = link;
    }

    internal void Remove(WeakLink link)
    {
        if (link.Previous is { } before)
            before.Next = link.Next;
        else
            _first = link.Next;
        if (link.Next is { } next)
            next.Previous = link.Previous;
        link.Next = link.Previous = null;
    }

    /// <summary>The object dies: clears all references, then calls their callbacks.</summary>
    internal void ObjectDies(ThreadState thread)
    {
        List<(WeakLink Link, PyObject Callback)>? calls = null;
        while (_first is { } link)
        {
            link.Detach();
            if (link.TakeCallback() is not { } callback)
                continue;
            // A reference that is dying itself does not call back.
            if (link.IsDying)
            {
                PyObject.Release(callback);
                continue;
            }
            PyObject.Retain(link);
            (calls ??= []).Add((link, callback));
        }
        if (calls is null)
            return;
        foreach (var (link, callback) in calls)
        {
            WeakLink.Call(thread, link, callback);
            PyObject.Release(callback);
            PyObject.Release(link);
        }
    }
}

/// <summary>What weak references and weak proxies have in common: the object, which is not counted, and the callback.</summary>
public abstract class WeakLink : PyContainer
{
    private PyObject? _referent;
    private PyObject? _callback;

    internal WeakLink? Next;
    internal WeakLink? Previous;

    private protected WeakLink(PyType type) : base(type)
    {
    }

    /// <summary>The object; null when it has died.</summary>
    public PyObject? Referent => _referent is { } o && !IsGone(o) ? o : null;

    /// <summary>The callback, <c>__callback__</c>.</summary>
    internal PyObject? Callback => _callback;

    /// <summary>True while nothing but a deallocation that has begun holds the reference.</summary>
    internal bool IsDying => IsGone(this);

    // An object without a count is alive where C# code holds it in a pool, and dead once its deallocation has begun.
    private static bool IsGone(PyObject o) => o.RefCount == 0 && (o.Flags & ObjectFlags.Deallocating) != 0;

    /// <summary>TypeError unless the object's type supports weak references.</summary>
    internal static void Check(PyObject o)
    {
        if (!o.Type.HasWeakrefs || Unsafe.IsNullRef(ref o.WeakReferences))
            throw Errors.Type($"cannot create weak reference to '{o.Type.Name}' object");
    }

    /// <summary>Starts to refer to <paramref name="o"/>, weakly.</summary>
    /// <exception cref="PythonException">TypeError: the object's type does not support weak references.</exception>
    internal void Bind(PyObject o, PyObject? callback)
    {
        Check(o);
        XRetain(callback);
        _callback = callback;
        _referent = o;
        (o.WeakReferences ??= new WeakReferenceList()).Add(this);
    }

    /// <summary>Forgets the object; the callback stays.</summary>
    internal void Detach()
    {
        if (_referent is not { } o)
            return;
        _referent = null;
        o.WeakReferences?.Remove(this);
    }

    /// <summary>Takes the callback with its reference.</summary>
    internal PyObject? TakeCallback()
    {
        var callback = _callback;
        _callback = null;
        return callback;
    }

    /// <summary>Calls a callback; what it raises goes to <c>sys.unraisablehook</c>.</summary>
    internal static void Call(ThreadState thread, WeakLink link, PyObject callback)
    {
        try
        {
            Op.Call(thread, callback, link);
        }
        catch (PythonException exception)
        {
            Op.WriteUnraisable(thread, exception, callback, "Exception ignored while calling weakref callback");
        }
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(_callback);

    internal override void ClearReferences()
    {
        Detach();
        if (TakeCallback() is { } callback)
            Release(callback);
    }
}
