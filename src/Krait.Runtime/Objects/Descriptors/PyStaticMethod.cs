namespace Krait.Runtime;

/// <summary>A function that is not bound to the instance or class that it is read from.</summary>
[PyType("staticmethod", Signature = "(function, /)", BaseType = true, BasicSize = 32)]
public partial class PyStaticMethod : PyWrappingMethod
{
    private protected PyStaticMethod(PyType type) : base(type)
    {
    }

    /// <summary>A new one, floating.</summary>
    public static PyStaticMethod Create(ThreadState thread, PyObject callable)
    {
        var made = thread.EnterNew(new PyStaticMethod(TypeObject));
        made.Wrap(thread, callable);
        return made;
    }

    private protected override string Kind => "staticmethod";

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner) =>
        ((PyStaticMethod)descriptor).Wrapped;

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        Op.Call(thread, ((PyStaticMethod)callable).Wrapped, args, keywordNames);
}
