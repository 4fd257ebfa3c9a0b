using System.Runtime.CompilerServices;
using Krait.Compiler;
using Krait.Syntax;

namespace Krait.Runtime;

/// <summary>Turns what C# code threw into a Python exception.</summary>
internal static class ExceptionConverter
{
    /// <summary>
    /// The Python exception, with its context set. An exception that is no Python exception is either a limit of the machine (memory, stack) or a
    /// defect of Krait, which the SystemError says.
    /// </summary>
    public static PyBaseException ToPython(ThreadState thread, Exception exception)
    {
        switch (exception)
        {
            case PythonException python:
                if (!python.IsPropagated)
                    Raising.SetContext(thread, python.Value);
                return python.Value;
            case SyntaxErrorException syntax:
                return WithContext(thread, ExceptionTypes.NewSyntaxError(thread, syntax).Value);
            case CompilerRecursionException:
                return WithContext(thread, Errors.Recursion("maximum recursion depth exceeded during compilation").Value);
            case InsufficientExecutionStackException:
                return WithContext(thread, Errors.Recursion("maximum recursion depth exceeded").Value);
            case OutOfMemoryException:
                return WithContext(thread, Errors.Memory().Value);
            default:
                return WithContext(thread, Internal(thread, exception).Value);
        }
    }

    private static PyBaseException WithContext(ThreadState thread, PyBaseException value)
    {
        Raising.SetContext(thread, value);
        return value;
    }

    private static PythonException Internal(ThreadState thread, Exception exception)
    {
        var where = "";
        if (thread.Frame is { } frame && frame.CurrentInstruction >= 0)
        {
            var instruction = frame.Code.Instructions[frame.CurrentInstruction];
            where = $" in instruction {OpcodeInfo.Name((int)instruction.Original)} {instruction.Arg} of {frame.Code.QualNameField}";
        }
        var details = Environment.GetEnvironmentVariable("KRAIT_DEBUG") is { Length: > 0 } ? exception.ToString() : FirstFrames(exception);
        return Errors.System(
            $"internal error of krait{where}: {exception.GetType().Name}: {exception.Message}{details}. This is a defect of krait; please report it.");
    }

    /// <summary>The C# methods nearest to the error: what a report needs most.</summary>
    private static string FirstFrames(Exception exception)
    {
        var trace = new System.Diagnostics.StackTrace(exception, false);
        var names = new List<string>();
        for (var i = 0; i < Math.Min(3, trace.FrameCount); i++)
        {
            if (System.Diagnostics.DiagnosticMethodInfo.Create(trace.GetFrame(i)!) is { } method)
                names.Add($"{method.DeclaringTypeName}.{method.Name}");
        }
        return names.Count == 0 ? "" : $" (at {string.Join(", ", names)})";
    }
}
