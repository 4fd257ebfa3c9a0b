using System.Runtime.CompilerServices;
using Krait.Runtime;

namespace Krait.Modules.Pickling;

/// <summary>Writes objects as pickles: what <c>dumps</c> and <see cref="PyPickler"/> share. References held: the memo's objects.</summary>
internal sealed partial class PickleWriter
{
    private const int HighestProtocol = 5;
    private const int DefaultProtocol = 5;
    private const int NotInMemo = -1;
    private const int LargestSpare = 4096;

    private readonly ThreadState _thread;
    private readonly PickleOutput _output = new();
    private readonly int _protocol;
    private readonly bool _fixImports;
    private readonly PyObject? _bufferCallback;

    private PickleMemo _memo;
    private PyObject? _write;
    private PyObject? _copyregTable;

    public PickleWriter(ThreadState thread, PyObject? protocol, bool fixImports, PyObject? bufferCallback)
    {
        _thread = thread;
        _memo = thread.Interpreter.ModuleState<PickleState>().TakeMemo();
        _protocol = ProtocolOf(thread, protocol);
        IsBinary = _protocol > 0;
        _fixImports = fixImports && _protocol < 3;
        if (bufferCallback is not (null or PyNone))
        {
            if (_protocol < 5)
                throw Errors.Value("buffer_callback needs protocol >= 5");
            _bufferCallback = bufferCallback;
        }
    }

    /// <summary>False for protocol 0.</summary>
    public bool IsBinary { get; set; }

    /// <summary>Without a memo: shared and recursive objects are not recognised.</summary>
    public bool IsFast { get; set; }

    /// <summary>A function that gives persistent ids; null where none is overridden.</summary>
    public PyObject? PersistentId { get; set; }

    /// <summary>The pickler's own dispatch table; null for that of <c>copyreg</c>.</summary>
    public PyObject? DispatchTable { get; set; }

    /// <summary>The pickler's <c>reducer_override</c>; null for none.</summary>
    public PyObject? ReducerOverride { get; set; }

    /// <summary>What has been written and not flushed.</summary>
    public ReadOnlySpan<byte> Output => _output.Bytes;

    /// <summary>The objects that were written, with their numbers.</summary>
    public PickleMemo Memo => _memo;

    private static int ProtocolOf(ThreadState thread, PyObject? protocol)
    {
        if (protocol is null or PyNone)
            return DefaultProtocol;
        var number = Op.AsInt(thread, protocol);
        if (number > HighestProtocol)
            throw Errors.Value($"pickle protocol must be <= {HighestProtocol}");
        return number < 0 ? HighestProtocol : number;
    }

    /// <summary>Takes the file to write to; returns its <c>write</c> method, which the caller holds.</summary>
    public PyObject OpenFile(PyObject file) =>
        _write = Op.TryGetAttr(_thread, file, "write") ?? throw Errors.Type("file must have a 'write' attribute");

    /// <summary>Visits the objects held.</summary>
    public void Traverse(Visitor visitor)
    {
        foreach (ref readonly var entry in _memo.Entries)
            visitor.Visit(entry.Object);
    }

    /// <summary>Forgets the objects that were written.</summary>
    public void ClearMemo() => _memo.Clear(_thread);

    /// <summary>Lets go of everything: the writer is not used any more, and the next one takes its tables.</summary>
    public void Close()
    {
        _memo.Clear(_thread);
        if (_memo.Capacity <= LargestSpare)
            _thread.Interpreter.ModuleState<PickleState>().SpareMemo = _memo;
    }

    /// <summary>Replaces the memo; takes over the references.</summary>
    public void ReplaceMemo(PickleMemo memo)
    {
        ClearMemo();
        _memo = memo;
    }

    /// <summary>Writes a whole pickle.</summary>
    public void Dump(PyObject o)
    {
        _output.Clear();
        if (_protocol >= 2)
            _output.Write(Opcode.Proto, (byte)_protocol);
        _output.Framing = _protocol >= 4;
        try
        {
            Save(o);
            _output.Write(Opcode.Stop);
            _output.CloseFrame();
        }
        finally
        {
            _output.Framing = false;
        }
    }

    /// <summary>Hands what was written to the file.</summary>
    public void Flush()
    {
        if (_write is null)
            return;
        var bytes = PyBytes.From(_output.Bytes);
        _output.Clear();
        Op.Call(_thread, _write, bytes);
    }

    private PythonException Error(string message) => PickleState.Pickling(_thread, message);

    /// <summary>Writes an object, with what it refers to.</summary>
    private void Save(PyObject o)
    {
        if (!SaveSimply(o))
            SaveFully(o, true);
    }

    private void SaveFully(PyObject o, bool mayBePersistent)
    {
        if (_output.EndLargeFrame())
            Flush();
        var mark = _thread.PoolCount;
        Op.EnterRecursion(_thread, " while pickling an object");
        if (mayBePersistent && PersistentId is not null && SavePersistent(o))
        {
            Drain(mark);
            return;
        }
        if (SaveAtom(o))
            return;
        if (o.GetType() == typeof(PyList) || o.GetType() == typeof(PyDict))
            SaveChangeable(o);
        else if (_memo.TryGet(o, out var known))
            WriteGet(known);
        else if (!SaveExact(o))
            SaveOther(o);
        Drain(mark);
    }

    /// <summary>Writes a list or a dict, which can hold itself and so is in the memo before its items are written.</summary>
    private void SaveChangeable(PyObject o)
    {
        var number = NotInMemo;
        if (!IsFast && !_memo.TryAdd(o, out number))
            WriteGet(number);
        else if (IsFast)
            Guarded(o, static (writer, it) => writer.SaveItems(it, NotInMemo));
        else
            SaveItems(o, number);
    }

    private void SaveItems(PyObject o, int number)
    {
        if (o is PyList list)
            SaveList(list, number);
        else
            SaveDict((PyDict)o, number);
    }

    /// <summary>
    /// Writes what needs no Python code: numbers, constants and short text, unless a frame ends here. So nobody has to hold the object. False for
    /// everything else.
    /// </summary>
    private bool SaveSimply(PyObject o)
    {
        if (PersistentId is not null || _output.IsFrameFull)
            return false;
        if (o.GetType() != typeof(PyStr))
            return SaveAtom(o);
        var text = Unsafe.As<PyStr>(o);
        if (IsFast || text.Length >= PickleOutput.FrameTarget / 4)
            return false;
        if (_memo.TryAdd(text, out var number))
        {
            WriteStr(text);
            WritePut(number);
        }
        else
        {
            WriteGet(number);
        }
        return true;
    }

    // What is still needed is in the memo or in the hands of callers who made it before.
    private void Drain(int mark)
    {
        if (_thread.PoolCount > mark)
            _thread.DrainPool(mark);
    }

    private bool SaveAtom(PyObject o)
    {
        var type = o.GetType();
        if (type == typeof(PyInt) || type == typeof(PyLargeInt))
            SaveInt(Unsafe.As<PyInt>(o));
        else if (type == typeof(PyNone))
            _output.Write(Opcode.None);
        else if (type == typeof(PyBool))
            SaveBool(ReferenceEquals(o, PyBool.True));
        else if (type == typeof(PyFloat) && ReferenceEquals(o.Type, PyFloat.TypeObject))
            SaveFloat(Unsafe.As<PyFloat>(o));
        else
            return false;
        return true;
    }

    /// <summary>Writes an instance of exactly a built-in type that has opcodes of its own.</summary>
    private bool SaveExact(PyObject o)
    {
        if (o.GetType() == typeof(PyStr))
            SaveStr(Unsafe.As<PyStr>(o));
        else if (o.GetType() == typeof(PyTuple) && ReferenceEquals(o.Type, PyTuple.TypeObject))
            SaveTuple((PyTuple)o);
        else if (o.GetType() == typeof(PyBytes) && ReferenceEquals(o.Type, PyBytes.TypeObject))
            SaveBytes((PyBytes)o);
        else if (o.GetType() == typeof(PySet))
            SaveSet((PySet)o);
        else if (o.GetType() == typeof(PyFrozenSet))
            SaveFrozenSet((PyFrozenSet)o);
        else if (o.GetType() == typeof(PyByteArray))
            SaveByteArray((PyByteArray)o);
        else if (o is PyPickleBuffer buffer)
            SavePickleBuffer(buffer);
        else
            return false;
        return true;
    }

    private void SaveOther(PyObject o)
    {
        PyObject? reduced = null;
        if (ReducerOverride is not null)
        {
            reduced = Op.Call(_thread, ReducerOverride, o);
            if (ReferenceEquals(reduced, PyNotImplemented.Instance))
                reduced = null;
        }
        if (reduced is null)
        {
            if (ReferenceEquals(o.Type, PyType.TypeObject))
            {
                SaveType((PyType)o);
                return;
            }
            if (o is PyFunction)
            {
                SaveGlobal(o, null);
                return;
            }
            if (Reducer(o.Type) is { } reducer)
            {
                reduced = Op.Call(_thread, reducer, o);
            }
            else if (o is PyType)
            {
                SaveGlobal(o, null);
                return;
            }
            else
            {
                reduced = Reduce(o);
            }
        }
        if (reduced is PyStr name)
        {
            using var held = new Held(_thread, name);
            SaveGlobal(o, name);
            return;
        }
        SaveReduced(o, reduced);
    }

    private PyObject? Reducer(PyType type)
    {
        if (DispatchTable is null)
        {
            _copyregTable ??= PickleState.CopyRegistry(_thread, "dispatch_table");
            return Op.TryGetMappingItem(_thread, _copyregTable, type);
        }
        return Op.TryGetMappingItem(_thread, DispatchTable, type);
    }

    private PyObject Reduce(PyObject o)
    {
        if (Op.TryGetAttr(_thread, o, PickleNames.ReduceEx) is { } reduceEx)
            return Op.Call(_thread, reduceEx, PyInt.From(_protocol));
        if (Op.TryGetAttr(_thread, o, PickleNames.Reduce) is { } reduce)
            return Op.Call(_thread, reduce);
        throw Error($"can't pickle '{o.Type.Name}' object: {Op.ReprText(_thread, o)}");
    }

    private void SaveReduced(PyObject o, PyObject reduced)
    {
        using var held = new Held(_thread, reduced);
        try
        {
            if (reduced is not PyTuple tuple)
                throw Error($"__reduce__ must return a string or tuple, not {reduced.Type.FullName}");
            SaveReduce(tuple, o);
        }
        catch (PythonException error) when (Noted(error, o, "object"))
        {
            throw;
        }
    }

    /// <summary>
    /// Adds to an exception where it happened. False: as a filter it runs before the stack unwinds, so that a deep structure costs no throw per level.
    /// </summary>
    private bool Noted(PythonException error, PyObject of, string what)
    {
        Op.AddNote(_thread, error.Value, $"when serializing {of.Type.FullName} {what}");
        return false;
    }

    /// <summary>Writes a part of an object; an exception on the way gets a note that says where.</summary>
    private void SavePart(PyObject part, PyObject of, string what)
    {
        try
        {
            Save(part);
        }
        catch (PythonException error) when (Noted(error, of, what))
        {
            throw;
        }
    }

    private void SaveItem(PyObject part, PyObject of, long index)
    {
        using var held = new Held(_thread, part);
        try
        {
            Save(part);
        }
        catch (PythonException error) when (Noted(error, of, $"item {index}"))
        {
            throw;
        }
    }

    private bool SavePersistent(PyObject o)
    {
        var id = Op.Call(_thread, PersistentId!, o);
        if (id is PyNone)
            return false;
        using var held = new Held(_thread, id);
        if (IsBinary)
        {
            SaveFully(id, false);
            _output.Write(Opcode.BinPersId);
            return true;
        }
        var text = Op.Str(_thread, id);
        if (!text.IsAscii)
            throw Error("persistent IDs in protocol 0 must be ASCII strings");
        _output.Write(Opcode.PersId);
        _output.WriteAscii(text.ToString());
        _output.Write((byte)'\n');
        return true;
    }

    private void Memoize(PyObject o)
    {
        if (IsFast)
            return;
        _memo.TryAdd(o, out var index);
        WritePut(index);
    }

    private void WritePut(int index)
    {
        if (index == NotInMemo)
            return;
        if (_protocol >= 4)
        {
            _output.Write(Opcode.Memoize);
        }
        else if (!IsBinary)
        {
            _output.Write(Opcode.Put);
            _output.WriteAscii($"{index}\n");
        }
        else if (index < 256)
        {
            _output.Write(Opcode.BinPut, (byte)index);
        }
        else
        {
            _output.WriteInt32(Opcode.LongBinPut, (uint)index);
        }
    }

    private void WriteGet(int index)
    {
        if (!IsBinary)
        {
            _output.Write(Opcode.Get);
            _output.WriteAscii($"{index}\n");
        }
        else if (index < 256)
        {
            _output.Write(Opcode.BinGet, (byte)index);
        }
        else
        {
            _output.WriteInt32(Opcode.LongBinGet, (uint)index);
        }
    }

    private const int FastNestingLimit = 50;
    private int _fastNesting;
    private HashSet<object>? _fastOpen;

    /// <summary>Writes a container that may hold itself; without a memo that must be found out here.</summary>
    private void Guarded(PyObject o, Action<PickleWriter, PyObject> save)
    {
        if (!IsFast)
        {
            save(this, o);
            return;
        }
        var watched = ++_fastNesting >= FastNestingLimit;
        if (watched && !(_fastOpen ??= new(ReferenceEqualityComparer.Instance)).Add(o))
        {
            _fastNesting = 0;
            throw Errors.Value($"fast mode: can't pickle cyclic objects including object type {o.Type.Name} at 0x{Op.Id(_thread, o):x}");
        }
        try
        {
            save(this, o);
        }
        finally
        {
            _fastNesting = Math.Max(_fastNesting - 1, 0);
            if (watched)
                _fastOpen!.Remove(o);
        }
    }
}
