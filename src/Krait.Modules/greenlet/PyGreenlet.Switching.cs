using Krait.Runtime;

namespace Krait.Modules.Greenlets;

/// <summary>Switching to greenlets, and how they end.</summary>
public partial class PyGreenlet
{
    /// <summary>
    /// switch(*args, **kwargs)
    ///
    /// Switch execution to this greenlet.
    ///
    /// If this greenlet has never been run, then this greenlet will be switched to
    /// using the body of ``self.run(*args, **kwargs)``.
    ///
    /// If the greenlet is active (has been run, but was switch()'ed out before leaving
    /// its run function), then this greenlet will be resumed and the return value to
    /// its switch call will be None if no arguments are given, the given argument if
    /// one argument is given, or the args tuple and keyword args dict if multiple
    /// arguments are given.
    /// </summary>
    [PyMethod("switch", Signature = "")]
    private PyObject Switch(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        var isDirect = Calls.IsCalledByFrame(thread, this, "switch");
        var group = CheckThread(thread);
        group.KillPending(thread);
        var target = this;
        while (!target.IsActive && target.HasStarted)
            target = target._parent.Value!;
        if (!target.HasStarted)
        {
            target.Prepare(thread, PyTuple.Create(thread, args), kwargs);
            return Go(thread, group, target, null, null, isDirect);
        }
        PyObject value = args.Length == 1 ? args[0] : PyTuple.Create(thread, args);
        if (kwargs is { Count: > 0 })
            value = args.Length == 0 ? kwargs : PyTuple.Create(thread, PyTuple.Create(thread, args), kwargs);
        return ReferenceEquals(target, group.Current(thread)) ? value : Go(thread, group, target, value, null, isDirect);
    }

    /// <summary>
    /// Switches execution to this greenlet, but immediately raises the
    /// given exception in this greenlet.  If no argument is provided, the exception
    /// defaults to `greenlet.GreenletExit`.  The normal exception
    /// propagation rules apply, as described for `switch`.  Note that calling this
    /// method is almost equivalent to the following::
    ///
    ///     def raiser():
    ///         raise typ, val, tb
    ///     g_raiser = greenlet(raiser, parent=g)
    ///     g_raiser.switch()
    ///
    /// except that this trick does not work for the
    /// `greenlet.GreenletExit` exception, which would not propagate
    /// from ``g_raiser`` to ``g``.
    /// </summary>
    [PyMethod("throw", Signature = "")]
    private PyObject Throw(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        if (args.Length > 3)
            throw Errors.Type($"throw expected at most 3 arguments, got {args.Length}");
        var isDirect = Calls.IsCalledByFrame(thread, this, "throw");
        var given = args.Length == 0 ? [GreenletModule.ExitType(thread)] : args;
        if (given.Length > 2 && given[2] is not (PyNone or PyTraceback))
            throw Errors.Type("throw() third argument must be a traceback object");
        if (given[0] is not (PyBaseException or PyType) || (given[0] is PyType type && !type.IsSubtypeOf(PyBaseException.TypeObject)))
            throw Errors.Type($"exceptions must be classes, or instances, not {given[0].Type.Name}");
        var exception = PyGenerator.MakeException(thread, given);
        var group = CheckThread(thread);
        group.KillPending(thread);
        return ThrowInto(thread, group, exception, isDirect);
    }

    private PyObject ThrowInto(ThreadState thread, GreenletThread group, PyBaseException exception, bool isDirect)
    {
        // An exit that arrives at a dead greenlet is what its parent gets, as if it had ended by it just now.
        PyObject? value = HasStarted && !IsActive && GreenletModule.IsExit(thread, exception) ? exception : null;
        var target = this;
        while (!target.IsActive && target.HasStarted)
            target = target._parent.Value!;
        if (ReferenceEquals(target, group.Current(thread)))
            return value ?? throw new PythonException(exception);
        if (!target.HasStarted)
            target.Prepare(thread, value is null ? PyTuple.Empty : PyTuple.Create(thread, value), null);
        return Go(thread, group, target, value, value is null ? exception : null, isDirect);
    }

    /// <summary>Makes ready what the first switch to the greenlet calls.</summary>
    private void Prepare(ThreadState thread, PyTuple args, PyDict? kwargs)
    {
        var run = _run.Value ?? Op.GetAttr(thread, this, "run");
        if (HasStarted)
            throw Errors.System("greenlet has been started by its own attribute 'run'");
        Strand = new GreenletStrand(this);
        Strand.Run.Value = run;
        Strand.Args.Value = args;
        Strand.Keywords.Value = kwargs;
        Strand.Context.Value = _context.Value;
        // Active from now on: nobody else may start it.
        Strand.IsActive = true;
        _context.Clear();
        _run.Clear();
    }

    private static PyObject Go(ThreadState thread, GreenletThread group, PyGreenlet target, PyObject? value, PyBaseException? exception, bool isDirect)
    {
        var strands = thread.Strands!;
        XRetain(value);
        XRetain(exception);
        strands.Value = value;
        strands.Exception = exception;
        group.Origin = (GreenletStrand)strands.Current;
        return strands.Switch(thread, target.Strand!, isDirect);
    }

    private GreenletThread CheckThread(ThreadState thread)
    {
        var group = GreenletThread.Of(thread);
        var own = FindGroup();
        if (ReferenceEquals(own, group))
            return group;
        throw GreenletModule.Error(thread, own?.Thread is null
            ? "cannot switch to a different thread (which happens to have exited)"
            : "cannot switch to a different thread");
    }

    /// <summary>Where the result of the ended greenlet, or its exception, goes: to the first ancestor that lives.</summary>
    internal Strand StrandAfterEnd(ThreadState thread, Strands strands)
    {
        for (var parent = _parent.Value!; ; parent = parent._parent.Value!)
        {
            if (parent.IsActive)
                return parent.Strand!;
            if (parent.HasStarted)
                continue;
            try
            {
                parent.Prepare(thread, strands.Value is { } value ? PyTuple.Create(thread, value) : PyTuple.Empty, null);
                XRelease(strands.Value);
                strands.Value = null;
                return parent.Strand!;
            }
            catch (PythonException error)
            {
                XRelease(strands.Value);
                XRelease(strands.Exception);
                strands.Value = null;
                Retain(error.Value);
                strands.Exception = error.Value;
            }
        }
    }

    /// <summary>A suspended greenlet that nothing refers to any more gets a GreenletExit.</summary>
    [PySlot(nameof(PyType.TpFinalize))]
    private static void FinalizeSlot(ThreadState thread, PyObject self) => ((PyGreenlet)self).Kill(thread);

    private void Kill(ThreadState thread)
    {
        if (!IsActive || IsMain || FindGroup() is not { Thread: { } owner } group)
            return;
        if (!ReferenceEquals(owner, thread))
        {
            group.KillLater(this);
            return;
        }
        var strands = thread.Strands!;
        // Between two strands: the transfer that is under way must not be disturbed.
        if (strands.Value is not null || strands.Exception is not null)
        {
            group.KillLater(this);
            return;
        }
        var oldParent = _parent.Take(thread);
        _parent.Value = group.Current(thread);
        try
        {
            ThrowInto(thread, group, (PyBaseException)Op.Call(thread, GreenletModule.ExitType(thread)), false);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, this);
        }
        _parent.Value = oldParent;
        // It has caught the exit and switched away: it can never be ended.
        if (IsActive)
            Retain(this);
    }
}
