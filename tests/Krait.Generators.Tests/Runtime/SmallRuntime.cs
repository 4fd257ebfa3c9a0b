// As much of the runtime as generated code touches: the tests compile it together with generated code and run that.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Krait.Runtime;

public abstract class PyObject
{
    internal ObjectFlags Flags;

    private protected PyObject(PyType type) => Type = type;

    public PyType Type { get; }

    public static void XRelease(PyObject? o) => Released.Add(o);

    public static void Retain(PyObject o)
    {
    }

    public static T Float<T>(ThreadState thread, T o) where T : PyObject => o;

    internal static List<PyObject?> Released { get; } = [];

    internal virtual void Traverse(Visitor visitor)
    {
    }

    internal virtual void ClearReferences()
    {
    }

    internal virtual bool Recycle(ThreadState thread) => false;

    internal virtual ref InstanceStorage Storage => ref Unsafe.NullRef<InstanceStorage>();

    internal virtual ref WeakReferenceList? WeakReferences => ref Unsafe.NullRef<WeakReferenceList?>();
}

[Flags]
internal enum ObjectFlags
{
    None = 0,
    Pooled = 1,
}

public abstract class PyContainer : PyObject
{
    private protected PyContainer(PyType type) : base(type) => Flags = ObjectFlags.Pooled;
}

internal sealed class WeakReferenceList;

internal struct InstanceStorage
{
    public WeakReferenceList? WeakReferences;
    public PyObject? Value;

    public readonly void Traverse(Visitor visitor) => visitor.Visit(Value);

    public void Clear() => Value = null;
}

internal class Visitor
{
    public List<PyObject?> Seen { get; } = [];

    public void Visit(PyObject? o) => Seen.Add(o);

    public void Visit(PyObject?[]? items, int count)
    {
        for (var i = 0; i < count; i++)
            Visit(items![i]);
    }
}

public struct Ref<T> where T : PyObject
{
    public T? Value { get; set; }

    public void Clear() => Value = null;
}

[Flags]
public enum TypeFlags : ulong
{
    None = 0,
    Sequence = 1 << 5,
    Mapping = 1 << 6,
    DisallowInstantiation = 1 << 7,
    ImmutableType = 1 << 8,
    HeapType = 1 << 9,
    BaseType = 1 << 10,
    HaveGc = 1 << 14,
    MethodDescriptor = 1 << 17,
    MatchSelf = 1 << 22,
}

public sealed class PyType : PyContainer
{
    public UnaryFunc? TpRepr;
    public HashFunc? TpHash;
    public RichCompareFunc? TpRichCompare;
    public IterNextFunc? TpIterNext;
    public NewFunc? TpNew;
    public InitFunc? TpInit;
    public BinaryFunc? NbAdd;
    public BinaryFunc? NbInplaceAdd;
    public InquiryFunc? NbBool;
    public UnaryFunc? NbIndex;
    public UnaryFunc? NbFloat;
    public LengthFunc? SqLength;
    public ContainsFunc? SqContains;
    public SendFunc? AmSend;
    public GetBufferFunc? BfGetBuffer;
    public ReleaseBufferFunc? BfReleaseBuffer;
    public AllocateFunc? Allocate;

    public PyType(NativeTypeDefinition definition) : base(null!)
    {
        Definition = definition;
        definition.Slots?.Invoke(this);
    }

    public NativeTypeDefinition Definition { get; }

    public string Name => Definition.Name;

    public bool IsHeapType { get; set; }

    public static PyType TypeObject { get; } = new(new NativeTypeDefinition { Name = "type", ClrType = typeof(PyType) });

    public static PyType CreateBuiltin(NativeTypeDefinition definition) => new(definition);

    public NativeMethod Method(string name) => Definition.Methods!().Single(m => m.Name == name);

    public NativeGetSet GetSet(string name) => Definition.GetSets!().Single(m => m.Name == name);
}

public sealed class ThreadState
{
    public static readonly ThreadState Current = new();

    public T EnterNew<T>(T o) where T : PyObject => o;
}

[PyType("NoneType")]
public sealed partial class PyNone : PyObject
{
    public static readonly PyNone Instance = new();

    private PyNone() : base(TypeObject)
    {
    }
}

[PyType("int", BaseType = true)]
public partial class PyInt : PyObject
{
    private protected PyInt(PyType type) : base(type)
    {
    }

    public long Value;
    public virtual BigInteger Big => Value;
    public virtual bool IsLarge => false;

    public static PyInt From(long value) => new(TypeObject) { Value = value };

    public static PyInt From(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? From((long)value) : new PyLargeInt(value);

    public bool TryGetLong(out long value)
    {
        value = Value;
        return !IsLarge;
    }

    [PySlot(nameof(PyType.NbIndex))]
    private PyInt AsIndex() => this;
}

public sealed class PyLargeInt : PyInt
{
    internal PyLargeInt(BigInteger value) : base(TypeObject) => Big = value;

    public override BigInteger Big { get; }
    public override bool IsLarge => true;
}

[PyType("bool")]
public sealed partial class PyBool : PyInt
{
    public static readonly PyBool True = new();
    public static readonly PyBool False = new();

    private PyBool() : base(TypeObject)
    {
    }

    public static PyBool From(bool value) => value ? True : False;
}

[PyType("float", BaseType = true)]
public partial class PyFloat : PyObject
{
    internal double Value;

    private protected PyFloat(PyType type) : base(type)
    {
    }

    public static PyFloat From(double value) => new(TypeObject) { Value = value };
}

[PyType("str", BaseType = true)]
public partial class PyStr : PyObject
{
    private string _text = "";

    private protected PyStr(PyType type) : base(type)
    {
    }

    public int Length => _text.Length;
    public bool IsInterned => false;
    public int this[int index] => _text[index];

    public static PyStr From(string text) => new(TypeObject) { _text = text };

    public static PyStr Intern(string text) => From(text);

    public static bool TextEquals(PyStr a, PyStr b) => a._text == b._text;

    public override string ToString() => _text;
}

[PyType("bytes")]
public sealed partial class PyBytes : PyObject
{
    private byte[] _bytes = [];

    private PyBytes(PyType type) : base(type)
    {
    }

    public ReadOnlySpan<byte> Span => _bytes;

    public static PyBytes From(byte[] bytes) => new(TypeObject) { _bytes = bytes };

    [PySlot(nameof(PyType.BfGetBuffer))]
    private void GetBuffer(PyBuffer view, BufferFlags flags) => view.Bytes = _bytes;
}

public sealed class PyBuffer : IDisposable
{
    public byte[] Bytes { get; set; } = [];
    public static int Open { get; private set; }
    public ReadOnlySpan<byte> Span => Bytes;

    public static PyBuffer Get(ThreadState thread, PyObject o, BufferFlags flags)
    {
        var view = new PyBuffer();
        o.Type.BfGetBuffer!(thread, o, view, flags);
        Open++;
        return view;
    }

    public void Dispose() => Open--;
}

public enum BufferFlags
{
    Simple = 0,
}

[PyType("tuple")]
public sealed partial class PyTuple : PyContainer
{
    [Counted]
    private PyObject[] _items = [];

    private PyTuple(PyType type) : base(type)
    {
    }

    public int Count => _items.Length;
    public PyObject this[int index] => _items[index];

    public static PyTuple From(params PyObject[] items) => new(TypeObject) { _items = items };
}

[PyType("dict")]
public sealed partial class PyDict : PyContainer
{
    public Dictionary<string, PyObject> Items { get; } = [];

    private PyDict(PyType type) : base(type)
    {
    }

    public static PyDict Create(ThreadState thread) => new(TypeObject);

    public void SetItem(ThreadState thread, PyStr key, PyObject value) => Items[key.ToString()] = value;
}

[PyType("module")]
public sealed partial class PyModule : PyContainer
{
    public PyModule() : base(TypeObject)
    {
    }
}

public sealed class PythonException(string type, string message) : Exception(type + ": " + message);

public static class Errors
{
    public static PythonException Type(string message) => new("TypeError", message);

    public static PythonException Index(string message) => new("IndexError", message);

    public static PythonException Value(string message) => new("ValueError", message);

    public static PythonException Overflow(string message) => new("OverflowError", message);

    public static PythonException New(ThreadState thread, object type, params PyObject[] arguments) => new("UnicodeEncodeError", "");
}

public static class ExceptionTypes
{
    public static readonly object UnicodeEncodeError = new();
    public static readonly object DeprecationWarning = new();
}

public static class Names
{
    public static readonly PyStr Fspath = PyStr.Intern("__fspath__");
}

public static class Op
{
    public static int AsInt(ThreadState thread, PyObject o) =>
        Index(thread, o).TryGetLong(out var value) && value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw Errors.Overflow("Python int too large to convert to C int");

    public static long AsIndexClamped(ThreadState thread, PyObject o) =>
        Index(thread, o).TryGetLong(out var value) ? value : ((PyInt)o).Big.Sign < 0 ? long.MinValue : long.MaxValue;

    public static double AsDouble(ThreadState thread, PyObject o) => throw Errors.Type($"must be real number, not {o.Type.Name}");

    public static PyInt Index(ThreadState thread, PyObject o) =>
        o as PyInt ?? throw Errors.Type($"'{o.Type.Name}' object cannot be interpreted as an integer");

    public static bool IsTrue(ThreadState thread, PyObject o) => o is not PyNone;

    public static void Warn(ThreadState thread, object category, string message) => throw new PythonException("DeprecationWarning", message);

    public static PyObject? LookupSpecial(ThreadState thread, PyObject o, PyStr name) => null;

    public static PyObject Call(ThreadState thread, PyObject callable) => callable;
}

public static class GenericTypes
{
    public static readonly NativeMethod ClassGetItem = new() { Name = "__class_getitem__" };
}
