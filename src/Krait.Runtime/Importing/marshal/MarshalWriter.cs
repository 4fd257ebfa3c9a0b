using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Krait.Runtime;

/// <summary>Writes the format of the <c>marshal</c> module, versions 0 to 5.</summary>
internal sealed class MarshalWriter(ThreadState thread, int version, bool allowCode = true)
{
    /// <summary>The version that is written by default.</summary>
    public const int CurrentVersion = 5;

    private const int MaxDepth = 2000;
    private const int RefFlag = 0x80;
    private readonly System.IO.MemoryStream _out = new();
    private readonly Dictionary<PyObject, int> _references = new(ReferenceEqualityComparer.Instance);
    /// <summary>The code objects and slices being written: nothing inside may refer to them, since they are read whole.</summary>
    private readonly HashSet<PyObject> _open = new(ReferenceEqualityComparer.Instance);
    private int _depth;

    /// <summary>The bytes of an object.</summary>
    /// <exception cref="PythonException">ValueError: it cannot be marshalled.</exception>
    public byte[] Write(PyObject o)
    {
        WriteObject(o);
        return _out.ToArray();
    }

    private void WriteObject(PyObject o)
    {
        if (++_depth > MaxDepth)
            throw Errors.Value("object too deeply nested to marshal");
        switch (o)
        {
            case PyNone:
                _out.WriteByte((byte)'N');
                break;
            case PyEllipsis:
                _out.WriteByte((byte)'.');
                break;
            case PyBool flag:
                _out.WriteByte((byte)(flag.Value != 0 ? 'T' : 'F'));
                break;
            case PyType type when ReferenceEquals(type, ExceptionTypes.StopIteration):
                _out.WriteByte((byte)'S');
                break;
            default:
                WriteReferable(o);
                break;
        }
        _depth--;
    }

    private void WriteReferable(PyObject o)
    {
        var flag = 0;
        if (version >= 3)
        {
            if (_references.TryGetValue(o, out var index))
            {
                if (_open.Contains(o))
                    throw Errors.Value("unmarshallable object");
                _out.WriteByte((byte)'r');
                WriteInt(index);
                return;
            }
            if (o.RefCount != 1)
            {
                _references.Add(o, _references.Count);
                flag = RefFlag;
            }
        }
        switch (o)
        {
            case PyInt number when number.GetType() == typeof(PyInt) || number.GetType() == typeof(PyLargeInt):
                WriteNumber(number, flag);
                break;
            case PyFloat real when real.GetType() == typeof(PyFloat):
                WriteType(version > 1 ? 'g' : 'f', flag);
                WriteDouble(real.Value);
                break;
            case PyComplex complex when complex.GetType() == typeof(PyComplex):
                WriteType(version > 1 ? 'y' : 'x', flag);
                WriteDouble(complex.Real);
                WriteDouble(complex.Imaginary);
                break;
            case PyBytes bytes when bytes.GetType() == typeof(PyBytes):
                WriteType('s', flag);
                WriteSized(bytes.Span);
                break;
            case PyStr text when text.GetType() == typeof(PyStr):
                WriteText(text, flag);
                break;
            default:
                WriteContainer(o, flag);
                break;
        }
    }

    private void WriteContainer(PyObject o, int flag)
    {
        switch (o)
        {
            case PyTuple tuple when tuple.GetType() == typeof(PyTuple):
                WriteTuple(tuple.Items, flag);
                break;
            case PyList list when list.GetType() == typeof(PyList):
                WriteType('[', flag);
                WriteInt(list.Count);
                foreach (var item in list.Items.ToArray())
                    WriteObject(item);
                break;
            case PyDict dict when dict.GetType() == typeof(PyDict):
                WriteType('{', flag);
                var position = 0;
                while (dict.Next(ref position, out var key, out var value))
                {
                    WriteObject(key);
                    WriteObject(value);
                }
                _out.WriteByte((byte)'0');
                break;
            case PySetBase set when set.GetType() == typeof(PySet) || set.GetType() == typeof(PyFrozenSet):
                WriteSet(set, flag);
                break;
            case PyCode code:
                if (!allowCode)
                    throw Errors.Value("marshalling code objects is disallowed");
                WriteType('c', flag);
                _open.Add(code);
                WriteCode(code);
                _open.Remove(code);
                break;
            case PySlice slice:
                if (version < 5)
                    throw Errors.Value("unmarshallable object");
                WriteType(':', flag);
                _open.Add(slice);
                WriteObject(slice.Start);
                WriteObject(slice.Stop);
                WriteObject(slice.Step);
                _open.Remove(slice);
                break;
            default:
                WriteBuffer(o, flag);
                break;
        }
    }

    private void WriteBuffer(PyObject o, int flag)
    {
        if (!Op.HasBuffer(o))
            throw Errors.Value("unmarshallable object");
        WriteType('s', flag);
        WriteSized(Op.CopyBytes(thread, o));
    }

    /// <summary>The elements go in the order of their own bytes: the same set always gives the same data.</summary>
    private void WriteSet(PySetBase set, int flag)
    {
        WriteType(set is PySet ? '<' : '>', flag);
        WriteInt(set.Count);
        var elements = new List<(byte[] Key, PyObject Item)>();
        var position = 0;
        while (set.Next(ref position, out var item, out _))
            elements.Add((new MarshalWriter(thread, version, allowCode).Write(item), item));
        elements.Sort(static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        foreach (var (_, item) in elements)
            WriteObject(item);
    }

    private void WriteCode(PyCode code)
    {
        var compiled = code.Compiled;
        WriteInt(compiled.ArgCount);
        WriteInt(compiled.PosOnlyArgCount);
        WriteInt(compiled.KwOnlyArgCount);
        WriteInt(compiled.StackSize);
        WriteInt((int)compiled.Flags);
        WriteBytes(compiled.Code);
        WriteTuple(code.Constants, 0);
        WriteTuple(code.Names, 0);
        WriteTuple(code.LocalsPlusNames, 0);
        WriteBytes(System.Array.ConvertAll(compiled.LocalsPlusKinds, static kind => (byte)kind));
        WriteObject(code.FilenameField);
        WriteObject(code.NameField);
        WriteObject(code.QualNameField);
        WriteInt(compiled.FirstLineNumber);
        WriteBytes(compiled.LineTable);
        WriteBytes(compiled.ExceptionTable);
    }

    /// <summary>Bytes that nothing else refers to.</summary>
    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteType('s', 0);
        WriteSized(bytes);
    }

    private void WriteTuple(ReadOnlySpan<PyObject> items, int flag)
    {
        if (version >= 4 && items.Length < 256)
        {
            WriteType(')', flag);
            _out.WriteByte((byte)items.Length);
        }
        else
        {
            WriteType('(', flag);
            WriteInt(items.Length);
        }
        foreach (var item in items)
            WriteObject(item);
    }

    private void WriteText(PyStr text, int flag)
    {
        var isAscii = text.Bmp is { } chars && Ascii.IsValid(chars);
        if (version >= 4 && isAscii)
        {
            var isShort = text.Length < 256;
            WriteType(text.IsInterned ? isShort ? 'Z' : 'A' : isShort ? 'z' : 'a', flag);
            if (isShort)
                _out.WriteByte((byte)text.Length);
            else
                WriteInt(text.Length);
            _out.Write(Encoding.ASCII.GetBytes(text.Bmp!));
            return;
        }
        WriteType(version >= 3 && text.IsInterned ? 't' : 'u', flag);
        WriteSized(Codecs.EncodeUtf8SurrogatePass(thread, text));
    }

    private void WriteNumber(PyInt number, int flag)
    {
        if (!number.IsLarge && number.Value is >= int.MinValue and <= int.MaxValue)
        {
            WriteType('i', flag);
            WriteInt((int)number.Value);
            return;
        }
        WriteType('l', flag);
        var value = BigInteger.Abs(number.Big);
        var digits = new List<ushort>();
        while (!value.IsZero)
        {
            digits.Add((ushort)(value & 0x7FFF));
            value >>= 15;
        }
        WriteInt(number.Big.Sign < 0 ? -digits.Count : digits.Count);
        Span<byte> bytes = stackalloc byte[2];
        foreach (var digit in digits)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, digit);
            _out.Write(bytes);
        }
    }

    private void WriteDouble(double value)
    {
        if (version > 1)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            _out.Write(bytes);
            return;
        }
        var text = Encoding.ASCII.GetBytes(Numerics.FloatFormat.FormatShort(value, 'g', 17));
        _out.WriteByte((byte)text.Length);
        _out.Write(text);
    }

    private void WriteSized(ReadOnlySpan<byte> bytes)
    {
        WriteInt(bytes.Length);
        _out.Write(bytes);
    }

    private void WriteType(char type, int flag) => _out.WriteByte((byte)(type | flag));

    private void WriteInt(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _out.Write(bytes);
    }
}
