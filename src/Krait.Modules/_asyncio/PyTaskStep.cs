using Krait.Runtime;

namespace Krait.Modules.Asyncio;

/// <summary>What the loop calls for a task's next step.</summary>
[PyType("TaskStepMethWrapper", Module = "_asyncio", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyTaskStep : PyContainer
{
    private Ref<PyTask> _task;
    private Ref<PyBaseException> _exception;

    private PyTaskStep() : base(TypeObject)
    {
    }

    internal static PyTaskStep Create(ThreadState thread, PyTask task, PyBaseException? exception)
    {
        var made = thread.EnterNew(new PyTaskStep());
        made._task.Value = task;
        made._exception.Value = exception;
        return made;
    }

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is not null)
            throw Errors.Type("function takes no keyword arguments");
        if (args.Length > 0)
            throw Errors.Type("function takes no positional arguments");
        var step = (PyTaskStep)self;
        step._task.Value!.Step(thread, step._exception.Value);
        return PyNone.Instance;
    }

    [PyGetter("__self__")]
    private PyObject? Self => _task.Value;
}
