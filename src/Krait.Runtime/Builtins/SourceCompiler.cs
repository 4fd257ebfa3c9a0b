using Krait.Compiler;
using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Runtime;

/// <summary>What <c>compile()</c> was asked for.</summary>
internal sealed class CompileRequest
{
    public const int OnlyAst = 0x400;
    public const int TypeComments = 0x1000;
    public const int AllowTopLevelAwait = 0x2000;
    public const int AllowIncompleteInput = 0x4000;
    public const int OptimizedAst = 0x8000 | OnlyAst;
    public const int DontImplyDedent = 0x200;
    public const int IgnoreCookie = 0x800;
    public const int FutureMask = 0x1FE0000;

    /// <summary>The flag of <c>nested_scopes</c>, which asks for what has long been the rule.</summary>
    private const int ObsoleteMask = (int)CodeFlags.Nested;
    private const int CompilerMask = OptimizedAst | TypeComments | AllowTopLevelAwait | AllowIncompleteInput | DontImplyDedent | IgnoreCookie;

    public required string Filename { get; init; }

    public required string Mode { get; init; }

    public int Flags { get; set; }

    public int OptimizationLevel { get; init; } = -1;

    public int FeatureVersion { get; init; } = -1;

    /// <summary>True for a file that the command runs; <c>compile()</c> sees bytes that may come from anywhere.</summary>
    public bool FromFile { get; init; }

    /// <summary>True for <c>eval</c>, which skips blanks and tabs in front of the expression.</summary>
    public bool StripLeadingSpace { get; init; }

    /// <summary>Takes over the future features of the running code.</summary>
    public void InheritFlags(ThreadState thread)
    {
        if (thread.Frame is { } frame)
            Flags |= (int)frame.Code.CodeFlags & FutureMask;
    }

    /// <summary>The text of a file name given as str, bytes or path-like object.</summary>
    public static string FilenameFrom(ThreadState thread, PyObject filename) =>
        filename is PyStr text ? text.ToString() : ArgumentConversion.ToPathText(thread, "compile", "filename", filename);

    public void Check()
    {
        if ((Flags & ~(FutureMask | ObsoleteMask | CompilerMask)) != 0)
            throw Errors.Value("compile(): unrecognised flags");
        if (OptimizationLevel is < -1 or > 2)
            throw Errors.Value("compile(): invalid optimize value");
        if (Mode is not ("exec" or "eval" or "single" or "func_type"))
        {
            throw Errors.Value((Flags & OnlyAst) != 0
                ? "compile() mode must be 'exec', 'eval', 'single' or 'func_type'"
                : "compile() mode must be 'exec', 'eval' or 'single'");
        }
        if (Mode == "func_type" && (Flags & OnlyAst) == 0)
            throw Errors.Value("compile() mode 'func_type' requires flag PyCF_ONLY_AST");
    }
}

/// <summary>From source text, or a tree of the <c>ast</c> module, to code objects.</summary>
internal static partial class SourceCompiler
{
    private static readonly PyStr s_unicodeData = PyStr.Intern("unicodedata");

    /// <summary>What <c>compile()</c> returns: a code object, or a tree of the <c>ast</c> module.</summary>
    /// <exception cref="PythonException">SyntaxError, RecursionError, or what the arguments are wrong about.</exception>
    public static PyObject Compile(ThreadState thread, PyObject source, CompileRequest request)
    {
        try
        {
            return CompileChecked(thread, source, request);
        }
        catch (Exception exception) when (exception is SyntaxErrorException or CompilerRecursionException)
        {
            throw new PythonException(ExceptionConverter.ToPython(thread, exception));
        }
    }

    /// <summary>The scopes of a source text.</summary>
    /// <exception cref="PythonException">SyntaxError or RecursionError.</exception>
    public static SymbolTable BuildSymbols(ThreadState thread, PyObject source, CompileRequest request)
    {
        try
        {
            return SymbolTableBuilder.Build(Parse(thread, source, request), Options(thread, request));
        }
        catch (Exception exception) when (exception is SyntaxErrorException or CompilerRecursionException)
        {
            throw new PythonException(ExceptionConverter.ToPython(thread, exception));
        }
    }

    private static PyObject CompileChecked(ThreadState thread, PyObject source, CompileRequest request)
    {
        request.Check();
        var bridge = AstBridge.Current;
        if (bridge is not null && bridge.IsAst(thread, source))
        {
            // A tree is asked for and there, unless an optimised one is asked for.
            if ((request.Flags & CompileRequest.OptimizedAst) == CompileRequest.OnlyAst)
            {
                bridge.CheckMode(thread, source, request.Mode);
                return source;
            }
            var given = bridge.FromPython(thread, source, request.Mode);
            return (request.Flags & CompileRequest.OnlyAst) != 0
                ? bridge.ToPython(thread, PythonCompiler.Optimize(given, Options(thread, request)))
                : Generate(thread, given, request);
        }
        var tree = Parse(thread, source, request);
        if ((request.Flags & CompileRequest.OnlyAst) == 0)
            return Generate(thread, tree, request);
        if (bridge is null)
        {
            Op.ImportModule(thread, "_ast");
            bridge = AstBridge.Current ?? throw Errors.System("the module _ast did not provide the classes of syntax trees");
        }
        if ((request.Flags & CompileRequest.OptimizedAst) == CompileRequest.OptimizedAst)
            tree = PythonCompiler.Optimize(tree, Options(thread, request));
        return bridge.ToPython(thread, tree);
    }

    /// <summary>Compiles a module's source for the import system.</summary>
    public static PyCode CompileModule(ThreadState thread, ReadOnlySpan<byte> source, string filename)
    {
        var request = new CompileRequest { Filename = filename, Mode = "exec" };
        return Generate(thread, PythonParser.Parse(source, ParseMode.Module, ParserOptions(thread, request)), request);
    }

    public static PyCode Generate(ThreadState thread, Mod tree, CompileRequest request) =>
        PyCode.FromCompiled(thread, PythonCompiler.Compile(tree, Options(thread, request)));

    /// <summary>Parses text or bytes.</summary>
    public static Mod Parse(ThreadState thread, PyObject source, CompileRequest request)
    {
        var mode = request.Mode switch
        {
            "exec" => ParseMode.Module,
            "single" => ParseMode.Interactive,
            "eval" => ParseMode.Expression,
            _ => ParseMode.FunctionType,
        };
        var options = ParserOptions(thread, request);
        try
        {
            if (source is PyStr text)
            {
                options.IgnoreCookie = true;
                return PythonParser.Parse(request.StripLeadingSpace ? WithoutLeadingSpace(text) : text.ToText(), mode, options);
            }
            if (!Op.HasBuffer(source))
                throw Errors.Type("compile() arg 1 must be a string, bytes or AST object");
            var bytes = Op.CopyBytes(thread, source).AsSpan();
            if (request.StripLeadingSpace)
                bytes = bytes.TrimStart(" \t"u8);
            return PythonParser.Parse(bytes, mode, options);
        }
        catch (SourceSurrogateException surrogate)
        {
            throw ExceptionTypes.NewUnicodeEncodeError(
                thread, "utf-8", (PyStr)source, surrogate.Position, surrogate.Position + 1, "surrogates not allowed");
        }
    }

    private static Text WithoutLeadingSpace(PyStr text)
    {
        var points = text.ToCodePoints();
        var start = 0;
        while (start < points.Length && points[start] is ' ' or '\t')
            start++;
        return Text.FromCodePoints(points.AsSpan(start));
    }

    private static ParseOptions ParserOptions(ThreadState thread, CompileRequest request) => new()
    {
        Filename = request.Filename,
        FromFile = request.FromFile,
        TypeComments = (request.Flags & CompileRequest.TypeComments) != 0,
        DontImplyDedent = (request.Flags & CompileRequest.DontImplyDedent) != 0,
        AllowIncompleteInput = (request.Flags & CompileRequest.AllowIncompleteInput) != 0,
        IgnoreCookie = (request.Flags & CompileRequest.IgnoreCookie) != 0,
        FeatureVersion = request.FeatureVersion >= 0 ? request.FeatureVersion : 14,
        FutureBarryAsBdfl = (request.Flags & (int)CodeFlags.FutureBarryAsBdfl) != 0,
        MaxIntDigits = thread.Interpreter.IntMaxStrDigits,
        Warnings = new WarningSink(thread),
        Decode = (encoding, bytes) => DecodeSource(thread, encoding, bytes),
        LookupName = name => LookupName(thread, name),
    };

    /// <summary>A line of a source file with its line break; null where it cannot be read.</summary>
    public static string? LineOf(ThreadState thread, string file, int line) =>
        line > 0 && TracebackPrinter.ReadFile(file) is { } source
            ? PythonParser.LineOf(source, line, ParserOptions(thread, new CompileRequest { Filename = file, Mode = "exec" }))
            : null;

    /// <summary>The code point of a name. Who has taken the module of names away has no names, as in CPython.</summary>
    private static int LookupName(ThreadState thread, string name)
    {
        if (thread.Interpreter.Modules.GetItem(s_unicodeData) is PyNone)
            return ParseOptions.NoNames;
        return Unicode.UnicodeNames.TryLookup(name, out var points, false) && points.Length == 1 ? points[0] : -1;
    }

    private static Text? DecodeSource(ThreadState thread, string encoding, byte[] bytes)
    {
        try
        {
            return Codecs.Decode(thread, bytes, encoding, "strict").ToText();
        }
        catch (PythonException exception) when (exception.Matches(ExceptionTypes.LookupError))
        {
            return null;
        }
    }

    private static CompileOptions Options(ThreadState thread, CompileRequest request) => new()
    {
        Filename = request.Filename,
        OptimizationLevel = request.OptimizationLevel >= 0 ? request.OptimizationLevel : thread.Interpreter.Config.OptimizationLevel,
        DebugRanges = thread.Interpreter.Config.DebugRanges,
        InheritedFlags = (CodeFlags)(request.Flags & 0x1FE0000),
        AllowTopLevelAwait = (request.Flags & CompileRequest.AllowTopLevelAwait) != 0,
        Warnings = new WarningSink(thread),
    };

    /// <summary>Hands the warnings of parser and compiler to the <c>warnings</c> module; one that is turned into an error becomes a SyntaxError.</summary>
    private sealed class WarningSink(ThreadState thread) : ISyntaxWarningSink
    {
        public bool Warn(SyntaxWarningKind kind, string message, string filename, int line)
        {
            var category = kind == SyntaxWarningKind.SyntaxWarning ? ExceptionTypes.SyntaxWarning : ExceptionTypes.DeprecationWarning;
            try
            {
                Warnings.WarnExplicit(thread, category, message, filename, line);
                return true;
            }
            catch (PythonException exception) when (exception.Value.Type == category)
            {
                return false;
            }
        }
    }
}
