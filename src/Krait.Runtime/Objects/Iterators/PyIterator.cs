namespace Krait.Runtime;

/// <summary>What iterates over itself.</summary>
public abstract class PyIterator : PyContainer
{
    private protected PyIterator(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpIter))]
    private protected PyObject Iter() => this;
}
