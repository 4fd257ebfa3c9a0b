using System.Buffers.Binary;

namespace Krait.Modules.Zlib;

/// <summary>Reads bits, the lowest of a byte first.</summary>
internal ref struct BitSource(ReadOnlySpan<byte> data, ulong bits, int count)
{
    public readonly ReadOnlySpan<byte> Data = data;

    /// <summary>The next byte to load.</summary>
    public int Position;

    /// <summary>The bits that are loaded; above <see cref="Count"/> may be more of them.</summary>
    public ulong Bits = bits;

    public int Count = count;

    /// <summary>Loads bits: 56 or more unless the data ends.</summary>
    public void Refill()
    {
        if (Position + 8 <= Data.Length)
        {
            Bits |= BinaryPrimitives.ReadUInt64LittleEndian(Data[Position..]) << Count;
            Position += (63 - Count) >> 3;
            Count |= 56;
            return;
        }
        Bits &= Count == 64 ? ulong.MaxValue : (1UL << Count) - 1;
        while (Count <= 56 && Position < Data.Length)
        {
            Bits |= (ulong)Data[Position++] << Count;
            Count += 8;
        }
    }

    public void Skip(int count)
    {
        Bits >>= count;
        Count -= count;
    }

    /// <summary>Returns whole bytes that were loaded and not used.</summary>
    public void GiveBack()
    {
        Position -= Count >> 3;
        Count &= 7;
        Bits &= (1UL << Count) - 1;
    }

    public void AlignToByte()
    {
        Skip(Count & 7);
        GiveBack();
    }

    /// <summary>Some bytes, which are not consumed; false where there are fewer. At a byte boundary only.</summary>
    public bool TryPeekBytes(int count, out ReadOnlySpan<byte> bytes)
    {
        GiveBack();
        bytes = default;
        if (Data.Length - Position < count)
            return false;
        bytes = Data.Slice(Position, count);
        return true;
    }

    public void SkipBytes(int count) => Position += count;
}
