namespace Krait.Runtime;

/// <summary>Stands for an object whose class has a <c>__buffer__</c> in Python as the owner of a view of its memory.</summary>
[PyType("_buffer_wrapper", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyBufferWrapper : PyContainer
{
    private Ref<PyMemoryView> _memory;
    private Ref<PyObject> _owner;

    private PyBufferWrapper(PyType type) : base(type)
    {
    }

    internal static PyBufferWrapper Create(ThreadState thread, PyMemoryView memory, PyObject owner)
    {
        var made = thread.EnterNew(new PyBufferWrapper(TypeObject));
        made._memory.Value = memory;
        made._owner.Value = owner;
        return made;
    }

    [PySlot(nameof(PyType.BfReleaseBuffer))]
    private static void ReleaseBuffer(PyObject self, PyBuffer view)
    {
        var wrapper = (PyBufferWrapper)self;
        if (wrapper._memory.Value is not { } memory || wrapper._owner.Value is not { } owner)
            return;
        PyMemoryView.TypeObject.BfReleaseBuffer!(memory, view);
        // A built-in release is the business of the memoryview that the object gave.
        if (ReferenceEquals(owner.Type.BfReleaseBuffer, SlotGenerics.ReleaseBuffer))
        {
            SlotDispatch.CallReleaseBuffer(owner, memory);
            // The object's own memory must be free now, whoever has kept the view.
            if (ReferenceEquals(memory.MemoryOwner, owner))
                memory.ReleaseView();
        }
        wrapper._memory.Clear();
        wrapper._owner.Clear();
    }
}
