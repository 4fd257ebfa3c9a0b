using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Krait.Modules;

/// <summary>The checksums of zlib.</summary>
internal static unsafe partial class Checksums
{
    private const uint AdlerBase = 65521;

    /// <summary>How many bytes can be added before the sums must be reduced.</summary>
    private const int AdlerRun = 5552;

    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_Crc32")]
    private static partial uint NativeCrc32(uint crc, byte* buffer, int length);

    /// <summary>CRC-32, continued from <paramref name="crc"/>.</summary>
    public static uint Crc32(uint crc, ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            // A null pointer would ask for the initial value.
            return data.IsEmpty ? crc : NativeCrc32(crc, start, data.Length);
        }
    }

    /// <summary>Adler-32, continued from <paramref name="adler"/>.</summary>
    public static uint Adler32(uint adler, ReadOnlySpan<byte> data)
    {
        uint a = adler & 0xFFFF, b = adler >> 16;
        while (data.Length > 0)
        {
            var run = data[..Math.Min(data.Length, AdlerRun)];
            AddRun(run, ref a, ref b);
            a %= AdlerBase;
            b %= AdlerBase;
            data = data[run.Length..];
        }
        return b << 16 | a;
    }

    private static void AddRun(ReadOnlySpan<byte> run, ref uint a, ref uint b)
    {
        if (Vector128.IsHardwareAccelerated && run.Length >= 32)
        {
            // In a block of 16 the first byte counts 16 times in the second sum, the last once; the first sum as it is before, 16 times.
            var weights = Vector128.Create((ushort)16, 15, 14, 13, 12, 11, 10, 9);
            var lowerWeights = Vector128.Create((ushort)8, 7, 6, 5, 4, 3, 2, 1);
            while (run.Length >= 16)
            {
                var block = Vector128.Create(run);
                var (low, high) = Vector128.Widen(block);
                b += a * 16 + Vector128.Sum(low * weights + high * lowerWeights);
                a += Vector128.Sum(low + high);
                run = run[16..];
            }
        }
        foreach (var value in run)
        {
            a += value;
            b += a;
        }
    }
}
