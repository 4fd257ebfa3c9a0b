namespace Krait.Runtime;

/// <summary>A function whose first argument is the class that it is read from.</summary>
[PyType("classmethod", Signature = "(function, /)", BaseType = true, BasicSize = 32)]
public partial class PyClassMethod : PyWrappingMethod
{
    private protected PyClassMethod(PyType type) : base(type)
    {
    }

    /// <summary>A new one, floating.</summary>
    public static PyClassMethod Create(ThreadState thread, PyObject callable)
    {
        var made = thread.EnterNew(new PyClassMethod(TypeObject));
        made.Wrap(thread, callable);
        return made;
    }

    private protected override string Kind => "classmethod";

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner)
    {
        var callable = ((PyClassMethod)descriptor).Wrapped;
        return PyMethod.Create(thread, callable, owner ?? instance!.Type);
    }
}
