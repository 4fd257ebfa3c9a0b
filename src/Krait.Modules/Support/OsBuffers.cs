using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>The memory of several buffer objects, pinned, for scattered reads and gathered writes. Dispose of it.</summary>
internal sealed unsafe class OsBuffers : IDisposable
{
    private readonly List<PyBuffer> _views = [];
    private readonly List<GCHandle> _pins = [];
    private IoVector[] _vectors = [];

    /// <summary>The pinned memory, for the system.</summary>
    public ReadOnlySpan<IoVector> Vectors => _vectors;

    /// <summary>The number of bytes in all buffers together.</summary>
    public long TotalLength { get; private set; }

    /// <summary>A writable view of one object's memory.</summary>
    public static PyBuffer Writable(ThreadState thread, PyObject o, string where)
    {
        if (o.Type.BfGetBuffer is null)
            throw ArgumentConversion.WrongType(where, "read-write bytes-like object", o);
        try
        {
            return PyBuffer.Get(thread, o, BufferFlags.Writable);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.BufferError))
        {
            throw ArgumentConversion.WrongType(where, "read-write bytes-like object", o);
        }
    }

    /// <summary>The buffers of a sequence; TypeError with <paramref name="message"/> where it is none.</summary>
    public static OsBuffers Get(ThreadState thread, PyObject sequence, string message, bool writable)
    {
        if (!Op.IsSequence(sequence))
            throw Errors.Type(message);
        return FromItems(thread, Op.ListFrom(thread, sequence).Items, writable);
    }

    /// <summary>The buffers of some objects.</summary>
    public static OsBuffers FromItems(ThreadState thread, ReadOnlySpan<PyObject> items, bool writable)
    {
        var buffers = new OsBuffers();
        try
        {
            buffers._vectors = new IoVector[items.Length];
            for (var i = 0; i < items.Length; i++)
                buffers.Add(i, PyBuffer.Get(thread, items[i], writable ? BufferFlags.Writable : BufferFlags.Simple));
        }
        catch
        {
            buffers.Dispose();
            throw;
        }
        return buffers;
    }

    /// <summary>An array of C#, pinned.</summary>
    public static OsBuffers Pinned(byte[] array)
    {
        var buffers = new OsBuffers();
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        buffers._pins.Add(pin);
        buffers._vectors = [new IoVector { Base = (byte*)pin.AddrOfPinnedObject(), Length = (nuint)array.Length }];
        return buffers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pin in _pins)
            pin.Free();
        _pins.Clear();
        foreach (var view in _views)
            view.Dispose();
        _views.Clear();
    }

    private void Add(int index, PyBuffer view)
    {
        _views.Add(view);
        TotalLength += view.Length;
        var address = view.Pointer;
        if (view.Array is { } array)
        {
            var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
            _pins.Add(pin);
            address = (byte*)pin.AddrOfPinnedObject() + view.Offset;
        }
        _vectors[index] = new IoVector { Base = address, Length = (nuint)view.Length };
    }
}
