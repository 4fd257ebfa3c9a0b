using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

[PyModule("_multiprocessing")]
internal static partial class MultiprocessingModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var flags = PyDict.Create(thread);
        flags.SetItem(thread, "HAVE_SEM_OPEN", PyInt.From(1));
        flags.SetItem(thread, "HAVE_SEM_TIMEDWAIT", PyInt.From(1));
        module.Dict.SetItem(thread, "flags", flags);
        var largest = PyType.MakeImmortal(thread, (PyInt)PyInt.From(NamedSemaphore.MaximumValue));
        SemLock.TypeObject.Dict.SetItem(thread, "SEM_VALUE_MAX", largest);
    }

    [PyFunction("sem_unlink")]
    private static void SemUnlink(ThreadState thread, PyStr name) =>
        OsCall.Check(thread, NamedSemaphore.Unlink(OsPath.Encode(thread, name)));
}
