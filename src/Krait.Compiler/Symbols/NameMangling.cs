namespace Krait.Compiler;

/// <summary>Private names: <c>__x</c> in class <c>C</c> is <c>_C__x</c>.</summary>
public static class NameMangling
{
    /// <summary>The mangled form of a name in a class; the name itself where it is not private.</summary>
    public static string Mangle(string? className, string name)
    {
        if (className is null || !name.StartsWith("__", StringComparison.Ordinal)
            || name.EndsWith("__", StringComparison.Ordinal) || name.Contains('.'))
            return name;
        var stripped = className.TrimStart('_');
        return stripped.Length == 0 ? name : $"_{stripped}{name}";
    }

    internal static string Mangle(string? className, Scope scope, string name) =>
        scope.MangledNames is { } names && !names.Contains(name) ? name : Mangle(className, name);
}
