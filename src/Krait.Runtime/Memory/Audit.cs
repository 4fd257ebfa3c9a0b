using System.Runtime.CompilerServices;
using System.Text;
using Krait.Platform;

namespace Krait.Runtime;

/// <summary>
/// The audit of reference counts, <c>-X audit</c>: now and then, between two instructions, it counts for every container the counted places that
/// refer to it, and compares. A count below that number means that the object would be freed too early: always an error. A count above it is a leak;
/// that is only sure where no C# code is under way in any thread, and for objects made since the audit began. See <c>docs/memory.md</c>.
/// </summary>
internal sealed class Audit
{
    private const int ExitCode = 70;
    private const int FirstInterval = 2000;

    private readonly ConditionalWeakTable<PyObject, Site> _sites = [];

    /// <summary>How many references an object had at the first audit that no counted place explained: interpreters hold some objects in C# fields.</summary>
    private readonly ConditionalWeakTable<PyObject, object> _exempt = [];

    private int _countdown = FirstInterval;
    private bool _hasBaseline;
    private bool _running;

    /// <summary>Where an object was made.</summary>
    private sealed record Site(PyCode? Code, int Instruction);

    /// <summary>Notes where an object is made.</summary>
    public void Created(ThreadState thread, PyObject o)
    {
        if ((o.Flags & ObjectFlags.Pooled) == 0 && o is not PyContainer)
            return;
        _sites.AddOrUpdate(o, thread.Frame is { } frame ? new Site(frame.Code, frame.CurrentInstruction) : new Site(null, 0));
    }

    /// <summary>Called between two instructions, often; audits when it is time. The larger the heap, the rarer.</summary>
    public void Tick(ThreadState thread)
    {
        if (_running || --_countdown > 0)
            return;
        var objects = Check(thread, false);
        _countdown = FirstInterval + (objects / 4);
    }

    /// <summary>The audit at the end of the interpreter.</summary>
    public void CheckAtExit(ThreadState thread)
    {
        if (!_running)
            Check(thread, true);
    }

    private int Check(ThreadState thread, bool atExit)
    {
        _running = true;
        try
        {
            var census = new Census();
            census.Take(thread);
            // At exit the current thread holds nothing, whatever its depth says; daemon threads may be anywhere.
            var nothingHeld = (atExit || thread.HoldDepth == 0) && OthersHoldNothing(thread);
            foreach (var (o, expected) in census.Expected)
            {
                if (o.IsImmortal || !census.Visited.Contains(o))
                    continue;
                var actual = o.RefCount;
                if (actual < expected)
                    Stop(thread, o, expected, actual, "too low: the object would be freed too early");
                if (actual > expected && nothingHeld)
                    CheckExcess(thread, o, expected, actual);
            }
            _hasBaseline |= nothingHeld;
            return census.Visited.Count;
        }
        finally
        {
            _running = false;
        }
    }

    /// <summary>Whether the C# code of no other thread can be holding objects: what waits in a native function may be.</summary>
    private static bool OthersHoldNothing(ThreadState current)
    {
        foreach (var thread in current.Interpreter.Threads)
        {
            if (!ReferenceEquals(thread, current) && (thread.HoldDepth != 0 || !thread.IsBetweenInstructions))
                return false;
        }
        return true;
    }

    private void CheckExcess(ThreadState thread, PyObject o, int expected, int actual)
    {
        if (!_hasBaseline)
        {
            _exempt.AddOrUpdate(o, actual - expected);
            return;
        }
        // What waits for its deallocation, or is in a pool, C# code may be holding.
        if ((o.Flags & (ObjectFlags.InPool | ObjectFlags.Deallocating)) != 0 || (o.Flags & ObjectFlags.Tracked) == 0)
            return;
        if (_exempt.TryGetValue(o, out var known) && actual - expected <= (int)known)
            return;
        if (!_sites.TryGetValue(o, out _))
            return;
        Stop(thread, o, expected, actual, "too high: the object would never be freed");
    }

    private void Stop(ThreadState thread, PyObject o, int expected, int actual, string problem)
    {
        var text = new StringBuilder();
        text.Append($"krait: audit: {o.Type.Name} (id 0x{thread.Interpreter.Identities.Of(o):x}): count {actual}, expected {expected}: {problem}\n");
        text.Append($"krait: audit: made at {SiteOf(o)}\n");
        text.Append($"krait: audit: found at {Place(thread.Frame?.Code, thread.Frame?.CurrentInstruction ?? 0)}\n");
        foreach (var holder in HoldersOf(thread, o))
            text.Append($"krait: audit: held by {holder}\n");
        Descriptors.Write(2, Encoding.UTF8.GetBytes(text.ToString()), out _);
        ProcessControl.Exit(ExitCode);
    }

    private string SiteOf(PyObject o) =>
        _sites.TryGetValue(o, out var site) ? Place(site.Code, site.Instruction) : "an unknown place, before the audit began";

    private static string Place(PyCode? code, int instruction)
    {
        if (code is null)
            return "no Python code";
        var line = instruction < 0 ? code.Compiled.FirstLineNumber : Krait.Compiler.LocationTable.LineNumber(code.Compiled, code.UnitOf(instruction) * 2);
        return $"{code.FilenameField}:{line} in {code.QualNameField}";
    }

    private List<string> HoldersOf(ThreadState thread, PyObject target)
    {
        const int Most = 8;
        var census = new Census { Target = target };
        census.Take(thread);
        var lines = new List<string>();
        foreach (var holder in census.Holders)
        {
            if (lines.Count < Most)
                lines.Add($"{holder.Type.Name} made at {SiteOf(holder)}");
        }
        return lines;
    }

    /// <summary>Walks over everything that can be found and counts the references that it holds.</summary>
    private sealed class Census : Visitor
    {
        private readonly Stack<PyObject> _open = new();
        private PyObject? _current;

        public Dictionary<PyObject, int> Expected { get; } = new(ReferenceEqualityComparer.Instance);

        public HashSet<PyObject> Visited { get; } = new(ReferenceEqualityComparer.Instance);

        /// <summary>An object whose holders are asked for.</summary>
        public PyObject? Target { get; init; }

        public List<PyObject> Holders { get; } = [];

        public void Take(ThreadState thread)
        {
            var tracked = new List<PyObject>();
            thread.Interpreter.Collector.CopyAllForAudit(tracked);
            foreach (var o in tracked)
                Enter(o);
            foreach (var state in thread.Interpreter.Threads)
                TakeThread(state);
            thread.Interpreter.Codecs.Traverse(this);
            thread.Interpreter.TraverseModuleStates(this);
            thread.Interpreter.TraverseSignalHandlers(this);
            while (_open.TryPop(out var o))
            {
                _current = o;
                Collector.TraverseWithType(o, this);
            }
        }

        public override void Visit(PyObject? o)
        {
            if (o is null || o.IsImmortal)
                return;
            if (ReferenceEquals(o, Target) && _current is not null)
                Holders.Add(_current);
            if ((o.Flags & ObjectFlags.Pooled) == 0)
                return;
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(Expected, o, out _)++;
            Enter(o);
        }

        private void Enter(PyObject o)
        {
            if (Visited.Add(o))
                _open.Push(o);
        }

        private void TakeThread(ThreadState state)
        {
            foreach (var o in state.Pool)
                Enter(o);
            if (state.Strands is { } strands)
            {
                strands.Traverse(this);
                foreach (var carrier in strands.Waiting)
                {
                    foreach (var o in carrier.ParkedPool)
                        Enter(o);
                }
            }
            foreach (var o in state.PostponedDeallocations)
                Enter(o);
            for (var frame = state.Frame; frame is not null; frame = frame.Back)
            {
                _current = frame;
                if (frame.Owner == FrameOwner.Thread)
                    Visit(frame);
                // A suspended generator reports its frame itself; while it runs, it does not.
                if (frame.Owner == FrameOwner.Thread || frame.Generator is { State: GeneratorState.Running })
                    frame.TraverseContents(this);
            }
            var info = state.ExceptionInfo;
            while (info.Previous is { } previous)
                info = previous;
            _current = null;
            Visit(info.Value);
            state.TraverseOwn(this);
        }
    }
}
