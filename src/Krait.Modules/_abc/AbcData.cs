using Krait.Runtime;

namespace Krait.Modules.Abc;

/// <summary>Internal state held by ABC machinery.</summary>
[PyType("_abc_data", Module = "_abc", BasicSize = 48)]
public sealed partial class AbcData : PyContainer
{
    private AbcData(PyType type) : base(type)
    {
    }

    internal WeakClassSet Registry { get; } = new();

    internal WeakClassSet Cache { get; } = new();

    internal WeakClassSet Negative { get; } = new();

    /// <summary>The value of the cache token for which <see cref="Negative"/> holds.</summary>
    internal long NegativeVersion { get; set; }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type) => Create(thread);

    internal static AbcData Create(ThreadState thread) => thread.EnterNew(new AbcData(TypeObject));
}

/// <summary>Classes that are remembered as long as they live.</summary>
internal sealed class WeakClassSet
{
    private readonly Dictionary<PyObject, PyObject> _references = new(ReferenceEqualityComparer.Instance);

    /// <summary>True where the class is in the set. The key is never used once the class has died: its weak reference says so.</summary>
    public bool Contains(PyObject cls) =>
        _references.Count > 0 && _references.TryGetValue(cls, out var reference) && ((PyWeakReference)reference).Referent is not null;

    public void Add(ThreadState thread, PyObject cls)
    {
        if (Contains(cls))
            return;
        var reference = Op.Call(thread, PyWeakReference.TypeObject, cls);
        PyObject.Retain(reference);
        if (_references.Count > 64)
            Purge();
        _references[cls] = reference;
    }

    public void Clear()
    {
        var references = _references.Values.ToArray();
        _references.Clear();
        foreach (var reference in references)
            PyObject.Release(reference);
    }

    /// <summary>The classes that are alive.</summary>
    public PyObject[] Living(ThreadState thread)
    {
        var living = new List<PyObject>();
        foreach (var reference in _references.Values)
        {
            if (((PyWeakReference)reference).Referent is { } cls)
                living.Add(cls);
        }
        return living.ToArray();
    }

    /// <summary>The weak references, as Python shows them.</summary>
    public PyObject ToSet(ThreadState thread)
    {
        var set = PySet.Create(thread);
        foreach (var reference in _references.Values)
            set.Add(thread, reference);
        return set;
    }

    private void Purge()
    {
        foreach (var (cls, reference) in _references.ToArray())
        {
            if (((PyWeakReference)reference).Referent is not null)
                continue;
            _references.Remove(cls);
            PyObject.Release(reference);
        }
    }
}
