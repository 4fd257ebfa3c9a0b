namespace Krait.Runtime;

/// <summary>
/// The args for a ParamSpec object.
///
/// Given a ParamSpec P, P.args stands for its positional arguments, and P.args.__origin__ is P. Only introspection sees it.
/// </summary>
[PyType("ParamSpecArgs", Module = "typing", BasicSize = 24)]
public sealed partial class PyParamSpecArgs : PyParamSpecPart
{
    private PyParamSpecArgs(PyObject origin) : base(TypeObject, origin)
    {
    }

    private protected override string Part => "args";

    internal static PyParamSpecArgs Create(ThreadState thread, PyObject origin) => thread.EnterNew(new PyParamSpecArgs(origin));

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject origin) => Create(thread, origin);
}
