namespace Krait.Runtime;

/// <summary>What a native module keeps for one interpreter beside its dict. The references that it holds are counted, and the audit finds them here.</summary>
internal abstract class ModuleState
{
    private readonly List<PyObject> _kept = [];

    /// <summary>Holds <paramref name="o"/> for as long as the interpreter lives.</summary>
    public T Keep<T>(T o) where T : PyObject
    {
        PyObject.Retain(o);
        _kept.Add(o);
        return o;
    }

    /// <summary>Shows every counted reference that the state holds. A state with references that change adds those.</summary>
    public virtual void Traverse(Visitor visitor)
    {
        foreach (var o in _kept)
            visitor.Visit(o);
    }
}
