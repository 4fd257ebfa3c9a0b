using System.Security.Cryptography;

namespace Krait.Modules.Digests;

/// <summary>A hash of the platform's cryptographic library.</summary>
internal sealed class PlatformDigest : Digest
{
    private readonly IncrementalHash _hash;

    private PlatformDigest(string name, int blockSize, IncrementalHash hash)
    {
        Name = name;
        BlockSize = blockSize;
        _hash = hash;
    }

    public override string Name { get; }

    public override int Size => _hash.HashLengthInBytes;

    public override int BlockSize { get; }

    public static Digest Md5() => Create("md5", 64, HashAlgorithmName.MD5);

    public static Digest Sha1() => Create("sha1", 64, HashAlgorithmName.SHA1);

    public static Digest Sha256() => Create("sha256", 64, HashAlgorithmName.SHA256);

    public static Digest Sha384() => Create("sha384", 128, HashAlgorithmName.SHA384);

    public static Digest Sha512() => Create("sha512", 128, HashAlgorithmName.SHA512);

    public override void Update(ReadOnlySpan<byte> data) => _hash.AppendData(data);

    public override void Read(Span<byte> into) => _hash.GetCurrentHash(into);

    public override Digest Copy() => new PlatformDigest(Name, BlockSize, _hash.Clone());

    private static PlatformDigest Create(string name, int blockSize, HashAlgorithmName algorithm) =>
        new(name, blockSize, IncrementalHash.CreateHash(algorithm));
}
