using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>This module makes available standard errno system symbols.
///
/// The value of each symbol is the corresponding integer value,
/// e.g., on most systems, errno.ENOENT equals the integer 2.
///
/// The dictionary errno.errorcode maps numeric codes to symbol names,
/// e.g., errno.errorcode[2] could be the string 'ENOENT'.</summary>
[PyModule("errno")]
internal static partial class ErrnoModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var names = PyDict.Create(thread);
        module.Dict.SetItem(thread, "errorcode", names);
        foreach (var (name, value) in ErrnoConstants.All())
        {
            var number = PyInt.From(value);
            module.Dict.SetItem(thread, name, number);
            names.SetItem(thread, number, PyStr.Intern(name));
        }
    }
}
