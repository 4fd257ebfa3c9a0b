namespace Krait.Runtime;

public sealed partial class ThreadState
{
    /// <summary>True while a RecursionError is being made, which may use the last of the stack.</summary>
    internal bool UsesStackReserve;

    /// <summary>The containers whose repr is being made.</summary>
    internal HashSet<PyObject> OpenReprs { get; } = new(ReferenceEqualityComparer.Instance);
}
