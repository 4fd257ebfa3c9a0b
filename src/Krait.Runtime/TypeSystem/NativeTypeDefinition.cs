namespace Krait.Runtime;

/// <summary>What the generator writes of a <c>[PyType]</c> class; methods are made when the type's dict is first used.</summary>
public sealed class NativeTypeDefinition
{
    public required string Name { get; init; }
    public string Module { get; init; } = "builtins";
    public string? Doc { get; init; }

    /// <summary>The signature of the constructor, <c>(iterable=(), /)</c>; null for none.</summary>
    public string? Signature { get; init; }

    /// <summary>The C# class of exact instances.</summary>
    public required Type ClrType { get; init; }

    /// <summary>The base type; <c>object</c> where null.</summary>
    public Func<PyType>? Base { get; init; }
    public TypeFlags Flags { get; init; }
    public int BasicSize { get; init; } = 16;
    public int ItemSize { get; init; }

    /// <summary>The names in <c>__match_args__</c>, with spaces between them; null for none.</summary>
    public string? MatchArgs { get; init; }
    public Action<PyType>? Slots { get; init; }
    public Func<NativeMethod[]>? Methods { get; init; }
    public Func<NativeGetSet[]>? GetSets { get; init; }
}
