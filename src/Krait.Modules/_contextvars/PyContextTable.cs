using Krait.Runtime;

namespace Krait.Modules.ContextVars;

/// <summary>
/// The variables and values of one or more contexts: copies of a context share the table until one of them changes it, so that copying, which asyncio does for
/// every callback, takes no time.
/// </summary>
[PyType("context_table", Module = "_contextvars", BasicSize = 32, NoInstantiation = true)]
internal sealed partial class PyContextTable : PyContainer
{
    private readonly Dictionary<PyObject, PyObject> _values = new(ReferenceEqualityComparer.Instance);

    private PyContextTable() : base(TypeObject)
    {
    }

    internal int Count => _values.Count;

    internal IEnumerable<KeyValuePair<PyObject, PyObject>> Pairs => _values;

    internal static PyContextTable Create(ThreadState thread) => thread.EnterNew(new PyContextTable());

    internal PyContextTable Copy(ThreadState thread)
    {
        var copy = Create(thread);
        foreach (var (variable, value) in _values)
            copy.Set(variable, value);
        return copy;
    }

    internal PyObject? Get(PyObject variable) => _values.GetValueOrDefault(variable);

    internal void Set(PyObject variable, PyObject value)
    {
        Retain(value);
        if (_values.Remove(variable, out var old))
        {
            _values.Add(variable, value);
            Release(old);
        }
        else
        {
            Retain(variable);
            _values.Add(variable, value);
        }
    }

    internal void Remove(PyObject variable)
    {
        if (!_values.Remove(variable, out var old))
            return;
        Release(old);
        Release(variable);
    }

    internal override void Traverse(Visitor visitor)
    {
        foreach (var (variable, value) in _values)
        {
            visitor.Visit(variable);
            visitor.Visit(value);
        }
    }

    internal override void ClearReferences()
    {
        var pairs = _values.ToArray();
        _values.Clear();
        foreach (var (variable, value) in pairs)
        {
            Release(value);
            Release(variable);
        }
    }
}
