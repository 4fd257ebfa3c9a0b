using System.Buffers.Binary;

namespace Krait.Modules.Zlib;

internal sealed partial class Inflater
{
    private const int Deflated = 8;

    private bool TryReadHeader(ref BitSource reader)
    {
        if (!reader.TryPeekBytes(2, out var start))
            return false;
        if (_container is Container.Gzip or Container.Detect && start[0] == 0x1F && start[1] == 0x8B)
            return TryReadGzipHeader(ref reader);
        if (_container == Container.Gzip || (start[0] << 8 | start[1]) % 31 != 0)
            throw InflateException.Damage("incorrect header check");
        if ((start[0] & 15) != Deflated)
            throw InflateException.Damage("unknown compression method");
        var windowBits = (start[0] >> 4) + 8;
        if (windowBits > 15 || (_windowBits != 0 && windowBits > _windowBits))
            throw InflateException.Damage("invalid window size");
        _container = Container.Zlib;
        _check = 1;
        _state = (start[1] & 0x20) != 0 ? State.Dictionary : State.Block;
        reader.SkipBytes(2);
        return true;
    }

    private bool TryReadDictionaryId(ref BitSource reader)
    {
        if (!reader.TryPeekBytes(4, out var id))
            return false;
        if (_dictionary is null)
            throw new InflateException(InflateException.NeedDictionary, null);
        if (Checksums.Adler32(1, _dictionary) != BinaryPrimitives.ReadUInt32BigEndian(id))
            throw new InflateException(InflateException.NeedDictionary, "the dictionary is another one");
        reader.SkipBytes(4);
        SetDictionary(_dictionary);
        _state = State.Block;
        return true;
    }

    /// <summary>Reads the header as a whole: it is short, unless it names a file or has a comment.</summary>
    private bool TryReadGzipHeader(ref BitSource reader)
    {
        const int HeaderCheck = 2, Extra = 4, Name = 8, Comment = 16;
        var data = reader.Data[reader.Position..];
        if (data.Length < 10)
            return false;
        if (data[2] != Deflated)
            throw InflateException.Damage("unknown compression method");
        int flags = data[3], at = 10;
        if ((flags & 0xE0) != 0)
            throw InflateException.Damage("unknown header flags set");
        if ((flags & Extra) != 0)
        {
            if (data.Length < at + 2)
                return false;
            at += 2 + BinaryPrimitives.ReadUInt16LittleEndian(data[at..]);
            if (data.Length < at)
                return false;
        }
        for (var part = Name; part <= Comment; part <<= 1)
        {
            if ((flags & part) == 0)
                continue;
            var end = data[at..].IndexOf((byte)0);
            if (end < 0)
                return false;
            at += end + 1;
        }
        if ((flags & HeaderCheck) != 0)
        {
            if (data.Length < at + 2)
                return false;
            if (BinaryPrimitives.ReadUInt16LittleEndian(data[at..]) != (ushort)Checksums.Crc32(0, data[..at]))
                throw InflateException.Damage("header crc mismatch");
            at += 2;
        }
        reader.SkipBytes(at);
        _container = Container.Gzip;
        _check = 0;
        _state = State.Block;
        return true;
    }

    private bool TryReadBlockHeader(ref BitSource reader)
    {
        var before = reader;
        reader.Refill();
        if (reader.Count < 3)
        {
            Rewind(ref reader, before);
            return false;
        }
        var isFinal = (reader.Bits & 1) != 0;
        var kind = (int)(reader.Bits >> 1) & 3;
        reader.Skip(3);
        var read = kind switch
        {
            0 => TryReadStoredHeader(ref reader),
            1 => UseFixedCodes(),
            2 => TryReadDynamicCodes(ref reader),
            _ => throw InflateException.Damage("invalid block type"),
        };
        if (!read)
        {
            Rewind(ref reader, before);
            return false;
        }
        _isFinal = isFinal;
        return true;
    }

    private static void Rewind(ref BitSource reader, in BitSource before)
    {
        reader.Position = before.Position;
        reader.Bits = before.Bits;
        reader.Count = before.Count;
    }

    private bool TryReadStoredHeader(ref BitSource reader)
    {
        reader.AlignToByte();
        if (!reader.TryPeekBytes(4, out var lengths))
            return false;
        _storedLeft = BinaryPrimitives.ReadUInt16LittleEndian(lengths);
        if (_storedLeft != (ushort)~BinaryPrimitives.ReadUInt16LittleEndian(lengths[2..]))
            throw InflateException.Damage("invalid stored block lengths");
        reader.SkipBytes(4);
        _state = State.Stored;
        return true;
    }

    private bool UseFixedCodes()
    {
        Span<byte> lengths = stackalloc byte[288];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        _literals.Build(lengths, false);
        Span<byte> distances = stackalloc byte[32];
        distances.Fill(5);
        _distances.Build(distances, false);
        _state = State.Codes;
        return true;
    }

    private static ReadOnlySpan<byte> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private bool TryReadDynamicCodes(ref BitSource reader)
    {
        reader.Refill();
        if (reader.Count < 14)
            return false;
        var literals = (int)(reader.Bits & 31) + 257;
        var distances = (int)(reader.Bits >> 5 & 31) + 1;
        var codeLengths = (int)(reader.Bits >> 10 & 15) + 4;
        reader.Skip(14);
        if (literals > 286 || distances > 30)
            throw InflateException.Damage("too many length or distance symbols");
        Span<byte> lengths = stackalloc byte[320];
        lengths.Clear();
        for (var i = 0; i < codeLengths; i++)
        {
            reader.Refill();
            if (reader.Count < 3)
                return false;
            lengths[CodeLengthOrder[i]] = (byte)(reader.Bits & 7);
            reader.Skip(3);
        }
        var codes = new HuffmanTable(19);
        if (!codes.Build(lengths[..19], false))
            throw InflateException.Damage("invalid code lengths set");
        lengths.Clear();
        if (!TryReadLengths(ref reader, codes, lengths[..(literals + distances)]))
            return false;
        if (lengths[256] == 0)
            throw InflateException.Damage("invalid code -- missing end-of-block");
        if (!_literals.Build(lengths[..literals], true))
            throw InflateException.Damage("invalid literal/lengths set");
        if (!_distances.Build(lengths.Slice(literals, distances), true))
            throw InflateException.Damage("invalid distances set");
        _state = State.Codes;
        return true;
    }

    private static bool TryReadLengths(ref BitSource reader, HuffmanTable codes, scoped Span<byte> lengths)
    {
        for (var i = 0; i < lengths.Length;)
        {
            reader.Refill();
            var symbol = codes.Decode(reader.Bits, reader.Count, out var used);
            if (symbol == -1)
                return false;
            if (symbol < 0)
                throw InflateException.Damage("invalid code lengths set");
            if (symbol < 16)
            {
                reader.Skip(used);
                lengths[i++] = (byte)symbol;
                continue;
            }
            var extra = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
            if (reader.Count < used + extra)
                return false;
            reader.Skip(used);
            var repeat = (int)(reader.Bits & ((1UL << extra) - 1)) + (symbol == 18 ? 11 : 3);
            reader.Skip(extra);
            if (i + repeat > lengths.Length || (symbol == 16 && i == 0))
                throw InflateException.Damage("invalid bit length repeat");
            lengths.Slice(i, repeat).Fill(symbol == 16 ? lengths[i - 1] : (byte)0);
            i += repeat;
        }
        return true;
    }
}
