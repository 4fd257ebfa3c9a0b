namespace Krait.Modules.Digests;

/// <summary>A hash of our own: collects the input into blocks.</summary>
internal abstract class BlockDigest : Digest
{
    private readonly byte[] _block;

    protected BlockDigest(int blockSize) => _block = new byte[blockSize];

    protected BlockDigest(BlockDigest other)
    {
        _block = (byte[])other._block.Clone();
        Filled = other.Filled;
        Total = other.Total;
    }

    public override int BlockSize => _block.Length;

    /// <summary>The bytes of the last block that are there.</summary>
    protected int Filled { get; private set; }

    /// <summary>The bytes given, those of the last block not counted in where it is kept back.</summary>
    protected ulong Total { get; private set; }

    /// <summary>True where the last block is a special one: a full block waits for more input.</summary>
    protected virtual bool KeepsLastBlock => false;

    protected ReadOnlySpan<byte> Rest => _block.AsSpan(0, Filled);

    public sealed override void Update(ReadOnlySpan<byte> data)
    {
        Total += (ulong)data.Length;
        if (Filled > 0)
        {
            var taken = Math.Min(data.Length, _block.Length - Filled);
            data[..taken].CopyTo(_block.AsSpan(Filled));
            Filled += taken;
            data = data[taken..];
            if (Filled < _block.Length || (KeepsLastBlock && data.IsEmpty))
                return;
            Compress(_block);
            Filled = 0;
        }
        while (data.Length > _block.Length || (data.Length == _block.Length && !KeepsLastBlock))
        {
            Compress(data[.._block.Length]);
            data = data[_block.Length..];
        }
        data.CopyTo(_block);
        Filled = data.Length;
    }

    /// <summary>Mixes one block in.</summary>
    protected abstract void Compress(ReadOnlySpan<byte> block);
}
