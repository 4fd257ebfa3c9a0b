using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>Calls with <c>*args</c> and <c>**kwargs</c>: what they give goes to the parameters with no array of arguments in between.</summary>
internal static partial class Calls
{
    /// <summary>
    /// The frame for a call of a Python function with a tuple and a dict, which are operands. Null where the general way must be taken, which also has
    /// the words for what is wrong; then nothing has happened.
    /// </summary>
    public static PyFrame? TryPushSpread(ThreadState thread, PyFunction function, PyTuple positional, PyDict? keywords)
    {
        var code = function.Code;
        var argCount = code.ArgCount;
        var total = argCount + code.KwOnlyArgCount;
        var hasVarArgs = (code.CodeFlags & CodeFlags.VarArgs) != 0;
        var given = Math.Min(positional.Count, argCount);
        if (positional.Count > argCount && !hasVarArgs)
            return null;
        PyObject.Retain(function);
        var frame = PyFrame.Push(thread, function, code);
        var locals = frame.Locals;
        locals.Clear();
        for (var i = 0; i < given; i++)
            ArgumentPasser.Store(locals, i, positional[i]);
        if (!TryPassKeywords(thread, code, locals, keywords, total, out var others) || !ArgumentPasser.TryFillDefaults(function, code, locals, given))
        {
            frame.Finish(thread);
            return null;
        }
        if (hasVarArgs)
            ArgumentPasser.Store(locals, total, RestOf(thread, positional, argCount));
        if (others is not null)
            ArgumentPasser.Store(locals, hasVarArgs ? total + 1 : total, others);
        return frame;
    }

    // A tuple or a dict that only the operand refers to may be the callee's: nobody can tell it from a copy.
    private static PyTuple RestOf(ThreadState thread, PyTuple positional, int argCount) =>
        positional.Count <= argCount ? PyTuple.Empty
        : argCount == 0 && positional.RefCount <= 1 ? positional
        : PyTuple.Create(thread, positional.Items[argCount..]);

    /// <summary>
    /// Gives keyword arguments to the parameters that they name. What is left goes to <paramref name="others"/> where the function collects such arguments;
    /// false where it does not.
    /// </summary>
    private static bool TryPassKeywords(ThreadState thread, PyCode code, Span<PyObject?> locals, PyDict? keywords, int total, out PyDict? others)
    {
        var collects = (code.CodeFlags & CodeFlags.VarKeywords) != 0;
        others = null;
        if (keywords is null || keywords.Count == 0)
        {
            if (collects)
                others = PyDict.Create(thread);
            return true;
        }
        var first = code.Compiled.PosOnlyArgCount;
        var passed = 0;
        var position = 0;
        while (keywords.Next(ref position, out var key, out var value))
        {
            if (key.GetType() != typeof(PyStr))
                return false;
            var place = ArgumentPasser.IndexOf(code, (PyStr)key, first, total);
            if (place < 0 ? !collects : locals[place] is not null)
                return false;
            if (place < 0)
                continue;
            ArgumentPasser.Store(locals, place, value);
            passed++;
        }
        if (collects)
            others = passed == 0 && keywords.RefCount == 1 && keywords.GetType() == typeof(PyDict) ? keywords : Others(thread, code, keywords, first, total);
        return true;
    }

    private static PyDict Others(ThreadState thread, PyCode code, PyDict keywords, int first, int total)
    {
        var others = PyDict.Create(thread);
        var position = 0;
        while (keywords.Next(ref position, out var key, out var value))
        {
            if (ArgumentPasser.IndexOf(code, (PyStr)key, first, total) < 0)
                others.SetItem(thread, key, value);
        }
        return others;
    }
}
