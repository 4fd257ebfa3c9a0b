using Krait.Syntax.Ast;

namespace Krait.Compiler;

/// <summary>The <c>from __future__ import</c> statements at the start of a module.</summary>
internal sealed class FutureFeatures
{
    private readonly HashSet<ImportFromStmt> _accepted = [];

    private FutureFeatures()
    {
    }

    public CodeFlags Flags { get; private set; }

    public static FutureFeatures Find(Mod tree, string filename)
    {
        var future = new FutureFeatures();
        var body = tree switch
        {
            ModuleMod module => module.Body,
            InteractiveMod interactive => interactive.Body,
            _ => [],
        };
        var start = body.Length > 0 && body[0] is ExprStmt { Value: ConstantExpr { Value: StrConstant } } ? 1 : 0;
        for (var i = start; i < body.Length; i++)
        {
            if (body[i] is not ImportFromStmt { Module: "__future__" } import || (import.Level ?? 0) != 0)
                break;
            future._accepted.Add(import);
            foreach (var alias in import.Names)
                future.Flags |= Feature(alias, filename);
        }
        return future;
    }

    /// <summary>Whether the import stands where it may.</summary>
    public bool Accepts(ImportFromStmt import) => _accepted.Contains(import);

    private static CodeFlags Feature(Alias alias, string filename) => alias.Name switch
    {
        "nested_scopes" or "generators" or "division" or "absolute_import" or "with_statement" or "print_function"
            or "unicode_literals" or "generator_stop" => 0,
        "barry_as_FLUFL" => CodeFlags.FutureBarryAsBdfl,
        "annotations" => CodeFlags.FutureAnnotations,
        "braces" => throw CompilerErrors.At(filename, alias.Span, "not a chance"),
        _ => throw CompilerErrors.At(filename, alias.Span, $"future feature {Shorten(alias.Name)} is not defined"),
    };

    private static string Shorten(string name) => name.Length > 100 ? name[..100] : name;
}
