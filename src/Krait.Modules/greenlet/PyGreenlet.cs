using Krait.Modules.ContextVars;
using Krait.Runtime;

namespace Krait.Modules.Greenlets;

/// <summary>
/// greenlet(run=None, parent=None) -> greenlet
///
/// Creates a new greenlet object (without running it).
///
///  - *run* -- The callable to invoke.
///  - *parent* -- The parent greenlet. The default is the current greenlet.
/// </summary>
[PyType("greenlet", Module = "greenlet", BaseType = true, BasicSize = 40)]
[PyModuleType("greenlet")]
public partial class PyGreenlet : PyOwnDictObject, IWeakReferenceable
{
    private Ref<PyObject> _run;
    private Ref<PyGreenlet> _parent;
    private Ref<PyObject> _context;
    private WeakReferenceList? _weakReferences;

    private protected PyGreenlet(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>The frames; null before the first switch.</summary>
    internal GreenletStrand? Strand { get; private set; }

    /// <summary>For a main greenlet, the greenlets of its thread.</summary>
    internal GreenletThread? Group { get; private set; }

    private bool HasStarted => Strand is not null;

    private bool IsActive => Strand is { IsActive: true };

    private bool IsMain => Group is not null;

    internal static PyGreenlet CreateMain(ThreadState thread, GreenletThread group)
    {
        var main = thread.EnterNew(new PyGreenlet(TypeObject)) ;
        main.Group = group;
        main.Strand = new GreenletStrand(main, thread.DataStack);
        return main;
    }

    /// <summary>The thread has ended: its main greenlet is dead.</summary>
    internal void EndMain() => Strand!.IsActive = false;

    internal override void SetOwnDict(ThreadState thread, PyDict? dict)
    {
        if (dict is null)
            throw Errors.Type("cannot delete __dict__");
        OwnDict.Value = dict;
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var made = (PyGreenlet)type.Allocate!(thread, type);
        made._parent.Value = GreenletThread.Of(thread).Current(thread);
        return made;
    }

    [PyInit]
    private void Init(ThreadState thread, [Keyword] PyObject? run = null, [Keyword] PyObject? parent = null)
    {
        if (run is not (null or PyNone))
            SetRun(thread, run);
        if (parent is not (null or PyNone))
            SetParent(thread, parent);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var address = $"0x{thread.Interpreter.Identities.Of(this):x}";
        var group = FindGroup();
        var owner = group is null ? "(nil)" : $"0x{thread.Interpreter.Identities.Of(group.Main):x}";
        if ((HasStarted && !IsActive) || group?.Thread is null)
            return $"<{Type.FullName} object at {address} (otid={owner}) {(HasStarted && IsActive ? "(thread exited) " : "")}dead>";
        var current = ReferenceEquals(thread.Strands?.Current.Owner, this) ? " current" : HasStarted ? " suspended" : "";
        return $"<{Type.FullName} object at {address} (otid={owner}){current}{(IsActive ? " active" : "")}{(HasStarted ? " started" : " pending")}{(IsMain ? " main" : "")}>";
    }

    [PySlot(nameof(PyType.NbBool))]
    private bool Truth() => IsActive && FindGroup()?.Thread is not null;

    /// <summary>True where the greenlet has run and ended.</summary>
    [PyGetter("dead")]
    private bool IsDead => HasStarted && (!IsActive || FindGroup()?.Thread is null);

    [PyGetter("run")]
    private PyObject RunAttribute(ThreadState thread) => !HasStarted && _run.Value is { } run
        ? run
        : throw Errors.Attribute(thread, "run", this, PyStr.Intern("run"));

    [PySetter("run")]
    private void SetRun(ThreadState thread, PyObject? value)
    {
        if (HasStarted)
            throw Errors.New(ExceptionTypes.AttributeError, "run cannot be set after the start of the greenlet");
        if (value is null && _run.Value is null)
            throw Errors.Attribute(thread, "run", this, PyStr.Intern("run"));
        _run.Value = value;
    }

    [PyGetter("parent")]
    private PyObject ParentAttribute => _parent.Value ?? (PyObject)PyNone.Instance;

    [PySetter("parent")]
    private void SetParent(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw Errors.New(ExceptionTypes.AttributeError, "can't delete attribute");
        if (IsMain)
            throw Errors.New(ExceptionTypes.AttributeError, "cannot set the parent of a main greenlet");
        if (value is not PyGreenlet parent)
            throw Errors.Type($"GreenletChecker: Expected any type of greenlet, not {value.Type.Name}");
        for (var above = parent; above is not null; above = above._parent.Value)
        {
            if (ReferenceEquals(above, this))
                throw Errors.Value("cyclic parent chain");
        }
        var group = parent.FindGroup() ?? throw Errors.Value("parent must not be garbage collected");
        if (HasStarted && !ReferenceEquals(group, FindGroup()))
            throw Errors.Value("parent cannot be on a different thread");
        _parent.Value = parent;
    }

    /// <summary>The frame on top of a suspended greenlet, else None.</summary>
    [PyGetter("gr_frame")]
    private PyObject? FrameAttribute => IsActive ? Strand!.Frame : null;

    /// <summary>The greenlet's context (<c>contextvars.Context</c>).</summary>
    [PyGetter("gr_context")]
    private PyObject? ContextAttribute(ThreadState thread)
    {
        if (ReferenceEquals(thread.Strands?.Current.Owner, this))
            return thread.Context.Value;
        return Strand is null ? _context.Value : Strand.Context.Value;
    }

    [PySetter("gr_context")]
    private void SetContextAttribute(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw Errors.New(ExceptionTypes.AttributeError, "can't delete context attribute");
        if (value is not (PyNone or PyContext))
            throw Errors.Type("greenlet context must be a contextvars.Context or None");
        var context = value as PyContext;
        if (ReferenceEquals(thread.Strands?.Current.Owner, this))
            thread.Context.Value = context;
        else if (Strand is null)
            _context.Value = context;
        else
            Strand.Context.Value = context;
    }

    /// <summary>Returns the current greenlet (i.e. the one which called this function).</summary>
    [PyStaticMethod("getcurrent", Signature = "")]
    private static PyObject GetCurrent(ThreadState thread) => GreenletModule.GetCurrent(thread);

    /// <summary>Sets a new tracing function and returns the previous one.</summary>
    [PyStaticMethod("settrace", Signature = "")]
    private static PyObject SetTrace(ThreadState thread, PyObject callback) => GreenletModule.SetTrace(thread, callback);

    /// <summary>Returns the currently set tracing function, or None.</summary>
    [PyStaticMethod("gettrace", Signature = "")]
    private static PyObject GetTrace(ThreadState thread) => GreenletModule.GetTrace(thread);

    [PyMethod("__getstate__", Signature = "")]
    private PyObject GetState() => throw Errors.Type($"cannot serialize '{Type.FullName}' object");

    /// <summary>The greenlets of the thread that the greenlet belongs to; null where the chain of parents has no main greenlet.</summary>
    private GreenletThread? FindGroup()
    {
        for (var greenlet = this; greenlet is not null; greenlet = greenlet._parent.Value)
        {
            if (greenlet.Group is { } group)
                return group;
        }
        return null;
    }

    partial void TraverseMore(Visitor visitor)
    {
        Strand?.Traverse(visitor);
        if (Strand is null)
            return;
        visitor.Visit(Strand.Run.Value);
        visitor.Visit(Strand.Args.Value);
        visitor.Visit(Strand.Keywords.Value);
    }
}
