namespace Krait.TestRunner;

/// <summary>Counts results, and prints each failure when it is known.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public int Skipped { get; private set; }

    /// <summary>Counts without printing.</summary>
    public bool IsSilent { get; init; }

    public void Pass(int count = 1)
    {
        lock (_lock) Passed += count;
    }

    /// <summary>Why scripts were skipped, with the number of them.</summary>
    public SortedDictionary<string, int> SkipReasons { get; } = new(StringComparer.Ordinal);

    public void Skip(int count = 1)
    {
        lock (_lock) Skipped += count;
    }

    /// <summary>Counts a script that says itself why it does not run.</summary>
    public void Skip(string reason)
    {
        lock (_lock)
        {
            Skipped++;
            SkipReasons[reason] = SkipReasons.GetValueOrDefault(reason) + 1;
        }
    }

    /// <summary>Counts failures and prints the name and, indented, the details.</summary>
    public void Fail(string name, string details, int count = 1)
    {
        lock (_lock)
        {
            Failed += count;
            if (IsSilent) return;
            Console.WriteLine($"FAIL {name}");
            foreach (string line in details.TrimEnd().Split('\n')) Console.WriteLine($"     {line.TrimEnd('\r')}");
        }
    }
}
