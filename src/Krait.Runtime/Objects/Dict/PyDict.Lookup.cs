using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Runtime;

public partial class PyDict
{
    /// <summary>The hash of a key; TypeError that names the use as a key where it cannot be hashed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long HashOf(ThreadState thread, PyObject key)
    {
        if (key.GetType() == typeof(PyStr))
            return PyStr.HashOf(Unsafe.As<PyStr>(key));
        return TryHashInt(key, out var hash) ? hash : HashOrExplain(thread, key, "a dict key");
    }

    /// <summary>The hash of any object, without a detour for strs and ints.</summary>
    internal static long RawHashOf(ThreadState thread, PyObject o)
    {
        if (o.GetType() == typeof(PyStr))
            return PyStr.HashOf(Unsafe.As<PyStr>(o));
        return TryHashInt(o, out var hash) ? hash : Op.Hash(thread, o);
    }

    /// <summary>The hash of an exact int that is its own hash, or -2 for -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryHashInt(PyObject o, out long hash)
    {
        if (o.GetType() == typeof(PyInt))
        {
            hash = Unsafe.As<PyInt>(o).Value;
            if (hash is > -HashModulus and < HashModulus)
            {
                if (hash == -1)
                    hash = -2;
                return true;
            }
        }
        hash = 0;
        return false;
    }

    /// <summary>The hash of an object; a TypeError from hashing it says what it could not be used as.</summary>
    internal static long HashOrExplain(ThreadState thread, PyObject o, string use)
    {
        try
        {
            return Op.Hash(thread, o);
        }
        catch (PythonException error) when (ReferenceEquals(error.Value.Type, ExceptionTypes.TypeError))
        {
            throw Errors.Type($"cannot use '{FullName(thread, o.Type)}' as {use} ({Op.StrText(thread, error.Value)})");
        }
    }

    private static string FullName(ThreadState thread, PyType type)
    {
        if (!type.IsHeapType)
            return type.Name;
        var module = Op.TryGetAttr(thread, type, Names.Module);
        var name = type.QualName.ToString();
        return module is not PyStr text || text.TextEquals("builtins") || text.TextEquals("__main__") ? name : $"{text}.{name}";
    }

    /// <summary>The value of an exact str, found without running Python code; null where it is not there or that is not certain.</summary>
    internal PyObject? GetByName(PyStr key)
    {
        if (!_onlyStrKeys)
            return null;
        var place = FindStr(key, PyStr.HashOf(key));
        return place < 0 ? null : _entries[place].Value;
    }

    /// <summary>The value of an exact int, found without running Python code; null where it is not there or that is not certain.</summary>
    internal PyObject? GetByInt(PyInt key)
    {
        if (!TryHashInt(key, out var hash))
            return null;
        var index = _index;
        var mask = index.Length - 1;
        var perturb = (ulong)hash;
        var i = (int)hash & mask;
        while (true)
        {
            var place = index[i];
            if (place >= 0)
            {
                ref var entry = ref _entries[place];
                if (ReferenceEquals(entry.Key, key))
                    return entry.Value;
                if (entry.Hash == hash)
                    return entry.Key!.GetType() == typeof(PyInt) && Unsafe.As<PyInt>(entry.Key).Value == key.Value ? entry.Value : null;
            }
            else if (place == Empty)
            {
                return null;
            }
            perturb >>= 5;
            i = (int)((ulong)i * 5 + perturb + 1) & mask;
        }
    }

    private int Find(ThreadState thread, PyObject key, long hash)
    {
        if (_onlyStrKeys && key.GetType() == typeof(PyStr))
            return FindStr(Unsafe.As<PyStr>(key), hash);
        return FindAny(thread, key, hash);
    }

    private int FindStr(PyStr key, long hash)
    {
        var index = _index;
        var mask = index.Length - 1;
        var perturb = (ulong)hash;
        var i = (int)hash & mask;
        ref var entries = ref MemoryMarshal.GetArrayDataReference(_entries);
        while (true)
        {
            var place = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(index), i);
            if (place >= 0)
            {
                ref var entry = ref Unsafe.Add(ref entries, place);
                if (ReferenceEquals(entry.Key, key)
                    || (entry.Hash == hash && PyStr.TextEquals(Unsafe.As<PyStr>(entry.Key!), key)))
                    return place;
            }
            else if (place == Empty)
            {
                return -1;
            }
            perturb >>= 5;
            i = (int)((ulong)i * 5 + perturb + 1) & mask;
        }
    }

    private int FindAny(ThreadState thread, PyObject key, long hash)
    {
        var isInt = key.GetType() == typeof(PyInt);
    restart:
        var index = _index;
        var mask = index.Length - 1;
        var perturb = (ulong)hash;
        var i = (int)hash & mask;
        while (true)
        {
            var place = index[i];
            if (place >= 0)
            {
                ref var entry = ref _entries[place];
                var entryKey = entry.Key!;
                if (ReferenceEquals(entryKey, key))
                    return place;
                if (entry.Hash == hash)
                {
                    if (isInt && entryKey.GetType() == typeof(PyInt))
                    {
                        if (Unsafe.As<PyInt>(entryKey).Value == Unsafe.As<PyInt>(key).Value)
                            return place;
                    }
                    else
                    {
                        var match = CompareKeys(thread, key, place, index);
                        if (match == KeyMatch.TableChanged)
                            goto restart;
                        if (match == KeyMatch.Equal)
                            return place;
                    }
                }
            }
            else if (place == Empty)
            {
                return -1;
            }
            perturb >>= 5;
            i = (int)((ulong)i * 5 + perturb + 1) & mask;
        }
    }

    private enum KeyMatch
    {
        Different,
        Equal,
        TableChanged,
    }

    /// <summary>Compares a key with the one of an entry, which may run Python code that changes this dict.</summary>
    private KeyMatch CompareKeys(ThreadState thread, PyObject key, int place, int[] index)
    {
        var entryKey = _entries[place].Key!;
        if (entryKey.GetType() == typeof(PyStr) && key.GetType() == typeof(PyStr))
            return PyStr.TextEquals(Unsafe.As<PyStr>(entryKey), Unsafe.As<PyStr>(key)) ? KeyMatch.Equal : KeyMatch.Different;
        using var held = new Held(thread, entryKey);
        var equal = Op.RichCompareBool(thread, entryKey, key, CompareOp.Eq);
        if (!ReferenceEquals(index, _index) || (uint)place >= (uint)_used || !ReferenceEquals(_entries[place].Key, entryKey))
            return KeyMatch.TableChanged;
        return equal ? KeyMatch.Equal : KeyMatch.Different;
    }
}
