namespace Krait.Modules.Digests;

/// <summary>HMAC (RFC 2104) over any hash with blocks.</summary>
internal sealed class HmacDigest : Digest
{
    private readonly Digest _inner;
    private readonly Digest _outer;

    /// <summary>The code of nothing yet.</summary>
    /// <param name="make">Makes the hash.</param>
    /// <param name="key">Hashed where it is longer than a block.</param>
    public HmacDigest(Func<Digest> make, ReadOnlySpan<byte> key)
    {
        _inner = make();
        _outer = make();
        var block = new byte[_inner.BlockSize];
        if (key.Length > block.Length)
        {
            var hash = make();
            hash.Update(key);
            hash.ToArray().CopyTo(block, 0);
        }
        else
        {
            key.CopyTo(block);
        }
        for (var i = 0; i < block.Length; i++)
            block[i] ^= 0x36;
        _inner.Update(block);
        for (var i = 0; i < block.Length; i++)
            block[i] ^= 0x36 ^ 0x5c;
        _outer.Update(block);
    }

    private HmacDigest(HmacDigest other)
    {
        _inner = other._inner.Copy();
        _outer = other._outer.Copy();
    }

    public override string Name => "hmac-" + _inner.Name;

    public override int Size => _inner.Size;

    public override int BlockSize => _inner.BlockSize;

    public override void Update(ReadOnlySpan<byte> data) => _inner.Update(data);

    public override void Read(Span<byte> into)
    {
        var outer = _outer.Copy();
        outer.Update(_inner.ToArray());
        outer.Read(into);
    }

    public override Digest Copy() => new HmacDigest(this);
}
