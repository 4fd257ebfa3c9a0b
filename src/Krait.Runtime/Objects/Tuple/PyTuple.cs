namespace Krait.Runtime;

/// <summary>A Python tuple.</summary>
[PyType("tuple", BaseType = true, BasicSize = 24, ItemSize = 8, IsSequence = true, MatchSelf = true)]
public partial class PyTuple : PyContainer
{
    /// <summary>The empty tuple.</summary>
    public static readonly PyTuple Empty = new(TypeObject) { RefCount = Immortal };

    private PyObject[] _items = [];

    private protected PyTuple(PyType type) : base(type)
    {
    }

    /// <summary>The number of items.</summary>
    public int Count => _items.Length;

    /// <summary>The items; never change them.</summary>
    public ReadOnlySpan<PyObject> Items => _items;

    public PyObject this[int index] => _items[index];

    /// <summary>A tuple of copies of the references, floating.</summary>
    public static PyTuple Create(ThreadState thread, params ReadOnlySpan<PyObject> items)
    {
        if (items.Length == 0)
            return Empty;
        var array = items.ToArray();
        foreach (var item in array)
            Retain(item);
        return thread.EnterNew(new PyTuple(TypeObject) { _items = array });
    }

    /// <summary>A tuple that takes over an array of references, which it retains.</summary>
    public static PyTuple FromArray(ThreadState thread, PyObject[] items)
    {
        if (items.Length == 0)
            return Empty;
        foreach (var item in items)
            Retain(item);
        return thread.EnterNew(new PyTuple(TypeObject) { _items = items });
    }

    /// <summary>A tuple that takes over an array of references that are counted already.</summary>
    internal static PyTuple FromOwned(ThreadState thread, PyObject[] items) =>
        items.Length == 0 ? Empty : thread.EnterNew(new PyTuple(TypeObject) { _items = items });

    /// <summary>A tuple that takes over operands with their references; it is counted once, for the stack.</summary>
    internal static PyTuple TakeFromStack(ThreadState thread, ref PyObject? first, int count)
    {
        if (count == 0)
            return Empty;
        var items = new PyObject[count];
        System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref first!, count).CopyTo(items);
        var tuple = new PyTuple(TypeObject) { _items = items, RefCount = 1 };
        thread.Interpreter.Collector.Track(thread, tuple);
        return tuple;
    }

    /// <summary>The raw array, for the interpreter.</summary>
    internal PyObject[] Array => _items;

    /// <summary>Fills a new instance of a subclass.</summary>
    internal void Initialize(PyObject[] items)
    {
        foreach (var item in items)
            Retain(item);
        _items = items;
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(_items, _items.Length);

    internal override void ClearReferences()
    {
        var items = _items;
        _items = [];
        foreach (var item in items)
            XRelease(item);
    }
}
