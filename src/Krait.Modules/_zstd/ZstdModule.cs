using System.Numerics;
using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Zstd;

/// <summary>Implementation module for Zstandard compression.</summary>
[PyModule("_zstd")]
internal static unsafe partial class ZstdModule
{
    private static readonly string[] s_strategies =
        ["fast", "dfast", "greedy", "lazy", "lazy2", "btlazy2", "btopt", "btultra", "btultra2"];

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        RequiredLibrary.Load(LibZstd.Library, "_zstd needs the system's libzstd");
        var modes = PyZstdCompressor.TypeObject.Dict;
        modes.SetItem(thread, "CONTINUE", PyInt.From(ZstdEncoder.Continue));
        modes.SetItem(thread, "FLUSH_BLOCK", PyInt.From(ZstdEncoder.FlushBlock));
        modes.SetItem(thread, "FLUSH_FRAME", PyInt.From(ZstdEncoder.FlushFrame));
        var dict = module.Dict;
        dict.SetItem(thread, "ZstdError", ZstdState.Of(thread).ErrorType);
        dict.SetItem(thread, "zstd_version", PyStr.From(Marshal.PtrToStringUTF8((nint)LibZstd.ZSTD_versionString())!));
        dict.SetItem(thread, "zstd_version_number", PyInt.From(LibZstd.ZSTD_versionNumber()));
        dict.SetItem(thread, "ZSTD_CLEVEL_DEFAULT", PyInt.From(3));
        dict.SetItem(thread, "ZSTD_DStreamOutSize", PyInt.From((long)LibZstd.ZSTD_DStreamOutSize()));
        foreach (var (native, _, number) in ZstdParameters.Compression)
            dict.SetItem(thread, native, PyInt.From(number));
        foreach (var (native, _, number) in ZstdParameters.Decompression)
            dict.SetItem(thread, native, PyInt.From(number));
        for (var i = 0; i < s_strategies.Length; i++)
            dict.SetItem(thread, "ZSTD_" + s_strategies[i], PyInt.From(i + 1));
    }

    /// <summary>Set CompressionParameter and DecompressionParameter types for validity check.</summary>
    [PyFunction("set_parameter_types")]
    private static void SetParameterTypes(ThreadState thread, [Keyword] PyType c_parameter_type, [Keyword] PyType d_parameter_type) =>
        ZstdState.Of(thread).SetParameterTypes(c_parameter_type, d_parameter_type);

    /// <summary>Get CompressionParameter/DecompressionParameter bounds.</summary>
    [PyFunction("get_param_bounds")]
    private static PyObject GetParamBounds(ThreadState thread, [Keyword] int parameter, [Keyword] bool is_compress)
    {
        var bounds = is_compress ? LibZstd.ZSTD_cParam_getBounds(parameter) : LibZstd.ZSTD_dParam_getBounds(parameter);
        if (ZstdState.IsError(bounds.Error))
            throw ZstdState.Of(thread).Error($"Unable to get zstd {(is_compress ? "" : "de")}compression parameter bounds", bounds.Error);
        return PyTuple.Create(thread, PyInt.From(bounds.Lower), PyInt.From(bounds.Upper));
    }

    /// <summary>Get the size of a Zstandard frame, including the header and optional checksum.</summary>
    [PyFunction("get_frame_size")]
    private static PyObject GetFrameSize(ThreadState thread, [Keyword, Buffer] ReadOnlySpan<byte> frame_buffer)
    {
        fixed (byte* frame = frame_buffer)
        {
            var size = LibZstd.ZSTD_findFrameCompressedSize(frame, (nuint)frame_buffer.Length);
            if (!ZstdState.IsError(size))
                return PyInt.From((long)size);
            throw Errors.New(
                ZstdState.Of(thread).ErrorType,
                "Error when finding the compressed size of a Zstandard frame. Ensure the frame_buffer argument starts from the beginning of a "
                + $"frame, and its length is not less than this complete frame. Zstd error message: {ZstdState.Name(size)}.");
        }
    }

    /// <summary>Get Zstandard frame infomation from a frame header.</summary>
    [PyFunction("get_frame_info")]
    private static PyObject GetFrameInfo(ThreadState thread, [Keyword, Buffer] ReadOnlySpan<byte> frame_buffer)
    {
        const ulong Unknown = ulong.MaxValue, Failed = ulong.MaxValue - 1;
        fixed (byte* frame = frame_buffer)
        {
            var size = LibZstd.ZSTD_getFrameContentSize(frame, (nuint)frame_buffer.Length);
            if (size == Failed)
            {
                throw Errors.New(
                    ZstdState.Of(thread).ErrorType,
                    "Error when getting information from the header of a Zstandard frame. Ensure the frame_buffer argument starts from the "
                    + "beginning of a frame, and its length is not less than the frame header (6~18 bytes).");
            }
            PyObject length = size == Unknown ? PyNone.Instance : PyInt.From(new BigInteger(size));
            return PyTuple.Create(thread, length, PyInt.From(LibZstd.ZSTD_getDictID_fromFrame(frame, (nuint)frame_buffer.Length)));
        }
    }

    /// <summary>Train a Zstandard dictionary on sample data.</summary>
    [PyFunction("train_dict")]
    private static PyObject TrainDict(ThreadState thread, PyBytes samples_bytes, PyTuple samples_sizes, long dict_size)
    {
        var sizes = Sizes(thread, samples_bytes, samples_sizes, dict_size);
        var output = new byte[dict_size];
        nuint result;
        fixed (byte* to = output, samples = samples_bytes.Span)
        fixed (nuint* each = sizes)
        {
            var (target, source, lengths) = ((nint)to, (nint)samples, (nint)each);
            using (thread.AllowThreads())
                result = LibZstd.ZDICT_trainFromBuffer((byte*)target, (nuint)dict_size, (byte*)source, (nuint*)lengths, (uint)sizes.Length);
        }
        return Content(thread, output, result, "Unable to train the Zstandard dictionary");
    }

    /// <summary>Finalize a Zstandard dictionary.</summary>
    [PyFunction("finalize_dict")]
    private static PyObject FinalizeDict(
        ThreadState thread, PyBytes custom_dict_bytes, PyBytes samples_bytes, PyTuple samples_sizes, long dict_size, int compression_level)
    {
        var sizes = Sizes(thread, samples_bytes, samples_sizes, dict_size);
        var output = new byte[dict_size];
        var options = new ZstdDictionaryOptions { Level = compression_level };
        nuint result;
        fixed (byte* to = output, samples = samples_bytes.Span, content = custom_dict_bytes.Span)
        fixed (nuint* each = sizes)
        {
            var (target, source, custom, lengths) = ((nint)to, (nint)samples, (nint)content, (nint)each);
            using (thread.AllowThreads())
            {
                result = LibZstd.ZDICT_finalizeDictionary(
                    (byte*)target, (nuint)dict_size, (byte*)custom, (nuint)custom_dict_bytes.Length, (byte*)source, (nuint*)lengths,
                    (uint)sizes.Length, options);
            }
        }
        return Content(thread, output, result, "Unable to finalize the Zstandard dictionary");
    }

    private static PyBytes Content(ThreadState thread, byte[] output, nuint result, string message) =>
        ZstdState.IsError(result) ? throw ZstdState.Of(thread).Error(message, result) : PyBytes.From(output.AsSpan(0, (int)result));

    private static nuint[] Sizes(ThreadState thread, PyBytes samples, PyTuple items, long dictSize)
    {
        if (dictSize <= 0)
            throw Errors.Value("dict_size argument should be positive number.");
        var sizes = new nuint[items.Count];
        BigInteger sum = 0;
        for (var i = 0; i < sizes.Length; i++)
        {
            var size = Op.Index(thread, items[i]).Big;
            if (size.Sign < 0 || size > ulong.MaxValue)
                throw Errors.Value($"Items in samples_sizes should be an int object, with a value between 0 and {ulong.MaxValue}.");
            sum += size;
            sizes[i] = (nuint)(ulong)size;
        }
        return sum == samples.Length ? sizes : throw Errors.Value("The samples size tuple doesn't match the concatenation's size.");
    }
}
