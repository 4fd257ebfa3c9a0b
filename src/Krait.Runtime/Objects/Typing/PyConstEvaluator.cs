namespace Krait.Runtime;

/// <summary>Internal type for implementing evaluation functions.</summary>
[PyType("_ConstEvaluator", Module = "_typing", NoInstantiation = true, BasicSize = 24)]
public sealed partial class PyConstEvaluator : PyContainer
{
    private Ref<PyObject> _value;

    private PyConstEvaluator() : base(TypeObject)
    {
    }

    internal static PyConstEvaluator Create(ThreadState thread, PyObject value)
    {
        var made = thread.EnterNew(new PyConstEvaluator());
        made._value.Value = value;
        return made;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"<constevaluator {Op.ReprText(thread, _value.Value!)}>";

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw Errors.Type("constevaluator.__call__() takes no keyword arguments");
        if (args.Length != 1)
            throw Errors.Type($"constevaluator.__call__() takes exactly 1 argument ({args.Length} given)");
        return TypingHelpers.Format(thread, ((PyConstEvaluator)callable)._value.Value!, Op.AsInt(thread, args[0]));
    }
}
