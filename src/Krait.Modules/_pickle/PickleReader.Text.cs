using System.Globalization;
using System.Numerics;
using System.Text;
using Krait.Runtime;

namespace Krait.Modules.Pickling;

internal sealed partial class PickleReader
{
    /// <summary>The opcodes of protocol 0 that stand before text, and those of strings of Python 2.</summary>
    private bool ExecuteText(byte opcode)
    {
        switch (opcode)
        {
            case Opcode.Int:
                LoadInt();
                return true;
            case Opcode.Long:
                LoadLong();
                return true;
            case Opcode.Float:
                LoadFloat();
                return true;
            case Opcode.String:
                LoadString();
                return true;
            case Opcode.Unicode:
                _stack.Push(Op.CallMethod(_thread, PyBytes.From(_source.ReadLine()[..^1]), Names.Decode, PyStr.Intern("raw-unicode-escape")));
                return true;
            case Opcode.Get:
                LoadGet(IndexOfLine());
                return true;
            case Opcode.Put:
                LoadPut(IndexOfLine());
                return true;
            case Opcode.ShortBinString:
                PushOldString(_source.Read(_source.ReadByte()));
                return true;
            case Opcode.BinString:
                var size = ReadInt32();
                if (size < 0)
                    throw Error("BINSTRING pickle has negative byte count");
                PushOldString(_source.Read(size));
                return true;
            default:
                return false;
        }
    }

    private string TextOfLine() => Encoding.Latin1.GetString(_source.ReadLine());

    private long IndexOfLine()
    {
        var line = TextOfLine();
        if (line.Length < 2)
            throw Error("pickle data was truncated");
        var number = PyInt.Parse(_thread, PyStr.From(line), 10);
        return number.TryGetLong(out var index) ? index : throw Errors.Overflow("Python int too large to convert to C ssize_t");
    }

    private void LoadInt()
    {
        var line = TextOfLine();
        if (line.Length < 2)
            throw Error("pickle data was truncated");
        var digits = line.TrimEnd('\n', '\0');
        if (digits is "00" or "01")
        {
            _stack.Push(PyBool.From(digits == "01"));
            return;
        }
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var value))
        {
            _stack.Push(PyInt.Make(_thread, value));
            return;
        }
        try
        {
            _stack.Push(PyInt.Parse(_thread, PyStr.From(digits), 10));
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.ValueError))
        {
            throw Errors.Value("could not convert string to int");
        }
    }

    private void LoadLong()
    {
        var line = TextOfLine();
        if (line.Length < 2)
            throw Error("pickle data was truncated");
        // Python 2 wrote an L behind the digits.
        if (line[^2] == 'L')
            line = line[..^2];
        _stack.Push(PyInt.Parse(_thread, PyStr.From(line), 10));
    }

    private void LoadFloat()
    {
        var line = TextOfLine();
        if (line.Length < 2)
            throw Error("pickle data was truncated");
        try
        {
            _stack.Push(PyFloat.From(PyFloat.Parse(_thread, PyStr.From(line[..^1]))));
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.ValueError))
        {
            throw Errors.Value($"could not convert string to float: '{line}'");
        }
    }

    private void LoadString()
    {
        var line = _source.ReadLine()[..^1];
        if (line.Length < 2 || line[0] != line[^1] || line[0] is not ((byte)'"' or (byte)'\''))
            throw Error("the STRING opcode argument must be quoted");
        var escaped = PyBytes.From(line[1..^1]);
        var decoded = Op.Call(_thread, Op.ImportFrom(_thread, "_codecs", "escape_decode"), escaped);
        PushOldString(((PyBytes)((PyTuple)decoded)[0]).Span);
    }

    private void PushOldString(ReadOnlySpan<byte> bytes)
    {
        var made = PyBytes.From(bytes);
        _stack.Push(_encoding == "bytes" ? made : Op.CallMethod(_thread, made, Names.Decode, PyStr.From(_encoding), PyStr.From(_errors)));
    }

    private bool ExecuteOther(byte opcode)
    {
        switch (opcode)
        {
            case Opcode.Proto:
                var protocol = _source.ReadByte();
                _protocol = protocol <= HighestProtocol ? protocol : throw Errors.Value($"unsupported pickle protocol: {protocol}");
                return true;
            case Opcode.Frame:
                var size = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(_source.Read(8));
                if (size > long.MaxValue)
                    throw Errors.Overflow($"FRAME length exceeds system's maximum of {long.MaxValue} bytes");
                _source.Prepare((long)size);
                return true;
            case Opcode.Pop:
                _stack.Drop();
                return true;
            case Opcode.PopMark:
                _stack.CutTo(_stack.PopMark());
                return true;
            case Opcode.Dup:
                _stack.Push(_stack.Top);
                return true;
            case Opcode.Long1:
                LoadBinaryLong(_source.ReadByte());
                return true;
            case Opcode.Long4:
                LoadBinaryLong(ReadInt32());
                return true;
            case Opcode.ShortBinBytes:
                _stack.Push(PyBytes.From(_source.Read(_source.ReadByte())));
                return true;
            case Opcode.BinBytes:
                LoadBytes(ReadUInt32());
                return true;
            case Opcode.BinBytes8:
                LoadBytes(ReadSize("BINBYTES"));
                return true;
            case Opcode.ByteArray8:
                LoadByteArray();
                return true;
            case Opcode.NextBuffer:
                LoadNextBuffer();
                return true;
            case Opcode.ReadOnlyBuffer:
                var view = PyMemoryView.Create(_thread, _stack.Top);
                if (!view.View.ReadOnly)
                {
                    _stack.Pop();
                    _stack.Push(Op.CallMethod(_thread, view, "toreadonly"));
                }
                return true;
            default:
                return false;
        }
    }

    private void LoadBinaryLong(int size)
    {
        if (size < 0)
            throw Error("LONG pickle has negative byte count");
        var bytes = _source.Read(size);
        if (size is 0 or > sizeof(long))
        {
            _stack.Push(PyInt.From(new BigInteger(bytes)));
            return;
        }
        long value = (sbyte)bytes[^1];
        for (var i = size - 2; i >= 0; i--)
            value = (value << 8) | bytes[i];
        _stack.Push(PyInt.Make(_thread, value));
    }

    private void LoadBytes(long size) => _stack.Push(PyBytes.From(_source.Read(size)));

    private void LoadByteArray()
    {
        var size = ReadSize("BYTEARRAY");
        _stack.Push(PyByteArray.From(_source.Read(size)));
    }

    private void LoadNextBuffer()
    {
        if (_buffers is null)
            throw Error("pickle stream refers to out-of-band data but no *buffers* argument was given");
        _stack.Push(Op.IterNext(_thread, _buffers) ?? throw Error("not enough out-of-band buffers"));
    }
}
