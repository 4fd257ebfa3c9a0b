namespace Krait.Runtime;

/// <summary>
/// The kwargs for a ParamSpec object.
///
/// Given a ParamSpec P, P.kwargs stands for its keyword arguments, and P.kwargs.__origin__ is P. Only introspection sees it.
/// </summary>
[PyType("ParamSpecKwargs", Module = "typing", BasicSize = 24)]
public sealed partial class PyParamSpecKwargs : PyParamSpecPart
{
    private PyParamSpecKwargs(PyObject origin) : base(TypeObject, origin)
    {
    }

    private protected override string Part => "kwargs";

    internal static PyParamSpecKwargs Create(ThreadState thread, PyObject origin) => thread.EnterNew(new PyParamSpecKwargs(origin));

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject origin) => Create(thread, origin);
}
