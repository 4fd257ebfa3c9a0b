using System.Text;
using Microsoft.CodeAnalysis;

namespace Krait.Generators.Reading;

/// <summary>What kind of function a C# method is to Python.</summary>
internal enum CallableKind
{
    Method,
    ClassMethod,
    StaticMethod,
    Function,
    New,
    Init,
}

/// <summary>The argument of the C# method before those that Python passes.</summary>
internal enum Leading
{
    None,
    Self,
    TypedSelf,
    Class,
    Module,
}

/// <summary>A method that Python calls with arguments.</summary>
internal sealed class Callable
{
    public required IMethodSymbol Symbol { get; init; }
    public required CallableKind Kind { get; init; }
    public required string PythonName { get; init; }
    public bool TakesThread { get; init; }
    public Leading Leading { get; init; }

    /// <summary>In C#'s order.</summary>
    public required List<Parameter> Parameters { get; init; }

    /// <summary>In Python's order: positional-only, by position or keyword, rest, keyword-only, keyword rest.</summary>
    public required List<Parameter> PythonOrder { get; init; }

    public string? Signature { get; init; }

    public List<Parameter> Positional => [.. PythonOrder.Where(static p => p.Passing is Passing.PositionalOnly or Passing.Keyword)];

    public int Required => Positional.Count(static p => !p.Optional);

    public bool HasRest => PythonOrder.Any(static p => p.Passing == Passing.Rest);

    public bool HasKeywordRest => PythonOrder.Any(static p => p.Passing == Passing.KeywordRest);

    public bool TakesKeywords => PythonOrder.Any(static p => p.Passing is Passing.Keyword or Passing.KeywordOnly or Passing.KeywordRest);

    /// <summary>The parameters that the binder puts into places.</summary>
    public List<Parameter> Bound => [.. PythonOrder.Where(static p => p.Index >= 0)];

    /// <summary>Reads a method; null where it was misused, which is reported.</summary>
    public static Callable? Read(IMethodSymbol method, CallableKind kind, string name, string? signature, List<DiagnosticInfo> problems)
    {
        if (!HasShape(method, kind, problems))
            return null;
        var place = 0;
        var takesThread = method.Parameters.Length > 0 && method.Parameters[0].Type.Is("ThreadState");
        if (takesThread)
            place++;
        if (!TryLeading(method, kind, ref place, out var leading))
        {
            var needed = kind is CallableKind.ClassMethod or CallableKind.New
                ? "a static method whose first parameter (after the thread state) is a PyType"
                : "an instance method, or a static one whose first parameter (after the thread state) is a PyObject self";
            problems.Add(DiagnosticInfo.Create(Diagnostics.MethodShape, method, method.Name, needed));
            return null;
        }
        var parameters = new List<Parameter>();
        for (; place < method.Parameters.Length; place++)
        {
            if (ParameterReader.Read(method.Parameters[place], place, problems) is not { } parameter)
                return null;
            parameters.Add(parameter);
        }
        if (!CheckOrder(method, parameters, problems))
            return null;
        var ordered = parameters.OrderBy(static p => p.Passing).ToList();
        var index = 0;
        foreach (var parameter in ordered)
        {
            if (parameter.Passing is not (Passing.Rest or Passing.KeywordRest))
                parameter.Index = index++;
        }
        var callable = new Callable
        {
            Symbol = method,
            Kind = kind,
            PythonName = name,
            TakesThread = takesThread,
            Leading = leading,
            Parameters = parameters,
            PythonOrder = ordered,
            Signature = signature is null ? SignatureText(kind, ordered) : signature.Length == 0 ? PlainSignatureText(kind, ordered) : signature,
        };
        return callable;
    }

    private static bool HasShape(IMethodSymbol method, CallableKind kind, List<DiagnosticInfo> problems)
    {
        var needed = method.IsGenericMethod ? "a method that is not generic"
            : kind is CallableKind.ClassMethod or CallableKind.StaticMethod or CallableKind.Function or CallableKind.New && !method.IsStatic ? "static"
            : null;
        if (needed is not null)
            problems.Add(DiagnosticInfo.Create(Diagnostics.MethodShape, method, method.Name, needed));
        return needed is null;
    }

    private static bool TryLeading(IMethodSymbol method, CallableKind kind, ref int place, out Leading leading)
    {
        leading = Leading.None;
        var next = place < method.Parameters.Length ? method.Parameters[place].Type : null;
        switch (kind)
        {
            case CallableKind.StaticMethod:
                return true;
            case CallableKind.Function:
                if (next.Is("PyModule") && method.Parameters[place].NullableAnnotation != NullableAnnotation.Annotated)
                {
                    leading = Leading.Module;
                    place++;
                }
                return true;
            case CallableKind.ClassMethod or CallableKind.New:
                leading = Leading.Class;
                place++;
                return next.Is("PyType");
            default:
                if (!method.IsStatic)
                    return true;
                leading = next.Is("PyObject") ? Leading.Self : Leading.TypedSelf;
                place++;
                return next.Is("PyObject") || SymbolEqualityComparer.Default.Equals(next, method.ContainingType);
        }
    }

    private static bool CheckOrder(IMethodSymbol method, List<Parameter> parameters, List<DiagnosticInfo> problems)
    {
        Parameter? keyword = null, rest = null, keywordRest = null, optional = null;
        foreach (var parameter in parameters)
        {
            var positional = parameter.Passing is Passing.PositionalOnly or Passing.Keyword;
            string? problem = null;
            if (parameter.Passing == Passing.PositionalOnly && keyword is not null)
                problem = $"a positional-only parameter cannot follow '{keyword.Name}', which is [Keyword]";
            else if (positional && rest is not null)
                problem = $"a positional parameter cannot follow '{rest.Name}', which takes all further ones";
            else if (positional && !parameter.Optional && optional is not null)
                problem = $"a required parameter cannot follow the optional '{optional.Name}'";
            else if (parameter.Passing == Passing.Rest && rest is not null)
                problem = "there is a second parameter for all further arguments";
            else if (parameter.Passing == Passing.KeywordRest && keywordRest is not null)
                problem = "there is a second [KeywordArguments] parameter";
            else if (parameters.Any(p => p != parameter && p.Name == parameter.Name))
                problem = "another parameter has the same Python name";
            if (problem is not null)
            {
                problems.Add(DiagnosticInfo.Create(Diagnostics.ParameterOrder, method.Parameters[parameter.Place], parameter.Name, problem));
                return false;
            }
            keyword = parameter.Passing == Passing.Keyword ? parameter : keyword;
            rest = parameter.Passing == Passing.Rest ? parameter : rest;
            keywordRest = parameter.Passing == Passing.KeywordRest ? parameter : keywordRest;
            optional = positional && parameter.Optional ? parameter : optional;
        }
        return true;
    }

    /// <summary>What CPython makes up for a function whose doc string gives no signature: none where it takes arguments of any number.</summary>
    private static string? PlainSignatureText(CallableKind kind, List<Parameter> parameters)
    {
        if (kind is CallableKind.New or CallableKind.Init)
            return null;
        var self = kind == CallableKind.ClassMethod ? "$type" : "$self";
        return parameters.Count switch
        {
            0 => $"({self}, /)",
            1 when parameters[0].Passing == Passing.PositionalOnly && !parameters[0].Optional => $"({self}, object, /)",
            _ => null,
        };
    }

    /// <summary>The signature in the form of <c>__text_signature__</c>.</summary>
    private static string SignatureText(CallableKind kind, List<Parameter> parameters)
    {
        var parts = new List<string>();
        var self = kind switch
        {
            CallableKind.Method => "$self",
            CallableKind.ClassMethod => "$type",
            CallableKind.Function => "$module",
            _ => null,
        };
        if (self is not null)
            parts.Add(self);
        var positionalOnly = parameters.Where(static p => p.Passing == Passing.PositionalOnly).ToList();
        foreach (var parameter in positionalOnly)
            parts.Add(Part(parameter));
        if (parts.Count > 0)
            parts.Add("/");
        var star = false;
        foreach (var parameter in parameters)
        {
            if (parameter.Passing == Passing.Rest)
            {
                parts.Add("*" + parameter.Name);
                star = true;
            }
            else if (parameter.Passing == Passing.KeywordOnly && !star)
            {
                parts.Add("*");
                star = true;
            }
            if (parameter.Passing is Passing.Keyword or Passing.KeywordOnly)
                parts.Add(Part(parameter));
            else if (parameter.Passing == Passing.KeywordRest)
                parts.Add("**" + parameter.Name);
        }
        return new StringBuilder("(").Append(string.Join(", ", parts)).Append(')').ToString();
    }

    private static string Part(Parameter parameter) =>
        parameter.Optional ? parameter.Name + "=" + parameter.DefaultText : parameter.Name;
}
