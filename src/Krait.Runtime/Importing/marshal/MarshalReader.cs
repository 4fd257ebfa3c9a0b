using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>Reads the format of the <c>marshal</c> module, versions 0 to 5. Nesting is limited, as in CPython, so that bad data cannot exhaust the stack.</summary>
internal ref struct MarshalReader(ThreadState thread, ReadOnlySpan<byte> data, bool allowCode = true)
{
    private const int MaxDepth = 2000;
    private const int RefFlag = 0x80;
    private readonly ReadOnlySpan<byte> _data = data;
    private readonly PyObject? _file;
    // A place for every 24 bytes: what compiled modules have on average.
    private readonly List<PyObject?> _references = new(Math.Min(data.Length / 24, 4096));
    private int _position;
    private int _depth;

    /// <summary>Reads from an open file, no byte more than the object takes.</summary>
    public MarshalReader(ThreadState thread, PyObject file, bool allowCode) : this(thread, default(ReadOnlySpan<byte>), allowCode) => _file = file;

    /// <summary>Reads one object.</summary>
    /// <exception cref="PythonException">EOFError: the data end too early; ValueError or TypeError: they are bad.</exception>
    public PyObject Read() => ReadOrNull() ?? throw Errors.Type("NULL object in marshal data for object");

    private PyObject? ReadOrNull()
    {
        if (++_depth > MaxDepth)
            throw Errors.Value("recursion limit exceeded");
        var code = ReadByte("EOF read where object expected");
        var type = (char)(code & ~RefFlag);
        var isReference = (code & RefFlag) != 0;
        var result = type switch
        {
            '0' => null,
            'N' => PyNone.Instance,
            'S' => ExceptionTypes.StopIteration,
            '.' => PyEllipsis.Instance,
            'F' => PyBool.False,
            'T' => PyBool.True,
            'r' => Reference(),
            '(' or ')' or '[' or '<' or '>' or '{' or 'c' or ':' => Container(type, isReference),
            _ => Remember(Simple(type), isReference),
        };
        _depth--;
        return result;
    }

    private PyObject Simple(char type) => type switch
    {
        'i' => PyInt.From(ReadInt()),
        'I' => PyInt.From(BinaryPrimitives.ReadInt64LittleEndian(Take(8))),
        'l' => LongInt(),
        'g' => PyFloat.From(ReadDouble()),
        'f' => PyFloat.From(ReadDoubleText()),
        'y' => PyComplex.From(ReadDouble(), ReadDouble()),
        'x' => PyComplex.From(ReadDoubleText(), ReadDoubleText()),
        's' => PyBytes.From(Take(ReadSize("bytes object"))),
        'z' => PyStr.FromBmp(Encoding.Latin1.GetString(Take(ReadByte()))),
        'Z' => InternTable.InternLatin1(Take(ReadByte())),
        'a' => PyStr.FromBmp(Encoding.Latin1.GetString(Take(ReadSize("string")))),
        'A' => InternTable.InternLatin1(Take(ReadSize("string"))),
        'u' => ReadText(),
        't' => InternTable.Intern(ReadText()),
        _ => throw Errors.Value("bad marshal data (unknown type code)"),
    };

    private PyObject Container(char type, bool isReference)
    {
        // The place is reserved before the contents are read: they may refer to the container.
        var place = -1;
        if (isReference)
        {
            place = _references.Count;
            _references.Add(null);
        }
        PyObject made = type switch
        {
            ')' => ReadTuple(ReadByte(), place),
            '(' => ReadTuple(ReadSize("tuple"), place),
            '[' => ReadList(place),
            '{' => ReadDict(place),
            '<' => ReadSet(place),
            '>' => PyFrozenSet.FromItems(thread, ReadItems(ReadSize("set"))),
            ':' => PySlice.Create(thread, Read(), Read(), Read()),
            _ => ReadCode(),
        };
        if (place >= 0)
            _references[place] = made;
        return made;
    }

    private PyObject[] ReadItems(int count)
    {
        CheckLeft(count);
        var items = new PyObject[count];
        for (var i = 0; i < count; i++)
            items[i] = Read();
        return items;
    }

    /// <summary>A tuple may hold a list that holds the tuple: one that is referred to exists, full of None, before its items do.</summary>
    private PyTuple ReadTuple(int count, int place)
    {
        if (place < 0 || count == 0)
            return PyTuple.FromArray(thread, ReadItems(count));
        CheckLeft(count);
        var items = new PyObject[count];
        System.Array.Fill(items, PyNone.Instance);
        var tuple = PyTuple.FromGrowing(thread, items);
        _references[place] = tuple;
        for (var i = 0; i < count; i++)
        {
            items[i] = Read();
            PyObject.Retain(items[i]);
        }
        return tuple;
    }

    private PyList ReadList(int place)
    {
        var count = ReadSize("list");
        var list = PyList.Create(thread);
        if (place >= 0)
            _references[place] = list;
        for (var i = 0; i < count; i++)
            list.Append(Read());
        return list;
    }

    private PySet ReadSet(int place)
    {
        var count = ReadSize("set");
        var set = PySet.Create(thread);
        if (place >= 0)
            _references[place] = set;
        for (var i = 0; i < count; i++)
            set.Add(thread, Read());
        return set;
    }

    private PyDict ReadDict(int place)
    {
        var dict = PyDict.Create(thread);
        if (place >= 0)
            _references[place] = dict;
        while (ReadOrNull() is { } key)
            dict.SetItem(thread, key, Read());
        return dict;
    }

    private PyCode ReadCode()
    {
        if (!allowCode)
            throw Errors.Value("unmarshalling code objects is disallowed");
        var argCount = ReadInt();
        var positionalOnly = ReadInt();
        var keywordOnly = ReadInt();
        var stackSize = ReadInt();
        var flags = (CodeFlags)ReadInt();
        var code = ReadBytes();
        var constants = ReadTupleItems();
        var names = ReadNames();
        var localsPlusNames = ReadNames();
        var kinds = ReadBytes();
        var filename = (PyStr)Read();
        var name = ReadName();
        var qualName = ReadName();
        var firstLine = ReadInt();
        var lineTable = ReadBytes();
        var exceptionTable = ReadBytes();
        if (code.Length % 2 != 0 || kinds.Length != localsPlusNames.Length)
            throw Errors.Value("code: bad marshal data");
        var compiled = new CompiledCode
        {
            ArgCount = argCount,
            PosOnlyArgCount = positionalOnly,
            KwOnlyArgCount = keywordOnly,
            StackSize = stackSize,
            Flags = flags,
            Code = code,
            Constants = [],
            Names = [],
            LocalsPlusNames = [],
            // An enum of bytes: the runtime lets one array be both.
            LocalsPlusKinds = (LocalKinds[])(object)kinds,
            Filename = filename.ToString(),
            Name = name.ToString(),
            QualifiedName = qualName.ToString(),
            FirstLineNumber = firstLine,
            LineTable = thread.Interpreter.Config.DebugRanges ? lineTable : LocationTable.WithoutColumns(lineTable, firstLine),
            ExceptionTable = exceptionTable,
        };
        return thread.EnterNew(new PyCode(compiled, constants, filename, new CodeNames(names, localsPlusNames, name, qualName)));
    }

    /// <summary>True where a type byte comes next, without the flag of what is referred to again; it is read then.</summary>
    private bool TryReadType(char type)
    {
        if (_position >= _data.Length || _data[_position] != type)
            return false;
        _position++;
        return true;
    }

    /// <summary>The items of a tuple, which becomes none where nothing else refers to it.</summary>
    private PyObject[] ReadTupleItems() =>
        TryReadType(')') ? ReadItems(ReadByte())
        : TryReadType('(') ? ReadItems(ReadSize("tuple"))
        : (Read() as PyTuple ?? throw Errors.Value("bad marshal data (tuple expected)")).Items.ToArray();

    private byte[] ReadBytes() =>
        TryReadType('s') ? Take(ReadSize("bytes object")).ToArray()
        : (Read() as PyBytes ?? throw Errors.Value("bad marshal data (bytes expected)")).Data;

    private PyStr ReadName() => ToName(Read());

    private static PyStr ToName(PyObject o) =>
        InternTable.Intern((o as PyStr ?? throw Errors.Value("bad marshal data (name expected)")).Exact());

    private PyStr[] ReadNames()
    {
        if (!TryReadType(')'))
            return System.Array.ConvertAll(ReadTupleItems(), ToName);
        var names = new PyStr[ReadByte()];
        for (var i = 0; i < names.Length; i++)
            names[i] = ReadName();
        return names;
    }

    private PyObject Reference()
    {
        var index = ReadInt();
        if ((uint)index >= (uint)_references.Count || _references[index] is not { } found)
            throw Errors.Value("bad marshal data (invalid reference)");
        return found;
    }

    private readonly PyObject Remember(PyObject o, bool isReference)
    {
        if (isReference)
            _references.Add(o);
        return o;
    }

    private PyObject LongInt()
    {
        const int DigitsOfLong = 4;
        var size = ReadInt();
        var digits = Math.Abs((long)size);
        CheckLeft(digits * 2);
        if (digits > DigitsOfLong)
            return PyInt.From(BigInt(size));
        long value = 0;
        for (var i = 0; i < digits; i++)
            value |= (long)ReadDigit(i == digits - 1) << (15 * i);
        return PyInt.From(size < 0 ? -value : value);
    }

    private BigInteger BigInt(int size)
    {
        BigInteger value = 0;
        var digits = Math.Abs((long)size);
        for (var i = 0; i < digits; i++)
            value |= (BigInteger)ReadDigit(i == digits - 1) << (15 * i);
        return size < 0 ? -value : value;
    }

    private int ReadDigit(bool isLast)
    {
        var digit = BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
        if (digit > 0x7FFF)
            throw Errors.Value("bad marshal data (digit out of range in long)");
        if (digit == 0 && isLast)
            throw Errors.Value("bad marshal data (unnormalized long data)");
        return digit;
    }

    private PyStr ReadText() => Codecs.DecodeUtf8SurrogatePass(thread, Take(ReadSize("string")));

    private double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    private double ReadDoubleText()
    {
        var text = Encoding.ASCII.GetString(Take(ReadByte()));
        return Numerics.FloatFormat.TryParse(text, out var value) ? value : throw Errors.Value("bad marshal data (float)");
    }

    private int ReadInt() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private int ReadSize(string what)
    {
        var size = ReadInt();
        return size >= 0 ? size : throw Errors.Value($"bad marshal data ({what} size out of range)");
    }

    private int ReadByte(string message = "marshal data too short")
    {
        if (_file is not null)
            return TakeFromFile(1)[0];
        if (_position >= _data.Length)
            throw Errors.Eof(message);
        return _data[_position++];
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_file is not null)
            return TakeFromFile(count);
        CheckLeft(count);
        var taken = _data.Slice(_position, count);
        _position += count;
        return taken;
    }

    /// <summary>Fails early where the data cannot hold what is announced; what a file holds shows when it is read.</summary>
    private readonly void CheckLeft(long count)
    {
        if (_file is null && count > _data.Length - _position)
            throw Errors.Eof("marshal data too short");
    }

    private readonly byte[] TakeFromFile(int count)
    {
        var bytes = new byte[count];
        if (count == 0)
            return bytes;
        var memory = PyMemoryView.Create(thread, PyByteArray.From(bytes));
        var got = Op.AsIndexLong(thread, Op.CallMethod(thread, _file!, PyStr.Intern("readinto"), memory));
        if (got > count)
            throw Errors.Value($"read() returned too much data: {count} bytes requested, {got} returned");
        return got == count ? bytes : throw Errors.Eof("EOF read where not expected");
    }
}
