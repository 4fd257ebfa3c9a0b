using System.Runtime.CompilerServices;
using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>What the specialised forms of attribute accesses do, given their caches.</summary>
internal static class Attributes
{
    /// <summary>The value that an instance has at the remembered place; null where the cache does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PyObject? InstanceValue(PyObject owner, AttributeCache cache)
    {
        if (owner.Type.VersionTag != cache.TypeVersion)
            return null;
        return owner.GetType() == typeof(PyInstance) ? Unsafe.As<PyInstance>(owner).Fields.Get(cache.Place) : OtherInstanceValue(owner, cache);
    }

    private static PyObject? OtherInstanceValue(PyObject owner, AttributeCache cache) => owner.Storage.Get(cache.Place);

    /// <summary>True where the remembered method is the owner's and nothing of the instance hides it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsMethodOf(PyObject owner, AttributeCache cache)
    {
        if (owner.Type.VersionTag != cache.TypeVersion)
            return false;
        return cache.Place == AttributeCache.Unhidden || LacksAttribute(owner, cache);
    }

    /// <summary>The value of an attribute of a module, of a class or of the class of an instance; null where the cache does not fit.</summary>
    public static PyObject? OtherValue(PyObject owner, Opcode op, AttributeCache cache)
    {
        switch (op)
        {
            case Specialized.LoadAttrModule:
                return owner.GetType() == typeof(PyModule) && Unsafe.As<PyModule>(owner).Dict.KeysVersion == cache.KeysVersion
                    ? Unsafe.As<PyModule>(owner).Dict.ValueAt(cache.Place)
                    : null;
            case Specialized.LoadAttrClass:
                return owner.GetType() == typeof(PyType) && Unsafe.As<PyType>(owner).VersionTag == cache.TypeVersion ? Unwrapped(cache.Found!) : null;
            default:
                return IsMethodOf(owner, cache) ? Unwrapped(cache.Found!) : null;
        }
    }

    // What a staticmethod holds is read each time: its __init__ may be called again.
    private static PyObject? Unwrapped(PyObject found) =>
        found.GetType() == typeof(PyStaticMethod) ? Unsafe.As<PyStaticMethod>(found).Callable : found;

    /// <summary>
    /// The function of a classmethod that an instance or a class has, and in <paramref name="type"/> the class that becomes its first argument; null where
    /// the cache does not fit.
    /// </summary>
    public static PyObject? ClassMethodOf(PyObject owner, AttributeCache cache, out PyType type)
    {
        if (cache.IsOfClass)
        {
            type = (owner as PyType)!;
            if (type is null || type.VersionTag != cache.TypeVersion)
                return null;
        }
        else
        {
            type = owner.Type;
            if (!IsMethodOf(owner, cache))
                return null;
        }
        return Unsafe.As<PyClassMethod>(cache.Found!).Callable as PyFunction;
    }

    /// <summary>
    /// Stores a value whose reference is handed over at the remembered place. False where the cache does not fit: then nothing has happened.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryStore(PyObject owner, AttributeCache cache, PyObject value, out PyObject? old)
    {
        if (owner.GetType() == typeof(PyInstance) && owner.Type.VersionTag == cache.TypeVersion)
        {
            ref var fields = ref Unsafe.As<PyInstance>(owner).Fields;
            return cache.IsSlot ? fields.TryStoreSlot(cache.Place, value, out old) : fields.TryStore(cache.Place, value, out old);
        }
        old = null;
        return false;
    }

    /// <summary>
    /// True where the instance does not have the attribute itself. The type's version was compared before. Names only ever join the shared keys: a
    /// name that was not among them still is not while their number is the same.
    /// </summary>
    public static bool LacksAttribute(PyObject owner, AttributeCache cache)
    {
        ref var storage = ref (owner.GetType() == typeof(PyInstance) ? ref Unsafe.As<PyInstance>(owner).Fields : ref owner.Storage);
        if (Unsafe.IsNullRef(ref storage) || storage.Dict is not null)
            return false;
        return cache.Place < 0 ? cache.KeysVersion == (uint)(owner.Type.Keys?.Count ?? 0) : storage.Get(cache.Place) is null;
    }
}
