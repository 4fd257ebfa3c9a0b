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
        ReadOnlySpan<byte> rest = WholeFile.Read("/proc/self/cmdline"u8, out _);
        var all = new List<string>();
        while (!rest.IsEmpty)
            all.Add(FileSystemText.Decode(TakeText(ref rest)));
        // The host's own arguments stand before those of the program.
        return all.Count < decoded.Length ? decoded : [.. all[^decoded.Length..]];
    }

    /// <summary>A word as ASCII: of everything else the bytes, as lone surrogates.</summary>
    public static string AsAscii(string word)
    {
        if (Ascii.IsValid(word))
            return word;
        var text = new StringBuilder();
        foreach (var b in FileSystemText.Encode(word))
            text.Append((char)(b < 0x80 ? b : 0xdc00 + b));
        return text.ToString();
    }

    private static ReadOnlySpan<byte> TakeText(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)0);
        var text = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return text;
    }
}
