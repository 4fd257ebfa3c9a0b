namespace Krait.Runtime;

/// <summary>An object that holds references to others: it is drained when it floats, and the collector may track it.</summary>
public abstract class PyContainer : PyObject
{
    private protected PyContainer(PyType type) : base(type) => Flags |= ObjectFlags.Pooled;
}
