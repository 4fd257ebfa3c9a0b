using Krait.Runtime;

namespace Krait.Modules.Asyncio;

/// <summary>What awaiting a future drives: yields the future once, then ends with its result.</summary>
[PyType("FutureIter", Module = "_asyncio", BasicSize = 24, NoInstantiation = true)]
public sealed partial class PyFutureIterator : PyContainer
{
    private Ref<PyFuture> _future;

    private PyFutureIterator() : base(TypeObject)
    {
    }

    internal static PyFutureIterator Create(ThreadState thread, PyFuture future)
    {
        var made = thread.EnterNew(new PyFutureIterator());
        made._future.Value = future;
        return made;
    }

    [PySlot(nameof(PyType.AmSend))]
    private static bool SendSlot(ThreadState thread, PyObject self, PyObject? value, out PyObject result) =>
        ((PyFutureIterator)self).Advance(thread, out result);

    /// <summary>True: yields the future; false: ends with its result.</summary>
    private bool Advance(ThreadState thread, out PyObject result)
    {
        result = PyNone.Instance;
        if (_future.Value is not { } future)
            return false;
        if (!future.IsDone)
        {
            if (future.IsBlocking)
                throw Errors.Runtime("await wasn't used with future");
            future.IsBlocking = true;
            result = future;
            return true;
        }
        _future.Take(thread);
        result = future.Result(thread);
        return false;
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (Advance(thread, out var result))
            return result;
        thread.StopIterationValue = result;
        return null;
    }

    [PyMethod("send")]
    private PyObject Send(ThreadState thread, PyObject value) =>
        Advance(thread, out var result) ? result : throw Errors.StopIteration(thread, result);

    [PyMethod("throw", Signature = "")]
    private PyObject Throw(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        if (args.Length is < 1 or > 3)
            throw Errors.Type($"throw expected {(args.Length == 0 ? "at least 1 argument" : "at most 3 arguments")}, got {args.Length}");
        if (args.Length > 1)
        {
            Op.Warn(
                thread,
                ExceptionTypes.DeprecationWarning,
                "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.");
        }
        if (args.Length > 2 && args[2] is not (PyNone or PyTraceback))
            throw Errors.Type("throw() third argument must be a traceback");
        if (args[0] is not PyBaseException && !(args[0] is PyType type && type.IsSubtypeOf(PyBaseException.TypeObject)))
            throw Errors.Type("exceptions must be classes deriving BaseException or instances of such a class");
        var exception = PyGenerator.MakeException(thread, args);
        _future.Take(thread);
        return thread.Raise(new PythonException(exception));
    }

    [PyMethod("close")]
    private void Close(ThreadState thread) => _future.Take(thread);
}
