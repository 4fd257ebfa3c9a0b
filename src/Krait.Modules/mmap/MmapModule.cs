using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

[PyModule("mmap")]
internal static partial class MmapModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        OsArguments.AddConstants(thread, module, MemoryMapConstants.All());
        module.Dict.SetItem(thread, "error", ExceptionTypes.OSError);
        module.Dict.SetItem(thread, "ALLOCATIONGRANULARITY", PyInt.From(Environment.SystemPageSize));
    }
}
