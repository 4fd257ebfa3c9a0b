namespace Krait.Runtime;

/// <summary>A coroutine.</summary>
[PyType("coroutine", BasicSize = 208, NoInstantiation = true)]
public sealed partial class PyCoroutine : PyGenerator
{
    internal Ref<PyObject> OriginField;

    internal PyCoroutine(ThreadState thread, PyFrame frame) : base(TypeObject, frame)
    {
        if (thread.CoroutineOriginDepth > 0)
            OriginField.Value = PyTraceback.CaptureOrigin(thread, thread.CoroutineOriginDepth);
    }

    /// <summary>What the coroutine waits for: the receiver of the <c>SEND</c> at which it is suspended; null where there is none.</summary>
    internal PyObject? AwaitedObject => YieldFrom;

    internal override bool IsCoroutine => true;

    internal override string KindName => "coroutine";
}

/// <summary>An asynchronous generator.</summary>
[PyType("async_generator", BasicSize = 240, NoInstantiation = true)]
public sealed partial class PyAsyncGenerator : PyGenerator
{
    internal Ref<PyObject> FinalizerHook;
    internal bool HooksInitialized;
    internal bool IsClosed;
    internal bool RunningAsync;

    internal PyAsyncGenerator(PyFrame frame) : base(TypeObject, frame)
    {
    }

    internal override bool IsAsyncGenerator => true;

    internal override string KindName => "async generator";
}
