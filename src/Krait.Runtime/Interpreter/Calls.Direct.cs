using Krait.Compiler;

namespace Krait.Runtime;

internal static partial class Calls
{
    /// <summary>
    /// True where a native method runs because the instruction at which the thread's frame stands has called it, with no native code in between: that
    /// instruction's operand is then the method <paramref name="name"/> of <paramref name="self"/>.
    /// </summary>
    internal static bool IsCalledByFrame(ThreadState thread, PyObject self, string name)
    {
        if (thread.Frame is not { CurrentInstruction: >= 0 } frame)
            return false;
        var instruction = frame.Code.Instructions[frame.CurrentInstruction];
        var depth = instruction.Original switch
        {
            Opcode.Call => instruction.Arg + 2,
            Opcode.CallKw => instruction.Arg + 3,
            Opcode.CallFunctionEx => 4,
            _ => 0,
        };
        if (depth == 0)
            return false;
        return frame.Peek(depth) switch
        {
            PyNativeFunction bound => ReferenceEquals(bound.Self, self) && bound.Method.Name == name,
            PyMethodDescriptor method => method.Method.Name == name && instruction.Original != Opcode.CallFunctionEx
                && (ReferenceEquals(frame.Peek(depth - 1), self) || ReferenceEquals(frame.Peek(depth - 2), self)),
            _ => false,
        };
    }
}
