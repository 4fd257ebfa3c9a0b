namespace Krait.Runtime;

public sealed partial class ThreadState
{
    /// <summary>The strands that take turns on the thread; null while it has only the one that it began with.</summary>
    internal Strands? Strands { get; set; }

    /// <summary>True where the loop is to leave the frames that it runs for another strand.</summary>
    internal bool IsSwitchRequested;

    /// <summary>Makes the loop, after the instruction that runs, leave its frames for another strand: an entry in the pool lets it look.</summary>
    internal void RequestSwitch()
    {
        IsSwitchRequested = true;
        // Whether or not it is in a pool already: that may be another carrier's.
        PyNone.Instance.Flags &= ~ObjectFlags.InPool;
        EnterPool(PyNone.Instance);
    }

    /// <summary>Takes the pool away, with a carrier that stops running.</summary>
    internal PoolState TakePool() =>
        new() { Objects = _pool, Count = PoolCount, Mark = PoolMark, OpenDeallocations = OpenDeallocations };

    /// <summary>Gives the thread the pool of the carrier that runs from now on.</summary>
    internal void InstallPool(PoolState pool)
    {
        _pool = pool.Objects;
        PoolCount = pool.Count;
        PoolMark = pool.Mark;
        OpenDeallocations = pool.OpenDeallocations;
    }
}
