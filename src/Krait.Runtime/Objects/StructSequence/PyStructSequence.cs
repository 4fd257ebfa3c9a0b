namespace Krait.Runtime;

/// <summary>
/// An instance of a struct sequence type such as <c>os.stat_result</c>: a tuple whose items have names, with further named values that are
/// not items. <see cref="StructSequence"/> makes types and instances.
/// </summary>
public sealed class PyStructSequence : PyTuple
{
    private PyObject[] _hidden;

    internal PyStructSequence(PyType type, PyObject[] items, PyObject[] hidden) : base(type)
    {
        Initialize(items);
        foreach (var value in hidden)
            Retain(value);
        _hidden = hidden;
    }

    /// <summary>The value of a field, hidden ones included, by its position.</summary>
    public PyObject Field(int index) => index < Count ? this[index] : _hidden[index - Count];

    internal override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        visitor.Visit(_hidden, _hidden.Length);
    }

    internal override void ClearReferences()
    {
        base.ClearReferences();
        var hidden = _hidden;
        _hidden = [];
        foreach (var value in hidden)
            Release(value);
    }
}
