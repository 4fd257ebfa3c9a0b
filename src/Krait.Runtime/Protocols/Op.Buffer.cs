using System.Runtime.CompilerServices;

namespace Krait.Runtime;

public static partial class Op
{
    /// <summary>True where the object has the buffer protocol.</summary>
    public static bool HasBuffer(PyObject o) => o.Type.BfGetBuffer is not null;

    /// <summary>A view of an object's memory; dispose of it. TypeError where the object has none.</summary>
    public static PyBuffer GetBuffer(ThreadState thread, PyObject o, BufferFlags flags = BufferFlags.Simple) => PyBuffer.Get(thread, o, flags);

    /// <summary>A copy of the bytes of any object with the buffer protocol, in C order.</summary>
    public static byte[] CopyBytes(ThreadState thread, PyObject o)
    {
        using var view = PyBuffer.Get(thread, o, BufferFlags.FullReadOnly);
        return view.ToContiguous();
    }

    /// <summary>The first weak reference to an object; null where there is none: <c>__weakref__</c>.</summary>
    public static PyObject? FirstWeakReference(ThreadState thread, PyObject o)
    {
        ref var list = ref o.WeakReferences;
        return Unsafe.IsNullRef(ref list) ? null : list?.First;
    }
}
