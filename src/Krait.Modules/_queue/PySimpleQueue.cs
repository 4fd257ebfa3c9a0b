using Krait.Modules.Threads;
using Krait.Runtime;

namespace Krait.Modules.Queues;

/// <summary>Simple, unbounded, reentrant FIFO queue.</summary>
[PyType("SimpleQueue", Module = "_queue", BaseType = true, BasicSize = 64, IsGeneric = true)]
[PyModuleType("_queue")]
public partial class PySimpleQueue : PyContainer, IWeakReferenceable
{

    private readonly Queue<PyObject> _items = new();
    private WaitQueue _waiters;
    private WeakReferenceList? _weakReferences;

    private protected PySimpleQueue(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    [PyNew(Signature = "()")]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        if (ReferenceEquals(type.TpInit, PyInstance.ObjectType.TpInit))
        {
            if (args.Length > 0)
                throw Errors.Type("SimpleQueue() takes no positional arguments");
            if (kwargs is not null)
                throw Errors.Type("SimpleQueue() takes no keyword arguments");
        }
        return type.Allocate!(thread, type);
    }

    /// <summary>
    /// Put the item on the queue.
    ///
    /// The optional 'block' and 'timeout' arguments are ignored, as this method
    /// never blocks.  They are provided for compatibility with the Queue class.
    /// </summary>
    [PyMethod("put")]
    private void Put([Keyword] PyObject item, [Keyword] bool block = true, [Keyword, Default("None")] PyObject? timeout = null)
    {
        Retain(item);
        _items.Enqueue(item);
        _waiters.WakeFirst();
    }

    /// <summary>
    /// Put an item into the queue without blocking.
    ///
    /// This is exactly equivalent to `put(item)` and is only provided
    /// for compatibility with the Queue class.
    /// </summary>
    [PyMethod("put_nowait")]
    private void PutNoWait([Keyword] PyObject item) => Put(item);

    /// <summary>
    /// Remove and return an item from the queue.
    ///
    /// If optional args 'block' is true and 'timeout' is None (the default),
    /// block if necessary until an item is available. If 'timeout' is
    /// a non-negative number, it blocks at most 'timeout' seconds and raises
    /// the Empty exception if no item was available within that time.
    /// Otherwise ('block' is false), return an item if one is immediately
    /// available, else raise the Empty exception ('timeout' is ignored
    /// in that case).
    /// </summary>
    [PyMethod("get")]
    private PyObject Get(ThreadState thread, [Keyword] bool block = true, [Keyword, Default("None")] PyObject? timeout = null)
    {
        var deadline = !block ? 0 : timeout is null or PyNone ? ThreadState.Never : ReadTimeout(thread, timeout);
        if (_items.TryDequeue(out var item) || (deadline != 0 && Wait(thread, deadline, out item)))
            return Float(thread, item!);
        throw QueueModule.Empty(thread);
    }

    /// <summary>
    /// Remove and return an item from the queue without blocking.
    ///
    /// Only get an item if one is immediately available. Otherwise
    /// raise the Empty exception.
    /// </summary>
    [PyMethod("get_nowait")]
    private PyObject GetNoWait(ThreadState thread) => Get(thread, false);

    private static long ReadTimeout(ThreadState thread, PyObject timeout)
    {
        if (timeout is not PyFloat && !Op.IsIndex(timeout))
            throw Errors.Type($"'{timeout.Type.FullName}' object cannot be interpreted as an integer or float");
        var seconds = Op.AsDouble(thread, timeout);
        if (double.IsNaN(seconds))
            throw Errors.Value("Invalid value NaN (not a number)");
        if (seconds < 0)
            throw Errors.Value("'timeout' must be a non-negative number");
        if (seconds > Timeouts.Max)
            throw Errors.Overflow("timestamp too large to convert to C PyTime_t");
        return Timeouts.After(seconds);
    }

    /// <summary>Waits for an item while other threads run; on the main thread a signal's handler runs in between.</summary>
    private bool Wait(ThreadState thread, long deadline, out PyObject? item)
    {
        var waiter = _waiters.Add(thread);
        try
        {
            while (true)
            {
                thread.Park(deadline);
                if (_items.TryDequeue(out item))
                    return true;
                thread.HandleSignals();
                if (ThreadState.Now >= deadline)
                    return false;
            }
        }
        finally
        {
            _waiters.Remove(waiter);
            // This thread may have been woken for an item that another one has to take.
            if (_items.Count > 0)
                _waiters.WakeFirst();
        }
    }

    /// <summary>Return True if the queue is empty, False otherwise (not reliable!).</summary>
    [PyMethod("empty")]
    private bool IsEmpty() => _items.Count == 0;

    /// <summary>Return the approximate size of the queue (not reliable!).</summary>
    [PyMethod("qsize")]
    private long Size() => _items.Count;

    internal override void Traverse(Visitor visitor)
    {
        foreach (var item in _items)
            visitor.Visit(item);
    }

    internal override void ClearReferences()
    {
        while (_items.TryDequeue(out var item))
            Release(item!);
    }
}
