using Krait.Runtime.Numerics;

namespace Krait.Runtime;

/// <summary>What the views of a dict share.</summary>
public abstract class PyDictView : PyContainer
{
    private Ref<PyDict> _dict;

    private protected PyDictView(PyType type, PyDict dict) : base(type) => _dict.Value = dict;

    /// <summary>The dict; gone only once the view is garbage.</summary>
    internal PyDict? Dict => _dict.Value;

    internal int Count => _dict.Value?.Count ?? 0;

    [PySlot(nameof(PyType.SqLength))]
    private protected long Length() => Count;

    /// <summary>dictionary that this view refers to</summary>
    [PyGetter("mapping")]
    private protected PyObject Mapping(ThreadState thread) => PyMappingProxy.Create(thread, Dict!);

    [PySlot(nameof(PyType.TpRepr))]
    private protected PyStr Repr(ThreadState thread)
    {
        if (Op.ReprEnter(thread, this))
            return PyStr.FromBmp("...");
        try
        {
            return PyStr.From($"{Type.Name}({Op.ReprText(thread, Op.ListFrom(thread, this))})");
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(_dict.Value);

    internal override void ClearReferences() => _dict.Clear();
}

/// <summary>What the views that behave as sets share: those of keys and of items.</summary>
public abstract class PyDictSetView : PyDictView
{
    private protected PyDictSetView(PyType type, PyDict dict) : base(type, dict)
    {
    }

    [PySlot(nameof(PyType.SqContains))]
    internal abstract bool Has(ThreadState thread, PyObject value);

    private static bool IsSetLike(PyObject o) => o is PySetBase or PyDictSetView;

    private static PySet SetFrom(ThreadState thread, PyObject o)
    {
        var set = PySet.Create(thread);
        set.Update(thread, o is PyDictKeys { Dict: { } dict } && dict.GetType() == typeof(PyDict) ? dict : o);
        return set;
    }

    [PySlot(nameof(PyType.NbSubtract))]
    private protected static PyObject Subtract(ThreadState thread, PyObject left, PyObject right)
    {
        var result = SetFrom(thread, left);
        result.DifferenceWith(thread, right);
        return result;
    }

    [PySlot(nameof(PyType.NbOr))]
    private protected static PyObject Or(ThreadState thread, PyObject left, PyObject right)
    {
        var result = SetFrom(thread, left);
        result.Update(thread, right);
        return result;
    }

    [PySlot(nameof(PyType.NbXor))]
    private protected static PyObject Xor(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is PyDictItems { Dict: { } first } && right is PyDictItems { Dict: { } second })
            return ItemsInOne(thread, first, second);
        var result = SetFrom(thread, left);
        result.SymmetricDifferenceWith(thread, right);
        return result;
    }

    [PySlot(nameof(PyType.NbAnd))]
    private protected static PyObject And(ThreadState thread, PyObject left, PyObject right)
    {
        var (self, other) = left is PyDictSetView view ? (view, right) : ((PyDictSetView)right, left);
        if (other.GetType() == typeof(PySet) && self.Count <= ((PySet)other).Count)
            return ((PySet)other).IntersectionOf(thread, self);
        if (other is PyDictSetView otherView && otherView.Count > self.Count)
            (self, other) = (otherView, self);
        var result = PySet.Create(thread);
        foreach (var item in Op.Iterate(thread, other))
        {
            if (self.Has(thread, item))
                result.Add(thread, item);
        }
        return result;
    }

    /// <summary>The items that are in one of two dicts only. Those in both need not be hashable.</summary>
    private static PySet ItemsInOne(ThreadState thread, PyDict first, PyDict second)
    {
        var rest = first.Copy(thread);
        var result = PySet.Create(thread);
        var position = 0;
        while (second.Next(ref position, out var key, out var value))
        {
            using var heldKey = new Held(thread, key);
            using var heldValue = new Held(thread, value);
            if (rest.GetItem(thread, key) is { } other && ItemComparison.AreEqual(thread, other, value))
                rest.DeleteItem(thread, key);
            else
                result.Add(thread, PyTuple.Create(thread, key, value));
        }
        position = 0;
        while (rest.Next(ref position, out var key, out var value))
            result.Add(thread, PyTuple.Create(thread, key, value));
        return result;
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private protected static PyObject Compare(ThreadState thread, PyObject left, PyObject right, CompareOp op)
    {
        if (left is not PyDictSetView self || !IsSetLike(right))
            return PyNotImplemented.Instance;
        var order = ((long)self.Count).CompareTo(Op.Length(thread, right));
        return PyBool.From(op switch
        {
            CompareOp.Eq => order == 0 && AllIn(thread, self, right),
            CompareOp.Ne => order != 0 || !AllIn(thread, self, right),
            CompareOp.Lt => order < 0 && AllIn(thread, self, right),
            CompareOp.Le => order <= 0 && AllIn(thread, self, right),
            CompareOp.Gt => order > 0 && AllIn(thread, right, self),
            _ => order >= 0 && AllIn(thread, right, self),
        });
    }

    private static bool AllIn(ThreadState thread, PyObject items, PyObject container)
    {
        foreach (var item in Op.Iterate(thread, items))
        {
            if (!Op.Contains(thread, container, item))
                return false;
        }
        return true;
    }

    /// <summary>Return True if the view and the given iterable have a null intersection.</summary>
    [PyMethod("isdisjoint", Signature = "")]
    private protected bool IsDisjoint(ThreadState thread, PyObject other)
    {
        if (ReferenceEquals(this, other))
            return Count == 0;
        PyObject container = this;
        var isSet = other.GetType() == typeof(PySet) || other.GetType() == typeof(PyFrozenSet) || other is PyDictSetView;
        if (isSet && Op.Length(thread, other) > Count)
            (container, other) = (other, container);
        foreach (var item in Op.Iterate(thread, other))
        {
            if (Op.Contains(thread, container, item))
                return false;
        }
        return true;
    }
}
