using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Uuid;

/// <summary>What the module uuid asks of the system.</summary>
[PyModule("_uuid")]
internal static unsafe partial class UuidModule
{
    private const int Size = 16;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        RequiredLibrary.Load(LibUuid.Library, "_uuid needs the system's UUID library");
        module.Dict.SetItem(thread, "has_uuid_generate_time_safe", PyInt.From(1));
        module.Dict.SetItem(thread, "has_stable_extractable_node", PyInt.From(NodeIsStable() ? 1 : 0));
    }

    /// <summary>
    /// Whether the library takes the address of a network card, which stays. A node that it made up for want of a card has the bit set that
    /// no card's address has (RFC 9562, section 6.10).
    /// </summary>
    private static bool NodeIsStable()
    {
        const int node = 10, multicast = 1;
        var bytes = stackalloc byte[Size];
        LibUuid.uuid_generate_time_safe(bytes);
        return (bytes[node] & multicast) == 0;
    }

    /// <summary>Return the bytes of a UUID of version 1, and 0 where no other process can have made the same one.</summary>
    [PyFunction("generate_time_safe")]
    private static PyObject GenerateTimeSafe(ThreadState thread)
    {
        var bytes = stackalloc byte[Size];
        int result;
        using (thread.AllowThreads())
            result = LibUuid.uuid_generate_time_safe(bytes);
        return PyTuple.Create(thread, PyBytes.From(new ReadOnlySpan<byte>(bytes, Size)), PyInt.From(result));
    }
}
