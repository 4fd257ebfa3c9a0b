namespace Krait.Runtime;

/// <summary>Reads lines at the terminal and lets them be edited: what the module <c>readline</c> brings to <c>input()</c> and the plain prompt.</summary>
public interface ILineEditor
{
    /// <summary>A line with its end, without one where the input ended in it, empty at the end of the input.</summary>
    /// <param name="thread">The thread that reads.</param>
    /// <param name="prompt">The prompt, without a null byte.</param>
    /// <exception cref="PythonException">What a signal's handler raised, KeyboardInterrupt above all.</exception>
    byte[] ReadLine(ThreadState thread, byte[] prompt);
}
