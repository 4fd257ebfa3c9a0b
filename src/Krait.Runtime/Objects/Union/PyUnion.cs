using System.Text;

namespace Krait.Runtime;

/// <summary>
/// Represent a union type
///
/// E.g. for int | str
/// </summary>
[PyType("Union", Module = "typing", NoInstantiation = true, BasicSize = 56)]
public sealed partial class PyUnion : PyContainer, IWeakReferenceable
{
    private Ref<PyTuple> _args;
    private Ref<PyTuple> _parameters;
    private WeakReferenceList? _weakReferences;

    /// <summary>The members that could not be hashed when the union was made: it stays unhashable even where they change.</summary>
    private int _unhashable;

    private PyUnion() : base(TypeObject)
    {
    }

    /// <summary>The members, <c>__args__</c>, each once.</summary>
    public PyTuple Args => _args.Value!;

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary><c>left | right</c>; NotImplemented where one of them is no type and neither is a union.</summary>
    public static PyObject Or(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyUnion && right is not PyUnion && (!IsUnionable(left) || !IsUnionable(right)))
            return PyNotImplemented.Instance;
        return From(thread, [left, right]);
    }

    private static bool IsUnionable(PyObject o) =>
        o is PyNone or PyType or PyGenericAlias or PyUnion or PyTypeAliasType;

    /// <summary>The union of types, nested unions flattened; a single one comes back as it is.</summary>
    public static PyObject From(ThreadState thread, ReadOnlySpan<PyObject> types)
    {
        var members = new Members(thread);
        foreach (var type in types)
            members.Add(type);
        if (members.Items.Count == 0)
            throw Errors.Type("Cannot take a Union of no types.");
        if (members.Items.Count == 1)
            return members.Items[0];
        var union = new PyUnion();
        union._args.Value = PyTuple.Create(thread, [.. members.Items]);
        union._unhashable = members.Unhashable;
        return thread.EnterNew(union);
    }

    /// <summary>Collects members: equal ones once.</summary>
    private readonly struct Members(ThreadState thread)
    {
        private readonly List<MemberHash> _hashes = [];

        public List<PyObject> Items { get; } = [];

        public int Unhashable => _hashes.FindAll(static hash => !hash.IsKnown).Count;

        public void Add(PyObject type)
        {
            if (type is PyUnion union)
            {
                foreach (var member in union.Args.Items)
                    AddSingle(member);
                return;
            }
            AddSingle(type switch
            {
                PyNone => PyNone.TypeObject,
                PyStr => Op.Call(thread, Op.ImportFrom(thread, "annotationlib", "ForwardRef"), type),
                _ => type,
            });
        }

        private void AddSingle(PyObject type)
        {
            var hash = TryHash(type);
            for (var i = 0; i < Items.Count; i++)
            {
                if (_hashes[i] == hash && Op.RichCompareBool(thread, Items[i], type, CompareOp.Eq))
                    return;
            }
            Items.Add(type);
            _hashes.Add(hash);
        }

        private MemberHash TryHash(PyObject type)
        {
            try
            {
                return new MemberHash(Op.Hash(thread, type), true);
            }
            catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
            {
                return new MemberHash(0, false);
            }
        }

        private sealed record MemberHash(long Value, bool IsKnown);
    }

    [PySlot(nameof(PyType.NbOr))]
    private static PyObject OrSlot(ThreadState thread, PyObject left, PyObject right) => Or(thread, left, right);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var text = new StringBuilder();
        foreach (var member in Args.Items)
        {
            if (text.Length > 0)
                text.Append(" | ");
            TypeText.Append(thread, text, member);
        }
        return text.ToString();
    }

    /// <summary>The hash of the frozenset of the members: order does not matter.</summary>
    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        var hash = 0UL;
        foreach (var member in Args.Items)
        {
            var own = (ulong)Op.Hash(thread, member);
            hash ^= (own ^ 89869747UL ^ (own << 16)) * 3644798167UL;
        }
        if (_unhashable > 0)
            throw Errors.Type($"union contains {_unhashable} unhashable elements");
        hash ^= ((ulong)Args.Count + 1) * 1927868237UL;
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = hash * 69069UL + 907133923UL;
        return hash == ulong.MaxValue ? 590923713 : (long)hash;
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne) || self is not PyUnion left || other is not PyUnion right)
            return PyNotImplemented.Instance;
        return PyBool.From(left.HasSameMembers(thread, right) == (op == CompareOp.Eq));
    }

    private bool HasSameMembers(ThreadState thread, PyUnion other)
    {
        if (Args.Count != other.Args.Count)
            return false;
        foreach (var member in Args.Items)
        {
            if (!Op.Contains(thread, other.Args, member))
                return false;
        }
        return true;
    }

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject item) =>
        From(thread, TypeSubstitution.Substitute(thread, this, Args, ParametersOf(thread), item));

    private PyTuple ParametersOf(ThreadState thread)
    {
        if (_parameters.Value is { } known)
            return known;
        var made = TypeSubstitution.MakeParameters(thread, Args.Items);
        _parameters.Value = made;
        return made;
    }

    [PyMethod("__mro_entries__", Signature = "")]
    private PyObject MroEntries(ThreadState thread, PyObject bases) => throw Errors.Type($"Cannot subclass {Op.ReprText(thread, this)}");

    /// <summary>See PEP 585</summary>
    [PyClassMethod("__class_getitem__", Signature = "")]
    private static PyObject ClassGetItem(ThreadState thread, PyType type, PyObject item) =>
        From(thread, item is PyTuple tuple ? tuple.Items : [item]);

    [PyGetter("__args__", Member = true)]
    private PyObject GetArgs() => Args;

    /// <summary>Type variables in the types.UnionType.</summary>
    [PyGetter("__parameters__")]
    private PyObject GetParameters(ThreadState thread) => ParametersOf(thread);

    /// <summary>Always returns the type</summary>
    [PyGetter("__origin__")]
    private PyObject GetOrigin() => TypeObject;

    /// <summary>Name of the type</summary>
    [PyGetter("__name__")]
    private string GetName() => "Union";

    /// <summary>Qualified name of the type</summary>
    [PyGetter("__qualname__")]
    private string GetQualName() => "Union";
}
