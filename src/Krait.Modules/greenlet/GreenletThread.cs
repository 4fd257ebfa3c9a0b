using Krait.Runtime;

namespace Krait.Modules.Greenlets;

/// <summary>The greenlets of one thread.</summary>
internal sealed class GreenletThread : IThreadEndListener
{
    private readonly List<PyGreenlet> _toKill = [];
    private bool _isTracing;

    private GreenletThread(ThreadState thread)
    {
        Main = PyGreenlet.CreateMain(thread, this);
        thread.Strands = new Strands(thread, Main.Strand!);
        thread.AddEndListener(this);
        thread.Interpreter.InForkedChild += AfterForkInChild;
        Thread = thread;
    }

    /// <summary>The greenlet that the thread began with; it counts as long as the thread lives.</summary>
    internal PyGreenlet Main { get; }

    /// <summary>The thread; null once it has ended.</summary>
    internal ThreadState? Thread { get; private set; }

    /// <summary>What <c>settrace</c> has set.</summary>
    internal Ref<PyObject> Tracer;

    /// <summary>The strand that the running switch leaves.</summary>
    internal GreenletStrand? Origin { get; set; }

    internal static GreenletThread Of(ThreadState thread) =>
        thread.Strands is { } strands ? ((GreenletStrand)strands.Main).Greenlet.Group! : new GreenletThread(thread);

    internal PyGreenlet Current(ThreadState thread) => ((GreenletStrand)thread.Strands!.Current).Greenlet;

    /// <summary>Tells the trace function of a switch that has just happened. Where it fails, its exception is raised in the target.</summary>
    internal void Report(ThreadState thread, GreenletStrand target)
    {
        var origin = Origin;
        Origin = null;
        if (Tracer.Value is not { } tracer || origin is null || _isTracing)
            return;
        var strands = thread.Strands!;
        var (value, exception) = (strands.Value, strands.Exception);
        strands.Value = null;
        strands.Exception = null;
        PyObject.Retain(tracer);
        _isTracing = true;
        try
        {
            Op.Call(
                thread,
                tracer,
                PyStr.Intern(exception is null ? "switch" : "throw"),
                PyTuple.Create(thread, origin.Greenlet, target.Greenlet));
        }
        catch (PythonException error)
        {
            // The trace function is taken away, as CPython's sys.settrace does.
            Tracer.Clear();
            PyObject.XRelease(value);
            PyObject.XRelease(exception);
            value = null;
            exception = error.Value;
            PyObject.Retain(exception);
        }
        finally
        {
            _isTracing = false;
            PyObject.Float(thread, tracer);
        }
        (strands.Value, strands.Exception) = (value, exception);
    }

    /// <summary>Ends a greenlet of this thread, whose last reference another thread has dropped, when this thread switches next.</summary>
    internal void KillLater(PyGreenlet greenlet)
    {
        PyObject.Retain(greenlet);
        _toKill.Add(greenlet);
    }

    internal void KillPending(ThreadState thread)
    {
        while (_toKill.Count > 0)
        {
            var greenlet = _toKill[^1];
            _toKill.RemoveAt(_toKill.Count - 1);
            PyObject.Float(thread, greenlet);
        }
    }

    /// <summary>Greenlets of a thread that has ended cannot be switched to any more.</summary>
    public void ThreadEnds(ThreadState thread)
    {
        thread.Interpreter.InForkedChild -= AfterForkInChild;
        thread.Strands!.StopIdle();
        Tracer.Clear();
        Thread = null;
        Main.EndMain();
    }

    private void AfterForkInChild(ThreadState thread)
    {
        if (ReferenceEquals(thread, Thread))
            thread.Strands!.ForgetCarriers();
        else
            Thread = null;
    }
}
