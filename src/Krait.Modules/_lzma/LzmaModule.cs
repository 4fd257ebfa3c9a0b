using System.Runtime.InteropServices;
using Krait.Modules.Os;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Lzma;

/// <summary>Compression by the system's liblzma.</summary>
[PyModule("_lzma")]
internal static unsafe partial class LzmaModule
{
    internal const int FormatAuto = 0, FormatXz = 1, FormatAlone = 2, FormatRaw = 3;
    internal const int CheckNone = 0, CheckCrc64 = 4, CheckUnknown = 16;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        RequiredLibrary.Load(LibLzma.Library, "_lzma needs the system's liblzma");
        module.Dict.SetItem(thread, "LZMAError", LzmaState.Of(thread).ErrorType);
        OsArguments.AddConstants(thread, module,
        [
            ("FORMAT_AUTO", FormatAuto), ("FORMAT_XZ", FormatXz), ("FORMAT_ALONE", FormatAlone), ("FORMAT_RAW", FormatRaw),
            ("CHECK_NONE", CheckNone), ("CHECK_CRC32", 1), ("CHECK_CRC64", CheckCrc64), ("CHECK_SHA256", 10), ("CHECK_ID_MAX", 15),
            ("CHECK_UNKNOWN", CheckUnknown),
            ("FILTER_LZMA1", (long)FilterChain.Lzma1), ("FILTER_LZMA2", (long)FilterChain.Lzma2), ("FILTER_DELTA", (long)FilterChain.Delta),
            ("FILTER_X86", (long)FilterChain.X86), ("FILTER_IA64", (long)FilterChain.Ia64), ("FILTER_ARM", (long)FilterChain.Arm),
            ("FILTER_ARMTHUMB", (long)FilterChain.ArmThumb), ("FILTER_SPARC", (long)FilterChain.Sparc),
            ("FILTER_POWERPC", (long)FilterChain.PowerPc),
            ("MF_HC3", 3), ("MF_HC4", 4), ("MF_BT2", 0x12), ("MF_BT3", 0x13), ("MF_BT4", 0x14), ("MODE_FAST", 1), ("MODE_NORMAL", 2),
            ("PRESET_DEFAULT", FilterChain.DefaultPreset), ("PRESET_EXTREME", 1L << 31),
        ]);
    }

    /// <summary>Test whether the given integrity check is supported.
    ///
    /// Always returns True for CHECK_NONE and CHECK_CRC32.</summary>
    [PyFunction("is_check_supported")]
    private static bool IsCheckSupported([Index] int check_id) => LibLzma.lzma_check_is_supported(check_id) != 0;

    /// <summary>Return a bytes object encoding the options (properties) of the filter specified by *filter* (a dict).
    ///
    /// The result does not include the filter ID itself, only the options.</summary>
    [PyFunction("_encode_filter_properties")]
    private static PyObject EncodeFilterProperties(ThreadState thread, PyObject filter)
    {
        using var chain = FilterChain.FromSpecifier(thread, filter);
        var error = LzmaState.Of(thread).ErrorType;
        uint size;
        if (LibLzma.lzma_properties_size(&size, chain.First) is var result && result != 0)
            throw LzmaCoder.Error(error, result);
        var properties = new byte[size];
        fixed (byte* data = properties)
        {
            result = LibLzma.lzma_properties_encode(chain.First, data);
        }
        return result == 0 ? PyBytes.From(properties) : throw LzmaCoder.Error(error, result);
    }

    /// <summary>Return a bytes object encoding the options (properties) of the filter specified by *filter* (a dict).
    ///
    /// The result does not include the filter ID itself, only the options.</summary>
    [PyFunction("_decode_filter_properties")]
    private static PyObject DecodeFilterProperties(ThreadState thread, ulong filter_id, [Buffer] ReadOnlySpan<byte> encoded_props)
    {
        var filter = new LzmaFilter { Id = filter_id };
        int result;
        fixed (byte* data = encoded_props)
        {
            result = LibLzma.lzma_properties_decode(&filter, null, data, (nuint)encoded_props.Length);
        }
        if (result != 0)
            throw LzmaCoder.Error(LzmaState.Of(thread).ErrorType, result);
        var dict = PyDict.Create(thread);
        dict.SetItem(thread, "id", PyInt.From(new System.Numerics.BigInteger(filter_id)));
        Describe(thread, dict, filter);
        // The library allocated it by malloc.
        NativeMemory.Free(filter.Options);
        return dict;
    }

    private static void Describe(ThreadState thread, PyDict dict, in LzmaFilter filter)
    {
        if (filter.Options == null)
            return;
        var lzma = (LzmaOptions*)filter.Options;
        (string, uint)[] values = filter.Id switch
        {
            FilterChain.Lzma1 =>
            [
                ("dict_size", lzma->DictionarySize), ("lc", lzma->LiteralContextBits), ("lp", lzma->LiteralPositionBits), ("pb", lzma->PositionBits),
            ],
            FilterChain.Lzma2 => [("dict_size", lzma->DictionarySize)],
            FilterChain.Delta => [("dist", ((LzmaDeltaOptions*)filter.Options)->Distance)],
            _ => [("start_offset", *(uint*)filter.Options)],
        };
        foreach (var (name, value) in values)
            dict.SetItem(thread, name, PyInt.From(value));
    }
}
