namespace Krait.Platform.Tests;

/// <summary>A directory for one test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("krait-platform-").FullName;

    public byte[] this[string name] => Encoding.UTF8.GetBytes(System.IO.Path.Combine(_path, name));

    public byte[] Path => Encoding.UTF8.GetBytes(_path);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
