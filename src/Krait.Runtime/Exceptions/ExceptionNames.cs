namespace Krait.Runtime;

/// <summary>The interned names that exceptions look up.</summary>
internal static class ExceptionNames
{
    public static readonly PyStr Notes = PyStr.Intern("__notes__");
    public static readonly PyStr Derive = PyStr.Intern("derive");
    public static readonly PyStr PrintFileAndLine = PyStr.Intern("print_file_and_line");
}
