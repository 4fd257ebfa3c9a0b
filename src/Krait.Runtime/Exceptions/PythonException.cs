namespace Krait.Runtime;

/// <summary>Carries a Python exception through C# code. Thrown by native code, caught by the interpreter at the instruction.</summary>
public sealed class PythonException(PyBaseException value) : Exception
{
    /// <summary>The Python exception.</summary>
    public PyBaseException Value { get; } = value;

    /// <summary>What C# code threw, as a Python exception: a limit of the machine, or SystemError for a defect of Krait.</summary>
    public static PythonException From(ThreadState thread, Exception exception) =>
        exception as PythonException ?? new PythonException(ExceptionConverter.ToPython(thread, exception));

    /// <summary>True where the exception left Python code: its context was set when it was raised there.</summary>
    internal bool IsPropagated { get; init; }

    public override string Message => $"{Value.Type.Name}: {Value.DisplayText()}";

    /// <summary>True where the exception is an instance of <paramref name="type"/>.</summary>
    public bool Matches(PyType type) => Value.Type.IsSubtypeOf(type);
}
