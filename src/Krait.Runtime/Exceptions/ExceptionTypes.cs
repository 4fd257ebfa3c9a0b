using Krait.Platform;
using Krait.Syntax;

namespace Krait.Runtime;

/// <summary>The exception types of <c>builtins</c>, and factories of the exceptions that carry more than a message.</summary>
public static partial class ExceptionTypes
{
    /// <summary>An AttributeError with its <c>name</c> and <c>obj</c>.</summary>
    public static PythonException NewAttributeError(ThreadState thread, string message, PyObject? obj, PyObject? name)
    {
        var made = thread.EnterNew(new PyAttributeError(AttributeError));
        made.ArgsField.Value = PyTuple.Create(thread, PyStr.From(message));
        made.ObjectField.Value = obj;
        made.NameField.Value = name;
        return new PythonException(made);
    }

    /// <summary>A NameError with its <c>name</c>.</summary>
    public static PythonException NewNameError(ThreadState thread, string message, PyObject? name) => NewNameError(thread, NameError, message, name);

    /// <summary>A NameError, or the UnboundLocalError that <paramref name="type"/> says, with its <c>name</c>.</summary>
    public static PythonException NewNameError(ThreadState thread, PyType type, string message, PyObject? name)
    {
        var made = thread.EnterNew(new PyNameError(type));
        made.ArgsField.Value = PyTuple.Create(thread, PyStr.From(message));
        made.NameField.Value = name;
        return new PythonException(made);
    }

    /// <summary>An ImportError with <c>name</c>, <c>path</c> and <c>name_from</c>.</summary>
    public static PythonException NewImportError(
        ThreadState thread, string message, PyObject? name = null, PyObject? path = null, PyObject? nameFrom = null) =>
        NewImportError(thread, ImportError, message, name, path, nameFrom);

    /// <summary>An ImportError, or a subclass without fields of its own, with <c>name</c>, <c>path</c> and <c>name_from</c>.</summary>
    public static PythonException NewImportError(
        ThreadState thread, PyType type, string message, PyObject? name, PyObject? path = null, PyObject? nameFrom = null)
    {
        var made = thread.EnterNew(new PyImportError(type));
        var text = PyStr.From(message);
        made.ArgsField.Value = PyTuple.Create(thread, text);
        made.MessageField.Value = text;
        made.ModuleNameField.Value = name;
        made.PathField.Value = path;
        made.NameFromField.Value = nameFrom;
        return new PythonException(made);
    }

    /// <summary>
    /// The OSError of an error number of the operating system, or the subclass that stands for it, with the system's message and up to two file names.
    /// </summary>
    public static PythonException NewOSError(ThreadState thread, int errno, PyObject? filename = null, PyObject? filename2 = null) =>
        NewOSError(thread, errno, new Errno(errno).Message, filename, filename2);

    /// <summary>As <see cref="NewOSError(ThreadState, int, PyObject?, PyObject?)"/>, with a message of the caller's.</summary>
    public static PythonException NewOSError(ThreadState thread, int errno, string message, PyObject? filename = null, PyObject? filename2 = null)
    {
        var number = PyInt.From(errno);
        var text = PyStr.From(message);
        var made = thread.EnterNew(new PyOSError(PyOSError.TypeOf(errno) ?? OSError));
        made.ArgsField.Value = PyTuple.Create(thread, number, text);
        made.ErrnoField.Value = number;
        made.MessageField.Value = text;
        if (filename is not (null or PyNone))
        {
            made.FilenameField.Value = filename;
            made.Filename2Field.Value = filename2 is PyNone ? null : filename2;
        }
        return new PythonException(made);
    }

    /// <summary>The exception for text that is no Python: SyntaxError, or the subclass for the kind of error.</summary>
    public static PythonException NewSyntaxError(ThreadState thread, SyntaxErrorException error)
    {
        if (error.Kind == SyntaxErrorKind.StackOverflow)
            return Errors.New(MemoryError, error.Message);
        if (error.Kind == SyntaxErrorKind.ConstantAsName)
            return Errors.Value(error.Message);
        if (error.Kind == SyntaxErrorKind.Unlocated)
            return Errors.New(SyntaxError, error.Message);
        var type = error.Kind switch
        {
            SyntaxErrorKind.IndentationError => IndentationError,
            SyntaxErrorKind.TabError => TabError,
            SyntaxErrorKind.IncompleteInput => IncompleteInputError,
            _ => SyntaxError,
        };
        if (error.Line < 0)
            return Errors.New(type, error.Message);
        // The compiler knows the tree alone: what stood there is looked up in the file, if there is one.
        var source = error.Text ?? (error.FromParser ? null : SourceCompiler.LineOf(thread, error.Filename, error.Line));
        PyObject text = source is null ? PyNone.Instance : PyStr.From(source);
        var details = PyTuple.Create(
            thread,
            PyStr.From(error.Filename),
            PyInt.From(error.Line),
            PyInt.From(error.Offset),
            text,
            PyInt.From(error.EndLine),
            PyInt.From(error.EndOffset));
        var made = Errors.New(thread, type, PyStr.From(error.Message), details);
        if (error.FromParser && made.Value is PySyntaxError syntax)
        {
            // From where to look for misspelt keywords (CPython says the beginning too), and in what; null is the file.
            PyObject whole = error.SourceText is { } all ? PyStr.From(all) : PyNone.Instance;
            syntax.MetadataField.Value = PyTuple.Create(thread, PyInt.From(0), PyInt.From(0), whole);
        }
        return made;
    }

    /// <summary>A UnicodeDecodeError for the bytes from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public static PythonException NewUnicodeDecodeError(ThreadState thread, string encoding, PyBytes data, long start, long end, string reason) =>
        Errors.New(thread, UnicodeDecodeError, PyStr.From(encoding), data, PyInt.From(start), PyInt.From(end), PyStr.From(reason));

    /// <summary>A UnicodeEncodeError for the code points from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public static PythonException NewUnicodeEncodeError(ThreadState thread, string encoding, PyStr text, long start, long end, string reason) =>
        Errors.New(thread, UnicodeEncodeError, PyStr.From(encoding), text, PyInt.From(start), PyInt.From(end), PyStr.From(reason));

    /// <summary>An exception type without fields of its own: its instances are of the C# class that its base's are of.</summary>
    private static PyType Simple(string name, PyType baseType, string doc, Action<PyType>? slots = null) =>
        PyType.CreateBuiltin(new NativeTypeDefinition
        {
            Name = name,
            Doc = doc,
            ClrType = baseType.ClrType,
            Base = () => baseType,
            Flags = TypeFlags.BaseType | TypeFlags.ImmutableType | TypeFlags.HaveGc,
            BasicSize = baseType.BasicSize,
            Slots = slots,
        });
}
