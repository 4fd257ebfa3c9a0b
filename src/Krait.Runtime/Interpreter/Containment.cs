using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>Membership in exact built-in containers, where finding out runs no Python code.</summary>
internal static class Containment
{
    /// <summary>1 where the container has the value, 0 where it has not, negative where the general way must be taken.</summary>
    public static int Find(PyObject container, PyObject value)
    {
        if (container.GetType() == typeof(PyDict))
        {
            var dict = Unsafe.As<PyDict>(container);
            if (value.GetType() == typeof(PyStr))
                return dict.HasOnlyStrKeys ? dict.EntryOf(Unsafe.As<PyStr>(value)) >= 0 ? 1 : 0 : -1;
            return value.GetType() == typeof(PyInt) && dict.GetByInt(Unsafe.As<PyInt>(value)) is not null ? 1 : -1;
        }
        return -1;
    }
}
