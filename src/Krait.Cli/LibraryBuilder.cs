using Krait.Runtime;

namespace Krait.Cli;

/// <summary>
/// Compiles the standard library when the command is built (<c>-X build-library=FOLDER</c>): the pack of frozen modules,
/// and a <c>.pyc</c> file beside every other module.
/// </summary>
internal static class LibraryBuilder
{
    public static int Run(ThreadState thread, string folder)
    {
        folder = Path.GetFullPath(folder);
        File.WriteAllBytes(Path.Combine(folder, StdlibPack.FileName), StdlibPack.Build(thread, name => File.ReadAllBytes(Path.Combine(folder, name))));
        foreach (var path in Directory.EnumerateFiles(folder, "*.py", SearchOption.AllDirectories))
            Compile(thread, path);
        return 0;
    }

    private static void Compile(ThreadState thread, string path)
    {
        var time = new DateTimeOffset(File.GetLastWriteTimeUtc(path)).ToUnixTimeSeconds();
        var content = StdlibPack.BuildBytecodeFile(thread, File.ReadAllBytes(path), path, time);
        var cache = Path.Combine(Path.GetDirectoryName(path)!, "__pycache__");
        Directory.CreateDirectory(cache);
        File.WriteAllBytes(Path.Combine(cache, $"{Path.GetFileNameWithoutExtension(path)}.krait-314.pyc"), content);
    }
}
