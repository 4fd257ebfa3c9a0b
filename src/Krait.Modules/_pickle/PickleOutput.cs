using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Krait.Runtime;

namespace Krait.Modules.Pickling;

/// <summary>The bytes of a pickle that is being written, in frames from protocol 4 on.</summary>
internal sealed class PickleOutput
{
    /// <summary>A frame ends at the first opcode past this size.</summary>
    public const int FrameTarget = 64 * 1024;

    private const int FrameMinimum = 4;
    private const int FrameHeaderSize = 9;
    private const int NoFrame = -1;

    private byte[] _bytes = new byte[256];
    private int _count;
    private int _frameStart = NoFrame;
    private bool _isFraming;

    /// <summary>How far one can write without further ado: zero where a frame has to be begun first.</summary>
    private int _limit = 256;

    /// <summary>True while what is written goes into frames.</summary>
    public bool Framing
    {
        get => _isFraming;
        set
        {
            _isFraming = value;
            SetLimit();
        }
    }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count);

    /// <summary>Between two opcodes: true where a frame is to be ended.</summary>
    public bool IsFrameFull => _frameStart != NoFrame && _count - _frameStart - FrameHeaderSize >= FrameTarget;

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        _count = 0;
        _frameStart = NoFrame;
        if (_bytes.Length > FrameTarget * 4)
            _bytes = new byte[256];
        SetLimit();
    }

    /// <summary>Room for some bytes behind what is there; they count as written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Take(int count)
    {
        var start = _count;
        if (count > _limit - start)
            start = MakeRoom(count);
        _count = start + count;
        return _bytes.AsSpan(start, count);
    }

    private void SetLimit() => _limit = _isFraming && _frameStart == NoFrame ? 0 : _bytes.Length;

    private int MakeRoom(int count)
    {
        if (_isFraming && _frameStart == NoFrame)
        {
            Grow(FrameHeaderSize);
            _frameStart = _count;
            _count += FrameHeaderSize;
        }
        Grow(count);
        SetLimit();
        return _count;
    }

    private void Grow(int more)
    {
        var needed = (long)_count + more;
        if (needed <= _bytes.Length)
            return;
        if (needed > Array.MaxLength)
            throw Errors.Memory();
        Array.Resize(ref _bytes, (int)Math.Min(Math.Max(needed, _bytes.Length * 2L), Array.MaxLength));
    }

    public void Write(byte b) => Take(1)[0] = b;

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Writes ASCII text.</summary>
    public void WriteAscii(string text) => System.Text.Encoding.ASCII.GetBytes(text, Take(text.Length));

    /// <summary>Writes an opcode with a byte.</summary>
    public void Write(byte opcode, byte argument)
    {
        var room = Take(2);
        room[0] = opcode;
        room[1] = argument;
    }

    /// <summary>Writes an opcode with an argument of four bytes.</summary>
    public void WriteInt32(byte opcode, uint argument)
    {
        var room = Take(5);
        room[0] = opcode;
        BinaryPrimitives.WriteUInt32LittleEndian(room[1..], argument);
    }

    /// <summary>Writes an opcode with an argument of eight bytes.</summary>
    public void WriteInt64(byte opcode, ulong argument)
    {
        var room = Take(9);
        room[0] = opcode;
        BinaryPrimitives.WriteUInt64LittleEndian(room[1..], argument);
    }

    /// <summary>Ends the open frame; a very short one loses its header.</summary>
    public void CloseFrame()
    {
        if (!Framing || _frameStart == NoFrame)
            return;
        var length = _count - _frameStart - FrameHeaderSize;
        var header = _bytes.AsSpan(_frameStart);
        if (length >= FrameMinimum)
        {
            header[0] = Opcode.Frame;
            BinaryPrimitives.WriteUInt64LittleEndian(header[1..], (ulong)length);
        }
        else
        {
            header.Slice(FrameHeaderSize, length).CopyTo(header);
            _count -= FrameHeaderSize;
        }
        _frameStart = NoFrame;
        SetLimit();
    }

    /// <summary>Between two opcodes: true where a frame was large enough and has been ended.</summary>
    public bool EndLargeFrame()
    {
        if (!Framing || !IsFrameFull)
            return false;
        CloseFrame();
        return true;
    }
}
