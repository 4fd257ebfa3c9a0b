using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Readline;

/// <summary>
/// What the library calls while a line is read, on the thread that reads it and with the interpreter's lock. Nothing may be thrown through the
/// library; errors of hooks and completers are dropped, as a message would come into the middle of the line.
/// </summary>
internal static unsafe class ReadlineCallbacks
{
    public static delegate* unmanaged[Cdecl]<int> Startup => &OnStartup;

    public static delegate* unmanaged[Cdecl]<int> PreInput => &OnPreInput;

    public static delegate* unmanaged[Cdecl]<byte*, int, int, byte**> Complete => &OnComplete;

    public static delegate* unmanaged[Cdecl]<byte**, int, int, void> DisplayMatches => &OnDisplayMatches;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStartup() => CallHook(ReadlineState.Of(ThreadState.Current).Startup);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnPreInput() => CallHook(ReadlineState.Of(ThreadState.Current).PreInput);

    private static int CallHook(PyObject? hook)
    {
        if (hook is null)
            return 0;
        var thread = ThreadState.Current;
        using var held = new Held(thread, hook);
        try
        {
            var answer = Op.Call(thread, hook);
            return answer is PyNone ? 0 : ArgumentConversion.ToInt(thread, answer);
        }
        catch (PythonException)
        {
            return 0;
        }
    }

    /// <summary>Notes where the word is that is to be completed, in characters, and asks for what it can become.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte** OnComplete(byte* text, int start, int end)
    {
        LibReadline.CompletionAppendCharacter = 0;
        LibReadline.CompletionSuppressAppend = false;
        var state = ReadlineState.Of(ThreadState.Current);
        state.Begin = Characters(start);
        state.End = Characters(end);
        return LibReadline.rl_completion_matches(text, &OnCandidate);
    }

    private static int Characters(int bytes) => PyStr.From(FileSystemText.Decode(new ReadOnlySpan<byte>(LibReadline.LineBuffer, bytes))).Length;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* OnCandidate(byte* text, int number)
    {
        var thread = ThreadState.Current;
        if (ReadlineState.Of(thread).Completer is not { } completer)
            return null;
        LibReadline.AttemptedCompletionOver = true;
        using var held = new Held(thread, completer);
        try
        {
            return Op.Call(thread, completer, ReadlineModule.Decode(text), PyInt.From(number)) is PyStr candidate
                ? LibReadline.Duplicate(FileSystemText.Encode(thread, candidate))
                : null;
        }
        catch (PythonException)
        {
            return null;
        }
    }

    /// <summary>The first of the matches is what they have in common; the others follow.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDisplayMatches(byte** matches, int count, int longest)
    {
        var thread = ThreadState.Current;
        if (ReadlineState.Of(thread).DisplayMatches is not { } hook)
            return;
        using var held = new Held(thread, hook);
        try
        {
            var list = PyList.Create(thread);
            for (var i = 1; i <= count; i++)
                list.Append(ReadlineModule.Decode(matches[i]));
            Op.Call(thread, hook, ReadlineModule.Decode(matches[0]), list, PyInt.From(longest));
        }
        catch (PythonException)
        {
        }
    }
}
