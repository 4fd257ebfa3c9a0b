using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Krait.Modules.Sre;
using Xunit;

namespace Krait.Engines.Tests;

/// <summary>Runs the code arrays of tools/sre/make_cases.py and compares with what CPython found.</summary>
public sealed class SreTests
{
    [Fact]
    public void AgreesWithCPython()
    {
        var failures = new List<string>();
        int cases = 0;
        foreach (JsonElement line in ReadCases())
        {
            string pattern = line[0].GetString()!;
            bool isText = line[1].GetInt32() == 1;
            uint[] code = [.. line[4].EnumerateArray().Select(c => c.GetUInt32())];
            var program = new SreProgram(code, line[3].GetInt32(), line[2].GetInt32());
            foreach (JsonElement row in line.EnumerateArray().Skip(5))
            {
                cases++;
                string text = row[0].GetString()!;
                int[] points = [.. text.EnumerateRunes().Select(r => r.Value)];
                string found = Run<int>(program, points, row);
                Compare(failures, pattern, text, row, found, "int");
                if (points.All(p => p < 65536))
                {
                    Compare(failures, pattern, text, row, Run<char>(program, text.ToCharArray(), row), "char");
                }
                if (points.All(p => p < 256) || !isText)
                {
                    Compare(failures, pattern, text, row, Run<byte>(program, Encoding.Latin1.GetBytes(text), row), "byte");
                }
            }
        }
        Assert.True(failures.Count == 0, $"{failures.Count} of {cases}:\n{string.Join('\n', failures.Take(30))}");
        Assert.True(cases > 10000);
    }

    private static void Compare(List<string> failures, string pattern, string text, JsonElement row, string found, string kind)
    {
        string expected = string.Join(" ; ", row.EnumerateArray().Skip(3).Select(r => r.GetRawText()));
        if (found != expected)
        {
            failures.Add($"{kind} {JsonSerializer.Serialize(pattern)} on {JsonSerializer.Serialize(text)} [{row[1]}:{row[2]}]\n   found {found}\n  wanted {expected}");
        }
    }

    private static string Run<T>(SreProgram program, T[] text, JsonElement row)
        where T : unmanaged, IEquatable<T>
    {
        int start = row[1].GetInt32();
        int end = row[2].GetInt32();
        SreContext context = program.Rent();
        string match = Show(context, SreMatcher.Match<T>(context, text, start, end));
        string full = Show(context, SreMatcher.Match<T>(context, text, start, end, full: true));
        string search = Show(context, SreMatcher.Search<T>(context, text, start, end));
        var all = new List<string>();
        bool mustAdvance = false;
        while (SreMatcher.Search<T>(context, text, start, end, mustAdvance))
        {
            all.Add(Show(context, true));
            start = context.End;
            mustAdvance = context.End == context.Start;
        }
        program.Return(context);
        return $"{match} ; {full} ; {search} ; [{string.Join(',', all)}]";
    }

    private static string Show(SreContext context, bool matched)
    {
        if (!matched)
        {
            return "null";
        }
        var numbers = new List<int> { context.Start, context.End, context.LastIndex };
        for (int group = 1; group <= context.Program.Groups; group++)
        {
            (int start, int end) = context.Group(group);
            numbers.Add(start);
            numbers.Add(end);
        }
        return $"[{string.Join(',', numbers)}]";
    }

    private static IEnumerable<JsonElement> ReadCases()
    {
        using Stream stream = typeof(SreTests).Assembly.GetManifestResourceStream("sre-cases.bin")!;
        using var reader = new StreamReader(new DeflateStream(stream, CompressionMode.Decompress), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            yield return JsonDocument.Parse(line).RootElement;
        }
    }

    [Fact]
    public void DeepBacktrackingNeedsNoStack()
    {
        // (?:ab|ba)*c
        uint[] code =
        [
            14, 4, 0, 1, uint.MaxValue, 23, 19, 0, uint.MaxValue, 7, 7, 16, 'a', 16, 'b', 15, 9, 7, 16, 'b', 16, 'a', 15, 2, 0, 18, 16,
            'c', 1,
        ];
        var program = new SreProgram(code, 0, 32);
        SreContext context = program.Rent();
        string text = string.Concat(Enumerable.Repeat("abba", 250_000));
        Assert.False(SreMatcher.Match(context, text.AsSpan(), 0, text.Length));
        Assert.True(SreMatcher.Match(context, (text + "c").AsSpan(), 0, text.Length + 1));
        Assert.Equal(text.Length + 1, context.End);
    }

    [Fact]
    public void ChecksNowAndThen()
    {
        // (?:a*)*b backtracks long enough for a signal to come through.
        uint[] code = [14, 4, 0, 1, uint.MaxValue, 23, 10, 0, uint.MaxValue, 24, 6, 0, uint.MaxValue, 16, 'a', 1, 18, 16, 'b', 1];
        var program = new SreProgram(code, 0, 32);
        SreContext context = program.Rent();
        context.Check = () => throw new OperationCanceledException();
        Assert.Throws<OperationCanceledException>(() => { SreMatcher.Match(context, new string('a', 40).AsSpan(), 0, 40); });
    }

    [Theory]
    [InlineData(new uint[] { 1, 2 }, 0)]
    [InlineData(new uint[] { 0 }, 0)]
    [InlineData(new uint[] { 99 }, 0)]
    [InlineData(new uint[] { 16 }, 0)]
    [InlineData(new uint[] { 17, 0, 1 }, 0)]
    [InlineData(new uint[] { 11, 0, 1 }, 0)]
    [InlineData(new uint[] { 13, 9, 16, 97, 0, 1 }, 0)]
    [InlineData(new uint[] { 13, 3, 16, 97, 1 }, 0)]
    [InlineData(new uint[] { 23, 5, 2, 1, 3, 18, 1 }, 0)]
    [InlineData(new uint[] { 15, 1, 1 }, 0)]
    [InlineData(new uint[] { 14, 4, 2, 0, 0, 1 }, 0)]
    [InlineData(new uint[] { 6, 99, 1 }, 0)]
    public void RefusesWhatNoCompilerWrites(uint[] code, int groups) =>
        Assert.Throws<SreCodeException>(() => { _ = new SreProgram(code, groups, 0); });

    /// <summary>The machine trusts its instructions: whatever the translator lets through must be safe to run.</summary>
    [Fact]
    public void DamagedCodeIsRefusedOrRunsSafely()
    {
        var random = new Random(314);
        int accepted = 0;
        int refused = 0;
        foreach (JsonElement line in ReadCases())
        {
            uint[] original = [.. line[4].EnumerateArray().Select(c => c.GetUInt32())];
            for (int round = 0; round < 6; round++)
            {
                uint[] code = Damage(original, random);
                SreProgram program;
                try
                {
                    program = new SreProgram(code, line[3].GetInt32(), line[2].GetInt32());
                }
                catch (SreCodeException)
                {
                    refused++;
                    continue;
                }
                accepted++;
                RunBriefly(program, "abaabab cba\nabc");
            }
        }
        Assert.True(accepted > 1000 && refused > 1000, $"{accepted} accepted, {refused} refused");
    }

    private static uint[] Damage(uint[] original, Random random)
    {
        uint[] code = [.. original];
        for (int n = random.Next(1, 3); n > 0; n--)
        {
            code[random.Next(code.Length)] = random.Next(4) switch
            {
                0 => (uint)random.Next(45),
                1 => (uint)random.Next(code.Length + 2),
                2 => code[random.Next(code.Length)],
                _ => uint.MaxValue - (uint)random.Next(3),
            };
        }
        return random.Next(10) == 0 ? code[..random.Next(1, code.Length)] : code;
    }

    private static void RunBriefly(SreProgram program, string text)
    {
        int checks = 0;
        SreContext context = program.Rent();
        context.Check = () =>
        {
            if (++checks > 12)
            {
                throw new OperationCanceledException();
            }
        };
        try
        {
            SreMatcher.Match(context, text.AsSpan(), 0, text.Length);
            SreMatcher.Search(context, text.AsSpan(), 1, text.Length);
            SreMatcher.Search<byte>(context, Encoding.Latin1.GetBytes(text), 0, text.Length - 1);
        }
        catch (OperationCanceledException)
        {
            // Damage can make a pattern run for ever; that is what the check is for.
        }
    }

    [Fact]
    public void CaseHelpers()
    {
        Assert.True(SreCase.UnicodeIsCased('ß'));
        Assert.False(SreCase.UnicodeIsCased('1'));
        Assert.Equal('i', SreCase.UnicodeToLower('İ'));
        Assert.Equal('k', SreCase.UnicodeToLower('\u212a'));
        Assert.Equal('ä', SreCase.UnicodeToLower('Ä'));
        Assert.Equal('Ä', SreCase.AsciiToLower('Ä'));
        Assert.False(SreCase.AsciiIsCased('@'));
        Assert.True(SreCase.AsciiIsCased('z'));
    }
}
