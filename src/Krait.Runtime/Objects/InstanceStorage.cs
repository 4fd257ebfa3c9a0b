using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// What an instance of a Python class keeps beside its C# fields: the values of <c>__slots__</c>, the attributes, the weak references.
/// Attributes lie in <see cref="Values"/>, in the order of the class's shared keys, until something needs a real dict
/// (<c>__dict__</c>, a deletion, an order of assignment that differs from the keys' order, too many attributes).
/// </summary>
public struct InstanceStorage
{
    /// <summary>First the values of <c>__slots__</c>, then the attributes by index of <see cref="SharedKeys"/>; null means unset.</summary>
    internal PyObject?[]? Values;

    /// <summary>One past the last place in <see cref="Values"/> that an attribute uses; an attribute before it that is not set would come out of order.</summary>
    internal int AttributeCount;

    /// <summary>The dict, once there is one: then the attributes are there and not in <see cref="Values"/>.</summary>
    internal PyDict? Dict;

    internal WeakReferenceList? WeakReferences;

    internal readonly void Traverse(Visitor visitor)
    {
        if (Values is { } values)
            visitor.Visit(values, values.Length);
        visitor.Visit(Dict);
    }

    internal void Clear()
    {
        if (Values is { } values)
        {
            Values = null;
            AttributeCount = 0;
            foreach (var value in values)
                PyObject.XRelease(value);
        }
        if (Dict is { } dict)
        {
            Dict = null;
            PyObject.Release(dict);
        }
    }

    /// <summary>The attribute at an index of the shared keys; null when unset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly PyObject? Get(int place) => Values is { } values && (uint)place < (uint)values.Length ? values[place] : null;

    /// <summary>
    /// Stores an attribute whose reference is handed over, at a place in <see cref="Values"/>, where that keeps the order of assignment.
    /// False where a dict is needed or the place does not exist yet: then nothing has happened.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryStore(int place, PyObject value, out PyObject? old)
    {
        if (Values is { } values && (uint)place < (uint)values.Length && Dict is null)
        {
            old = values[place];
            if (old is null)
            {
                if (place < AttributeCount)
                    return false;
                AttributeCount = place + 1;
            }
            Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(values), place) = value;
            return true;
        }
        old = null;
        return false;
    }

    /// <summary>As <see cref="TryStore"/>, at the place of one of the <c>__slots__</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool TryStoreSlot(int place, PyObject value, out PyObject? old)
    {
        if (Values is { } values && (uint)place < (uint)values.Length)
        {
            ref var slot = ref Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(values), place);
            old = slot;
            slot = value;
            return true;
        }
        old = null;
        return false;
    }
}

/// <summary>
/// The attribute names that instances of one class share, in the order in which they were first set. Only ever grows.
/// </summary>
internal sealed class SharedKeys
{
    /// <summary>Classes whose instances have more attributes than this keep the rest of them in dicts.</summary>
    public const int MaxCount = 64;

    private readonly Dictionary<PyStr, int> _indexes = new(ReferenceEqualityComparer.Instance);

    public PyStr[] Names { get; private set; } = new PyStr[4];

    public int Count { get; private set; }

    /// <summary>The index of an interned name; -1 where it is not known.</summary>
    public int IndexOf(PyStr name)
    {
        if (Count <= 8)
        {
            var names = Names;
            for (var i = 0; i < Count; i++)
            {
                if (ReferenceEquals(names[i], name))
                    return i;
            }
            return -1;
        }
        return _indexes.TryGetValue(name, out var index) ? index : -1;
    }

    /// <summary>Adds an interned name; -1 where there are too many.</summary>
    public int Add(PyStr name)
    {
        if (Count == MaxCount)
            return -1;
        if (Count == Names.Length)
        {
            var names = Names;
            Array.Resize(ref names, Count * 2);
            Names = names;
        }
        PyObject.Retain(name);
        Names[Count] = name;
        _indexes.Add(name, Count);
        return Count++;
    }
}
