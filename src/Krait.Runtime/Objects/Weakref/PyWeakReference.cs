namespace Krait.Runtime;

/// <remarks>A weak reference, <c>weakref.ref</c>: called, it gives the object, or None when that has died.</remarks>
[PyType("ReferenceType", Module = "weakref", BaseType = true, BasicSize = 64, IsGeneric = true)]
public partial class PyWeakReference : WeakLink
{
    /// <summary>The hash of the object, once it was asked for: it stays when the object is gone.</summary>
    private long? _hash;

    private protected PyWeakReference(PyType type) : base(type)
    {
    }

    /// <summary>True for an exact reference without callback: one per object.</summary>
    internal bool IsPlain => Callback is null && GetType() == typeof(PyWeakReference);

    /// <summary>A reference to an object: the one that is there already where it has no callback.</summary>
    internal static PyWeakReference Create(ThreadState thread, PyObject o, PyObject? callback = null)
    {
        if (callback is null && WeakReferenceList.Of(o)?.SharedReference is { IsDying: false } shared)
            return shared;
        Check(o);
        var made = thread.EnterNew(new PyWeakReference(TypeObject));
        made.Bind(o, callback);
        return made;
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is not null)
        {
            if (ReferenceEquals(type, TypeObject))
                throw Errors.Type("ref() takes no keyword arguments");
            args = args[..^keywordNames.Count];
        }
        CheckCount("__new__", args.Length);
        var callback = args.Length > 1 && args[1] is not PyNone ? args[1] : null;
        if (ReferenceEquals(type, TypeObject))
            return Create(thread, args[0], callback);
        Check(args[0]);
        var made = (PyWeakReference)type.Allocate!(thread, type);
        made.Bind(args[0], callback);
        return made;
    }

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is not null)
            throw Errors.Type("ref() takes no keyword arguments");
        CheckCount("__init__", args.Length);
    }

    private static void CheckCount(string function, int count)
    {
        if (count is < 1 or > 2)
            throw ArgumentBinder.PositionalCount(function, count, 1, 2);
    }

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is not null)
            throw Errors.Type("weakref() takes no keyword arguments");
        if (args.Length > 0)
            throw ArgumentBinder.PositionalCount("weakref", args.Length, 0, 0);
        return ((PyWeakReference)callable).Referent ?? PyNone.Instance;
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        if (_hash is { } known)
            return known;
        if (Referent is not { } o)
            throw Errors.Type("weak object has gone away");
        using var held = new Held(thread, o);
        var hash = Op.Hash(thread, o);
        _hash = hash;
        return hash;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var address = thread.Interpreter.Identities.Of(this);
        if (Referent is not { } o)
            return $"<weakref at 0x{address:x}; dead>";
        using var held = new Held(thread, o);
        var name = Op.LookupSpecial(thread, o, TypeNames.Name);
        var text = $"<weakref at 0x{address:x}; to '{ProxySlots.TypeName(o)}' at 0x{thread.Interpreter.Identities.Of(o):x}";
        return name is PyStr known ? $"{text} ({known})>" : text + ">";
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne) || self is not PyWeakReference left || other is not PyWeakReference right)
            return PyNotImplemented.Instance;
        if (left.Referent is not { } a || right.Referent is not { } b)
            return PyBool.From(ReferenceEquals(left, right) == (op == CompareOp.Eq));
        using var heldLeft = new Held(thread, a);
        using var heldRight = new Held(thread, b);
        return Op.RichCompare(thread, a, b, op);
    }

    [PyGetter("__callback__", Member = true)]
    private PyObject CallbackAttribute() => Callback ?? PyNone.Instance;
}
