using System.Numerics;

namespace Krait.Runtime;

/// <summary>What arguments a native function takes, where some may be given by keyword. The generator writes one for each such function.</summary>
public sealed class ArgumentSpec
{
    private readonly string[] _names;
    private readonly uint _required;
    private PyStr[]? _interned;

    /// <summary>The places are those of all parameters but <c>*args</c> and <c>**kwargs</c>, in Python's order.</summary>
    /// <param name="function">The function's name, for messages.</param>
    /// <param name="names">The names of the parameters that may be given by keyword: all places from <paramref name="positionalOnly"/> on.</param>
    /// <param name="positionalOnly">The number of positional-only parameters.</param>
    /// <param name="positional">The number of parameters that may be given by position.</param>
    /// <param name="required">A bit for each place that must be filled.</param>
    /// <param name="rest">True for a function with <c>*args</c>.</param>
    /// <param name="keywordRest">True for a function with <c>**kwargs</c>.</param>
    public ArgumentSpec(string function, string[] names, int positionalOnly, int positional, uint required, bool rest, bool keywordRest)
    {
        Function = function;
        _names = names;
        PositionalOnly = positionalOnly;
        Positional = positional;
        _required = required;
        Rest = rest;
        KeywordRest = keywordRest;
        var byPosition = positional == 32 ? uint.MaxValue : (1u << positional) - 1;
        RequiredPositional = BitOperations.PopCount(required & byPosition);
        RequiredKeywordOnly = BitOperations.PopCount(required & ~byPosition);
    }

    internal string Function { get; }

    internal int PositionalOnly { get; }

    internal int Positional { get; }

    internal int RequiredPositional { get; }

    internal int RequiredKeywordOnly { get; }

    internal bool Rest { get; }

    internal bool KeywordRest { get; }

    /// <summary>The number of places.</summary>
    internal int Count => PositionalOnly + _names.Length;

    internal bool IsRequired(int place) => (_required & (1u << place)) != 0;

    internal string NameOf(int place) => _names[place - PositionalOnly];

    /// <summary>The place of the parameter with a name; -1 where there is none.</summary>
    internal int PlaceOf(PyStr name)
    {
        var interned = _interned ??= Array.ConvertAll(_names, PyStr.Intern);
        for (var i = 0; i < interned.Length; i++)
        {
            if (ReferenceEquals(interned[i], name))
                return PositionalOnly + i;
        }
        if (name.IsInterned)
            return -1;
        for (var i = 0; i < interned.Length; i++)
        {
            if (PyStr.TextEquals(interned[i], name))
                return PositionalOnly + i;
        }
        return -1;
    }
}
