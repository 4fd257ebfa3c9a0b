using System.Text;

namespace Krait.Runtime;

public partial class PyDict
{
    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        type.Allocate!(thread, type);

    [PyInit(Signature = "")]
    private void Init(ThreadState thread, PyObject? source = null, [KeywordArguments] PyDict? kwargs = null) => Update(thread, source, kwargs);

    [PySlot(nameof(PyType.TpRepr))]
    private PyStr Repr(ThreadState thread)
    {
        if (_count == 0)
            return PyStr.FromBmp("{}");
        if (Op.ReprEnter(thread, this))
            return PyStr.FromBmp("{...}");
        try
        {
            var text = new StringBuilder("{");
            var position = 0;
            while (Next(ref position, out var key, out var value))
            {
                using var heldKey = new Held(thread, key);
                using var heldValue = new Held(thread, value);
                if (text.Length > 1)
                    text.Append(", ");
                text.Append(Op.ReprText(thread, key)).Append(": ").Append(Op.ReprText(thread, value));
            }
            return PyStr.From(text.Append('}').ToString());
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    [PySlot(nameof(PyType.MpLength))]
    private long Length() => _count;

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyDictKeyIterator.Create(thread, this);

    /// <summary>True if the dictionary has the specified key, else False.</summary>
    [PySlot(nameof(PyType.SqContains)), PyMethod("__contains__")]
    private bool ContainsKey(ThreadState thread, PyObject key) => Contains(thread, key);

    /// <summary>Return self[key].</summary>
    [PySlot(nameof(PyType.MpSubscript)), PyMethod("__getitem__")]
    private PyObject Subscript(ThreadState thread, PyObject key)
    {
        if (GetItem(thread, key) is { } value)
            return value;
        if (GetType() != typeof(PyDict) && Op.LookupSpecial(thread, this, Names.Missing) is { } missing)
            return Op.Call(thread, missing, key);
        throw Errors.Key(thread, key);
    }

    [PySlot(nameof(PyType.MpAssSubscript))]
    private void SetSubscript(ThreadState thread, PyObject key, PyObject? value)
    {
        if (value is not null)
            SetItem(thread, key, value);
        else if (!DeleteItem(thread, key))
            throw Errors.Key(thread, key);
    }

    [PySlot(nameof(PyType.NbOr))]
    private static PyObject Or(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyDict dict || right is not PyDict)
            return PyNotImplemented.Instance;
        var result = dict.Copy(thread);
        result.UpdateFrom(thread, right);
        return result;
    }

    [PySlot(nameof(PyType.NbInplaceOr))]
    private PyObject InplaceOr(ThreadState thread, PyObject other)
    {
        UpdateFrom(thread, other);
        return this;
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne) || self is not PyDict left || other is not PyDict right)
            return PyNotImplemented.Instance;
        return PyBool.From(left.EqualTo(thread, right) == (op == CompareOp.Eq));
    }

    private bool EqualTo(ThreadState thread, PyDict other)
    {
        if (_count != other._count)
            return false;
        for (var i = 0; i < _used; i++)
        {
            var entry = _entries[i];
            if (entry.Key is null)
                continue;
            using var heldKey = new Held(thread, entry.Key);
            using var heldValue = new Held(thread, entry.Value!);
            if (other.GetItem(thread, entry.Key, entry.Hash) is not { } value || !ItemComparison.AreEqual(thread, entry.Value!, value))
                return false;
        }
        return true;
    }
}
