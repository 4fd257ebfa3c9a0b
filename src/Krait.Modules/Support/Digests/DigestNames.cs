namespace Krait.Modules.Digests;

/// <summary>The hashes by name.</summary>
internal static class DigestNames
{
    /// <summary>All of them, under the names that <c>hashlib</c> gives them.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Digest>> All = new Dictionary<string, Func<Digest>>
    {
        ["md5"] = PlatformDigest.Md5,
        ["sha1"] = PlatformDigest.Sha1,
        ["sha224"] = static () => new Sha224Digest(),
        ["sha256"] = PlatformDigest.Sha256,
        ["sha384"] = PlatformDigest.Sha384,
        ["sha512"] = PlatformDigest.Sha512,
        ["sha3_224"] = static () => KeccakDigest.Sha3(224),
        ["sha3_256"] = static () => KeccakDigest.Sha3(256),
        ["sha3_384"] = static () => KeccakDigest.Sha3(384),
        ["sha3_512"] = static () => KeccakDigest.Sha3(512),
        ["shake_128"] = static () => KeccakDigest.Shake(128),
        ["shake_256"] = static () => KeccakDigest.Shake(256),
        ["blake2b"] = static () => new Blake2bDigest(new Blake2Parameters { DigestSize = Blake2bDigest.MaxSize }),
        ["blake2s"] = static () => new Blake2sDigest(new Blake2Parameters { DigestSize = Blake2sDigest.MaxSize }),
    };

    /// <summary>The hash of a name as OpenSSL takes it: in capitals too, and with dashes; null for an unknown one.</summary>
    public static Func<Digest>? Find(string name)
    {
        var plain = name.ToLowerInvariant().Replace('-', '_');
        if (plain.StartsWith("sha2_", StringComparison.Ordinal))
            plain = "sha" + plain["sha2_".Length..];
        else if (plain.StartsWith("sha_", StringComparison.Ordinal))
            plain = "sha" + plain["sha_".Length..];
        return All.GetValueOrDefault(plain switch { "blake2b512" => "blake2b", "blake2s256" => "blake2s", "shake128" => "shake_128", "shake256" => "shake_256", _ => plain });
    }
}
