namespace Krait.Modules.Digests;

/// <summary>The parameter block of BLAKE2 (RFC 7693 and the specification's tree mode).</summary>
internal sealed class Blake2Parameters
{
    public int DigestSize { get; init; }

    public byte[] Key { get; init; } = [];

    public byte[] Salt { get; init; } = [];

    public byte[] Person { get; init; } = [];

    public byte Fanout { get; init; } = 1;

    public byte Depth { get; init; } = 1;

    public uint LeafSize { get; init; }

    public ulong NodeOffset { get; init; }

    public byte NodeDepth { get; init; }

    public byte InnerSize { get; init; }

    public bool LastNode { get; init; }
}
