using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>How a transaction begins.</summary>
internal static class IsolationLevels
{
    private static readonly string[] s_levels = ["", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"];

    /// <summary>The level that an argument names, in capitals; null for None, which begins no transactions.</summary>
    public static string? Read(PyObject value)
    {
        if (value is PyNone)
            return null;
        if (value is not PyStr text)
            throw Errors.Type("isolation_level must be str or None");
        var name = text.ToString();
        if (name.Contains('\0'))
            throw Errors.Value("embedded null character");
        return Array.Find(s_levels, level => level.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw Errors.Value("isolation_level string must be '', 'DEFERRED', 'IMMEDIATE', or 'EXCLUSIVE'");
    }
}
