using System.Buffers.Binary;
using System.Text;

namespace Krait.Runtime;

/// <summary>
/// The code of the frozen modules in one file beside the library, <c>frozen.pack</c>, read at start-up: no file is looked for and nothing compiled
/// before the first line of a program runs. Little-endian: eight bytes of signature with the magic number of <c>.pyc</c> files,
/// a count, and per module the length of its name, the name, the length of its marshalled code, the code.
/// </summary>
public sealed class StdlibPack
{
    /// <summary>The name of the file in the library's folder.</summary>
    public const string FileName = "frozen.pack";

    private static readonly byte[] s_signature = [(byte)'K', (byte)'R', (byte)'P', (byte)'K', 43, 14, 13, 10];

    private readonly byte[] _data;
    private readonly (int NameStart, int NameLength, int Start, int Length)[] _entries;

    private StdlibPack(byte[] data, (int, int, int, int)[] entries)
    {
        _data = data;
        _entries = entries;
    }

    /// <summary>The pack in the library's folder; an empty one where there is none, or one of another format.</summary>
    internal static StdlibPack Open(string folder)
    {
        var data = StdlibLoader.ReadFile($"{folder}/{FileName}");
        return data is null || !data.AsSpan().StartsWith(s_signature) ? new StdlibPack([], []) : new StdlibPack(data, ReadIndex(data));
    }

    private static (int, int, int, int)[] ReadIndex(byte[] data)
    {
        var position = s_signature.Length;
        var entries = new (int, int, int, int)[Number(data, ref position)];
        for (var i = 0; i < entries.Length; i++)
        {
            var nameLength = Number(data, ref position);
            var name = position;
            position += nameLength;
            var length = Number(data, ref position);
            entries[i] = (name, nameLength, position, length);
            position += length;
        }
        return entries;
    }

    private static int Number(byte[] data, ref int position)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(position));
        position += 4;
        return value;
    }

    /// <summary>The marshalled code of a module; empty where the pack has none.</summary>
    internal ReadOnlySpan<byte> Find(string name)
    {
        foreach (var (nameStart, nameLength, start, length) in _entries)
        {
            if (nameLength == name.Length && Ascii.Equals(_data.AsSpan(nameStart, nameLength), name))
                return _data.AsSpan(start, length);
        }
        return default;
    }

    /// <summary>Compiles the frozen modules of a library's folder.</summary>
    /// <returns>The content of the pack's file.</returns>
    /// <exception cref="PythonException">A module does not compile.</exception>
    public static byte[] Build(ThreadState thread, Func<string, byte[]> readSource)
    {
        var content = new List<byte>(s_signature);
        var sources = FrozenModules.Sources.ToArray();
        Append(content, sources.Length);
        foreach (var entry in sources)
        {
            var name = Encoding.ASCII.GetBytes(entry.CodeName);
            var code = CompileToMarshal(thread, readSource(entry.SourcePath), entry.CodeName);
            Append(content, name.Length);
            content.AddRange(name);
            Append(content, code.Length);
            content.AddRange(code);
        }
        return [.. content];
    }

    /// <summary>Compiles a module of the library.</summary>
    /// <returns>The content of its <c>.pyc</c> file, valid while the source has this time (seconds since 1970) and size (bytes).</returns>
    /// <exception cref="PythonException">The module does not compile.</exception>
    public static byte[] BuildBytecodeFile(ThreadState thread, byte[] source, string fileName, long modificationTime)
    {
        var code = CompileToMarshal(thread, source, fileName);
        var file = new byte[16 + code.Length];
        BinaryPrimitives.WriteInt32LittleEndian(file, ImpModule.MagicNumber);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), unchecked((uint)modificationTime));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12), unchecked((uint)source.Length));
        code.CopyTo(file.AsSpan(16));
        return file;
    }

    private static byte[] CompileToMarshal(ThreadState thread, byte[] source, string fileName)
    {
        var code = SourceCompiler.CompileModule(thread, source, fileName);
        var marshalled = new MarshalWriter(thread, MarshalWriter.CurrentVersion).Write(code);
        thread.DrainPool(0);
        return marshalled;
    }

    private static void Append(List<byte> content, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        content.AddRange(bytes);
    }
}
