namespace Krait.Runtime;

/// <summary>What Python sees of all three; reading stands in <see cref="PyBufferedReading"/>.</summary>
public abstract partial class PyBuffered
{
    [PyGetter("closed")]
    private protected bool ClosedAttribute(ThreadState thread) => Op.IsTrue(thread, RawAttribute(thread, Names.Closed));

    [PyGetter("name")]
    private protected PyObject NameAttribute(ThreadState thread) => RawAttribute(thread, Names.NameName);

    [PyGetter("mode")]
    private protected PyObject ModeAttribute(ThreadState thread) => RawAttribute(thread, Names.Mode);

    [PyGetter("raw", Member = true)]
    private protected PyObject? RawMember() => RawStream;

    [PyGetter("_finalizing", Member = true)]
    private protected bool Finalizing() => _finalizing;

    [PySetter("_finalizing")]
    private protected void SetFinalizing(bool value) => _finalizing = value;

    [PySlot(nameof(PyType.TpRepr))]
    private protected string Repr(ThreadState thread)
    {
        var type = IoHelpers.TypeName(this);
        if (IoHelpers.ReprAttribute(thread, this, Names.NameName) is not { } name)
            return $"<{type}>";
        if (Op.ReprEnter(thread, this))
            throw Errors.Runtime($"reentrant call inside {type}.__repr__");
        try
        {
            return $"<{type} name={Op.ReprText(thread, name)}>";
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    [PyMethod("__sizeof__")]
    private protected long SizeOfMethod() => Type.BasicSize + (Buffer?.Length ?? 0);

    [PyMethod("__getstate__")]
    private protected PyObject GetState() => throw IoHelpers.CannotPickle(this);

    /// <summary>Disconnect this buffer from its underlying raw stream and return it.</summary>
    [PyMethod("detach")]
    private protected PyObject Detach(ThreadState thread)
    {
        CheckInitialized();
        Op.CallMethod(thread, this, Names.Flush);
        var raw = _raw.Take(thread)!;
        _file = null;
        _detached = true;
        _ok = false;
        return raw;
    }

    [PyMethod("close")]
    private protected void Close(ThreadState thread)
    {
        CheckInitialized();
        Enter(thread);
        try
        {
            if (IsStreamClosed(thread))
                return;
            if (_finalizing)
                DeallocWarn(thread, this);
        }
        finally
        {
            Leave();
        }
        IoHelpers.Both(
            () => Op.CallMethod(thread, this, Names.Flush),
            () =>
            {
                Enter(thread);
                try
                {
                    Op.CallMethod(thread, _raw.Value!, Names.Close);
                }
                finally
                {
                    Buffer = null;
                    ReadEnd = WriteEnd = -1;
                    Leave();
                }
            });
    }

    [PyMethod("seekable")]
    private protected PyObject Seekable(ThreadState thread) => RawCall(thread, IoNames.Seekable);

    [PyMethod("fileno")]
    private protected PyObject Fileno(ThreadState thread) => RawCall(thread, Names.Fileno);

    [PyMethod("isatty")]
    private protected PyObject Isatty(ThreadState thread) => RawCall(thread, Names.Isatty);

    [PyMethod("_dealloc_warn")]
    private protected void DeallocWarn(ThreadState thread, PyObject source)
    {
        if (!_ok || _raw.Value is not { } raw)
            return;
        if (_file is { HasPlainDict: true } file)
        {
            file.WarnUnclosed(thread, source);
            return;
        }
        try
        {
            if (Op.TryGetAttr(thread, raw, IoNames.DeallocWarn) is { } warn)
                Op.Call(thread, warn, source);
        }
        catch (PythonException)
        {
            // A raw stream without the means to warn stays silent.
        }
    }

    [PyMethod("tell")]
    private protected long Tell(ThreadState thread)
    {
        CheckInitialized();
        return Math.Max(0, RawTell(thread) - RawOffset);
    }

    [PyMethod("seek")]
    private protected long Seek(ThreadState thread, PyObject target, int whence = 0)
    {
        CheckInitialized();
        if (whence is < 0 or > 4)
            throw Errors.Value($"whence value {whence} unsupported");
        CheckOpen(thread, "seek of closed file");
        if (File is { HasPlainDict: true } file)
        {
            if (!file.Seekable(thread))
                throw IoHelpers.Unsupported(thread, "File or stream is not seekable.");
        }
        else
        {
            CheckSeekable(thread, RawStream!);
        }
        var place = IoHelpers.AsOffset(thread, target, ExceptionTypes.ValueError);
        if (whence is 0 or 1 && IsReading)
        {
            // Inside the buffer there is nothing to do but to move.
            var current = CurrentRawPosition(thread);
            var ahead = ReadAhead;
            if (ahead > 0)
            {
                var offset = whence == 0 ? place - (current - RawOffset) : place;
                if (offset >= -Position && offset <= ahead)
                {
                    Position += (int)offset;
                    return Math.Max(0, current - ahead + offset);
                }
            }
        }
        Enter(thread);
        try
        {
            if (IsWriting)
                FlushUnlocked(thread);
            if (whence == 1)
                place -= RawOffset;
            var position = RawSeek(thread, place, whence);
            RawPosition = -1;
            if (IsReading)
                ResetReadBuffer();
            return position;
        }
        finally
        {
            Leave();
        }
    }

    [PyMethod("truncate")]
    private protected PyObject Truncate(ThreadState thread, [Default("None")] PyObject? pos = null)
    {
        CheckInitialized();
        CheckOpen(thread, "truncate of closed file");
        if (!IsWriting)
            throw IoHelpers.Unsupported(thread, "truncate");
        Enter(thread);
        try
        {
            FlushAndRewind(thread);
            var result = Op.CallMethod(thread, RawStream!, IoNames.Truncate, pos ?? PyNone.Instance);
            try
            {
                RawTell(thread);
            }
            catch (PythonException)
            {
                // The place is unknown then, and asked for again when it is needed.
            }
            return result;
        }
        finally
        {
            Leave();
        }
    }

    private protected PyObject RawCall(ThreadState thread, PyStr method)
    {
        CheckInitialized();
        return Op.CallMethod(thread, _raw.Value!, method);
    }

    private protected PyObject RawAttribute(ThreadState thread, PyStr name)
    {
        CheckInitialized();
        return Op.GetAttr(thread, _raw.Value!, name);
    }
}
