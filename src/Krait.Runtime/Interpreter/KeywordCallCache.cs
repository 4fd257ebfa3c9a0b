using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// What a specialised <c>CALL_KW</c> remembers: the parameters of a Python function to which its keyword arguments go. Functions that collect arguments
/// (<c>*args</c>, <c>**kwargs</c>) have no such cache.
/// </summary>
internal sealed class KeywordCallCache
{
    private readonly PyCode _code;
    private readonly PyTuple _names;

    /// <summary>The number of positional arguments, self included.</summary>
    private readonly int _positional;

    /// <summary>The parameter of each keyword argument.</summary>
    private readonly int[] _places;

    private KeywordCallCache(PyCode code, PyTuple names, int positional, int[] places)
    {
        _code = code;
        _names = names;
        _positional = positional;
        _places = places;
    }

    /// <summary>A cache for the call whose operands are on top of the frame's stack; null where the general way must be taken.</summary>
    public static KeywordCallCache? For(PyFrame frame, int argc)
    {
        if (frame.Peek(1) is not PyTuple names)
            return null;
        var callable = frame.Peek(argc + 3);
        var hasSelf = frame.Peek(argc + 2) is not null;
        if (callable is PyMethod method && !hasSelf)
        {
            callable = method.Function;
            hasSelf = true;
        }
        if (callable is not PyFunction { Code: var code } || (code.CodeFlags & (Krait.Compiler.CodeFlags.VarArgs | Krait.Compiler.CodeFlags.VarKeywords)) != 0)
            return null;
        var positional = argc - names.Count + (hasSelf ? 1 : 0);
        if (positional > code.ArgCount)
            return null;
        var places = new int[names.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var place = System.Array.IndexOf(code.LocalsPlusNames, names[i], 0, code.ArgCount + code.KwOnlyArgCount);
            // Positional-only parameters have no names for this; a parameter that is given twice is an error.
            if (place < positional || place < code.Compiled.PosOnlyArgCount)
                return null;
            places[i] = place;
        }
        return new KeywordCallCache(code, names, positional, places);
    }

    /// <summary>
    /// Makes the function's frame the thread's: the arguments move to it. False where the cache does not fit or an argument is missing; then nothing has
    /// happened.
    /// </summary>
    public bool TryPushFrame(ThreadState thread, PyFrame caller, int argc)
    {
        var names = caller.Peek(1);
        Calls.UnwrapMethod(caller, argc + 2);
        var hasSelf = caller.Peek(argc + 2) is not null;
        if (caller.Peek(argc + 3)!.GetType() != typeof(PyFunction) || !ReferenceEquals(names, _names))
            return false;
        var function = Unsafe.As<PyFunction>(caller.Peek(argc + 3)!);
        if (!ReferenceEquals(function.Code, _code) || argc - _places.Length + (hasSelf ? 1 : 0) != _positional)
            return false;
        var frame = PyFrame.Push(thread, function, _code);
        var locals = frame.Locals;
        ref var from = ref caller.Peek(_positional + _places.Length + 1);
        for (var i = 0; i < _positional; i++)
            locals[i] = Unsafe.Add(ref from, i);
        locals[_positional..].Clear();
        for (var i = 0; i < _places.Length; i++)
            locals[_places[i]] = Unsafe.Add(ref from, _positional + i);
        if (!ArgumentPasser.TryFillDefaults(function, _code, locals, _positional))
        {
            Calls.Abandon(thread, frame, function);
            return false;
        }
        // The arguments are the frame's now, as is the function; what is left of the operands are the names, and the null where there is no self.
        caller.StackTop -= argc + 3;
        PyObject.Release(names!);
        frame.Back = caller;
        thread.Frame = frame;
        return true;
    }
}
