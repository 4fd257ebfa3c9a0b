namespace Krait.Runtime;

public sealed partial class PyBool
{
    [PyNew(Signature = "(object=False, /)")]
    private static PyObject New(ThreadState thread, PyType type, PyObject? o = null) => From(o is not null && Op.IsTrue(thread, o));

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr() => Value != 0 ? Texts.True : Texts.False;

    /// <summary>Made at first use: strings and bools come into being at about the same time.</summary>
    private static class Texts
    {
        public static readonly PyStr True = PyStr.Intern("True");
        public static readonly PyStr False = PyStr.Intern("False");
    }

    [PySlot(nameof(PyType.NbInvert))]
    private PyObject Invert(ThreadState thread)
    {
        Op.Warn(
            thread,
            ExceptionTypes.DeprecationWarning,
            "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. "
            + "This returns the bitwise inversion of the underlying int object and is usually not what you expect from the negation of a bool object. "
            + "Use the 'not' operator for boolean negation or ~int(x) for the bitwise inversion of the underlying int.");
        return PyInt.From(~Value);
    }

    [PySlot(nameof(PyType.NbAnd))]
    private static PyObject And(ThreadState thread, PyObject left, PyObject right) =>
        left is PyBool a && right is PyBool b ? From((a.Value & b.Value) != 0) : PyInt.TypeObject.NbAnd!(thread, left, right);

    [PySlot(nameof(PyType.NbOr))]
    private static PyObject Or(ThreadState thread, PyObject left, PyObject right) =>
        left is PyBool a && right is PyBool b ? From((a.Value | b.Value) != 0) : PyInt.TypeObject.NbOr!(thread, left, right);

    [PySlot(nameof(PyType.NbXor))]
    private static PyObject Xor(ThreadState thread, PyObject left, PyObject right) =>
        left is PyBool a && right is PyBool b ? From((a.Value ^ b.Value) != 0) : PyInt.TypeObject.NbXor!(thread, left, right);
}
