namespace Krait.Runtime;

/// <summary>A value that an asynchronous generator yields, as distinct from what it passes on while it awaits.</summary>
[PyType("async_generator_wrapped_value", BasicSize = 24, NoInstantiation = true)]
internal sealed partial class PyAsyncGeneratorWrappedValue : PyContainer
{
    private Ref<PyObject> _value;

    private PyAsyncGeneratorWrappedValue() : base(TypeObject)
    {
    }

    /// <summary>The yielded value.</summary>
    public PyObject Value => _value.Value!;

    /// <summary>Wraps a value; floating.</summary>
    public static PyAsyncGeneratorWrappedValue Create(ThreadState thread, PyObject value)
    {
        var made = thread.EnterNew(new PyAsyncGeneratorWrappedValue());
        made._value.Value = value;
        return made;
    }
}
