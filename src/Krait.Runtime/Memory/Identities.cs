namespace Krait.Runtime;

/// <summary>
/// Gives objects the numbers that <c>id()</c> shows. A number belongs to the memory of an object, as an address does: an object from a free list
/// keeps the number of the dead one, and the number of memory that is given back goes to the next object that needs one, last in first out.
/// </summary>
internal sealed class Identities
{
    private const long Origin = 0x7f00_0000_0000;

    /// <summary>Where the numbers of objects lie that all interpreters share.</summary>
    private const long SharedOrigin = 0x5500_0000_0000;

    private const int Spacing = 16;
    private static int s_lastShared;

    private int[] _free = new int[64];
    private int _freeCount;
    // Only where a tool follows objects.
    private List<(int Number, long Time)>? _dead;
    private Dictionary<PyObject, long>? _born;
    private Dictionary<long, PyObject>? _exposed;
    private long _clock;
    private int _last;

    /// <summary>The value of <c>id(o)</c>.</summary>
    public long Of(PyObject o)
    {
        if (o.IdNumber == 0)
            Assign(o);
        return o.IdNumber < 0 ? SharedOrigin - ((long)o.IdNumber * Spacing) : Origin + ((long)o.IdNumber * Spacing);
    }

    /// <summary>As <see cref="Of"/>, for a number that C code keeps as if it were a pointer: <see cref="Exposed"/> finds the object until it dies.</summary>
    public long Expose(PyObject o)
    {
        var id = Of(o);
        (_exposed ??= [])[id] = o;
        return id;
    }

    /// <summary>The object that <see cref="Expose"/> gave a number to; null where there is none (any more).</summary>
    public PyObject? Exposed(long id) => _exposed is { } exposed && exposed.TryGetValue(id, out var o) ? o : null;

    private void Assign(PyObject o)
    {
        if (o.IsImmortal)
        {
            Interlocked.CompareExchange(ref o.IdNumber, -Interlocked.Increment(ref s_lastShared), 0);
            return;
        }
        o.IdNumber = TryTakeFree(o, out var number) ? number : ++_last;
        o.Flags |= ObjectFlags.HasId;
        // Nobody deallocates a floating object that holds nothing, and its number would be lost: the pool's drain does.
        if (o.RefCount == 0 && (o.Flags & (ObjectFlags.InPool | ObjectFlags.Deallocating)) == 0)
            ThreadState.Current.EnterPool(o);
    }

    /// <summary>Called when the memory of a dead object is given back.</summary>
    public void GiveBack(PyObject o)
    {
        if ((o.Flags & ObjectFlags.HasId) == 0)
            return;
        o.Flags &= ~ObjectFlags.HasId;
        _exposed?.Remove(Origin + ((long)o.IdNumber * Spacing));
        if (MemoryHooks.Active)
            (_dead ??= []).Add((o.IdNumber, ++_clock));
        else
            PushFree(o.IdNumber);
        o.IdNumber = 0;
    }

    /// <summary>
    /// A tool follows this object, which has just been made. Followed objects are on no free list, which would keep their numbers;
    /// so that a script sees no difference, a number goes to an object that was made after the former owner's death only.
    /// </summary>
    public void Born(PyObject o) => (_born ??= new(ReferenceEqualityComparer.Instance))[o] = ++_clock;

    /// <summary>A followed object died.</summary>
    public void Died(PyObject o) => _born?.Remove(o);

    private bool TryTakeFree(PyObject o, out int number)
    {
        if (_dead is not null && _born is not null && _born.TryGetValue(o, out var born))
        {
            for (var i = _dead.Count - 1; i >= 0; i--)
            {
                if (_dead[i].Time > born)
                    continue;
                number = _dead[i].Number;
                _dead.RemoveAt(i);
                return true;
            }
        }
        if (_freeCount == 0)
        {
            number = 0;
            return false;
        }
        number = _free[--_freeCount];
        return true;
    }

    private void PushFree(int number)
    {
        if (_freeCount == _free.Length)
        {
            var grown = new int[_freeCount * 2];
            Array.Copy(_free, grown, _freeCount);
            _free = grown;
        }
        _free[_freeCount++] = number;
    }
}
