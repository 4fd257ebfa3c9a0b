using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class PosixModule
{
    private const byte Slash = (byte)'/', Dot = (byte)'.';

    /// <summary>Normalize path, eliminating double slashes, etc.</summary>
    [PyFunction("_path_normpath")]
    private static PyObject PathNormPath(ThreadState thread, [Keyword] PyObject path)
    {
        var given = OsPath.Any(thread, "_path_normpath", "path", path);
        return given.Part(thread, Normalize(given.Bytes));
    }

    /// <summary>Split a pathname into drive, root and tail.
    ///
    /// The tail contains anything after the root.</summary>
    [PyFunction("_path_splitroot_ex")]
    private static PyObject PathSplitRootEx(ThreadState thread, [Keyword("p")] PyObject path)
    {
        var given = OsPath.Any(thread, "_path_splitroot_ex", "path", path);
        var root = RootLength(given.Bytes);
        return PyTuple.Create(
            thread,
            given.Part(thread, []),
            given.Part(thread, given.Bytes.AsSpan(0, root)),
            given.Part(thread, given.Bytes.AsSpan(root)));
    }

    // POSIX leaves the meaning of exactly two slashes to the system; one or more than two are one root.
    private static int RootLength(ReadOnlySpan<byte> path)
    {
        if (path.Length == 0 || path[0] != Slash)
            return 0;
        return path.Length > 1 && path[1] == Slash && (path.Length == 2 || path[2] != Slash) ? 2 : 1;
    }

    private static byte[] Normalize(ReadOnlySpan<byte> path)
    {
        var root = RootLength(path);
        // Every part is as long as before at most.
        var result = new byte[path.Length + 1];
        path[..root].CopyTo(result);
        var length = root;
        // Where what ".." cannot take back ends: the root, or what goes up from a relative path.
        var kept = root;
        for (var at = root; at < path.Length;)
        {
            var rest = path[at..];
            var size = rest.IndexOf(Slash);
            if (size < 0)
                size = rest.Length;
            at += size + 1;
            var part = rest[..size];
            if (part.Length == 0 || part is [Dot])
                continue;
            var isUp = part is [Dot, Dot];
            if (isUp && length > kept)
            {
                length = Math.Max(result.AsSpan(0, length).LastIndexOf(Slash), kept);
                continue;
            }
            if (isUp && root > 0)
                continue;
            if (length > root)
                result[length++] = Slash;
            part.CopyTo(result.AsSpan(length));
            length += size;
            if (isUp)
                kept = length;
        }
        return length == 0 ? [Dot] : result[..length];
    }
}
