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
        var result = new List<byte>(path.Length + 1);
        for (var i = 0; i < root; i++)
            result.Add(Slash);
        var starts = new Stack<int>();
        foreach (var range in path[root..].Split(Slash))
        {
            var part = path[root..][range];
            if (part.Length == 0 || part is [Dot])
                continue;
            if (part is [Dot, Dot])
            {
                if (starts.TryPeek(out var start) && start >= 0)
                {
                    starts.Pop();
                    result.RemoveRange(start, result.Count - start);
                    continue;
                }
                if (root > 0)
                    continue;
                // What goes up from a relative path stays.
                starts.Push(-1);
            }
            else
            {
                starts.Push(result.Count);
            }
            if (result.Count > root)
                result.Add(Slash);
            result.AddRange(part);
        }
        return result.Count == 0 ? [Dot] : [.. result];
    }
}
