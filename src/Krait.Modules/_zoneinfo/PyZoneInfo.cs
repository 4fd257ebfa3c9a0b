using System.Text;
using Krait.Modules.DateTimes;
using Krait.Runtime;

namespace Krait.Modules.ZoneInfo;

/// <summary>Time zones of the IANA database.</summary>
[PyModule("_zoneinfo")]
internal static partial class ZoneInfoModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        // Times of datetime's Python form are of other classes; zoneinfo has a Python form for them.
        var datetime = Op.ImportModule(thread, "datetime");
        if (!ReferenceEquals(Op.GetAttr(thread, datetime, "datetime"), PyDateTime.TypeObject))
            throw Errors.Attribute(thread, "module 'datetime' has no attribute 'datetime_CAPI'", datetime, PyStr.Intern("datetime_CAPI"));
    }
}

/// <summary>The zones that were asked for last, which stay alive, and the table of all that are.</summary>
internal sealed class ZoneInfoState : ModuleState
{
    private const int Capacity = 8;

    private readonly LinkedList<PyZoneInfo> _recent = [];
    private PyObject? _all;

    /// <summary>The weak table of the class itself.</summary>
    public PyObject All(ThreadState thread) => _all ??= Keep(NewTable(thread));

    public static ZoneInfoState Of(ThreadState thread) => thread.Interpreter.ModuleState<ZoneInfoState>();

    public static PyObject NewTable(ThreadState thread) => Op.Call(thread, Op.ImportFrom(thread, "weakref", "WeakValueDictionary"));

    /// <summary>Puts a zone in front of those that stay alive.</summary>
    public void Touch(PyZoneInfo zone)
    {
        PyObject.Retain(zone);
        if (_recent.Remove(zone))
            PyObject.Release(zone);
        _recent.AddFirst(zone);
        if (_recent.Count <= Capacity)
            return;
        var oldest = _recent.Last!.Value;
        _recent.RemoveLast();
        PyObject.Release(oldest);
    }

    /// <summary>Lets go of the zones that a test selects.</summary>
    public void Forget(Func<PyZoneInfo, bool> selects)
    {
        foreach (var zone in _recent.Where(selects).ToArray())
        {
            _recent.Remove(zone);
            PyObject.Release(zone);
        }
    }

    /// <inheritdoc/>
    public override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        foreach (var zone in _recent)
            visitor.Visit(zone);
    }
}

/// <remarks>A time zone of the IANA database.</remarks>
[PyType("ZoneInfo", Module = "zoneinfo", BaseType = true, BasicSize = 96), PyModuleType("_zoneinfo")]
internal partial class PyZoneInfo : PyTzInfo, IWeakReferenceable
{
    private static readonly PyStr s_cache = PyStr.Intern("_weak_cache");

    private ZoneData _data = null!;
    private Ref<PyObject> _key;
    private string? _source;
    private bool _isCached;
    private WeakReferenceList? _weakReferences;

    private protected PyZoneInfo(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    [PyNew(Signature = "(key)")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject key)
    {
        var cache = Cache(thread, type);
        var found = Op.CallMethod(thread, cache, "get", key);
        if (found is PyNone)
        {
            var made = Load(thread, type, key);
            made._isCached = true;
            found = Op.CallMethod(thread, cache, "setdefault", key, made);
        }
        if (!Op.RealIsInstance(thread, found, type))
        {
            throw Errors.Runtime(
                $"Unexpected instance of {found.Type.FullName} in {type.FullName} weak cache for key {Op.ReprText(thread, key)}");
        }
        if (ReferenceEquals(type, TypeObject) && found is PyZoneInfo zone)
            ZoneInfoState.Of(thread).Touch(zone);
        return found;
    }

    // A class of Python has a table of its own: its zones are instances of it.
    private static PyObject Cache(ThreadState thread, PyType type) =>
        ReferenceEquals(type, TypeObject) ? ZoneInfoState.Of(thread).All(thread) : Op.GetAttr(thread, type, s_cache);

    /// <summary>Function to initialize subclasses.</summary>
    [PyClassMethod("__init_subclass__", Signature = "")]
    private static void InitSubclass(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args) =>
        Op.SetAttr(thread, type, s_cache, ZoneInfoState.NewTable(thread));

    private static PyZoneInfo Load(ThreadState thread, PyType type, PyObject key)
    {
        var path = Op.Call(thread, Op.ImportFrom(thread, "zoneinfo._tzpath", "find_tzfile"), key);
        var file = path is PyNone
            ? Op.Call(thread, Op.ImportFrom(thread, "zoneinfo._common", "load_tzdata"), key)
            : Op.Call(thread, Op.ImportFrom(thread, "io", "open"), path, PyStr.From("rb"));
        try
        {
            var made = Read(thread, type, file);
            made._key.Value = key;
            return made;
        }
        finally
        {
            Op.CallMethod(thread, file, "close");
        }
    }

    private static PyZoneInfo Read(ThreadState thread, PyType type, PyObject file)
    {
        if (Op.Call(thread, Op.ImportFrom(thread, "zoneinfo._common", "load_data"), file) is not PyTuple { Count: 6 } parts)
            throw Errors.Type("load_data() must return a tuple of six");
        var rule = parts[5] is PyNone ? "" : Encoding.UTF8.GetString(Op.CopyBytes(thread, parts[5]));
        var data = new ZoneData(
            Numbers(thread, parts[0], (t, o) => Op.AsInt(t, o)),
            Numbers(thread, parts[1], (t, o) => Op.AsLong(t, o)),
            Numbers(thread, parts[2], (t, o) => Op.AsInt(t, o)),
            Numbers(thread, parts[3], Op.IsTrue),
            Numbers(thread, parts[4], Op.StrText),
            rule);
        var made = (PyZoneInfo)type.Allocate!(thread, type);
        made._data = data;
        return made;
    }

    private static T[] Numbers<T>(ThreadState thread, PyObject items, Func<ThreadState, PyObject, T> convert)
    {
        var list = Op.TupleFrom(thread, items);
        var values = new T[list.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = convert(thread, list[i]);
        return values;
    }

    /// <summary>Clear the ZoneInfo cache.</summary>
    [PyClassMethod("clear_cache")]
    private static void ClearCache(ThreadState thread, PyType type, [KeywordOnly("only_keys")] PyObject? onlyKeys = null)
    {
        var cache = Cache(thread, type);
        var isBase = ReferenceEquals(type, TypeObject);
        if (onlyKeys is null or PyNone)
        {
            Op.CallMethod(thread, cache, "clear");
            if (isBase)
                ZoneInfoState.Of(thread).Forget(_ => true);
            return;
        }
        foreach (var key in Op.ListFrom(thread, onlyKeys).Items.ToArray())
        {
            Op.CallMethod(thread, cache, "pop", key, PyNone.Instance);
            if (isBase)
                ZoneInfoState.Of(thread).Forget(zone => zone._key.Value is { } own && Op.AreEqual(thread, own, key));
        }
    }

    /// <summary>Get a new instance of ZoneInfo, bypassing the cache.</summary>
    [PyClassMethod("no_cache")]
    private static PyObject NoCache(ThreadState thread, PyType type, [Keyword] PyObject key) => Load(thread, type, key);

    /// <summary>Create a ZoneInfo file from a file object.</summary>
    [PyClassMethod("from_file", Signature = "($type, file_obj, /, key=None)")]
    private static PyObject FromFile(ThreadState thread, PyType type, PyObject file, [Keyword] PyObject? key = null)
    {
        var source = Op.ReprText(thread, file);
        var made = Read(thread, type, file);
        made._source = source;
        made._key.Value = key is PyNone ? null : key;
        return made;
    }

    /// <summary>Private method used in unpickling.</summary>
    [PyClassMethod("_unpickle")]
    private static PyObject Unpickle(ThreadState thread, PyType type, PyObject key, bool fromCache) =>
        fromCache ? Op.Call(thread, type, key) : Load(thread, type, key);

    /// <summary>Function for serialization with the pickle protocol.</summary>
    [PyMethod("__reduce__")]
    private PyObject ReduceZone(ThreadState thread)
    {
        if (_source is not null)
        {
            var error = (PyType)Op.ImportFrom(thread, "pickle", "PicklingError");
            throw Errors.New(error, "Cannot pickle a ZoneInfo file from a file stream.");
        }
        var args = PyTuple.Create(thread, _key.Value ?? PyNone.Instance, PyBool.From(_isCached));
        return PyTuple.Create(thread, Op.GetAttr(thread, Type, "_unpickle"), args);
    }

    /// <remarks>The key of the zone in the database; None where it was read from a file without one.</remarks>
    [PyGetter("key", Member = true)]
    private PyObject Key => _key.Value ?? PyNone.Instance;

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr(ThreadState thread)
    {
        var name = Type.FullName;
        return PyStr.From(_key.Value is null && _source is not null ? $"{name}.from_file({_source})" : $"{name}(key={Op.ReprText(thread, Key)})");
    }

    [PySlot(nameof(PyType.TpStr))]
    private PyObject Str(ThreadState thread) => _key.Value is { } key ? Op.Str(thread, key) : Repr(thread);

    private ZonePeriod? Period(PyObject moment)
    {
        if (moment is PyNone)
            return _data.Fixed;
        if (moment is not PyDateTime time)
            throw ArgumentConversion.WrongType("ZoneInfo", "datetime or None", moment);
        return _data.AtLocal(Seconds(time), time.Year, time.Fold);
    }

    private static long Seconds(PyDateTime time)
    {
        var days = GregorianCalendar.ToOrdinal(time.Year, time.Month, time.Day) - ZoneData.EpochOrdinal;
        return days * (long)PyTimeDelta.SecondsPerDay + time.Hour * 3600 + time.Minute * 60 + time.Second;
    }

    private static PyObject Delta(int? seconds) => seconds is { } value ? PyTimeDelta.Create(0, value, 0) : PyNone.Instance;

    /// <summary>Retrieve a timedelta representing the UTC offset in a zone at the given datetime.</summary>
    [PyMethod("utcoffset")]
    private PyObject OffsetAt(PyObject dt) => Delta(Period(dt)?.Offset);

    /// <summary>Retrieve a timedelta representing the amount of DST applied in a zone at the given datetime.</summary>
    [PyMethod("dst")]
    private PyObject SavingAt(PyObject dt) => Delta(Period(dt)?.Saving);

    /// <summary>Retrieve a string containing the abbreviation for the time zone that applies in a zone at a given datetime.</summary>
    [PyMethod("tzname")]
    private PyObject NameAt(PyObject dt) => Period(dt) is { } period ? PyStr.From(period.Name) : PyNone.Instance;

    /// <summary>Given a datetime with local time in UTC, retrieve an adjusted datetime in local time.</summary>
    [PyMethod("fromutc", Signature = "")]
    private PyObject ToLocal(ThreadState thread, PyObject dt)
    {
        if (dt is not PyDateTime time)
            throw Errors.Type("fromutc: argument must be a datetime instance, not " + dt.Type.Name);
        if (!ReferenceEquals(time.Zone, this))
            throw Errors.Value("fromutc: dt.tzinfo is not self");
        var period = _data.AtUtc(Seconds(time), time.Year, out var isFold);
        var local = time.Shifted(thread, PyTimeDelta.Create(0, period!.Offset, 0), 1);
        if (!isFold)
            return local;
        var keywords = PyDict.Create(thread);
        keywords.SetItem(thread, "fold", PyInt.From(1));
        return Op.CallWithDict(thread, Op.GetAttr(thread, local, "replace"), PyTuple.Empty, keywords);
    }
}
