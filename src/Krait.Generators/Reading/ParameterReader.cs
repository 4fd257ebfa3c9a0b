using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Krait.Generators.Reading;

/// <summary>Reads the parameters of a method that Python sees.</summary>
internal static class ParameterReader
{
    public static Parameter? Read(IParameterSymbol symbol, int place, List<DiagnosticInfo> problems)
    {
        var keyword = symbol.Attribute("Keyword");
        var keywordOnly = symbol.Attribute("KeywordOnly");
        var isRest = symbol.Type.IsSpanOf(static t => t.IsPyObject());
        var isKeywordRest = symbol.Has("KeywordArguments");
        var passing = isKeywordRest ? Passing.KeywordRest
            : isRest ? Passing.Rest
            : keywordOnly is not null ? Passing.KeywordOnly
            : keyword is not null ? Passing.Keyword
            : Passing.PositionalOnly;
        if (symbol.RefKind != RefKind.None || Problem(symbol, isKeywordRest) is { } problem && Report(problems, symbol, problem)
            || !TryConversion(symbol, isRest, isKeywordRest, out var conversion, out var method))
        {
            if (!problems.Any(p => p.Id == "KR0016" && p.Arguments.Items[0] == symbol.Name))
                problems.Add(DiagnosticInfo.Create(Diagnostics.ParameterType, symbol, symbol.Name, symbol.Type.ToDisplayString()));
            return null;
        }
        return new Parameter
        {
            Name = (keywordOnly ?? keyword)?.Text() ?? symbol.Name,
            Passing = passing,
            Conversion = conversion,
            Method = method,
            Type = symbol.Type,
            NoneAllowed = symbol.Has("NoneAllowed"),
            Optional = symbol.HasExplicitDefaultValue,
            DefaultCode = DefaultCode(symbol),
            DefaultText = symbol.Attribute("Default")?.Text() ?? DefaultText(symbol),
            Place = place,
        };
    }

    private static bool Report(List<DiagnosticInfo> problems, IParameterSymbol symbol, string problem)
    {
        problems.Add(DiagnosticInfo.Create(Diagnostics.ParameterAttribute, symbol, symbol.Name, problem));
        return true;
    }

    /// <summary>What is wrong with the attributes; null where nothing is.</summary>
    private static string? Problem(IParameterSymbol symbol, bool isKeywordRest)
    {
        var type = symbol.Type;
        if (isKeywordRest && !(type.Is("PyDict") && type.NullableAnnotation == NullableAnnotation.Annotated))
            return "[KeywordArguments] needs the type PyDict?";
        if (symbol.Has("SliceIndex") && Underlying(type).SpecialType != SpecialType.System_Int64)
            return "[SliceIndex] needs the type long or long?";
        if (symbol.Has("Index") && Underlying(type).SpecialType is not (SpecialType.System_Int64 or SpecialType.System_Int32))
            return "[Index] needs the type int or long";
        if (symbol.Has("FsPath") && !type.IsBytes() && type.SpecialType != SpecialType.System_String)
            return "[FsPath] needs the type byte[] or string";
        if (symbol.Has("Buffer") && !IsByteSpan(type))
            return "[Buffer] needs the type ReadOnlySpan<byte>";
        if (!symbol.Has("Buffer") && IsByteSpan(type))
            return "a ReadOnlySpan<byte> needs [Buffer]";
        if (!symbol.Has("FsPath") && type.IsBytes())
            return "a byte[] needs [FsPath]; bytes are taken as [Buffer] ReadOnlySpan<byte> or as PyBytes";
        if (symbol.Has("NoNull") && type.SpecialType != SpecialType.System_String)
            return "[NoNull] needs the type string";
        if (symbol.Has("NoneAllowed") && type.NullableAnnotation != NullableAnnotation.Annotated)
            return "[NoneAllowed] needs a nullable type: None becomes null";
        if (symbol.Has("Keyword") && symbol.Has("KeywordOnly"))
            return "[Keyword] and [KeywordOnly] exclude each other";
        return null;
    }

    private static bool IsByteSpan(ITypeSymbol type) => type.IsSpanOf(static t => t.SpecialType == SpecialType.System_Byte);

    private static ITypeSymbol Underlying(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : type;

    private static bool TryConversion(IParameterSymbol symbol, bool isRest, bool isKeywordRest, out Conversion conversion, out string method)
    {
        var type = symbol.Type;
        method = "";
        conversion = isRest ? Conversion.Rest
            : isKeywordRest ? Conversion.KeywordRest
            : symbol.Has("Buffer") ? Conversion.Buffer
            : symbol.Has("FsPath") ? Conversion.Path
            : type.SpecialType == SpecialType.System_String ? Conversion.Named
            : type.Is("PyObject") || type.TypeKind == TypeKind.Error ? Conversion.Object
            : type.IsPyObject() ? Conversion.Typed
            : Conversion.Plain;
        if (conversion == Conversion.Path)
            method = type.IsBytes() ? "ToPathBytes" : "ToPathText";
        if (conversion == Conversion.Named)
            method = symbol.Has("NoNull") ? "ToTextWithoutNull" : "ToText";
        if (conversion != Conversion.Plain)
            return true;
        method = PlainMethod(symbol, type);
        return method.Length > 0;
    }

    private static string PlainMethod(IParameterSymbol symbol, ITypeSymbol type)
    {
        var inner = Underlying(type);
        var name = inner.SpecialType switch
        {
            SpecialType.System_Int64 => symbol.Has("SliceIndex") ? "ToSliceIndex" : "ToLong",
            SpecialType.System_Int32 => "ToInt",
            SpecialType.System_Byte => "ToByte",
            SpecialType.System_UInt16 => "ToUShort",
            SpecialType.System_UInt32 => "ToUInt",
            SpecialType.System_UInt64 => "ToULong",
            SpecialType.System_Double => "ToDouble",
            SpecialType.System_Boolean => "ToBool",
            _ => inner.IsBigInteger() ? "ToBigInteger" : "",
        };
        return name.Length > 0 && !SymbolEqualityComparer.Default.Equals(inner, type) ? name + "OrNull" : name;
    }

    private static string DefaultCode(IParameterSymbol symbol)
    {
        if (!symbol.HasExplicitDefaultValue)
            return "default";
        return symbol.ExplicitDefaultValue switch
        {
            null => symbol.Type.IsReferenceType ? "null" : "default",
            bool value => value ? "true" : "false",
            string value => Symbols.Literal(value),
            double value => double.IsNaN(value) ? "double.NaN"
                : double.IsInfinity(value) ? value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity"
                : value.ToString("R", CultureInfo.InvariantCulture) + "d",
            long.MinValue => "long.MinValue",
            int.MinValue => "int.MinValue",
            long value => value.ToString(CultureInfo.InvariantCulture) + "L",
            ulong value => value.ToString(CultureInfo.InvariantCulture) + "UL",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    private static string DefaultText(IParameterSymbol symbol)
    {
        if (!symbol.HasExplicitDefaultValue)
            return "";
        return symbol.ExplicitDefaultValue switch
        {
            null => Underlying(symbol.Type).IsBigInteger() && symbol.Type.IsValueType && SymbolEqualityComparer.Default.Equals(Underlying(symbol.Type), symbol.Type)
                ? "0"
                : symbol.Has("Buffer") ? "b''" : "None",
            true => "True",
            false => "False",
            string value => "'" + value.Replace("\\", "\\\\").Replace("'", "\\'").Replace("\n", "\\n") + "'",
            double value => FloatText(value),
            long.MaxValue => "sys.maxsize",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The repr of a Python float, as far as defaults go.</summary>
    private static string FloatText(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        if (double.IsNaN(value) || double.IsInfinity(value))
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        var exponent = text.IndexOf('E');
        if (exponent >= 0)
            return text.Substring(0, exponent) + "e" + text.Substring(exponent + 1);
        return text.Contains('.') ? text : text + ".0";
    }
}
