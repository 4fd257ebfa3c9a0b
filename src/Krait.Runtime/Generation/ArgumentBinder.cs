using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// Sorts the arguments of a call of a native function into the places of its parameters: CPython's <c>_PyArg_UnpackKeywords</c> and
/// <c>_PyArg_CheckPositional</c>, with their messages. Generated code calls it.
/// </summary>
public static class ArgumentBinder
{
    /// <summary>Fills <paramref name="bound"/>; the places of absent optional parameters stay null.</summary>
    /// <param name="args">The positional arguments, then the values of the keyword arguments.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Bind(ArgumentSpec spec, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Span<PyObject?> bound)
    {
        if (keywordNames is null && args.Length >= spec.RequiredPositional && args.Length <= spec.Positional && spec.RequiredKeywordOnly == 0)
            args.CopyTo(bound!);
        else
            BindChecked(spec, args, keywordNames, bound);
    }

    /// <summary><see cref="Bind"/> for a function with <c>**kwargs</c>: returns the keyword arguments that no parameter takes; null for none.</summary>
    public static PyDict? BindWithRest(
        ThreadState thread, ArgumentSpec spec, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Span<PyObject?> bound)
    {
        BindChecked(spec, args, keywordNames, bound);
        if (keywordNames is null)
            return null;
        PyDict? rest = null;
        var positional = args.Length - keywordNames.Count;
        for (var i = 0; i < keywordNames.Count; i++)
        {
            var name = (PyStr)keywordNames[i];
            if (spec.PlaceOf(name) < 0)
                (rest ??= PyDict.Create(thread)).SetItem(thread, name, args[positional + i]);
        }
        return rest;
    }

    /// <summary>The positional arguments that <paramref name="taken"/> parameters leave over.</summary>
    public static ReadOnlySpan<PyObject> Rest(ReadOnlySpan<PyObject> args, PyTuple? keywordNames, int taken)
    {
        var positional = args.Length - (keywordNames?.Count ?? 0);
        return positional > taken ? args[taken..positional] : default;
    }

    /// <summary>Issues the warning of <see cref="DeprecatedPassingAttribute"/>.</summary>
    public static void WarnPassing(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, int least, int most, string message)
    {
        var positional = args.Length - (keywordNames?.Count ?? 0);
        if (positional < least || positional > most)
            Op.Warn(thread, ExceptionTypes.DeprecationWarning, message);
    }

    /// <summary>The error about a number of positional arguments: <c>pop expected at most 1 argument, got 2</c>.</summary>
    public static PythonException PositionalCount(string function, int given, int least, int most)
    {
        var wanted = given < least ? least : most;
        var bound = least == most ? "" : given < least ? "at least " : "at most ";
        return Errors.Type($"{function} expected {bound}{wanted} argument{Plural(wanted)}, got {given}");
    }

    /// <summary>
    /// The positional arguments of a constructor that takes no keywords. <paramref name="exact"/> is false for a Python class that overrides
    /// the other of <c>__new__</c> and <c>__init__</c>: keywords are that one's business then.
    /// </summary>
    public static ReadOnlySpan<PyObject> WithoutKeywords(string function, ReadOnlySpan<PyObject> args, PyTuple keywordNames, bool exact)
    {
        if (exact && keywordNames.Count > 0)
            throw NoKeywords(function);
        return args[..^keywordNames.Count];
    }

    /// <summary>The error about keyword arguments where there are none.</summary>
    public static PythonException NoKeywords(string function) => Errors.Type($"{function}() takes no keyword arguments");

    /// <summary>The error about arguments of a constructor without any.</summary>
    public static PythonException NoArguments(string function) => Errors.Type($"{function}() takes no arguments");

    private static void BindChecked(ArgumentSpec spec, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Span<PyObject?> bound)
    {
        var keywords = keywordNames?.Count ?? 0;
        var given = args.Length - keywords;
        CheckCounts(spec, given, keywords);
        args[..Math.Min(given, spec.Positional)].CopyTo(bound!);
        PyStr? unknown = null;
        var twice = int.MaxValue;
        for (var i = 0; i < keywords; i++)
        {
            var name = (PyStr)keywordNames![i];
            var place = spec.PlaceOf(name);
            if (place < 0)
                unknown ??= name;
            else if (place < given && place < spec.Positional)
                twice = Math.Min(twice, place);
            else
                bound[place] = args[given + i];
        }
        for (var place = Math.Min(given, spec.Positional); place < spec.Count; place++)
        {
            if (bound[place] is null && spec.IsRequired(place))
                throw Errors.Type($"{spec.Function}() missing required argument '{spec.NameOf(place)}' (pos {place + 1})");
        }
        if (twice != int.MaxValue)
            throw Errors.Type($"argument for {spec.Function}() given by name ('{spec.NameOf(twice)}') and position ({twice + 1})");
        if (unknown is not null && !spec.KeywordRest)
            throw Errors.Type($"{spec.Function}() got an unexpected keyword argument '{unknown}'");
    }

    private static void CheckCounts(ArgumentSpec spec, int given, int keywords)
    {
        if (spec.KeywordRest && spec.PositionalOnly == spec.Count)
        {
            // Keywords are no concern of the parameters: the messages are those of a function of positional ones.
            var most = spec.Rest ? int.MaxValue : spec.Positional;
            if (given < spec.RequiredPositional || given > most)
                throw PositionalCount(spec.Function, given, spec.RequiredPositional, most);
            return;
        }
        var total = spec.Count;
        if (given + keywords > total && !spec.Rest && !spec.KeywordRest)
        {
            var amount = total == 0 ? "no" : "at most";
            var kind = given == 0 ? "keyword " : "";
            throw Errors.Type($"{spec.Function}() takes {amount} {total} {kind}argument{Plural(total)} ({given + keywords} given)");
        }
        if (given > spec.Positional && !spec.Rest)
        {
            if (spec.Positional == 0)
                throw Errors.Type($"{spec.Function}() takes no positional arguments");
            var amount = spec.RequiredPositional < spec.Positional ? "at most" : "exactly";
            throw Errors.Type($"{spec.Function}() takes {amount} {spec.Positional} positional argument{Plural(spec.Positional)} ({given} given)");
        }
        var least = Math.Min(spec.PositionalOnly, spec.RequiredPositional);
        if (given < least)
        {
            var amount = spec.Rest || least < spec.Positional ? "at least" : "exactly";
            throw Errors.Type($"{spec.Function}() takes {amount} {least} positional argument{Plural(least)} ({given} given)");
        }
    }

    private static string Plural(int count) => count == 1 ? "" : "s";
}
