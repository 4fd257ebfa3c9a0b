namespace Krait.Runtime;

/// <summary>What the generator writes of a <c>[PyModule]</c> class.</summary>
public sealed class NativeModuleDefinition
{
    public required string Name { get; init; }
    public string? Doc { get; init; }
    public Func<NativeMethod[]>? Methods { get; init; }
    public Func<PyType[]>? Types { get; init; }

    /// <summary>Runs when the module is executed, after functions and types were added.</summary>
    public Action<ThreadState, PyModule>? Exec { get; init; }
}
