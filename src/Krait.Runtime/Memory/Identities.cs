namespace Krait.Runtime;

/// <summary>
/// Gives <c>id()</c> its numbers. A number is given at the first request, stays with the object, and goes back to a stack at
/// deallocation, so that a new object may get the number of a dead one, as an address does in CPython.
/// </summary>
internal sealed class Identities
{
    private const long Origin = 0x7f00_0000_0000;
    private const int Spacing = 16;
    private readonly Stack<int> _free = new();
    private int _last;

    /// <summary>The value of <c>id(o)</c>.</summary>
    public long Of(PyObject o)
    {
        if (o.IdNumber == 0)
        {
            o.IdNumber = _free.TryPop(out var number) ? number : Interlocked.Increment(ref _last);
            o.Flags |= ObjectFlags.HasId;
        }
        return Origin + (long)o.IdNumber * Spacing;
    }

    /// <summary>Called at deallocation.</summary>
    public void GiveBack(PyObject o)
    {
        o.Flags &= ~ObjectFlags.HasId;
        if (o.IdNumber == 0)
            return;
        _free.Push(o.IdNumber);
        o.IdNumber = 0;
    }
}
