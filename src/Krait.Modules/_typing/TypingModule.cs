namespace Krait.Runtime;

/// <summary>Primitives and accelerators for the typing module.</summary>
[PyModule("_typing")]
internal static partial class TypingModule
{
    [PyFunction("_idfunc")]
    private static PyObject Identity(PyObject x) => x;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        PyType[] types =
        [
            PyTypeVar.TypeObject, PyParamSpec.TypeObject, PyParamSpecArgs.TypeObject, PyParamSpecKwargs.TypeObject,
            PyTypeVarTuple.TypeObject, PyTypeAliasType.TypeObject, PyGeneric.TypeObject, PyUnion.TypeObject,
        ];
        foreach (var type in types)
            module.Dict.SetItem(thread, type.ShortName, type);
        module.Dict.SetItem(thread, "NoDefault", PyNoDefault.Instance);
    }
}
