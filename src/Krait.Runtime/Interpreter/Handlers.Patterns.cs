using Krait.Compiler;

namespace Krait.Runtime;

internal static unsafe partial class Handlers
{
    private static void RegisterPatterns(delegate*<ThreadState, PyFrame, int, bool>[] table)
    {
        table[(int)Opcode.MatchMapping] = &MatchMapping;
        table[(int)Opcode.MatchSequence] = &MatchSequence;
        table[(int)Opcode.MatchKeys] = &MatchKeys;
        table[(int)Opcode.MatchClass] = &MatchClass;
    }

    private static bool MatchMapping(ThreadState thread, PyFrame frame, int arg)
    {
        frame.Push(PyBool.From((frame.Peek(1)!.Type.Features & TypeFlags.Mapping) != 0));
        return true;
    }

    private static bool MatchSequence(ThreadState thread, PyFrame frame, int arg)
    {
        frame.Push(PyBool.From((frame.Peek(1)!.Type.Features & TypeFlags.Sequence) != 0));
        return true;
    }

    private static bool MatchKeys(ThreadState thread, PyFrame frame, int arg)
    {
        frame.Push(PatternMatching.Keys(thread, frame.Peek(2)!, (PyTuple)frame.Peek(1)!));
        return true;
    }

    private static bool MatchClass(ThreadState thread, PyFrame frame, int arg)
    {
        Replace(frame, 3, PatternMatching.Class(thread, frame.Peek(3)!, frame.Peek(2)!, arg, (PyTuple)frame.Peek(1)!));
        return true;
    }
}
