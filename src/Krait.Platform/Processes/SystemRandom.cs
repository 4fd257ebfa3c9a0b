using System.Security.Cryptography;

namespace Krait.Platform;

/// <summary>Random bytes from the operating system.</summary>
public static class SystemRandom
{
    /// <summary>Fills a buffer with bytes that nobody can foretell.</summary>
    public static void Fill(Span<byte> buffer)
    {
        // Every start takes a few for the hashes of str: .NET's own generator would load OpenSSL for them.
        if (!OperatingSystem.IsLinux() || FileSystem.GetRandom(buffer, 0, out _) != buffer.Length)
            RandomNumberGenerator.Fill(buffer);
    }
}
