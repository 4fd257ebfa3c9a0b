namespace Krait.Runtime;

/// <summary>What keeps an attribute dict of its own, and shows it as <c>__dict__</c>.</summary>
public abstract class PyOwnDictObject : PyContainer, IOwnDict
{
    /// <summary>The attributes; null before the first.</summary>
    private protected Ref<PyDict> OwnDict;

    private protected PyOwnDictObject(PyType type) : base(type)
    {
    }

    internal override PyDict? GetOwnDict(ThreadState thread, bool create)
    {
        if (OwnDict.Value is null && create)
            OwnDict.Value = PyDict.Create(thread);
        return OwnDict.Value;
    }

    internal override void SetOwnDict(ThreadState thread, PyDict? dict) => OwnDict.Value = dict;

    [PyGetter("__dict__")]
    private protected PyObject DictAttribute(ThreadState thread) => GetOwnDict(thread, true)!;

    [PySetter("__dict__")]
    private protected void SetDictAttribute(ThreadState thread, PyObject? value) => GenericAttributes.DictSetter(thread, this, value);

    internal override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        visitor.Visit(OwnDict.Value);
    }

    internal override void ClearReferences()
    {
        base.ClearReferences();
        OwnDict.Clear();
    }
}
