using Krait.Runtime;

namespace Krait.Modules.Functools;

/// <summary>What cmp_to_key returns, and what calling that returns: an object that compares by a function.</summary>
[PyType("KeyWrapper", Module = "functools", BasicSize = 32, NoInstantiation = true)]
public sealed partial class PyKeyWrapper : PyContainer
{
    private Ref<PyObject> _compare;
    private Ref<PyObject> _object;

    private PyKeyWrapper() : base(TypeObject)
    {
    }

    internal static PyKeyWrapper Create(ThreadState thread, PyObject compare, PyObject? o)
    {
        var made = thread.EnterNew(new PyKeyWrapper());
        made._compare.Value = compare;
        made._object.Value = o;
        return made;
    }

    [PySlot(nameof(PyType.TpCall))]
    private PyObject Call(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (args.Length == 1 && (keywordNames is null || keywordNames.Count == 0 || ((PyStr)keywordNames[0]).TextEquals("obj")))
            return Create(thread, _compare.Value!, args[0]);
        if (args.Length > 1)
            throw Errors.Type($"K() takes at most 1 argument ({args.Length} given)");
        throw Errors.Type(args.Length == 0
            ? "K() missing required argument 'obj' (pos 1)"
            : $"K() got an unexpected keyword argument '{keywordNames![0]}'");
    }

    /// <summary>Value wrapped by a key function.</summary>
    [PyGetter("obj")]
    private PyObject Object => _object.Value ?? PyNone.Instance;

    [PySetter("obj")]
    private void SetObject(PyObject? value) => _object.Value = value;

    [PyGetter("__text_signature__")]
    private string TextSignature() => "(obj)";

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (self is not PyKeyWrapper left || other is not PyKeyWrapper right)
            throw Errors.Type("other argument must be K instance");
        if (left._object.Value is not { } a || right._object.Value is not { } b)
            throw Errors.New(ExceptionTypes.AttributeError, "object");
        var order = Op.Call(thread, left._compare.Value!, a, b);
        return order.GetType() == typeof(PyInt)
            ? Op.Ordered(Math.Sign(Op.AsIndexLong(thread, order)), op)
            : Op.RichCompare(thread, order, PyInt.From(0), op);
    }
}
