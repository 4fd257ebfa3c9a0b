using System.Runtime.InteropServices;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>A Python function or class that the library calls. The connection keeps it up to its end, so that the collector sees what it holds.</summary>
internal sealed class CallbackContext
{
    private readonly PyConnection _owner;
    private readonly List<PyObject?> _instances = [];
    private GCHandle _handle;
    private PyObject? _callable;

    public CallbackContext(PyConnection owner, PyObject callable)
    {
        _owner = owner;
        _callable = callable;
        _handle = GCHandle.Alloc(this);
        PyObject.Retain(callable);
        owner.Callbacks.Add(this);
    }

    /// <summary>What the library passes back.</summary>
    public nint Data => GCHandle.ToIntPtr(_handle);

    /// <summary>The connection that calls.</summary>
    public PyConnection Owner => _owner;

    /// <summary>What is called; null once the connection is closed.</summary>
    public PyObject? Callable => _callable;

    /// <summary>The context that data of the library stands for.</summary>
    public static CallbackContext From(nint data) => (CallbackContext)GCHandle.FromIntPtr(data).Target!;

    /// <summary>Keeps an instance of an aggregate while its statement runs; the number is what <see cref="Instance"/> takes, never 0.</summary>
    public int Keep(PyObject instance)
    {
        PyObject.Retain(instance);
        var free = _instances.IndexOf(null);
        if (free < 0)
        {
            free = _instances.Count;
            _instances.Add(null);
        }
        _instances[free] = instance;
        return free + 1;
    }

    /// <summary>An instance that is kept; null where the connection was closed meanwhile.</summary>
    public PyObject? Instance(int number) => number <= _instances.Count ? _instances[number - 1] : null;

    /// <summary>Gives up an instance, which floats.</summary>
    public void GiveUp(ThreadState thread, int number)
    {
        if (Instance(number) is not { } instance)
            return;
        _instances[number - 1] = null;
        PyObject.Float(thread, instance);
    }

    /// <summary>Gives up the references: nothing is called any more.</summary>
    public void Clear()
    {
        var callable = _callable;
        _callable = null;
        var instances = _instances.ToArray();
        _instances.Clear();
        PyObject.XRelease(callable);
        foreach (var instance in instances)
            PyObject.XRelease(instance);
    }

    /// <summary>The library has no use for the context any more.</summary>
    public void Destroy()
    {
        _owner.Callbacks.Remove(this);
        _handle.Free();
        Clear();
    }

    public void Traverse(Visitor visitor)
    {
        visitor.Visit(_callable);
        foreach (var instance in _instances)
            visitor.Visit(instance);
    }
}

/// <summary>The time of a callback: the thread has the interpreter's lock, and what the callback leaves behind is gone in the end.</summary>
internal readonly ref struct CallbackScope
{
    private readonly bool _took;
    private readonly int _mark;

    private CallbackScope(ThreadState thread, bool took)
    {
        Thread = thread;
        _took = took;
        _mark = thread.PoolCount;
    }

    public ThreadState Thread { get; }

    public static CallbackScope Enter()
    {
        var thread = ThreadState.Current;
        // Most calls into the library run without the lock, some with it.
        var takes = !ReferenceEquals(thread.Interpreter.Gil.Holder, thread);
        if (takes)
            thread.TakeGil();
        return new CallbackScope(thread, takes);
    }

    public void Dispose()
    {
        Thread.DrainPool(_mark);
        if (_took)
            Thread.ReleaseGil();
    }
}
