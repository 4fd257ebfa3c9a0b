using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Krait.Runtime;

namespace Krait.Modules.Pickling;

/// <summary>Reads pickles: what <c>loads</c> and <see cref="PyUnpickler"/> share.</summary>
internal sealed partial class PickleReader
{
    private const int HighestProtocol = 5;

    private readonly ThreadState _thread;
    private readonly PickleSource _source;
    private readonly PickleStack _stack;
    private readonly bool _fixImports;
    private readonly string _encoding;
    private readonly string _errors;
    private readonly PyObject? _buffers;
    private PyObject?[] _memo = [];
    private int _memoCount;
    private int _protocol;

    public PickleReader(ThreadState thread, PickleSource source, bool fixImports, string encoding, string errors, PyObject? buffers)
    {
        _thread = thread;
        _source = source;
        _stack = new PickleStack(thread);
        _fixImports = fixImports;
        _encoding = encoding;
        _errors = errors;
        _buffers = buffers is null or PyNone ? null : Op.GetIter(thread, buffers);
        PyObject.XRetain(_buffers);
    }

    /// <summary>The unpickler whose <c>find_class</c> and <c>persistent_load</c> are asked; null for the built-in ones.</summary>
    public PyUnpickler? Owner { get; set; }

    public void Traverse(Visitor visitor)
    {
        _stack.Traverse(visitor);
        _source.Traverse(visitor);
        visitor.Visit(_memo, _memo.Length);
        visitor.Visit(_buffers);
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear()
    {
        _stack.Clear();
        ClearMemo();
        _source.Close();
        if (!_isCleared && _buffers is not null)
            PyObject.Release(_buffers);
        _isCleared = true;
    }

    private bool _isCleared;

    /// <summary>Forgets the objects that were read.</summary>
    public void ClearMemo()
    {
        var memo = _memo;
        _memo = [];
        _memoCount = 0;
        foreach (var o in memo)
        {
            if (o is not null)
                PyObject.Float(_thread, o);
        }
    }

    /// <summary>The memo as a dict.</summary>
    public PyDict CopyMemo()
    {
        var copy = PyDict.Create(_thread);
        for (var i = 0; i < _memo.Length; i++)
        {
            if (_memo[i] is { } o)
                copy.SetItem(_thread, PyInt.From(i), o);
        }
        return copy;
    }

    /// <summary>Puts an object into the memo.</summary>
    public void PutMemo(long index, PyObject o)
    {
        if (index >= _memo.Length)
        {
            if (index >= Array.MaxLength / 2)
                throw Errors.Memory();
            Array.Resize(ref _memo, Math.Max(16, (int)index * 2));
        }
        var old = _memo[index];
        PyObject.Retain(o);
        _memo[index] = o;
        if (old is null)
            _memoCount++;
        else
            PyObject.Float(_thread, old);
    }

    private PythonException Error(string message) => PickleState.Unpickling(_thread, message);

    /// <summary>Reads one pickle.</summary>
    public PyObject Load()
    {
        _protocol = 0;
        _stack.Clear();
        var mark = _thread.PoolCount;
        while (true)
        {
            RunAhead();
            var opcode = _source.TryReadByte();
            if (opcode < 0)
                throw Errors.Eof("Ran out of input");
            if (opcode == Opcode.Stop)
                break;
            Execute((byte)opcode);
            // Whatever is alive is on the stack or in the memo.
            if (_thread.PoolCount > mark)
                _thread.DrainPool(mark);
            if (_thread.EvalBreaker != 0)
                _thread.CheckInterrupts();
        }
        _source.SkipPeeked();
        return _stack.Pop();
    }

    /// <summary>
    /// Executes the usual simple opcodes as long as they and their arguments are at hand. None of them calls Python code or puts anything into the pool.
    /// </summary>
    private void RunAhead()
    {
        const int LongestFixed = 9;
        var bytes = _source.Ahead;
        var at = 0;
        while (bytes.Length - at >= LongestFixed && TryExecuteSimply(bytes[at..], out var used))
            at += used;
        _source.Skip(at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryExecuteSimply(ReadOnlySpan<byte> bytes, out int used)
    {
        used = 1;
        switch (bytes[0])
        {
            case Opcode.None:
                _stack.Push(PyNone.Instance);
                return true;
            case Opcode.NewTrue:
                _stack.Push(PyBool.True);
                return true;
            case Opcode.NewFalse:
                _stack.Push(PyBool.False);
                return true;
            case Opcode.BinInt:
                _stack.Push(PyInt.Make(_thread, BinaryPrimitives.ReadInt32LittleEndian(bytes[1..])));
                used = 5;
                return true;
            case Opcode.BinInt1:
                _stack.Push(PyInt.Small(bytes[1]));
                used = 2;
                return true;
            case Opcode.BinInt2:
                _stack.Push(PyInt.Make(_thread, BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..])));
                used = 3;
                return true;
            case Opcode.BinFloat:
                _stack.Push(PyFloat.Make(_thread, BinaryPrimitives.ReadDoubleBigEndian(bytes[1..])));
                used = 9;
                return true;
            case Opcode.ShortBinUnicode:
                used = bytes[1] + 2;
                if (used > bytes.Length || PickleText.TryDecodeAscii(bytes[2..used]) is not { } text)
                    return false;
                _stack.Push(text);
                return true;
            case Opcode.BinGet when bytes[1] < _memo.Length && _memo[bytes[1]] is { } known:
                _stack.Push(known);
                used = 2;
                return true;
            case Opcode.Memoize when _stack.HasTop:
                PutMemo(_memoCount, _stack.Top);
                return true;
            case Opcode.Mark:
                _stack.Mark();
                return true;
            default:
                return false;
        }
    }

    private void Execute(byte opcode)
    {
        switch (opcode)
        {
            case Opcode.None:
                _stack.Push(PyNone.Instance);
                break;
            case Opcode.BinInt:
                _stack.Push(PyInt.Make(_thread, ReadInt32()));
                break;
            case Opcode.BinInt1:
                _stack.Push(PyInt.Make(_thread, _source.ReadByte()));
                break;
            case Opcode.BinInt2:
                _stack.Push(PyInt.Make(_thread, BinaryPrimitives.ReadUInt16LittleEndian(_source.Read(2))));
                break;
            case Opcode.NewTrue:
                _stack.Push(PyBool.True);
                break;
            case Opcode.NewFalse:
                _stack.Push(PyBool.False);
                break;
            case Opcode.BinFloat:
                _stack.Push(PyFloat.From(BinaryPrimitives.ReadDoubleBigEndian(_source.Read(8))));
                break;
            case Opcode.ShortBinUnicode:
                _stack.Push(PickleText.Decode(_thread, _source.Read(_source.ReadByte())));
                break;
            case Opcode.BinUnicode:
                _stack.Push(PickleText.Decode(_thread, _source.Read(ReadUInt32())));
                break;
            case Opcode.BinUnicode8:
                _stack.Push(PickleText.Decode(_thread, _source.Read(ReadSize("BINUNICODE"))));
                break;
            case Opcode.Memoize:
                PutMemo(_memoCount, _stack.Top);
                break;
            case Opcode.BinGet:
                LoadGet(_source.ReadByte());
                break;
            case Opcode.LongBinGet:
                LoadGet(ReadUInt32());
                break;
            case Opcode.BinPut:
                LoadPut(_source.ReadByte());
                break;
            case Opcode.LongBinPut:
                LoadPut(ReadUInt32());
                break;
            case Opcode.Mark:
                _stack.Mark();
                break;
            default:
                if (!ExecuteContainer(opcode) && !ExecuteObject(opcode) && !ExecuteText(opcode) && !ExecuteOther(opcode))
                    throw UnknownOpcode(opcode);
                break;
        }
    }

    private PythonException UnknownOpcode(byte opcode) => Error(
        opcode is >= 0x20 and <= 0x7E and not ((byte)'\'' or (byte)'\\')
            ? $"invalid load key, '{(char)opcode}'."
            : $"invalid load key, '\\x{opcode:x2}'.");

    private int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(_source.Read(4));

    private long ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(_source.Read(4));

    private long ReadSize(string what)
    {
        var size = BinaryPrimitives.ReadUInt64LittleEndian(_source.Read(8));
        if (size > long.MaxValue)
            throw Errors.Overflow($"{what} exceeds system's maximum size of {long.MaxValue} bytes");
        return (long)size;
    }

    private bool ExecuteContainer(byte opcode)
    {
        switch (opcode)
        {
            case Opcode.EmptyTuple:
                _stack.Push(PyTuple.Empty);
                return true;
            case Opcode.Tuple1 or Opcode.Tuple2 or Opcode.Tuple3:
                var length = opcode - Opcode.Tuple1 + 1;
                _stack.CheckAbove(length);
                _stack.MakeTuple(_stack.Count - length);
                return true;
            case Opcode.Tuple:
                _stack.MakeTuple(_stack.PopMark());
                return true;
            case Opcode.EmptyList:
                _stack.Push(PyList.Create(_thread));
                return true;
            case Opcode.List:
                _stack.Push(_stack.PopList(_stack.PopMark()));
                return true;
            case Opcode.Append:
                _stack.CheckAbove(2);
                AppendFrom(_stack.Count - 1);
                return true;
            case Opcode.Appends:
                AppendFrom(_stack.PopMark());
                return true;
            case Opcode.EmptyDict:
                _stack.Push(PyDict.Create(_thread));
                return true;
            case Opcode.Dict:
                LoadDict();
                return true;
            case Opcode.SetItem:
                SetItemsFrom(_stack.Count - 2);
                return true;
            case Opcode.SetItems:
                SetItemsFrom(_stack.PopMark());
                return true;
            case Opcode.EmptySet:
                _stack.Push(PySet.Create(_thread));
                return true;
            case Opcode.AddItems:
                AddFrom(_stack.PopMark());
                return true;
            case Opcode.FrozenSet:
                _stack.Push(PyFrozenSet.FromItems(_thread, _stack.PopTuple(_stack.PopMark()).Items));
                return true;
            default:
                return false;
        }
    }

    private void AppendFrom(int start)
    {
        _stack.CheckPlace(start);
        if (_stack.Count == start)
            return;
        var target = _stack[start - 1];
        if (target.GetType() == typeof(PyList))
        {
            _stack.MoveTo((PyList)target, start);
            return;
        }
        if (Op.TryGetAttr(_thread, target, PickleNames.Extend) is { } extend)
        {
            Op.Call(_thread, extend, _stack.PopList(start));
            return;
        }
        var append = Op.GetAttr(_thread, target, Names.Append);
        for (var i = start; i < _stack.Count; i++)
            Op.Call(_thread, append, _stack[i]);
        _stack.CutTo(start);
    }

    private void LoadDict()
    {
        var start = _stack.PopMark();
        if ((_stack.Count - start) % 2 != 0)
            throw Error("odd number of items for DICT");
        var dict = PyDict.Create(_thread);
        for (var i = start; i < _stack.Count; i += 2)
            dict.SetItem(_thread, _stack[i], _stack[i + 1]);
        _stack.CutTo(start);
        _stack.Push(dict);
    }

    private void SetItemsFrom(int start)
    {
        _stack.CheckPlace(start);
        if (_stack.Count == start)
            return;
        if ((_stack.Count - start) % 2 != 0)
            throw Error("odd number of items for SETITEMS");
        var target = _stack[start - 1];
        var dict = target.GetType() == typeof(PyDict) ? (PyDict)target : null;
        for (var i = start; i < _stack.Count; i += 2)
        {
            if (dict is not null)
                dict.SetItem(_thread, _stack[i], _stack[i + 1]);
            else
                Op.SetItem(_thread, target, _stack[i], _stack[i + 1]);
        }
        _stack.CutTo(start);
    }

    private void AddFrom(int start)
    {
        _stack.CheckPlace(start);
        if (_stack.Count == start)
            return;
        var target = _stack[start - 1];
        if (target.GetType() == typeof(PySet))
        {
            for (var i = start; i < _stack.Count; i++)
                ((PySet)target).Add(_thread, _stack[i]);
        }
        else
        {
            var add = Op.GetAttr(_thread, target, PickleNames.Add);
            for (var i = start; i < _stack.Count; i++)
                Op.Call(_thread, add, _stack[i]);
        }
        _stack.CutTo(start);
    }

    private void LoadGet(long index)
    {
        if (index >= _memo.Length || _memo[index] is not { } o)
            throw Error($"Memo value not found at index {index}");
        _stack.Push(o);
    }

    private void LoadPut(long index)
    {
        if (index < 0)
            throw Errors.Value("negative PUT argument");
        PutMemo(index, _stack.Top);
    }
}
