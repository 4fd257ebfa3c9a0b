using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>Binds the arguments of a call to the parameters of a Python function, with CPython's rules and messages.</summary>
internal static class ArgumentPasser
{
    /// <summary>
    /// Fills the parameters among <paramref name="locals"/>; everything stored is retained. Returns the TypeError where the arguments do not fit: what is
    /// stored already stays for the frame to release.
    /// </summary>
    public static PythonException? Bind(
        ThreadState thread, PyFunction function, PyCode code, Span<PyObject?> locals, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var keywords = keywordNames?.Count ?? 0;
        var given = args.Length - keywords;
        var argCount = code.ArgCount;
        var total = argCount + code.KwOnlyArgCount;
        var hasVarArgs = (code.CodeFlags & CodeFlags.VarArgs) != 0;
        PyDict? extra = null;
        if ((code.CodeFlags & CodeFlags.VarKeywords) != 0)
        {
            extra = PyDict.Create(thread);
            Store(locals, hasVarArgs ? total + 1 : total, extra);
        }
        var positional = Math.Min(given, argCount);
        for (var i = 0; i < positional; i++)
            Store(locals, i, args[i]);
        if (hasVarArgs)
            Store(locals, total, given > argCount ? PyTuple.Create(thread, args[argCount..given]) : PyTuple.Empty);
        if (keywordNames is not null && BindKeywords(thread, function, code, locals, args[given..], keywordNames, total, extra) is { } error)
            return error;
        if (given > argCount && !hasVarArgs)
            return TooManyPositional(thread, function, code, given, locals);
        if (given < argCount && FillDefaults(thread, function, code, locals, given, argCount) is { } missing)
            return missing;
        return code.KwOnlyArgCount > 0 ? FillKeywordOnlyDefaults(thread, function, code, locals, argCount, total) : null;
    }

    /// <summary>
    /// Gives the parameters behind the first <paramref name="given"/> that are unset their defaults. False where one has none: then nothing has happened.
    /// </summary>
    public static bool TryFillDefaults(PyFunction function, PyCode code, Span<PyObject?> locals, int given)
    {
        var argCount = code.ArgCount;
        var total = argCount + code.KwOnlyArgCount;
        var defaults = function.DefaultsField.Value;
        var firstDefault = argCount - (defaults?.Count ?? 0);
        for (var i = given; i < total; i++)
        {
            if (locals[i] is null && (i < argCount ? i < firstDefault : function.KwDefaultsField.Value?.GetItem(code.LocalsPlusNames[i]) is null))
                return false;
        }
        for (var i = given; i < total; i++)
        {
            if (locals[i] is null)
                Store(locals, i, i < argCount ? defaults![i - firstDefault] : function.KwDefaultsField.Value!.GetItem(code.LocalsPlusNames[i])!);
        }
        return true;
    }

    internal static void Store(Span<PyObject?> locals, int place, PyObject value)
    {
        PyObject.Retain(value);
        locals[place] = value;
    }

    private static PythonException? BindKeywords(
        ThreadState thread, PyFunction function, PyCode code, Span<PyObject?> locals, ReadOnlySpan<PyObject> values, PyTuple names, int total, PyDict? extra)
    {
        var positionalOnly = code.Compiled.PosOnlyArgCount;
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] is not PyStr name)
                return Errors.Type($"{QualName(thread, function)}() keywords must be strings");
            var place = IndexOf(code, name, positionalOnly, total);
            if (place >= 0)
            {
                if (locals[place] is not null)
                    return Errors.Type($"{QualName(thread, function)}() got multiple values for argument '{name}'");
                Store(locals, place, values[i]);
                continue;
            }
            if (extra is not null)
            {
                extra.SetItem(thread, name, values[i]);
                continue;
            }
            return UnexpectedKeyword(thread, function, code, names, name, total);
        }
        return null;
    }

    internal static int IndexOf(PyCode code, PyStr name, int from, int to)
    {
        var names = code.LocalsPlusNames;
        for (var i = from; i < to; i++)
        {
            if (ReferenceEquals(names[i], name))
                return i;
        }
        for (var i = from; i < to; i++)
        {
            if (PyStr.TextEquals(names[i], name))
                return i;
        }
        return -1;
    }

    private static PythonException UnexpectedKeyword(ThreadState thread, PyFunction function, PyCode code, PyTuple names, PyStr name, int total)
    {
        var qualName = QualName(thread, function);
        var wrong = new List<string>();
        foreach (var candidate in names.Items)
        {
            if (candidate is PyStr text && IndexOf(code, text, 0, code.Compiled.PosOnlyArgCount) >= 0)
                wrong.Add(text.ToString());
        }
        if (wrong.Count > 0)
            return Errors.Type($"{qualName}() got some positional-only arguments passed as keyword arguments: '{string.Join(", ", wrong)}'");
        var candidates = new List<string>();
        for (var i = code.Compiled.PosOnlyArgCount; i < total; i++)
            candidates.Add(code.LocalsPlusNames[i].ToString());
        var suggestion = Suggestions.Closest(candidates, name.ToString());
        return Errors.Type(suggestion is null
            ? $"{qualName}() got an unexpected keyword argument '{name}'"
            : $"{qualName}() got an unexpected keyword argument '{name}'. Did you mean '{suggestion}'?");
    }

    private static PythonException TooManyPositional(ThreadState thread, PyFunction function, PyCode code, int given, Span<PyObject?> locals)
    {
        var argCount = code.ArgCount;
        var keywordOnlyGiven = 0;
        for (var i = argCount; i < argCount + code.KwOnlyArgCount; i++)
        {
            if (locals[i] is not null)
                keywordOnlyGiven++;
        }
        var defaults = function.DefaultsField.Value?.Count ?? 0;
        var takes = defaults > 0 ? $"from {argCount - defaults} to {argCount}" : argCount.ToString();
        var plural = defaults > 0 || argCount != 1 ? "s" : "";
        var keywordOnly = keywordOnlyGiven > 0
            ? $" positional argument{(given != 1 ? "s" : "")} (and {keywordOnlyGiven} keyword-only argument{(keywordOnlyGiven != 1 ? "s" : "")})"
            : "";
        var were = given == 1 && keywordOnlyGiven == 0 ? "was" : "were";
        return Errors.Type($"{QualName(thread, function)}() takes {takes} positional argument{plural} but {given}{keywordOnly} {were} given");
    }

    private static PythonException? FillDefaults(ThreadState thread, PyFunction function, PyCode code, Span<PyObject?> locals, int given, int argCount)
    {
        var defaults = function.DefaultsField.Value;
        var defaultCount = defaults?.Count ?? 0;
        var firstDefault = argCount - defaultCount;
        List<string>? missing = null;
        for (var i = given; i < firstDefault; i++)
        {
            if (locals[i] is null)
                (missing ??= []).Add(code.LocalsPlusNames[i].ToString());
        }
        if (missing is not null)
            return Missing(thread, function, missing, "positional");
        for (var i = Math.Max(given, firstDefault); i < argCount; i++)
        {
            if (locals[i] is null)
                Store(locals, i, defaults![i - firstDefault]);
        }
        return null;
    }

    private static PythonException? FillKeywordOnlyDefaults(ThreadState thread, PyFunction function, PyCode code, Span<PyObject?> locals, int from, int to)
    {
        List<string>? missing = null;
        for (var i = from; i < to; i++)
        {
            if (locals[i] is not null)
                continue;
            var name = code.LocalsPlusNames[i];
            if (function.KwDefaultsField.Value?.GetItem(thread, name) is { } value)
                Store(locals, i, value);
            else
                (missing ??= []).Add(name.ToString());
        }
        return missing is null ? null : Missing(thread, function, missing, "keyword-only");
    }

    private static PythonException Missing(ThreadState thread, PyFunction function, List<string> names, string kind)
    {
        var quoted = names.ConvertAll(static name => $"'{name}'");
        var list = quoted.Count switch
        {
            1 => quoted[0],
            2 => $"{quoted[0]} and {quoted[1]}",
            _ => $"{string.Join(", ", quoted.Take(quoted.Count - 1))}, and {quoted[^1]}",
        };
        return Errors.Type($"{QualName(thread, function)}() missing {names.Count} required {kind} argument{(names.Count == 1 ? "" : "s")}: {list}");
    }

    private static string QualName(ThreadState thread, PyFunction function) => Op.Str(thread, function.QualNameField.Value!).ToString();
}
