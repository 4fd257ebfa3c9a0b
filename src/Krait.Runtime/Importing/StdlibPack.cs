namespace Krait.Runtime;

/// <summary>The precompiled standard library: one file of code objects with an index, made when the command is built.</summary>
internal static class StdlibPack
{
    /// <summary>The code of a library file; null where there is no pack or the file is not in it.</summary>
    public static PyCode? TryLoad(ThreadState thread, string path) => null;
}
