using System.Globalization;
using Krait.Runtime.Numerics;

namespace Krait.Runtime;

/// <summary>The key of the hashes of str and bytes: one for the process, random unless a seed was given.</summary>
public static class HashSecret
{
    private static HashKey s_key = FromEnvironment();

    /// <summary>The key.</summary>
    public static HashKey Key => s_key;

    /// <summary>Derives the key from a seed, or with null takes a random one; only before the first hash is taken.</summary>
    public static void Seed(uint? seed) => s_key = seed is { } number ? HashKey.FromSeed(number) : HashKey.Random();

    private static HashKey FromEnvironment()
    {
        var text = Environment.GetEnvironmentVariable("PYTHONHASHSEED");
        return text is not null && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? HashKey.FromSeed(seed)
            : HashKey.Random();
    }
}
