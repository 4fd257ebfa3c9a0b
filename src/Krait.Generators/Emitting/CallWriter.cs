using Krait.Generators.Reading;
using Microsoft.CodeAnalysis;

namespace Krait.Generators.Emitting;

/// <summary>Writes the function around a C# method: it checks the number of arguments, converts each, calls, and converts the result.</summary>
internal sealed class CallWriter(CodeWriter writer, string className, List<string> specs)
{
    private const string Binder = Symbols.Global + "ArgumentBinder.";
    private const string Convert = Symbols.Global + "ArgumentConversion.";
    private const string AsObject = Symbols.Global + "ResultConversion.ToPython";

    /// <summary>The delegate property of NativeMethod that the method needs.</summary>
    public static string DelegateOf(Callable callable)
    {
        if (callable.TakesKeywords)
            return "FastKeywords";
        if (callable.PythonOrder.Count == 0)
            return "NoArgs";
        return callable.PythonOrder is [{ Passing: Passing.PositionalOnly, Optional: false }] ? "OneArg" : "Fast";
    }

    /// <summary>The lambda for a method or function.</summary>
    public void WriteFunction(Callable callable, string delegateName, string end)
    {
        var parameters = delegateName switch
        {
            "NoArgs" => "(thread, self)",
            "OneArg" => "(thread, self, arg)",
            "Fast" => "(thread, self, args)",
            _ => "(thread, self, args, keywordNames)",
        };
        writer.Line($"{delegateName} = static {parameters} =>");
        writer.Open();
        var sources = delegateName switch
        {
            "NoArgs" => [],
            "OneArg" => new List<string> { "arg" },
            "Fast" => CheckPositional(callable),
            _ => Bind(callable),
        };
        WriteBody(callable, sources, delegateName == "OneArg");
        writer.Close("}" + end);
    }

    /// <summary>The assignment of TpNew or TpInit.</summary>
    public void WriteConstructor(Callable callable)
    {
        var isNew = callable.Kind == CallableKind.New;
        writer.Line(isNew
            ? "type.TpNew = static (thread, self, args, keywordNames) =>"
            : "type.TpInit = static (thread, self, args, keywordNames) =>");
        writer.Open();
        List<string> sources;
        if (callable.TakesKeywords)
        {
            sources = Bind(callable);
        }
        else
        {
            // A Python subclass that overrides the other of the two may take keywords of its own.
            var exact = isNew
                ? "ReferenceEquals(self, TypeObject) || self.TpInit == TypeObject.TpInit"
                : "ReferenceEquals(self.Type, TypeObject) || self.Type.TpNew == TypeObject.TpNew";
            writer.Open("if (keywordNames is not null)");
            writer.Line($"args = {Binder}WithoutKeywords({Symbols.Literal(callable.PythonName)}, args, keywordNames, {exact});");
            writer.Close();
            if (callable.PythonOrder.Count == 0)
            {
                writer.Line($"if (args.Length != 0 && ({exact}))");
                writer.Line($"    throw {Binder}NoArguments({Symbols.Literal(callable.PythonName)});");
                sources = [];
            }
            else
            {
                sources = CheckPositional(callable);
            }
        }
        WriteBody(callable, sources, false);
        writer.Close("};");
    }

    /// <summary>Checks the number of positional arguments; returns where each parameter's argument is.</summary>
    private List<string> CheckPositional(Callable callable)
    {
        var positional = callable.Positional;
        var least = callable.Required;
        var most = callable.HasRest ? "int.MaxValue" : positional.Count.ToString();
        var condition = least == positional.Count && !callable.HasRest ? $"args.Length != {least}"
            : callable.HasRest ? $"args.Length < {least}"
            : least == 0 ? $"args.Length > {most}"
            : $"args.Length < {least} || args.Length > {most}";
        if (!callable.HasRest || least > 0)
        {
            writer.Line($"if ({condition})");
            writer.Line($"    throw {Binder}PositionalCount({Symbols.Literal(callable.PythonName)}, args.Length, {least}, {most});");
        }
        return [.. positional.Select(static p => $"args[{p.Index}]")];
    }

    /// <summary>Lets the binder sort the arguments; returns where each parameter's argument is.</summary>
    private List<string> Bind(Callable callable)
    {
        var bound = callable.Bound;
        var spec = "ArgumentSpecs.S" + specs.Count;
        specs.Add(SpecOf(callable));
        if (bound.Count > 0)
        {
            var size = bound.Count <= 2 ? 2 : bound.Count <= 4 ? 4 : bound.Count <= 8 ? 8 : bound.Count <= 16 ? 16 : 32;
            writer.Line($"var places = default({Symbols.Global}ArgumentPlaces{size});");
            writer.Line($"global::System.Span<{Symbols.Global}PyObject?> bound = places;");
        }
        else
        {
            writer.Line($"global::System.Span<{Symbols.Global}PyObject?> bound = default;");
        }
        if (callable.HasKeywordRest)
            writer.Line($"var keywordRest = {Binder}BindWithRest(thread, {spec}, args, keywordNames, bound);");
        else
            writer.Line($"{Binder}Bind({spec}, args, keywordNames, bound);");
        if (callable.Symbol.Attribute("DeprecatedPassing") is { } deprecated)
        {
            writer.Line(
                $"{Binder}WarnPassing(thread, args, keywordNames, {deprecated.Named<int>("Least")}, "
                + $"{deprecated.Named("Most", int.MaxValue)}, {Symbols.Literal(deprecated.Text())});");
        }
        return [.. bound.Select(static p => $"bound[{p.Index}]")];
    }

    private static string SpecOf(Callable callable)
    {
        var bound = callable.Bound;
        var names = bound.Where(static p => p.Passing != Passing.PositionalOnly).Select(static p => Symbols.Literal(p.Name));
        var required = bound.Aggregate(0u, static (mask, p) => p.Optional ? mask : mask | (1u << p.Index));
        return $"new({Symbols.Literal(callable.PythonName)}, [{string.Join(", ", names)}], "
            + $"positionalOnly: {bound.Count(static p => p.Passing == Passing.PositionalOnly)}, "
            + $"positional: {callable.Positional.Count}, required: 0x{required:x}u, rest: {(callable.HasRest ? "true" : "false")}, "
            + $"keywordRest: {(callable.HasKeywordRest ? "true" : "false")})";
    }

    private void WriteBody(Callable callable, List<string> sources, bool oneArgument)
    {
        var values = new Dictionary<int, string>();
        var keywords = callable.TakesKeywords;
        foreach (var parameter in callable.PythonOrder)
        {
            var value = parameter.Passing switch
            {
                Passing.Rest => keywords
                    ? $"{Binder}Rest(args, keywordNames, {callable.Positional.Count})"
                    : callable.Positional.Count == 0 ? "args"
                    : callable.Required == callable.Positional.Count ? $"args[{callable.Positional.Count}..]"
                    : $"{Binder}Rest(args, null, {callable.Positional.Count})",
                Passing.KeywordRest => "keywordRest",
                _ => WriteArgument(callable, parameter, sources[parameter.Index], oneArgument),
            };
            values.Add(parameter.Place, value);
        }
        var arguments = new List<string>();
        if (callable.TakesThread)
            arguments.Add("thread");
        if (LeadingArgument(callable) is { } leading)
            arguments.Add(leading);
        arguments.AddRange(callable.Parameters.Select(p => values[p.Place]));
        var target = callable.Symbol.IsStatic ? className : $"global::System.Runtime.CompilerServices.Unsafe.As<{className}>(self)";
        var call = $"{target}.{Escape(callable.Symbol.Name)}({string.Join(", ", arguments)})";
        WriteResult(callable, call);
    }

    private string? LeadingArgument(Callable callable) => callable.Leading switch
    {
        Leading.Self => "self",
        Leading.Class => callable.Kind == CallableKind.New ? "self" : $"global::System.Runtime.CompilerServices.Unsafe.As<{Symbols.Global}PyType>(self)",
        Leading.Module => $"global::System.Runtime.CompilerServices.Unsafe.As<{Symbols.Global}PyModule>(self)",
        Leading.TypedSelf => $"global::System.Runtime.CompilerServices.Unsafe.As<{className}>(self)",
        _ => null,
    };

    private void WriteResult(Callable callable, string call)
    {
        if (callable.Kind == CallableKind.Init)
            writer.Line(call + ";");
        else
            WriteReturn(writer, callable.Symbol.ReturnType, call, passNull: false);
    }

    /// <summary>Returns the value of a call as a Python object.</summary>
    public static void WriteReturn(CodeWriter writer, ITypeSymbol type, string call, bool passNull)
    {
        if (type.SpecialType == SpecialType.System_Void)
        {
            writer.Line(call + ";");
            writer.Line($"return {Symbols.Global}PyNone.Instance;");
        }
        else if (type.IsPyObject() || type.TypeKind == TypeKind.Error)
        {
            var mayBeNull = type.NullableAnnotation == NullableAnnotation.Annotated && !passNull;
            writer.Line(mayBeNull ? $"return ({Symbols.Global}PyObject?){call} ?? {Symbols.Global}PyNone.Instance;" : $"return {call};");
        }
        else
        {
            writer.Line($"return {AsObject}(thread, {call});");
        }
    }

    /// <summary>Converts an argument, where it takes a statement, into a local; returns the expression of the value.</summary>
    private string WriteArgument(Callable callable, Parameter parameter, string source, bool oneArgument)
    {
        var present = source;
        string? test = null;
        if (callable.TakesKeywords)
        {
            present = parameter.Optional ? "a" + parameter.Index : source + "!";
            test = parameter.Optional ? $"{source} is {{ }} a{parameter.Index}" : null;
        }
        else if (parameter.Optional)
        {
            test = $"args.Length > {parameter.Index}";
        }
        // A place is null where the argument is absent: just what such a parameter wants.
        if (callable.TakesKeywords && parameter is { Conversion: Conversion.Object, NoneAllowed: false, Optional: true })
            return source;
        var where = MessagePlace(callable, parameter, oneArgument);
        if (parameter.Conversion == Conversion.Buffer)
        {
            var none = test is null ? "" : $"{test} ? ";
            var otherwise = test is null ? "" : " : default";
            writer.Line($"using var p{parameter.Index} = {none}{Convert}ToBuffer(thread, {present}){otherwise};");
            return $"p{parameter.Index}.Span";
        }
        var value = ConvertArgument(parameter, present, where);
        if (test is not null)
            value = $"{test} ? {value} : {parameter.DefaultCode}";
        else if (parameter.Conversion == Conversion.Object && !parameter.NoneAllowed)
            return value;
        writer.Line($"{parameter.Type.FullNullable()} p{parameter.Index} = {value};");
        return "p" + parameter.Index;
    }

    /// <summary>The beginning of CPython's message about an argument of the wrong type.</summary>
    private static string MessagePlace(Callable callable, Parameter parameter, bool oneArgument)
    {
        var which = parameter.Passing != Passing.PositionalOnly ? $"argument '{parameter.Name}'"
            : oneArgument ? "argument"
            : $"argument {parameter.Index + 1}";
        return Symbols.Literal($"{callable.PythonName}() {which}");
    }

    /// <summary>The expression that converts an argument that is there.</summary>
    public static string ConvertArgument(Parameter parameter, string source, string where)
    {
        switch (parameter.Conversion)
        {
            case Conversion.Object:
                return parameter.NoneAllowed ? $"{Convert}NoneToNull({source})" : source;
            case Conversion.Typed:
                var type = parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).Full();
                var name = parameter.Type.PythonName();
                return parameter.NoneAllowed
                    ? $"{Convert}NoneToNull({source}) is {{ }} o{parameter.Index} ? o{parameter.Index} as {type} ?? throw {Convert}WrongType({where}, {Symbols.Literal(name + " or None")}, {source}) : null"
                    : $"{source} as {type} ?? throw {Convert}WrongType({where}, {Symbols.Literal(name)}, {source})";
            case Conversion.Named:
                return $"{Convert}{parameter.Method}{(parameter.NoneAllowed ? "OrNull" : "")}({where}, {source})";
            case Conversion.Path:
                var function = where.Substring(1, where.IndexOf('(') - 1);
                return $"{Convert}{parameter.Method}{(parameter.NoneAllowed ? "OrNull" : "")}(thread, {Symbols.Literal(function)}, {Symbols.Literal(parameter.Name)}, {source})";
            default:
                return $"{Convert}{parameter.Method}(thread, {source})";
        }
    }

    /// <summary>A C# name that may be a keyword.</summary>
    public static string Escape(string name) =>
        Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(name) == Microsoft.CodeAnalysis.CSharp.SyntaxKind.None ? name : "@" + name;
}
