using Krait.Syntax;

namespace Krait.Compiler;

/// <summary>How to compile.</summary>
public sealed class CompileOptions
{
    /// <summary>The <c>co_filename</c>, and the file name of errors.</summary>
    public required string Filename { get; init; }

    /// <summary>0; 1 drops assertions (<c>-O</c>); 2 drops docstrings too (<c>-OO</c>).</summary>
    public int OptimizationLevel { get; init; }

    /// <summary>Whether locations have columns; false leaves the lines only (<c>-X no_debug_ranges</c>).</summary>
    public bool DebugRanges { get; init; } = true;

    /// <summary>Future features that the calling code has in force.</summary>
    public CodeFlags InheritedFlags { get; init; }

    /// <summary>Whether a module may await (<c>PyCF_ALLOW_TOP_LEVEL_AWAIT</c>); it is a coroutine then.</summary>
    public bool AllowTopLevelAwait { get; init; }

    /// <summary>Takes the warnings; null: nobody wants them.</summary>
    public ISyntaxWarningSink? Warnings { get; init; }
}

/// <summary>The tree is nested too deeply (Python's <c>RecursionError</c>).</summary>
public sealed class CompilerRecursionException() : Exception("maximum recursion depth exceeded during compilation");
