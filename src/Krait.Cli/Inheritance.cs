using System.Text;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Cli;

/// <summary>
/// What the parent of the process handed over and a shell or .NET has changed before the program could see it: arguments, environment,
/// closed descriptors.
/// </summary>
/// <remarks>
/// The command's script says in <c>KRAIT_START</c> what it knows, as <c>CLOSED:ADDED:ENTRIES</c>: the numbers of the standard descriptors that are
/// closed (it has put /dev/null there, or a file of the .NET runtime would take the number); names of variables that it or its shell has added;
/// entries of the environment that its shell does not pass on, in hexadecimal digits.
/// </remarks>
internal static class Inheritance
{
    /// <summary>Puts the environment right, and notes the closed descriptors in the configuration.</summary>
    public static void Restore(InterpreterConfig config)
    {
        if (ProcessEnvironment.Get("KRAIT_START"u8) is not { } said)
            return;
        ProcessEnvironment.Unset("KRAIT_START"u8);
        var parts = Encoding.UTF8.GetString(said).Split(':');
        if (parts.Length != 3)
            return;
        foreach (var digit in parts[0])
            config.ClosedDescriptors |= 1 << (digit - '0');
        foreach (var name in parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            ProcessEnvironment.Unset(Encoding.UTF8.GetBytes(name));
        if (parts[2].Length > 0)
            RestoreEntries(parts[2]);
    }

    private static void RestoreEntries(string digits)
    {
        // As od writes them: pairs, apart.
        var pairs = digits.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        ReadOnlySpan<byte> rest = Array.ConvertAll(pairs, pair => Convert.ToByte(pair, 16));
        while (!rest.IsEmpty)
        {
            var entry = TakeText(ref rest);
            var equals = entry.IndexOf((byte)'=');
            if (equals > 0)
                ProcessEnvironment.Set(entry[..equals], entry[(equals + 1)..]);
        }
    }

    /// <summary>The arguments as the parent gave them, where .NET could not decode them; bytes that are no UTF-8 become lone surrogates (PEP 383).</summary>
    public static string[] Arguments(string[] decoded)
    {
        if (!Array.Exists(decoded, argument => argument.Contains('\uFFFD')))
            return decoded;
        ReadOnlySpan<byte> rest = ReadAll("/proc/self/cmdline"u8);
        var all = new List<string>();
        while (!rest.IsEmpty)
            all.Add(Decode(TakeText(ref rest)));
        // The host's own arguments stand before those of the program.
        return all.Count < decoded.Length ? decoded : [.. all[^decoded.Length..]];
    }

    /// <summary>Text that is UTF-8 for the most part; any other byte becomes a lone surrogate.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(bytes, out var rune, out var count) == System.Buffers.OperationStatus.Done;
            if (valid)
                text.Append(rune.ToString());
            else
                text.Append((char)(0xDC00 + bytes[0]));
            bytes = bytes[(valid ? count : 1)..];
        }
        return text.ToString();
    }

    private static ReadOnlySpan<byte> TakeText(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)0);
        var text = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return text;
    }

    private static byte[] ReadAll(ReadOnlySpan<byte> path)
    {
        var fd = FileSystem.Open(path, 0, 0, out var error);
        if (error.Failed)
            return [];
        using var content = new MemoryStream();
        var buffer = new byte[4096];
        while (Descriptors.Read(fd, buffer, out _) is > 0 and var count)
            content.Write(buffer, 0, (int)count);
        Descriptors.Close(fd);
        return content.ToArray();
    }
}
