using System.Runtime.CompilerServices;

namespace Krait.Runtime;

public sealed partial class PyType
{
    private const int CacheSize = 1 << 12;
    private static readonly LookupResult?[] s_cache = new LookupResult?[CacheSize];
    private static uint s_lastVersion;

    private List<PyType>? _subclasses;

    private sealed class LookupResult(uint version, PyStr name, PyObject? value)
    {
        public readonly uint Version = version;
        public readonly PyStr Name = name;
        public readonly PyObject? Value = value;
    }

    /// <summary>Finds an attribute of the type along its method resolution order, without binding; null where there is none.</summary>
    /// <param name="name">An interned name; others work, but slower.</param>
    public PyObject? Lookup(PyStr name)
    {
        var version = VersionTag;
        if (version != 0)
        {
            var cached = s_cache[CacheIndex(version, name)];
            if (cached is not null && cached.Version == version && ReferenceEquals(cached.Name, name))
                return cached.Value;
        }
        return LookupSlowly(name);
    }

    /// <summary>Forgets what lookups found: <c>sys._clear_type_cache</c>.</summary>
    internal static void ClearLookupCache() => Array.Clear(s_cache);

    private PyObject? LookupSlowly(PyStr name)
    {
        if (!name.IsInterned)
            return name.GetType() == typeof(PyStr) ? Lookup(InternTable.Intern(name)) : FindInMro(name);
        var version = EnsureVersionTag();
        var value = FindInMro(name);
        if (version != 0 && version == VersionTag)
            s_cache[CacheIndex(version, name)] = new LookupResult(version, name, value);
        return value;
    }

    /// <summary><see cref="Lookup"/> without remembering the answer: for those who will not ask again.</summary>
    internal PyObject? FindInMro(PyStr name)
    {
        foreach (var type in MroTypes)
        {
            if (type.Dict.GetItem(name) is { } value)
                return value;
        }
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CacheIndex(uint version, PyStr name) =>
        (int)((version * 31) ^ (uint)RuntimeHelpers.GetHashCode(name)) & (CacheSize - 1);

    /// <summary>The version tag, given now where there is none. A type with a tag has only bases with tags. Zero when the tags ran out.</summary>
    public uint EnsureVersionTag()
    {
        if (VersionTag != 0)
            return VersionTag;
        for (var i = MroTypes.Length - 1; i > 0; i--)
        {
            var above = MroTypes[i];
            if (above.VersionTag == 0 && !ReferenceEquals(above, this) && above.EnsureVersionTag() == 0)
                return 0;
        }
        if (s_lastVersion == uint.MaxValue)
            return 0;
        return VersionTag = Interlocked.Increment(ref s_lastVersion);
    }

    /// <summary>Takes note of a change of the type: caches that hold its version tag, or that of a type below, are void.</summary>
    public void Modified()
    {
        if (VersionTag == 0)
            return;
        VersionTag = 0;
        foreach (var subclass in Subclasses())
            subclass.Modified();
    }

    /// <summary>True where <paramref name="other"/> is in this type's method resolution order.</summary>
    public bool IsSubtypeOf(PyType other)
    {
        if (ReferenceEquals(this, other))
            return true;
        foreach (var type in MroTypes)
        {
            if (ReferenceEquals(type, other))
                return true;
        }
        return MroTypes.Length == 0 && IsAbove(other);
    }

    /// <summary>True where <paramref name="other"/> is in the chain of layout bases, this type included.</summary>
    internal bool IsAbove(PyType other)
    {
        for (var type = this; type is not null; type = type.Base)
        {
            if (ReferenceEquals(type, other))
                return true;
        }
        return false;
    }

    /// <summary>The living direct subclasses, in order of creation.</summary>
    internal PyType[] Subclasses()
    {
        if (_subclasses is not { } list)
            return [];
        lock (list)
            return list.ToArray();
    }

    internal void AddSubclass(PyType type)
    {
        var list = LazyInitializer.EnsureInitialized(ref _subclasses);
        lock (list)
        {
            if (!list.Contains(type))
                list.Add(type);
        }
    }

    internal void RemoveSubclass(PyType type)
    {
        if (_subclasses is not { } list)
            return;
        lock (list)
            list.Remove(type);
    }
}
