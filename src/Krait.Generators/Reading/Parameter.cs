using Microsoft.CodeAnalysis;

namespace Krait.Generators.Reading;

/// <summary>Where Python passes a parameter.</summary>
internal enum Passing
{
    PositionalOnly,
    Keyword,
    Rest,
    KeywordOnly,
    KeywordRest,
}

/// <summary>How an argument becomes a C# value.</summary>
internal enum Conversion
{
    /// <summary>Not at all: any object.</summary>
    Object,

    /// <summary>A type check.</summary>
    Typed,

    /// <summary>A method of ArgumentConversion that takes the thread and the argument.</summary>
    Plain,

    /// <summary>A method of ArgumentConversion that takes the argument and the beginning of the message.</summary>
    Named,

    /// <summary>A path: takes the names of function and parameter.</summary>
    Path,

    Buffer,
    Rest,
    KeywordRest,
}

/// <summary>A parameter that Python sees.</summary>
internal sealed class Parameter
{
    public required string Name { get; init; }
    public required Passing Passing { get; init; }
    public required Conversion Conversion { get; init; }
    public required ITypeSymbol Type { get; init; }

    /// <summary>The method of ArgumentConversion.</summary>
    public string Method { get; init; } = "";

    /// <summary>True where None becomes null.</summary>
    public bool NoneAllowed { get; init; }

    public bool Optional { get; init; }

    /// <summary>The default as C# writes it.</summary>
    public string DefaultCode { get; init; } = "default";

    /// <summary>The default as the signature shows it.</summary>
    public string DefaultText { get; init; } = "None";

    /// <summary>The place among the C# arguments.</summary>
    public int Place { get; init; }

    /// <summary>The place among the bound arguments; -1 for the rest parameters.</summary>
    public int Index { get; set; } = -1;
}
