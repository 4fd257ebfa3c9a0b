using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// A counted reference in a field of a heap object: assigning retains the new value and releases the old one. The generator writes
/// traversal and clearing for fields of this type. Never copy the struct, never put it into a local.
/// </summary>
public struct Ref<T> where T : PyObject
{
    private T? _value;

    /// <summary>A field that starts with a value.</summary>
    public Ref(T? value)
    {
        _value = value;
        PyObject.XRetain(value);
    }

    /// <summary>The value; null when nothing is referenced.</summary>
    public T? Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _value;
        set
        {
            var old = _value;
            PyObject.XRetain(value);
            _value = value;
            PyObject.XRelease(old);
        }
    }

    /// <summary>Takes the value out without deallocating it: it floats.</summary>
    public T? Take(ThreadState thread)
    {
        var old = _value;
        _value = null;
        return old is null ? null : PyObject.Float(thread, old);
    }

    /// <summary>Stores a value whose reference is handed over; the caller gets the old one with its reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T? Exchange(T? value)
    {
        var old = _value;
        _value = value;
        return old;
    }

    /// <summary>Gives the reference up.</summary>
    public void Clear()
    {
        var old = _value;
        _value = null;
        PyObject.XRelease(old);
    }
}
