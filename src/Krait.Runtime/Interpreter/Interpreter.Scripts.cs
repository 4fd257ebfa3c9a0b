using System.Buffers.Binary;

namespace Krait.Runtime;

public sealed partial class Interpreter
{
    private const int BytecodeHeaderSize = 16;

    /// <summary>Compiles the source of a script.</summary>
    /// <exception cref="PythonException">SyntaxError, and what else <c>compile()</c> raises.</exception>
    public static PyObject CompileScript(ThreadState thread, byte[] source, string filename) =>
        SourceCompiler.Compile(thread, PyBytes.From(source), new CompileRequest { Filename = filename, Mode = "exec", FromFile = true });

    /// <summary>True for the content of a <c>.pyc</c> file, of this version or another.</summary>
    public static bool IsBytecode(string path, ReadOnlySpan<byte> content) =>
        path.EndsWith(".pyc", StringComparison.Ordinal)
        || content.Length >= 4 && BinaryPrimitives.ReadInt32LittleEndian(content) == ImpModule.MagicNumber;

    /// <summary>The code object of a <c>.pyc</c> file that is run as a script.</summary>
    /// <exception cref="PythonException">EOFError or RuntimeError: the file is too short, of another version, or damaged.</exception>
    public static PyObject ReadBytecode(ThreadState thread, ReadOnlySpan<byte> content)
    {
        if (content.Length >= 4 && BinaryPrimitives.ReadInt32LittleEndian(content) != ImpModule.MagicNumber)
            throw Errors.Runtime("Bad magic number in .pyc file");
        if (content.Length < BytecodeHeaderSize)
            throw Errors.New(ExceptionTypes.EOFError, "EOF read where not expected");
        try
        {
            if (new MarshalReader(thread, content[BytecodeHeaderSize..]).Read() is PyCode code)
                return code;
        }
        catch (PythonException damaged) when (!damaged.Matches(ExceptionTypes.MemoryError))
        {
            throw Errors.Runtime("Bad code object in .pyc file");
        }
        throw Errors.Runtime("Bad code object in .pyc file");
    }
}
