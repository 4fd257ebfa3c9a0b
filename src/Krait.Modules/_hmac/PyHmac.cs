using Krait.Modules.Digests;
using Krait.Runtime;

namespace Krait.Modules.Hashes;

[PyType("HMAC", Module = "_hmac", NoInstantiation = true, BasicSize = 64), PyModuleType("_hmac")]
internal sealed partial class PyHmac : PyObject
{
    private readonly HmacDigest _digest;

    private PyHmac(HmacDigest digest) : base(TypeObject) => _digest = digest;

    public static PyHmac Create(HmacDigest digest) => new(digest);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"<{_digest.Name["hmac-".Length..]} HMAC object @ 0x{Op.Id(thread, this):x}>";

    [PyGetter("name")]
    private string Name => _digest.Name;

    [PyGetter("block_size")]
    private int BlockSize => _digest.BlockSize;

    [PyGetter("digest_size")]
    private int DigestSize => _digest.Size;

    /// <summary>Return a copy ("clone") of the HMAC object.</summary>
    [PyMethod("copy")]
    private PyObject Copy() => new PyHmac((HmacDigest)_digest.Copy());

    /// <summary>Update the HMAC object with the given message.</summary>
    [PyMethod("update")]
    private void Update(ThreadState thread, [Keyword] PyObject msg) => PyDigest.Update(thread, _digest, msg);

    /// <summary>
    /// Return the digest of the bytes passed to the update() method so far.
    ///
    /// This method may raise a MemoryError.
    /// </summary>
    [PyMethod("digest")]
    private byte[] Digest() => _digest.ToArray();

    /// <summary>
    /// Return hexadecimal digest of the bytes passed to the update() method so far.
    ///
    /// This may be used to exchange the value safely in email or other non-binary
    /// environments.
    ///
    /// This method may raise a MemoryError.
    /// </summary>
    [PyMethod("hexdigest")]
    private PyObject HexDigest() => PyDigest.Hex(_digest.ToArray());
}
