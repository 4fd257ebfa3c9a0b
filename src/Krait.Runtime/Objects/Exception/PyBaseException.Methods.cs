namespace Krait.Runtime;

public partial class PyBaseException
{
    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var made = (PyBaseException)type.Allocate!(thread, type);
        made.ArgsField.Value = PyTuple.Create(thread, args[..(args.Length - (keywordNames?.Count ?? 0))]);
        return made;
    }

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        RefuseKeywords(self.Type, keywordNames);
        ((PyBaseException)self).SetArgs(thread, args);
    }

    /// <summary>TypeError where there are keyword arguments.</summary>
    private protected static void RefuseKeywords(PyType type, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw Errors.Type($"{type.Name}() takes no keyword arguments");
    }

    /// <summary>Sets <c>args</c>; the tuple that <c>__new__</c> made of the same arguments stays.</summary>
    private protected void SetArgs(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        var present = Args.Items;
        var same = present.Length == args.Length;
        for (var i = 0; same && i < args.Length; i++)
            same = ReferenceEquals(present[i], args[i]);
        if (!same)
            ArgsField.Value = PyTuple.Create(thread, args);
    }

    /// <summary>
    /// Reads the keyword arguments that an exception takes: each of <paramref name="known"/> goes to its place in <paramref name="values"/>.
    /// </summary>
    private protected static void ReadKeywords(
        string typeName, ReadOnlySpan<PyObject> keywordValues, PyTuple? keywordNames, ReadOnlySpan<string> known, Span<PyObject?> values)
    {
        for (var i = 0; i < keywordValues.Length; i++)
        {
            var name = (PyStr)keywordNames![i];
            var place = 0;
            while (place < known.Length && !name.TextEquals(known[place]))
                place++;
            if (place == known.Length)
                throw Errors.Type($"{typeName}() got an unexpected keyword argument '{name}'");
            values[place] = keywordValues[i];
        }
    }

    [PySlot(nameof(PyType.TpStr))]
    private PyObject Str(ThreadState thread) => Args.Count switch
    {
        0 => PyStr.Empty,
        1 => Op.Str(thread, Args[0]),
        _ => Op.Str(thread, Args),
    };

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr(ThreadState thread)
    {
        var args = Args;
        var text = Op.Repr(thread, args.Count == 1 ? args[0] : args).ToString();
        return PyStr.From(args.Count == 1 ? $"{Type.ShortName}({text})" : Type.ShortName + text);
    }

    [PyMethod("__reduce__")]
    private protected PyObject Reduce(ThreadState thread) => MakeReduced(thread, Args, DictOrNull(thread));

    /// <summary>The attribute dict; null where no attribute was ever set.</summary>
    private protected PyDict? DictOrNull(ThreadState thread) =>
        Fields.Dict is null && Fields.AttributeCount <= Type.SlotCount ? null : GenericAttributes.GetDict(thread, this);

    /// <summary>The tuple that <c>__reduce__</c> returns.</summary>
    private protected PyTuple MakeReduced(ThreadState thread, PyTuple args, PyObject? state) =>
        state is null ? PyTuple.Create(thread, Type, args) : PyTuple.Create(thread, Type, args, state);

    [PyMethod("__setstate__")]
    private void SetState(ThreadState thread, PyObject state)
    {
        if (state is PyNone)
            return;
        if (state is not PyDict dict)
            throw Errors.Type("state is not a dictionary");
        var position = 0;
        while (dict.Next(ref position, out var key, out var value))
        {
            Retain(value);
            try
            {
                Op.SetAttr(thread, this, Op.AttributeName(key), value);
            }
            finally
            {
                Float(thread, value);
            }
        }
    }

    /// <summary>Set self.__traceback__ to tb and return self.</summary>
    [PyMethod("with_traceback")]
    private PyObject WithTraceback(PyObject tb)
    {
        SetTraceback(tb);
        return this;
    }

    /// <summary>Add a note to the exception</summary>
    [PyMethod("add_note")]
    internal void AddNote(ThreadState thread, PyStr note)
    {
        switch (Op.TryGetAttr(thread, this, ExceptionNames.Notes))
        {
            case null:
                var notes = PyList.Create(thread);
                notes.Append(note);
                Op.SetAttr(thread, this, ExceptionNames.Notes, notes);
                break;
            case PyList list:
                list.Append(note);
                break;
            default:
                throw Errors.Type("Cannot add note: __notes__ is not a list");
        }
    }

    [PyGetter("args")]
    private PyObject ArgsAttribute() => Args;

    [PySetter("args")]
    private void SetArgsAttribute(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw Errors.Type("args may not be deleted");
        ArgsField.Value = Op.TupleFrom(thread, value);
    }

    [PyGetter("__traceback__")]
    private PyObject? TracebackAttribute() => TracebackField.Value;

    [PySetter("__traceback__")]
    private void SetTraceback(PyObject? value) => TracebackField.Value = value switch
    {
        null => throw Errors.Type("__traceback__ may not be deleted"),
        PyNone => null,
        PyTraceback traceback => traceback,
        _ => throw Errors.Type("__traceback__ must be a traceback or None"),
    };

    [PyGetter("__context__")]
    private PyObject? ContextAttribute() => ContextField.Value;

    [PySetter("__context__")]
    private void SetContext(PyObject? value) => ContextField.Value = value switch
    {
        null => throw Errors.Type("__context__ may not be deleted"),
        PyNone => null,
        PyBaseException context => context,
        _ => throw Errors.Type("exception context must be None or derive from BaseException"),
    };

    [PyGetter("__cause__")]
    private PyObject? CauseAttribute() => CauseField.Value;

    [PySetter("__cause__")]
    private void SetCause(PyObject? value)
    {
        CauseField.Value = value switch
        {
            null => throw Errors.Type("__cause__ may not be deleted"),
            PyNone => null,
            PyBaseException cause => cause,
            _ => throw Errors.Type("exception cause must be None or derive from BaseException"),
        };
        SuppressContext = true;
    }

    [PyGetter("__suppress_context__", Member = true)]
    private bool SuppressContextAttribute() => SuppressContext;

    [PySetter("__suppress_context__")]
    private void SetSuppressContext(PyObject? value) => SuppressContext = value switch
    {
        null => throw Errors.Type("can't delete numeric/char attribute"),
        PyBool flag => ReferenceEquals(flag, PyBool.True),
        _ => throw Errors.Type("attribute value type must be bool"),
    };

    [PyGetter("__dict__")]
    private PyObject DictAttribute(ThreadState thread) => GenericAttributes.GetDict(thread, this);

    [PySetter("__dict__")]
    private void SetDictAttribute(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw Errors.Type("cannot delete __dict__");
        GenericAttributes.DictSetter(thread, this, value);
    }
}
