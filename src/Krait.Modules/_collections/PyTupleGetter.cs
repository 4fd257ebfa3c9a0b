using Krait.Runtime;

namespace Krait.Modules.Collections;

/// <summary>The descriptor of a named tuple's field.</summary>
[PyType("_tuplegetter", Module = "collections", BasicSize = 32)]
[PyModuleType("_collections")]
public sealed partial class PyTupleGetter : PyContainer
{
    private long _index;
    private Ref<PyObject> _doc;

    private PyTupleGetter(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, long index, PyObject doc)
    {
        var made = (PyTupleGetter)type.Allocate!(thread, type);
        made._index = index;
        made._doc.Value = doc;
        return made;
    }

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner)
    {
        if (instance is null)
            return descriptor;
        var index = ((PyTupleGetter)descriptor)._index;
        if (instance is not PyTuple tuple)
        {
            return instance is PyNone
                ? descriptor
                : throw Errors.Type($"descriptor for index '{index}' for tuple subclasses doesn't apply to '{instance.Type.Name}' object");
        }
        return (ulong)index < (ulong)tuple.Count ? tuple[(int)index] : throw Errors.Index("tuple index out of range");
    }

    [PySlot(nameof(PyType.TpDescriptorSet))]
    private static void Set(ThreadState thread, PyObject descriptor, PyObject instance, PyObject? value) =>
        throw Errors.New(ExceptionTypes.AttributeError, value is null ? "can't delete attribute" : "can't set attribute");

    [PyGetter("__doc__")]
    private PyObject Doc => _doc.Value!;

    [PySetter("__doc__")]
    private void SetDoc(PyObject? value) => _doc.Value = value ?? PyNone.Instance;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"{Type.ShortName}({_index}, {Op.ReprText(thread, _doc.Value!)})";

    [PyMethod("__reduce__", Signature = "")]
    private PyObject Reduce(ThreadState thread) => PyTuple.Create(thread, Type, PyTuple.Create(thread, PyInt.From(_index), _doc.Value!));
}
