using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>PEP 246 style object adaption protocol type.</summary>
[PyType("PrepareProtocol", Module = "sqlite3", BaseType = true, BasicSize = 16), PyModuleType("_sqlite3")]
public partial class PyPrepareProtocol : PyObject
{
    private protected PyPrepareProtocol(PyType type) : base(type)
    {
    }

    // Any arguments will do.
    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PySlot(nameof(PyType.TpInit))]
    private void Init(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
    }
}
