using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Zstd;

/// <summary>What <c>_zstd</c> keeps for an interpreter: its exception class and the enums of parameters.</summary>
internal sealed unsafe class ZstdState : ModuleState
{
    private PyType? _error;

    /// <summary><c>compression.zstd.ZstdError</c>.</summary>
    public PyType ErrorType => _error!;

    /// <summary>The enum of the parameters of compression; null until the library names it.</summary>
    public PyObject? CompressionParameter { get; private set; }

    /// <summary>The enum of the parameters of decompression.</summary>
    public PyObject? DecompressionParameter { get; private set; }

    public static ZstdState Of(ThreadState thread)
    {
        var state = thread.Interpreter.ModuleState<ZstdState>();
        if (state._error is null)
        {
            state._error = state.Keep(ModuleExceptions.Define(thread, "compression.zstd", "ZstdError"));
            Op.SetAttr(thread, state._error, "__doc__", PyStr.From("An error occurred in the zstd library."));
        }
        return state;
    }

    public void SetParameterTypes(PyObject compression, PyObject decompression) =>
        (CompressionParameter, DecompressionParameter) = (Keep(compression), Keep(decompression));

    /// <summary>A ZstdError whose message ends with the library's.</summary>
    public PythonException Error(string message, nuint result) => Errors.New(ErrorType, $"{message}: {Name(result)}");

    /// <summary>What the library calls an error.</summary>
    public static string Name(nuint result) => Marshal.PtrToStringUTF8((nint)LibZstd.ZSTD_getErrorName(result))!;

    public static bool IsError(nuint result) => LibZstd.ZSTD_isError(result) != 0;
}

/// <summary>The parameters by their names in Python.</summary>
internal static class ZstdParameters
{
    public const int CompressionLevel = 100, Workers = 400;

    public static readonly (string Native, string Name, int Number)[] Compression =
    [
        ("ZSTD_c_compressionLevel", "compression_level", CompressionLevel), ("ZSTD_c_windowLog", "window_log", 101),
        ("ZSTD_c_hashLog", "hash_log", 102), ("ZSTD_c_chainLog", "chain_log", 103), ("ZSTD_c_searchLog", "search_log", 104),
        ("ZSTD_c_minMatch", "min_match", 105), ("ZSTD_c_targetLength", "target_length", 106), ("ZSTD_c_strategy", "strategy", 107),
        ("ZSTD_c_enableLongDistanceMatching", "enable_long_distance_matching", 160), ("ZSTD_c_ldmHashLog", "ldm_hash_log", 161),
        ("ZSTD_c_ldmMinMatch", "ldm_min_match", 162), ("ZSTD_c_ldmBucketSizeLog", "ldm_bucket_size_log", 163),
        ("ZSTD_c_ldmHashRateLog", "ldm_hash_rate_log", 164), ("ZSTD_c_contentSizeFlag", "content_size_flag", 200),
        ("ZSTD_c_checksumFlag", "checksum_flag", 201), ("ZSTD_c_dictIDFlag", "dict_id_flag", 202), ("ZSTD_c_nbWorkers", "nb_workers", Workers),
        ("ZSTD_c_jobSize", "job_size", 401), ("ZSTD_c_overlapLog", "overlap_log", 402),
    ];

    public static readonly (string Native, string Name, int Number)[] Decompression = [("ZSTD_d_windowLogMax", "window_log_max", 100)];

    /// <summary>Hands the options of a dict to the library.</summary>
    /// <param name="set">Sets one parameter: the library's result.</param>
    public static void Apply(ThreadState thread, PyObject options, bool isCompression, Func<int, int, nuint> set)
    {
        if (options is not PyDict dict)
            throw Errors.Type($"{(isCompression ? "ZstdCompressor" : "ZstdDecompressor")}() argument 'options' must be dict, not {options.Type.Name}");
        var state = ZstdState.Of(thread);
        var kind = isCompression ? "compression" : "decompression";
        var foreign = isCompression ? state.DecompressionParameter : state.CompressionParameter;
        var position = 0;
        while (dict.Next(ref position, out var key, out var value))
        {
            if (ReferenceEquals(key.Type, foreign))
            {
                throw Errors.Type(
                    $"{kind} options dictionary key must not be a {(isCompression ? "DecompressionParameter" : "CompressionParameter")} attribute");
            }
            var (number, setting) = (ArgumentConversion.ToInt(thread, key), ArgumentConversion.ToInt(thread, value));
            if (ZstdState.IsError(set(number, setting)))
                throw Refusal(number, setting, isCompression, kind);
        }
    }

    private static PythonException Refusal(int number, int value, bool isCompression, string kind)
    {
        var name = Array.Find(isCompression ? Compression : Decompression, p => p.Number == number).Name
            ?? $"unknown parameter (key {number})";
        var bounds = isCompression ? LibZstd.ZSTD_cParam_getBounds(number) : LibZstd.ZSTD_dParam_getBounds(number);
        return ZstdState.IsError(bounds.Error)
            ? Errors.Value($"invalid {kind} parameter '{name}'")
            : Errors.Value($"{kind} parameter '{name}' received an illegal value {value}; the valid range is [{bounds.Lower}, {bounds.Upper}]");
    }
}
