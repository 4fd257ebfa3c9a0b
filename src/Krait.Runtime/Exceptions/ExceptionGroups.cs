namespace Krait.Runtime;

/// <summary>Splitting exception groups, and what <c>except*</c> does with the parts.</summary>
internal static class ExceptionGroups
{
    /// <summary>
    /// Splits an exception, which need not be a group, into what matches and the rest, keeping the nesting; either is null where it is empty.
    /// </summary>
    public static void Split(
        ThreadState thread, PyBaseException exception, GroupMatcher matcher, bool wantsRest, out PyBaseException? match, out PyBaseException? rest)
    {
        match = rest = null;
        if (matcher.Matches(thread, exception))
        {
            match = exception;
            return;
        }
        if (exception is not PyBaseExceptionGroup group)
        {
            rest = wantsRest ? exception : null;
            return;
        }
        Op.EnterRecursion(thread, " in exceptiongroup_split_recursive");
        if (++thread.RecursionDepth > thread.RecursionLimit)
        {
            thread.RecursionDepth--;
            throw new PythonException(Calls.RecursionError(thread, " in exceptiongroup_split_recursive"));
        }
        try
        {
            var matches = PyList.Create(thread);
            var rests = PyList.Create(thread);
            foreach (var item in group.Exceptions.Items)
            {
                Split(thread, (PyBaseException)item, matcher, wantsRest, out var itemMatch, out var itemRest);
                if (itemMatch is not null)
                    matches.Append(itemMatch);
                if (itemRest is not null)
                    rests.Append(itemRest);
            }
            match = Subset(thread, group, matches);
            rest = wantsRest ? Subset(thread, group, rests) : null;
        }
        finally
        {
            thread.RecursionDepth--;
        }
    }

    /// <summary>The group that <c>except*</c> made of exceptions raised in its clauses and of what no clause took; None for nothing.</summary>
    public static PyObject PrepareReraiseStar(ThreadState thread, PyObject original, PyObject exceptions)
    {
        var items = ((PyList)exceptions).Items;
        if (items.Length == 0)
            return PyNone.Instance;
        // A bare exception was wrapped: at most one clause ran, so that there is at most one exception.
        if (original is not PyBaseExceptionGroup group)
            return items[0];
        var raised = PyList.Create(thread);
        var kept = new HashSet<PyBaseException>(ReferenceEqualityComparer.Instance);
        var anyReraised = false;
        foreach (var item in items)
        {
            if (item is not PyBaseException exception)
                continue;
            if (HaveSameMetadata(exception, group))
            {
                anyReraised = true;
                CollectLeaves(thread, exception, kept);
            }
            else
            {
                raised.Append(exception);
            }
        }
        PyBaseException? reraised = null;
        if (anyReraised)
            Split(thread, group, GroupMatcher.Of(kept), false, out reraised, out _);
        if (reraised is not null)
        {
            if (raised.Count == 0)
                return reraised;
            raised.Append(reraised);
        }
        return raised.Count switch
        {
            0 => PyNone.Instance,
            1 => raised[0],
            _ => PyBaseExceptionGroup.Create(thread, PyStr.Empty, raised),
        };
    }

    /// <summary>TypeError unless <paramref name="type"/> may stand in an <c>except*</c> clause.</summary>
    public static void CheckStarTypes(ThreadState thread, PyObject type)
    {
        Raising.CheckExceptionTypes(thread, type);
        if (type is not PyTuple tuple)
        {
            CheckNoGroup(thread, type);
            return;
        }
        foreach (var item in tuple.Items)
            CheckNoGroup(thread, item);
    }

    /// <summary>
    /// Splits what is left of an exception, which may be None, for an <c>except*</c> clause. A bare exception that matches is wrapped into a group.
    /// </summary>
    public static void Match(ThreadState thread, PyObject value, PyObject type, out PyObject match, out PyObject rest)
    {
        match = rest = PyNone.Instance;
        if (value is not PyBaseException exception)
            return;
        if (Raising.Matches(thread, exception, type))
        {
            match = exception is PyBaseExceptionGroup ? exception : Wrap(thread, exception);
            return;
        }
        if (exception is not PyBaseExceptionGroup group)
        {
            rest = exception;
            return;
        }
        var pair = Op.CallMethod(thread, group, "split", type);
        if (pair is not PyTuple parts)
            throw Errors.Type($"{group.Type.Name}.split must return a tuple, not {pair.Type.Name}");
        if (parts.Count < 2)
            throw Errors.Type($"{group.Type.Name}.split must return a 2-tuple, got tuple of size {parts.Count}");
        match = parts[0];
        rest = parts[1];
    }

    private static PyBaseException Wrap(ThreadState thread, PyBaseException exception)
    {
        var group = PyBaseExceptionGroup.Create(thread, PyStr.Empty, PyTuple.Create(thread, exception));
        if (thread.Frame is { } frame)
            PyTraceback.Add(thread, group, frame);
        return group;
    }

    private static void CheckNoGroup(ThreadState thread, PyObject type)
    {
        if (Op.IsSubclass(thread, type, ExceptionTypes.BaseExceptionGroup))
            throw Errors.Type("catching ExceptionGroup with except* is not allowed. Use except instead.");
    }

    /// <summary>True for parts of one group: what a bare <c>raise</c> in a clause raises again.</summary>
    private static bool HaveSameMetadata(PyBaseException a, PyBaseExceptionGroup b) =>
        a is PyBaseExceptionGroup
        && ReferenceEquals(a.TracebackField.Value, b.TracebackField.Value)
        && ReferenceEquals(a.CauseField.Value, b.CauseField.Value)
        && ReferenceEquals(a.ContextField.Value, b.ContextField.Value);

    private static void CollectLeaves(ThreadState thread, PyBaseException exception, HashSet<PyBaseException> leaves)
    {
        if (exception is not PyBaseExceptionGroup group)
        {
            leaves.Add(exception);
            return;
        }
        Op.EnterRecursion(thread, " in collect_exception_group_leaf_ids");
        foreach (var item in group.Exceptions.Items)
            CollectLeaves(thread, (PyBaseException)item, leaves);
    }

    /// <summary>A group of some of a group's exceptions, with its metadata; null for none.</summary>
    private static PyBaseException? Subset(ThreadState thread, PyBaseExceptionGroup group, PyList exceptions)
    {
        if (exceptions.Count == 0)
            return null;
        if (Op.CallMethod(thread, group, ExceptionNames.Derive, exceptions) is not PyBaseExceptionGroup made)
            throw Errors.Type("derive must return an instance of BaseExceptionGroup");
        made.TracebackField.Value = group.TracebackField.Value;
        made.ContextField.Value = group.ContextField.Value;
        made.CauseField.Value = group.CauseField.Value;
        made.SuppressContext = true;
        // Notes that are no sequence are left behind rather than make splitting fail.
        if (Op.TryGetAttr(thread, group, ExceptionNames.Notes) is { } notes && Op.IsSequence(notes))
            Op.SetAttr(thread, made, ExceptionNames.Notes, Op.ListFrom(thread, notes));
        return made;
    }
}
