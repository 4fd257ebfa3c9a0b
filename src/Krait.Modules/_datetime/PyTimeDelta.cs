using System.Globalization;
using System.Runtime.InteropServices;
using Krait.Runtime;
using Krait.Runtime.Numerics;

namespace Krait.Modules.DateTimes;

/// <summary>
/// Difference between two datetime values.
///
/// timedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)
///
/// All arguments are optional and default to 0.
/// Arguments may be integers or floats, and may be positive or negative.
/// </summary>
[PyType("timedelta", Module = "datetime", BaseType = true, BasicSize = 24), PyModuleType("_datetime")]
internal partial class PyTimeDelta : PyObject
{
    public const int MaxDays = 999_999_999;
    public const long MicrosecondsPerSecond = 1_000_000;
    public const int SecondsPerDay = 86400;
    public const long MicrosecondsPerDay = SecondsPerDay * MicrosecondsPerSecond;

    public static readonly PyTimeDelta Zero = new(TypeObject) { RefCount = Immortal };
    public static readonly PyTimeDelta Min = new(TypeObject) { Days = -MaxDays, RefCount = Immortal };
    public static readonly PyTimeDelta Max = new(TypeObject) { Days = MaxDays, Seconds = 86399, Microseconds = 999_999, RefCount = Immortal };
    public static readonly PyTimeDelta Resolution = new(TypeObject) { Microseconds = 1, RefCount = Immortal };
    public static readonly PyTimeDelta OneDay = new(TypeObject) { Days = 1, RefCount = Immortal };

    private protected PyTimeDelta(PyType type) : base(type)
    {
    }

    internal int Days;
    internal int Seconds;
    internal int Microseconds;

    /// <summary>All of it in microseconds.</summary>
    public Int128 Total => (Int128)Days * MicrosecondsPerDay + Seconds * MicrosecondsPerSecond + Microseconds;

    /// <summary>All of it in microseconds; for spans of less than 290,000 years, as offsets from UTC are.</summary>
    public long TotalSmall => Days * MicrosecondsPerDay + Seconds * MicrosecondsPerSecond + Microseconds;

    /// <summary>A timedelta, from parts of any size.</summary>
    /// <exception cref="PythonException">OverflowError.</exception>
    public static PyTimeDelta Create(long days, long seconds, long microseconds)
    {
        seconds += FloorDivide(ref microseconds, MicrosecondsPerSecond);
        days += FloorDivide(ref seconds, SecondsPerDay);
        return CreateNormal(TypeObject, days, (int)seconds, (int)microseconds);
    }

    public static PyTimeDelta Create(Int128 microseconds)
    {
        var days = microseconds / MicrosecondsPerDay;
        var rest = (long)(microseconds - days * MicrosecondsPerDay);
        if (rest < 0)
        {
            rest += MicrosecondsPerDay;
            days--;
        }
        if (days != (int)days)
            throw Errors.Overflow("Python int too large to convert to C int");
        return CreateNormal(TypeObject, (long)days, (int)(rest / MicrosecondsPerSecond), (int)(rest % MicrosecondsPerSecond));
    }

    private static PyTimeDelta CreateNormal(PyType type, long days, int seconds, int microseconds)
    {
        if (days is < -MaxDays or > MaxDays)
            throw Errors.Overflow($"days={days}; must have magnitude <= {MaxDays}");
        var made = ReferenceEquals(type, TypeObject) ? new PyTimeDelta(type) : (PyTimeDelta)type.Allocate!(ThreadState.Current, type);
        made.Days = (int)days;
        made.Seconds = seconds;
        made.Microseconds = microseconds;
        return made;
    }

    /// <summary>The quotient rounded down; leaves the remainder, which is not negative.</summary>
    public static long FloorDivide(ref long value, long divisor)
    {
        var (quotient, remainder) = Math.DivRem(value, divisor);
        if (remainder < 0)
        {
            remainder += divisor;
            quotient--;
        }
        value = remainder;
        return quotient;
    }

    [PyNew]
    private static PyObject New(
        ThreadState thread, PyType type, [Keyword][Default("0")] PyObject? days = null, [Keyword][Default("0")] PyObject? seconds = null,
        [Keyword][Default("0")] PyObject? microseconds = null, [Keyword][Default("0")] PyObject? milliseconds = null, [Keyword][Default("0")] PyObject? minutes = null,
        [Keyword][Default("0")] PyObject? hours = null, [Keyword][Default("0")] PyObject? weeks = null)
    {
        var sum = new TimeDeltaSum(thread);
        sum.Add("microseconds", microseconds, 1);
        sum.Add("milliseconds", milliseconds, 1000);
        sum.Add("seconds", seconds, MicrosecondsPerSecond);
        sum.Add("minutes", minutes, 60 * MicrosecondsPerSecond);
        sum.Add("hours", hours, 3600 * MicrosecondsPerSecond);
        sum.Add("days", days, MicrosecondsPerDay);
        sum.Add("weeks", weeks, 7 * MicrosecondsPerDay);
        var normal = sum.ToDelta();
        return ReferenceEquals(type, TypeObject) ? normal : CreateNormal(type, normal.Days, normal.Seconds, normal.Microseconds);
    }

    /// <summary>Number of days.</summary>
    [PyGetter("days", Member = true)]
    private int DaysMember => Days;

    /// <summary>Number of seconds (>= 0 and less than 1 day).</summary>
    [PyGetter("seconds", Member = true)]
    private int SecondsMember => Seconds;

    /// <summary>Number of microseconds (>= 0 and less than 1 second).</summary>
    [PyGetter("microseconds", Member = true)]
    private int MicrosecondsMember => Microseconds;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr()
    {
        var parts = new List<string>(3);
        if (Days != 0)
            parts.Add($"days={Days}");
        if (Seconds != 0)
            parts.Add($"seconds={Seconds}");
        if (Microseconds != 0)
            parts.Add($"microseconds={Microseconds}");
        return $"{Type.Name}({(parts.Count == 0 ? "0" : string.Join(", ", parts))})";
    }

    [PySlot(nameof(PyType.TpStr))]
    private string Str()
    {
        var days = Days == 0 ? "" : $"{Days} day{(Days is 1 or -1 ? "" : "s")}, ";
        var fraction = Microseconds == 0 ? "" : "." + Microseconds.ToString("D6", CultureInfo.InvariantCulture);
        return $"{days}{Seconds / 3600}:{Seconds / 60 % 60:D2}:{Seconds % 60:D2}{fraction}";
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash() => Mixed(Days, Seconds, Microseconds);

    /// <summary>A hash of three numbers that nobody can foretell, as that of a str.</summary>
    public static long KeyedHash(long a, long b, long c) =>
        HashFunctions.OfBytes(MemoryMarshal.AsBytes<long>([a, b, c]), HashSecret.Key);

    /// <summary>A hash of three numbers; never -1.</summary>
    private static long Mixed(long a, long b, long c)
    {
        var mixed = ((a * 31_556_952 + b) * -7046029254386353131L + c) * 0x2545F4914F6CDD1D;
        mixed ^= (long)((ulong)mixed >> 29);
        return mixed == -1 ? -2 : mixed;
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private PyObject Compare(PyObject other, CompareOp op) =>
        other is PyTimeDelta delta ? Op.Ordered(Order(delta), op) : PyNotImplemented.Instance;

    private int Order(PyTimeDelta other) =>
        Days != other.Days ? Days.CompareTo(other.Days) : Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Microseconds.CompareTo(other.Microseconds);

    /// <summary>Total seconds in the duration.</summary>
    [PyMethod("total_seconds")]
    private PyObject TotalSeconds(ThreadState thread)
    {
        var total = Total;
        return total > -(1L << 53) && total < 1L << 53
            ? PyFloat.From((double)(long)total / MicrosecondsPerSecond)
            : Op.TrueDivide(thread, PyInt.From((System.Numerics.BigInteger)total), PyInt.From(MicrosecondsPerSecond));
    }

    /// <summary>__reduce__() -> (cls, state)</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) =>
        PyTuple.Create(thread, Type, PyTuple.Create(thread, PyInt.From(Days), PyInt.From(Seconds), PyInt.From(Microseconds)));
}
