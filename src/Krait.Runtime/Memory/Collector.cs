using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// The cycle collector: three generations of containers. A generation is an array in order of creation, each object knows its place in it,
/// and the place of an object that died is a hole until the array is next compacted: tracking costs one store, untracking two.
/// </summary>
internal sealed partial class Collector
{
    internal const int GenerationCount = 4;
    private readonly Generation[] _generations = [new(), new(), new(), new()];

    /// <summary>Allocations of containers minus deallocations since the last young collection: <c>gc.get_count()[0]</c>.</summary>
    internal int YoungCount;

    internal int YoungThreshold = 2000;

    internal bool Enabled = true;

    /// <summary>Takes a new container into the youngest generation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Track(ThreadState thread, PyObject o)
    {
        o.GcIndex = _generations[0].Add(o);
        o.Flags |= ObjectFlags.Tracked;
        if (++YoungCount > YoungThreshold && Enabled)
            thread.SetBreaker(EvalBreakerBits.Collect);
    }

    /// <summary>Takes a dead container, or one that cannot be part of a cycle, out of its generation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Untrack(PyObject o)
    {
        _generations[(int)(o.Flags & ObjectFlags.GenerationMask) >> 6].Remove(o.GcIndex);
        o.Flags &= ~(ObjectFlags.Tracked | ObjectFlags.GenerationMask);
        if (YoungCount > 0)
            YoungCount--;
    }

    /// <summary>Containers in order of creation, with holes.</summary>
    internal sealed class Generation
    {
        internal PyObject?[] Items = new PyObject?[1024];
        internal int Used;
        internal int Holes;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Add(PyObject o)
        {
            if (Used == Items.Length)
                MakeRoom();
            Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(Items), Used) = o;
            return Used++;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Remove(int index)
        {
            Items[index] = null;
            if (index == Used - 1)
                Used--;
            else
                Holes++;
        }

        private void MakeRoom()
        {
            if (Holes > Used / 4)
                Compact();
            else
                Array.Resize(ref Items, Items.Length * 2);
        }

        /// <summary>Closes the holes; every object learns its new place.</summary>
        public void Compact()
        {
            var to = 0;
            for (var from = 0; from < Used; from++)
            {
                if (Items[from] is not { } o)
                    continue;
                Items[to] = o;
                o.GcIndex = to++;
            }
            Array.Clear(Items, to, Used - to);
            Used = to;
            Holes = 0;
        }
    }
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
}
