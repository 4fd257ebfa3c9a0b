using Krait.Runtime;

namespace Krait.Modules.Functools;

/// <summary>
/// Create a cached callable that wraps another function.
///
/// user_function:      the function being cached
///
/// maxsize:  0         for no caching
///           None      for unlimited cache size
///           n         for a bounded cache
///
/// typed:    False     cache f(3) and f(3.0) as identical calls
///           True      cache f(3) and f(3.0) as distinct calls
///
/// cache_info_type:    namedtuple class with the fields:
///                         hits misses currsize maxsize
/// </summary>
[PyType("_lru_cache_wrapper", Module = "functools", BaseType = true, BasicSize = 136, IsMethodDescriptor = true)]
[PyModuleType("_functools")]
public partial class PyLruCache : PyOwnDictObject, IWeakReferenceable
{
    private const long Unbounded = -1;

    private Ref<PyObject> _function;
    private Ref<PyDict> _cache;
    private Ref<PyObject> _infoType;
    private WeakReferenceList? _weakReferences;
    private long _maxSize;
    private bool _typed;
    private long _hits;
    private long _misses;

    /// <summary>The links of a bounded cache, the least recently used one first. The cache's dict holds them.</summary>
    private PyLruLink? _first;
    private PyLruLink? _last;

    private protected PyLruCache(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    [PyNew(Signature = "")]
    private static PyObject New(
        ThreadState thread,
        PyType type,
        [Keyword("user_function")] PyObject function,
        [Keyword] PyObject maxsize,
        [Keyword] bool typed,
        [Keyword("cache_info_type")] PyObject infoType)
    {
        if (!Op.IsCallable(function))
            throw Errors.Type("the first argument must be callable");
        long size;
        if (maxsize is PyNone)
            size = Unbounded;
        else if (Op.IsIndex(maxsize))
            size = Math.Max(Op.AsIndexLong(thread, maxsize), 0);
        else
            throw Errors.Type("maxsize should be integer or None");
        var made = (PyLruCache)type.Allocate!(thread, type);
        made._function.Value = function;
        made._cache.Value = PyDict.Create(thread);
        made._infoType.Value = infoType;
        made._maxSize = size;
        made._typed = typed;
        return made;
    }

    [PySlot(nameof(PyType.TpCall))]
    private PyObject Call(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (_maxSize == 0)
        {
            _misses++;
            return Op.Call(thread, _function.Value!, args, keywordNames);
        }
        var key = MakeKey(thread, args, keywordNames);
        var hash = PyDict.RawHashOf(thread, key);
        return _maxSize == Unbounded ? CallUnbounded(thread, key, hash, args, keywordNames) : CallBounded(thread, key, hash, args, keywordNames);
    }

    private PyObject MakeKey(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (!_typed && keywordNames is null)
        {
            if (args.Length == 1 && ReferenceEquals(args[0].Type, PyInt.TypeObject) | ReferenceEquals(args[0].Type, PyStr.TypeObject))
                return args[0];
            return PyTuple.Create(thread, args);
        }
        var names = keywordNames?.Count ?? 0;
        var positional = args.Length - names;
        var parts = new PyObject[args.Length + (names > 0 ? names + 1 : 0) + (_typed ? args.Length : 0)];
        args[..positional].CopyTo(parts);
        var at = positional;
        if (names > 0)
        {
            parts[at++] = PyLruLink.KeywordMark;
            for (var i = 0; i < names; i++)
            {
                parts[at++] = keywordNames![i];
                parts[at++] = args[positional + i];
            }
        }
        if (_typed)
        {
            foreach (var arg in args)
                parts[at++] = arg.Type;
        }
        return PyTuple.FromArray(thread, parts);
    }

    private PyObject CallUnbounded(ThreadState thread, PyObject key, long hash, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (_cache.Value!.GetItem(thread, key, hash) is { } known)
        {
            _hits++;
            return known;
        }
        _misses++;
        using var held = new Held(thread, key);
        var result = Op.Call(thread, _function.Value!, args, keywordNames);
        using var heldResult = new Held(thread, result);
        _cache.Value.SetItem(thread, key, hash, result);
        return result;
    }

    private PyObject CallBounded(ThreadState thread, PyObject key, long hash, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var cache = _cache.Value!;
        if (cache.GetItem(thread, key, hash) is PyLruLink known)
        {
            if (!ReferenceEquals(known, _last) && known.IsLinked)
            {
                Unlink(known);
                Append(known);
            }
            _hits++;
            return known.Result;
        }
        _misses++;
        using var held = new Held(thread, key);
        var result = Op.Call(thread, _function.Value!, args, keywordNames);
        using var heldResult = new Held(thread, result);
        // The call, or comparing keys, may have used this very cache.
        if (cache.GetItem(thread, key, hash) is not null)
            return result;
        if (cache.Count < _maxSize || _first is not { } oldest)
        {
            var link = PyLruLink.Create(thread, key, hash, result);
            cache.SetItem(thread, key, hash, link);
            Append(link);
            return result;
        }
        Unlink(oldest);
        using var heldLink = new Held(thread, oldest);
        // Where another call has removed the link already, that call makes the cache consistent.
        if (cache.Pop(thread, oldest.Key, oldest.Hash) is null)
            return result;
        oldest.Reuse(thread, key, hash, result);
        cache.SetItem(thread, key, hash, oldest);
        Append(oldest);
        return result;
    }

    private void Append(PyLruLink link)
    {
        link.Previous = _last;
        link.Next = null;
        link.IsLinked = true;
        if (_last is { } last)
            last.Next = link;
        else
            _first = link;
        _last = link;
    }

    private void Unlink(PyLruLink link)
    {
        link.IsLinked = false;
        if (link.Previous is { } previous)
            previous.Next = link.Next;
        else
            _first = link.Next;
        if (link.Next is { } next)
            next.Previous = link.Previous;
        else
            _last = link.Previous;
        link.Previous = link.Next = null;
    }

    private void UnlinkAll()
    {
        for (var link = _first; link is not null;)
        {
            var next = link.Next;
            link.Previous = link.Next = null;
            link.IsLinked = false;
            link = next;
        }
        _first = _last = null;
    }

    partial void ClearMore() => UnlinkAll();

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner) =>
        instance is null or PyNone ? descriptor : PyMethod.Create(thread, descriptor, instance);

    /// <summary>Report cache statistics</summary>
    [PyMethod("cache_info")]
    private PyObject CacheInfo(ThreadState thread) => Op.Call(
        thread,
        _infoType.Value!,
        PyInt.From(_hits),
        PyInt.From(_misses),
        _maxSize == Unbounded ? PyNone.Instance : PyInt.From(_maxSize),
        PyInt.From(_cache.Value!.Count));

    /// <summary>Clear the cache and cache statistics</summary>
    [PyMethod("cache_clear")]
    private void CacheClear()
    {
        UnlinkAll();
        _hits = _misses = 0;
        _cache.Value!.Clear();
    }

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => Op.GetAttr(thread, this, Names.Qualname);

    [PyMethod("__copy__", Signature = "")]
    private PyObject Copy() => this;

    [PyMethod("__deepcopy__", Signature = "")]
    private PyObject DeepCopy(PyObject memo) => this;
}

/// <summary>One call that a bounded cache remembers.</summary>
[PyType("_lru_list_elem", Module = "functools", BasicSize = 56, NoInstantiation = true)]
public sealed partial class PyLruLink : PyContainer
{
    /// <summary>Separates the positional arguments from the keyword arguments in a key.</summary>
    internal static readonly PyObject KeywordMark = new PyLruLink { RefCount = Immortal };

    private Ref<PyObject> _key;
    private Ref<PyObject> _result;

    private PyLruLink() : base(TypeObject)
    {
    }

    // Neighbours are not counted: the cache's dict holds every link, and a link is taken out before it goes.
    internal PyLruLink? Previous { get; set; }

    internal PyLruLink? Next { get; set; }

    internal bool IsLinked { get; set; }

    internal PyObject Key => _key.Value!;

    internal long Hash { get; private set; }

    internal PyObject Result => _result.Value!;

    internal static PyLruLink Create(ThreadState thread, PyObject key, long hash, PyObject result)
    {
        var made = thread.EnterNew(new PyLruLink { Hash = hash });
        made._key.Value = key;
        made._result.Value = result;
        return made;
    }

    /// <summary>Makes the link remember another call.</summary>
    internal void Reuse(ThreadState thread, PyObject key, long hash, PyObject result)
    {
        // Releasing the old ones can run Python code, which must not find the link half changed.
        _key.Take(thread);
        _result.Take(thread);
        _key.Value = key;
        _result.Value = result;
        Hash = hash;
    }
}
