namespace Krait.Runtime;

/// <summary>
/// Abstract base class for generic types.
///
/// A class with a type parameter list derives from it implicitly; the older way names it:
///
///     class Mapping[KT, VT]: ...
///     class Mapping(Generic[KT, VT]): ...
/// </summary>
[PyType("Generic", Module = "typing", BaseType = true, BasicSize = 16)]
public partial class PyGeneric : PyContainer
{
    private protected PyGeneric(PyType type) : base(type)
    {
    }

    /// <summary>Parameterizes a generic class.</summary>
    [PyClassMethod("__class_getitem__", Signature = "")]
    private static PyObject ClassGetItem(
        ThreadState thread, PyType cls, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs) =>
        CallTyping(thread, "_generic_class_getitem", cls, args, kwargs);

    /// <summary>Function to initialize subclasses.</summary>
    [PyClassMethod("__init_subclass__", Signature = "")]
    private static PyObject InitSubclass(
        ThreadState thread, PyType cls, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs) =>
        CallTyping(thread, "_generic_init_subclass", cls, args, kwargs);

    private static PyObject CallTyping(ThreadState thread, string function, PyType cls, ReadOnlySpan<PyObject> args, PyDict? kwargs) =>
        Op.CallWithDict(thread, Op.ImportFrom(thread, "typing", function), PyTuple.Create(thread, [cls, .. args]), kwargs);
}
