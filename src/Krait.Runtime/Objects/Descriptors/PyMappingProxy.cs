namespace Krait.Runtime;

/// <summary>Read-only proxy of a mapping.</summary>
[PyType("mappingproxy", BasicSize = 24, IsMapping = true, IsGeneric = true)]
public sealed partial class PyMappingProxy : PyContainer
{
    private Ref<PyObject> _mapping;

    private PyMappingProxy(PyObject mapping) : base(TypeObject) => _mapping.Value = mapping;

    /// <summary>The mapping that is shown.</summary>
    internal PyObject Mapping => _mapping.Value!;

    /// <summary>A view, floating.</summary>
    public static PyMappingProxy Create(ThreadState thread, PyObject mapping) => thread.EnterNew(new PyMappingProxy(mapping));

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject mapping)
    {
        if (mapping.Type.MpSubscript is null || mapping is PyList or PyTuple)
            throw Errors.Type($"mappingproxy() argument must be a mapping, not {mapping.Type.Name}");
        return Create(thread, mapping);
    }

    [PySlot(nameof(PyType.MpLength))]
    private long Length(ThreadState thread) => Op.Length(thread, Mapping);

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject key) => Op.GetItem(thread, Mapping, key);

    [PySlot(nameof(PyType.SqContains))]
    private bool Contains(ThreadState thread, PyObject value) => Op.Contains(thread, Mapping, value);

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => Op.GetIter(thread, Mapping);

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread) => Op.Hash(thread, Mapping);

    [PySlot(nameof(PyType.TpStr))]
    private PyObject Str(ThreadState thread) => Op.Str(thread, Mapping);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"mappingproxy({Op.ReprText(thread, Mapping)})";

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op) =>
        Op.RichCompare(thread, ((PyMappingProxy)self).Mapping, other is PyMappingProxy proxy ? proxy.Mapping : other, op);

    [PySlot(nameof(PyType.NbOr))]
    private static PyObject Or(ThreadState thread, PyObject left, PyObject right) =>
        Op.Or(thread, left is PyMappingProxy a ? a.Mapping : left, right is PyMappingProxy b ? b.Mapping : right);

    [PySlot(nameof(PyType.NbInplaceOr))]
    private PyObject InplaceOr(PyObject other) =>
        throw Errors.Type($"'|=' is not supported by {Type.Name}; use '|' instead");

    /// <summary>Return the value for key if key is in the mapping, else default.</summary>
    [PyMethod("get")]
    private PyObject Get(ThreadState thread, PyObject key, PyObject? @default = null) =>
        Op.CallMethod(thread, Mapping, PyStr.Intern("get"), key, @default ?? PyNone.Instance);

    /// <summary>D.keys() -&gt; a set-like object providing a view on D's keys</summary>
    [PyMethod("keys")]
    private PyObject Keys(ThreadState thread) => Op.CallMethod(thread, Mapping, PyStr.Intern("keys"));

    /// <summary>D.values() -&gt; an object providing a view on D's values</summary>
    [PyMethod("values")]
    private PyObject Values(ThreadState thread) => Op.CallMethod(thread, Mapping, PyStr.Intern("values"));

    /// <summary>D.items() -&gt; a set-like object providing a view on D's items</summary>
    [PyMethod("items")]
    private PyObject Items(ThreadState thread) => Op.CallMethod(thread, Mapping, TypeNames.Items);

    /// <summary>D.copy() -&gt; a shallow copy of D</summary>
    [PyMethod("copy")]
    private PyObject Copy(ThreadState thread) => Op.CallMethod(thread, Mapping, PyStr.Intern("copy"));

    /// <summary>D.__reversed__() -&gt; reverse iterator</summary>
    [PyMethod("__reversed__")]
    private PyObject Reversed(ThreadState thread) => Op.CallMethod(thread, Mapping, PyStr.Intern("__reversed__"));
}
