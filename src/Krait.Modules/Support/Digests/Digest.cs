using Krait.Runtime;

namespace Krait.Modules.Digests;

/// <summary>The state of a hash: bytes go in, a digest can be read at any time.</summary>
internal abstract class Digest
{
    private WorkGate? _gate;

    /// <summary>To be held while the state is used: an update with much data runs without the interpreter's lock.</summary>
    public WorkGate.Work Enter(ThreadState thread, int size = 0)
    {
        if (_gate is null && size < WorkGate.Large)
            return default;
        return (_gate ??= new WorkGate()).Enter(thread, size);
    }

    /// <summary>The name that <c>hashlib</c> gives it.</summary>
    public abstract string Name { get; }

    /// <summary>The length of the digest in bytes; 0 where the caller chooses it.</summary>
    public abstract int Size { get; }

    public abstract int BlockSize { get; }

    public abstract void Update(ReadOnlySpan<byte> data);

    /// <summary>The digest of what was given so far; the state stays as it is.</summary>
    public abstract void Read(Span<byte> into);

    public abstract Digest Copy();

    public byte[] ToArray()
    {
        var digest = new byte[Size];
        Read(digest);
        return digest;
    }
}
