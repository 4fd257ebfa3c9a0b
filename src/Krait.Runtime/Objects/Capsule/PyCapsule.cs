namespace Krait.Runtime;

/// <summary>
/// Capsule objects let you wrap a C "void *" pointer in a Python
/// object.  They're a way of passing data through the Python interpreter
/// without creating your own custom type.
/// </summary>
/// <remarks>Nothing in Krait makes one: the type is there for <c>types.CapsuleType</c>.</remarks>
[PyType("PyCapsule", NoInstantiation = true, BasicSize = 56)]
public sealed partial class PyCapsule : PyObject
{
    private PyCapsule(PyType type) : base(type)
    {
    }
}
