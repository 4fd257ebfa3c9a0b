using System.Buffers.Binary;

namespace Krait.Modules.Digests;

/// <summary>What BLAKE2b and BLAKE2s have in common: all but the width of their words.</summary>
internal abstract class Blake2Digest : BlockDigest
{
    protected Blake2Digest(Blake2Parameters parameters, int blockSize) : base(blockSize)
    {
        Size = parameters.DigestSize;
        IsLastNode = parameters.LastNode;
    }

    protected Blake2Digest(Blake2Digest other) : base(other)
    {
        Size = other.Size;
        IsLastNode = other.IsLastNode;
        Counter = other.Counter;
    }

    public override int Size { get; }

    protected bool IsLastNode { get; }

    /// <summary>The bytes mixed in.</summary>
    protected ulong Counter { get; private set; }

    protected override bool KeepsLastBlock => true;

    public override void Read(Span<byte> into)
    {
        var last = (Blake2Digest)Copy();
        Span<byte> block = stackalloc byte[Blake2bDigest.LargestBlock];
        block.Clear();
        Rest.CopyTo(block);
        last.Counter += (ulong)Filled;
        last.Mix(block[..BlockSize], isLast: true);
        Span<byte> digest = stackalloc byte[Blake2bDigest.MaxSize];
        last.WriteState(digest);
        digest[..into.Length].CopyTo(into);
    }

    protected override void Compress(ReadOnlySpan<byte> block)
    {
        Counter += (ulong)BlockSize;
        Mix(block, isLast: false);
    }

    /// <summary>The first bytes of the parameter block.</summary>
    protected static void WriteHead(Blake2Parameters parameters, Span<byte> block)
    {
        block[0] = (byte)parameters.DigestSize;
        block[1] = (byte)parameters.Key.Length;
        block[2] = parameters.Fanout;
        block[3] = parameters.Depth;
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], parameters.LeafSize);
        // The narrower variant keeps six bytes of it, and writes over the next two.
        BinaryPrimitives.WriteUInt64LittleEndian(block[8..], parameters.NodeOffset);
    }

    /// <summary>The first block, where there is a key; to be called once the state is set.</summary>
    protected void TakeKey(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty)
            return;
        Span<byte> block = stackalloc byte[Blake2bDigest.LargestBlock];
        block.Clear();
        key.CopyTo(block);
        Update(block[..BlockSize]);
    }

    protected abstract void Mix(ReadOnlySpan<byte> block, bool isLast);

    protected abstract void WriteState(Span<byte> into);

    /// <summary>The order of the message words in a round; ten orders, used again from the start.</summary>
    protected static ReadOnlySpan<byte> Order(int round) => Orders.Slice(round % 10 * 16, 16);

    private static ReadOnlySpan<byte> Orders =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
    ];
}
