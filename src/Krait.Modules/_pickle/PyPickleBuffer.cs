using Krait.Runtime;

namespace Krait.Modules.Pickling;

/// <summary>Wrapper for potentially out-of-band buffers</summary>
[PyType("PickleBuffer", Module = "pickle", BasicSize = 104)]
[PyModuleType("_pickle")]
public sealed partial class PyPickleBuffer : PyContainer, IWeakReferenceable
{
    private PyBuffer? _view;
    private WeakReferenceList? _weakReferences;

    private PyPickleBuffer(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>The wrapped memory.</summary>
    internal PyBuffer View => _view ?? throw Errors.Value("operation forbidden on released PickleBuffer object");

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, PyObject @object)
    {
        var view = PyBuffer.Get(thread, @object, BufferFlags.FullReadOnly);
        var made = (PyPickleBuffer)type.Allocate!(thread, type);
        made._view = view;
        return made;
    }

    /// <summary>
    /// Return a memoryview of the raw memory underlying this buffer.
    ///
    /// Will raise BufferError is the buffer isn't contiguous.
    /// </summary>
    [PyMethod("raw")]
    private PyObject Raw(ThreadState thread)
    {
        if (!View.IsContiguous('A'))
            throw Errors.Buffer("cannot extract raw buffer from non-contiguous buffer");
        var view = PyBuffer.Get(thread, this, BufferFlags.FullReadOnly);
        view.Format = "B";
        view.ItemSize = 1;
        view.Ndim = 1;
        view.Shape = [view.Length];
        view.Strides = [1];
        view.SubOffsets = null;
        return PyMemoryView.FromBuffer(thread, view);
    }

    /// <summary>Release the underlying buffer exposed by the PickleBuffer object.</summary>
    [PyMethod("release")]
    private void Release()
    {
        var view = _view;
        _view = null;
        view?.Dispose();
    }

    // The memory belongs to the wrapped object, which is asked for it.
    [PySlot(nameof(PyType.BfGetBuffer))]
    private void GetBuffer(ThreadState thread, PyBuffer view, BufferFlags flags)
    {
        var exporter = View.Obj!;
        exporter.Type.BfGetBuffer!(thread, exporter, view, flags);
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(_view?.Obj);

    internal override void ClearReferences() => Release();
}
