namespace Krait.Runtime;

/// <remarks>The iterator of a set or frozenset. It notices when the size changes.</remarks>
[PyType("set_iterator", BasicSize = 48, NoInstantiation = true)]
public sealed partial class PySetIterator : PyIterator
{
    private Ref<PySetBase> _set;
    private int _size;
    private int _position;
    private int _left;

    private PySetIterator(PySetBase set) : base(TypeObject)
    {
        _set.Value = set;
        _size = _left = set.Count;
    }

    /// <summary>An iterator, floating.</summary>
    public static PySetIterator Create(ThreadState thread, PySetBase set) => thread.EnterNew(new PySetIterator(set));

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next()
    {
        if (_set.Value is not { } set)
            return null;
        if (set.Count != _size)
        {
            // From now on every call says so.
            _size = -1;
            throw Errors.Runtime("Set changed size during iteration");
        }
        if (set.Next(ref _position, out var key, out _))
        {
            _left--;
            return key;
        }
        _set.Clear();
        return null;
    }

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__", Signature = "")]
    private long LengthHint() => _set.Value is { } set && set.Count == _size ? _left : 0;

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__", Signature = "")]
    private PyObject Reduce(ThreadState thread)
    {
        var (position, left, size, set) = (_position, _left, _size, _set.Value);
        using var held = new Held(thread, set ?? (PyObject)PyNone.Instance);
        var list = Op.ListFrom(thread, this);
        (_position, _left, _size) = (position, left, size);
        _set.Value = set;
        return PyTuple.Create(thread, Op.Builtin(thread, Names.IterName), PyTuple.Create(thread, (PyObject)list));
    }
}
