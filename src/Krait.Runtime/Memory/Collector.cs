using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// The cycle collector: CPython's, with three generations of containers, and a permanent one for what <c>gc.freeze()</c> puts aside.
/// See <c>docs/memory.md</c>.
/// </summary>
internal sealed partial class Collector
{
    /// <summary>The number of generations that are collected.</summary>
    internal const int GenerationCount = 3;

    /// <summary>Where the generation stands in <see cref="ObjectFlags"/>.</summary>
    internal const int GenerationShift = 6;

    private const int Oldest = GenerationCount - 1;

    // The last one holds what is being examined as garbage: objects that die meanwhile leave it as they leave any other.
    private readonly Generation[] _generations = [new(0, 4096), new(1, 4096), new(2, 16384), new(3, 16), new(4, 256)];
    private readonly Generation _permanent;
    private readonly Generation _examined;

    /// <summary><c>gc.get_count()[0]</c>: containers made minus containers freed since the last collection.</summary>
    private int _youngCount;

    /// <summary>The count past which a collection is asked for; larger than any count while there are no automatic collections.</summary>
    private int _limit = DefaultThreshold;

    private const int DefaultThreshold = 2000;

    /// <summary>The thresholds that Python sees.</summary>
    internal readonly int[] Thresholds = [DefaultThreshold, 10, 10];

    /// <summary>Collections of the generation below since the last one of this generation; the first is not used.</summary>
    private readonly int[] _counts = new int[GenerationCount];

    private bool _enabled = true;
    private bool _collecting;

    public Collector()
    {
        _permanent = _generations[3];
        _examined = _generations[4];
        _subtract = new SubtractVisitor(this);
        _reach = new ReachVisitor(this);
    }

    /// <summary>Whether collections start by themselves.</summary>
    internal bool Enabled
    {
        get => _enabled;
        set
        {
            _enabled = value;
            UpdateLimit();
        }
    }

    /// <summary>Takes a new container into the youngest generation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Track(ThreadState thread, PyObject o)
    {
        o.GcIndex = _generations[0].Add(o);
        o.Flags |= ObjectFlags.Tracked;
        if (++_youngCount > _limit)
            thread.RequestCollection();
    }

    /// <summary>Takes a dead container, or one that cannot be part of a cycle, out of its generation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Untrack(PyObject o)
    {
        _generations[(int)(o.Flags & ObjectFlags.GenerationMask) >> GenerationShift].Remove(o.GcIndex);
        o.Flags &= ~(ObjectFlags.Tracked | ObjectFlags.GenerationMask | ObjectFlags.Collecting);
        if (_youngCount > 0)
            _youngCount--;
    }

    /// <summary>The value of <c>gc.get_count()[generation]</c>.</summary>
    internal int CountOf(int generation) => generation == 0 ? _youngCount : _counts[generation];

    /// <summary>Sets the thresholds; zero for the youngest generation stops the automatic collections.</summary>
    internal void SetThresholds(int young, int? middle, int? old)
    {
        Thresholds[0] = young;
        Thresholds[1] = middle ?? Thresholds[1];
        Thresholds[2] = old ?? Thresholds[2];
        UpdateLimit();
    }

    private void UpdateLimit() => _limit = _enabled && !_collecting && Thresholds[0] != 0 ? Thresholds[0] : int.MaxValue;
}

/// <summary>The bits of <see cref="ThreadState.EvalBreaker"/>.</summary>
internal static class EvalBreakerBits
{
    public const int Collect = 1;
    public const int DropGil = 2;
    public const int Signals = 4;
    public const int PendingCalls = 8;
    public const int AsyncException = 16;
    public const int Instrument = 32;
    public const int Audit = 64;

    /// <summary>A thread that sleeps is to wake up.</summary>
    public const int Unparked = 128;
}
