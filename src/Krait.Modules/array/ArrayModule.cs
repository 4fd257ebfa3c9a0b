using Krait.Runtime;

namespace Krait.Modules.Arrays;

/// <summary>
/// This module defines an object type which can efficiently represent
/// an array of basic values: characters, integers, floating-point
/// numbers.  Arrays are sequence types and behave very much like lists,
/// except that the type of objects stored in them is constrained.
/// </summary>
[PyModule("array")]
internal static partial class ArrayModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        module.Dict.SetItem(thread, "ArrayType", PyArray.TypeObject);
        module.Dict.SetItem(thread, "typecodes", PyStr.Intern(ItemKind.AllCodes));
        var abstractType = Op.ImportFrom(thread, "collections.abc", "MutableSequence");
        Op.CallMethod(thread, abstractType, "register", PyArray.TypeObject);
    }

    /// <summary>Internal. Used for pickling support.</summary>
    [PyFunction("_array_reconstructor")]
    private static PyObject Reconstruct(
        ThreadState thread, PyObject arraytype, PyObject typecode, int mformat_code, PyObject items) =>
        ArrayPickling.Reconstruct(thread, arraytype, typecode, mformat_code, items);
}
