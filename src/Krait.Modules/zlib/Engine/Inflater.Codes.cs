namespace Krait.Modules.Zlib;

internal sealed partial class Inflater
{
    private const int EndOfBlock = 256;

    private static ReadOnlySpan<ushort> LengthBase =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    private static ReadOnlySpan<byte> LengthExtra => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    private static ReadOnlySpan<ushort> DistanceBase =>
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
    ];

    private static ReadOnlySpan<byte> DistanceExtra =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>Copies a stored block; null when it is done.</summary>
    private InflateStatus? CopyStored(ref BitSource reader, long limit)
    {
        while (_storedLeft > 0)
        {
            var room = Room(limit);
            if (room <= 0)
                return InflateStatus.OutputFull;
            var count = (int)Math.Min(Math.Min(_storedLeft, room), reader.Data.Length - reader.Position);
            if (count == 0)
                return InflateStatus.NeedInput;
            Reserve(count);
            reader.Data.Slice(reader.Position, count).CopyTo(_output.AsSpan(_written));
            reader.SkipBytes(count);
            _written += count;
            _storedLeft -= count;
        }
        _state = State.Block;
        return null;
    }

    /// <summary>Decodes a block of codes; null when it is done.</summary>
    private InflateStatus? DecodeCodes(ref BitSource reader, long limit)
    {
        while (true)
        {
            var room = Room(limit);
            if (_copyLength > 0)
            {
                if (room <= 0)
                    return InflateStatus.OutputFull;
                CopyMatch((int)Math.Min(_copyLength, room));
                continue;
            }
            Reserve(512);
            if (room > 0)
                DecodeLiterals(ref reader, room);
            reader.Refill();
            var symbol = _literals.Decode(reader.Bits, reader.Count, out var used);
            if (symbol == -1)
                return InflateStatus.NeedInput;
            if (symbol is < 0 or > 285)
                throw InflateException.Damage("invalid literal/length code");
            if (symbol < EndOfBlock)
            {
                // Only what has to be written needs room: the end of the stream is seen without.
                if (Room(limit) <= 0)
                    return InflateStatus.OutputFull;
                reader.Skip(used);
                _output[_written++] = (byte)symbol;
                continue;
            }
            if (symbol == EndOfBlock)
            {
                reader.Skip(used);
                _state = State.Block;
                return null;
            }
            if (!TryReadMatch(ref reader, symbol - 257, used))
                return InflateStatus.NeedInput;
        }
    }

    /// <summary>Decodes literals with short codes as long as there are plenty of bits and room.</summary>
    private void DecodeLiterals(ref BitSource reader, long room)
    {
        const int Mask = (1 << HuffmanTable.FastBits) - 1;
        var fast = _literals.Fast;
        var output = _output;
        var written = _written;
        var end = written + (int)Math.Min(room, output.Length - written);
        while (written + 4 <= end)
        {
            reader.Refill();
            if (reader.Count < 15)
                break;
            int entry = fast[reader.Bits & Mask];
            if (entry == 0 || entry >= EndOfBlock << 4)
                break;
            reader.Skip(entry & 15);
            output[written++] = (byte)(entry >> 4);
        }
        _written = written;
    }

    /// <summary>Reads length and distance of a match; false, with nothing consumed, where bits are missing.</summary>
    private bool TryReadMatch(ref BitSource reader, int lengthSymbol, int used)
    {
        var extra = LengthExtra[lengthSymbol];
        var bits = reader.Bits >> used;
        var available = reader.Count - used;
        if (available < extra)
            return false;
        var length = LengthBase[lengthSymbol] + (int)(bits & ((1UL << extra) - 1));
        bits >>= extra;
        available -= extra;
        var symbol = _distances.Decode(bits, available, out var distanceBits);
        if (symbol == -1)
            return false;
        if (symbol is < 0 or > 29)
            throw InflateException.Damage("invalid distance code");
        bits >>= distanceBits;
        available -= distanceBits;
        var distanceExtra = DistanceExtra[symbol];
        if (available < distanceExtra)
            return false;
        var distance = DistanceBase[symbol] + (int)(bits & ((1UL << distanceExtra) - 1));
        if (distance > _written || (_windowBits != 0 && distance > 1 << _windowBits))
            throw InflateException.Damage("invalid distance too far back");
        reader.Skip(used + extra + distanceBits + distanceExtra);
        _copyLength = length;
        _copyDistance = distance;
        return true;
    }

    private void CopyMatch(int count)
    {
        Reserve(count);
        var output = _output.AsSpan();
        var from = _written - _copyDistance;
        if (_copyDistance >= count)
        {
            output.Slice(from, count).CopyTo(output[_written..]);
        }
        else
        {
            // The source runs into what is being written: the pattern repeats.
            for (var i = 0; i < count; i++)
                output[_written + i] = output[from + i];
        }
        _written += count;
        _copyLength -= count;
    }
}
