using Krait.Runtime;

namespace Krait.Modules.Readline;

/// <summary>What programs have set in <c>readline</c>, and where a completion stands.</summary>
internal sealed class ReadlineState : ModuleState
{
    private Ref<PyObject> _completer, _displayMatches, _startup, _preInput;

    /// <summary>Called with a text and 0, 1, ... for what it can become; null for none.</summary>
    public PyObject? Completer { get => _completer.Value; set => _completer.Value = value; }

    /// <summary>Shows the possible completions; null for none.</summary>
    public PyObject? DisplayMatches { get => _displayMatches.Value; set => _displayMatches.Value = value; }

    /// <summary>Called before the prompt is shown; null for none.</summary>
    public PyObject? Startup { get => _startup.Value; set => _startup.Value = value; }

    /// <summary>Called between the prompt and the first character; null for none.</summary>
    public PyObject? PreInput { get => _preInput.Value; set => _preInput.Value = value; }

    /// <summary>How many lines a history file keeps; all where negative.</summary>
    public int HistoryFileLength { get; set; } = -1;

    /// <summary>Whether lines that are read become part of the history.</summary>
    public bool AddsToHistory { get; set; } = true;

    /// <summary>Where the text to complete starts, in characters.</summary>
    public int Begin { get; set; }

    /// <summary>Where the text to complete ends, in characters.</summary>
    public int End { get; set; }

    public static ReadlineState Of(ThreadState thread) => thread.Interpreter.ModuleState<ReadlineState>();

    public override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        foreach (var o in (PyObject?[])[Completer, DisplayMatches, Startup, PreInput])
        {
            if (o is not null)
                visitor.Visit(o);
        }
    }
}
