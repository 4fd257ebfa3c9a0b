using Krait.Runtime;

namespace Krait.Modules.Operators;

/// <summary>What <c>attrgetter</c> and <c>itemgetter</c> have in common: the keys, and all but the fetching.</summary>
public abstract class PyGetter : PyContainer
{
    private Ref<PyTuple> _keys;

    private protected PyGetter(PyType type) : base(type)
    {
    }

    /// <summary>What is fetched.</summary>
    private protected PyTuple Keys
    {
        get => _keys.Value!;
        set => _keys.Value = value;
    }

    [PyGetter("__text_signature__")]
    private protected string TextSignature() => "(obj, /)";

    [PySlot(nameof(PyType.TpRepr))]
    private protected string Repr(ThreadState thread)
    {
        var name = $"operator.{Type.ShortName}";
        if (Op.ReprEnter(thread, this))
            return $"{name}(...)";
        try
        {
            return Keys.Count == 1 ? $"{name}({Op.ReprText(thread, Keys[0])})" : $"{name}{Op.ReprText(thread, Keys)}";
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    /// <summary>Return state information for pickling</summary>
    [PyMethod("__reduce__")]
    private protected PyObject Reduce(ThreadState thread) => PyTuple.Create(thread, Type, Keys);

    internal override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        visitor.Visit(_keys.Value);
    }

    internal override void ClearReferences()
    {
        base.ClearReferences();
        _keys.Clear();
    }
}
