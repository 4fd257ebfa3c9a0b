namespace Krait.Runtime;

// PEP 688: Python classes that show memory.
internal static partial class SlotDispatch
{
    /// <summary><c>__buffer__</c>: the memory of the memoryview that it returns.</summary>
    public static void GetBuffer(ThreadState thread, PyObject self, PyBuffer view, BufferFlags flags)
    {
        if (Call1(thread, self, TypeNames.Buffer, PyInt.From((int)flags)) is not PyMemoryView memory)
            throw Errors.Type("__buffer__ returned non-memoryview object");
        PyMemoryView.TypeObject.BfGetBuffer!(thread, memory, view, flags);
        // The view's owner is the wrapper: at the end it tells the memoryview and then the object.
        view.Obj = PyBufferWrapper.Create(thread, memory, self);
    }

    /// <summary><c>__release_buffer__</c>, and what a built-in type above the class does to release memory.</summary>
    public static void ReleaseBuffer(PyObject self, PyBuffer view)
    {
        var memory = PyMemoryView.CreateRestricted(ThreadState.Current, view);
        using (new Held(ThreadState.Current, memory))
        {
            CallReleaseBuffer(self, memory);
            memory.ReleaseView();
        }
        if (NativeRelease(self.Type) is { } release)
            release(self, view);
    }

    /// <summary>What the nearest built-in type does to release memory.</summary>
    internal static ReleaseBufferFunc? NativeRelease(PyType type)
    {
        foreach (var owner in type.MroTypes)
        {
            if (owner.BfReleaseBuffer is { } release && !ReferenceEquals(release, SlotGenerics.ReleaseBuffer))
                return release;
        }
        return null;
    }

    internal static void CallReleaseBuffer(PyObject self, PyMemoryView memory)
    {
        var thread = ThreadState.Current;
        try
        {
            if (FindMethod(thread, self, TypeNames.ReleaseBuffer, out var unbound) is not { } method)
                return;
            if (unbound)
                Op.Call(thread, method, self, memory);
            else
                Op.Call(thread, method, memory);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, null, $"Exception ignored in __release_buffer__ of {self.Type.Name}");
        }
    }
}
