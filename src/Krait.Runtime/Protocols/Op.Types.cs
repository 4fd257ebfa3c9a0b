namespace Krait.Runtime;

public static partial class Op
{
    /// <summary><c>origin[args]</c> of a generic class: what <c>__class_getitem__</c> of built-in types returns.</summary>
    public static PyObject GenericAlias(ThreadState thread, PyObject origin, PyObject args) => PyGenericAlias.Create(thread, origin, args);

    /// <summary><c>left | right</c> of types; NotImplemented where one of them is none.</summary>
    public static PyObject Union(ThreadState thread, PyObject left, PyObject right) => PyUnion.Or(thread, left, right);
}
