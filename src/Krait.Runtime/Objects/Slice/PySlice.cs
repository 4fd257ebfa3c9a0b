using System.Numerics;

namespace Krait.Runtime;

/// <summary>
/// slice(stop)
/// slice(start, stop[, step])
///
/// Create a slice object.  This is used for extended slicing (e.g. a[0:10:2]).
/// </summary>
[PyType("slice", BasicSize = 40)]
public sealed partial class PySlice : PyContainer
{
    private Ref<PyObject> _start;
    private Ref<PyObject> _stop;
    private Ref<PyObject> _step;

    private PySlice() : base(TypeObject)
    {
    }

    /// <summary>The start as it was given.</summary>
    public PyObject Start => _start.Value!;

    /// <summary>The stop as it was given.</summary>
    public PyObject Stop => _stop.Value!;

    /// <summary>The step as it was given.</summary>
    public PyObject Step => _step.Value!;

    /// <summary>A slice, floating.</summary>
    public static PySlice Create(ThreadState thread, PyObject start, PyObject stop, PyObject step)
    {
        var slice = new PySlice();
        slice._start.Value = start;
        slice._stop.Value = stop;
        slice._step.Value = step;
        return thread.EnterNew(slice);
    }

    /// <summary>The three parts as numbers, defaults filled in and cut to the range of a <c>long</c>; not adjusted to a length yet.</summary>
    /// <exception cref="PythonException">ValueError for a step of zero; TypeError for parts that are not integers.</exception>
    public void Unpack(ThreadState thread, out long start, out long stop, out long step)
    {
        step = 1;
        if (Step is not PyNone)
        {
            step = Part(thread, Step);
            if (step == 0)
                throw Errors.Value("slice step cannot be zero");
            step = Math.Max(step, -long.MaxValue);
        }
        start = Start is PyNone ? (step < 0 ? long.MaxValue : 0) : Part(thread, Start);
        stop = Stop is PyNone ? (step < 0 ? long.MinValue : long.MaxValue) : Part(thread, Stop);
    }

    /// <summary>The three parts for a sequence of <paramref name="length"/> items; returns how many of them the slice takes.</summary>
    public long Indices(ThreadState thread, long length, out long start, out long stop, out long step)
    {
        Unpack(thread, out start, out stop, out step);
        return AdjustIndices(length, ref start, ref stop, step);
    }

    /// <summary>Cuts start and stop to a length, negative ones counting from the end; returns how many items the slice takes.</summary>
    public static long AdjustIndices(long length, ref long start, ref long stop, long step)
    {
        start = Adjust(start, length, step);
        stop = Adjust(stop, length, step);
        return Count(start, stop, step);
    }

    /// <summary>How many items lie between two places, the latter not included.</summary>
    public static long Count(long start, long stop, long step)
    {
        if (step < 0)
            return stop < start ? (start - stop - 1) / -step + 1 : 0;
        return start < stop ? (stop - start - 1) / step + 1 : 0;
    }

    private static long Adjust(long index, long length, long step)
    {
        if (index < 0)
        {
            index += length;
            return index < 0 ? (step < 0 ? -1 : 0) : index;
        }
        return index >= length ? (step < 0 ? length - 1 : length) : index;
    }

    private static long Part(ThreadState thread, PyObject part) => Op.IsIndex(part) ? Op.AsIndexClamped(thread, part) : throw NotAnIndex();

    private static PythonException NotAnIndex() =>
        Errors.Type("slice indices must be integers or None or have an __index__ method");

    private static BigInteger BigPart(ThreadState thread, PyObject part) => Op.IsIndex(part) ? Op.Index(thread, part).Big : throw NotAnIndex();

    /// <summary>As <see cref="Indices"/> for numbers of any size.</summary>
    internal void BigIndices(ThreadState thread, BigInteger length, out BigInteger start, out BigInteger stop, out BigInteger step)
    {
        step = Step is PyNone ? BigInteger.One : BigPart(thread, Step);
        if (step.IsZero)
            throw Errors.Value("slice step cannot be zero");
        var backward = step.Sign < 0;
        var lower = backward ? BigInteger.MinusOne : BigInteger.Zero;
        var upper = backward ? length - 1 : length;
        start = Start is PyNone ? (backward ? upper : lower) : Bound(BigPart(thread, Start), length, lower, upper);
        stop = Stop is PyNone ? (backward ? lower : upper) : Bound(BigPart(thread, Stop), length, lower, upper);
    }

    private static BigInteger Bound(BigInteger index, BigInteger length, BigInteger lower, BigInteger upper)
    {
        if (index.Sign < 0)
            return BigInteger.Max(index + length, lower);
        return BigInteger.Min(index, upper);
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw Errors.Type("slice() takes no keyword arguments");
        return args.Length switch
        {
            0 => throw Errors.Type("slice expected at least 1 argument, got 0"),
            1 => Create(thread, PyNone.Instance, args[0], PyNone.Instance),
            2 => Create(thread, args[0], args[1], PyNone.Instance),
            3 => Create(thread, args[0], args[1], args[2]),
            _ => throw Errors.Type($"slice expected at most 3 arguments, got {args.Length}"),
        };
    }

    [PyGetter("start", Member = true)]
    private PyObject GetStart() => Start;

    [PyGetter("stop", Member = true)]
    private PyObject GetStop() => Stop;

    [PyGetter("step", Member = true)]
    private PyObject GetStep() => Step;

    /// <summary>
    /// S.indices(len) -> (start, stop, stride)
    ///
    /// Assuming a sequence of length len, calculate the start and stop
    /// indices, and the stride length of the extended slice described by
    /// S. Out of bounds indices are clipped in a manner consistent with the
    /// handling of normal slices.
    /// </summary>
    [PyMethod("indices", Signature = "")]
    private PyObject Indices(ThreadState thread, PyObject length)
    {
        var number = Op.Index(thread, length).Big;
        if (number.Sign < 0)
            throw Errors.Value("length should not be negative");
        BigIndices(thread, number, out var start, out var stop, out var step);
        return PyTuple.Create(thread, PyInt.From(start), PyInt.From(stop), PyInt.From(step));
    }

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__", Signature = "")]
    private PyObject Reduce(ThreadState thread) => PyTuple.Create(thread, TypeObject, Parts(thread));

    private PyTuple Parts(ThreadState thread) => PyTuple.Create(thread, Start, Stop, Step);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) =>
        $"slice({Op.ReprText(thread, Start)}, {Op.ReprText(thread, Stop)}, {Op.ReprText(thread, Step)})";

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (self is not PySlice left || other is not PySlice right)
            return PyNotImplemented.Instance;
        if (ReferenceEquals(left, right))
            return PyBool.From(op is CompareOp.Eq or CompareOp.Le or CompareOp.Ge);
        return Op.RichCompare(thread, left.Parts(thread), right.Parts(thread), op);
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        const ulong Prime1 = 11400714785074694791;
        const ulong Prime2 = 14029467366897019727;
        var hash = 2870177450012600261UL;
        foreach (var part in (ReadOnlySpan<PyObject>)[Start, Stop, Step])
        {
            hash += (ulong)Op.Hash(thread, part) * Prime2;
            hash = BitOperations.RotateLeft(hash, 31) * Prime1;
        }
        return hash == ulong.MaxValue ? 1546275796 : (long)hash;
    }
}
