namespace Krait.Runtime;

public static partial class ExceptionTypes
{
    // Bases stand before what derives from them: static fields are initialised in this order.
    public static readonly PyType BaseException = PyBaseException.TypeObject;
    public static readonly PyType Exception = PyException.TypeObject;
    public static readonly PyType ValueError = PyValueError.TypeObject;
    public static readonly PyType StopIteration = PyStopIteration.TypeObject;
    public static readonly PyType SystemExit = PySystemExit.TypeObject;
    public static readonly PyType AttributeError = PyAttributeError.TypeObject;
    public static readonly PyType NameError = PyNameError.TypeObject;
    public static readonly PyType ImportError = PyImportError.TypeObject;
    public static readonly PyType OSError = PyOSError.TypeObject;
    public static readonly PyType SyntaxError = PySyntaxError.TypeObject;
    public static readonly PyType UnicodeError = PyUnicodeError.TypeObject;
    public static readonly PyType BaseExceptionGroup = PyBaseExceptionGroup.TypeObject;
    public static readonly PyType ExceptionGroup = PyBaseExceptionGroup.CreateExceptionGroup();
    public static readonly PyType UnicodeDecodeError = PyUnicodeError.CreateDecodeError();
    public static readonly PyType UnicodeEncodeError = PyUnicodeError.CreateEncodeError();
    public static readonly PyType UnicodeTranslateError = PyUnicodeError.CreateTranslateError();

    public static readonly PyType GeneratorExit = Simple("GeneratorExit", BaseException, "Request that a generator exit.");
    public static readonly PyType KeyboardInterrupt = Simple("KeyboardInterrupt", BaseException, "Program interrupted by user.");
    public static readonly PyType ArithmeticError = Simple("ArithmeticError", Exception, "Base class for arithmetic errors.");
    public static readonly PyType FloatingPointError = Simple("FloatingPointError", ArithmeticError, "Floating-point operation failed.");
    public static readonly PyType OverflowError = Simple("OverflowError", ArithmeticError, "Result too large to be represented.");
    public static readonly PyType ZeroDivisionError = Simple("ZeroDivisionError", ArithmeticError, "Second argument to a division or modulo operation was zero.");
    public static readonly PyType AssertionError = Simple("AssertionError", Exception, "Assertion failed.");
    public static readonly PyType BufferError = Simple("BufferError", Exception, "Buffer error.");
    public static readonly PyType EOFError = Simple("EOFError", Exception, "Read beyond end of file.");
    public static readonly PyType ModuleNotFoundError = Simple("ModuleNotFoundError", ImportError, "Module not found.");
    public static readonly PyType LookupError = Simple("LookupError", Exception, "Base class for lookup errors.");
    public static readonly PyType IndexError = Simple("IndexError", LookupError, "Sequence index out of range.");
    public static readonly PyType KeyError = Simple("KeyError", LookupError, "Mapping key not found.", static type => type.TpStr = PyKeyError.Str);
    public static readonly PyType MemoryError = Simple("MemoryError", Exception, "Out of memory.");
    public static readonly PyType UnboundLocalError = Simple("UnboundLocalError", NameError, "Local name referenced but not bound to a value.");
    public static readonly PyType BlockingIOError = Simple("BlockingIOError", OSError, "I/O operation would block.");
    public static readonly PyType ChildProcessError = Simple("ChildProcessError", OSError, "Child process error.");
    public static readonly PyType ConnectionError = Simple("ConnectionError", OSError, "Connection error.");
    public static readonly PyType BrokenPipeError = Simple("BrokenPipeError", ConnectionError, "Broken pipe.");
    public static readonly PyType ConnectionAbortedError = Simple("ConnectionAbortedError", ConnectionError, "Connection aborted.");
    public static readonly PyType ConnectionRefusedError = Simple("ConnectionRefusedError", ConnectionError, "Connection refused.");
    public static readonly PyType ConnectionResetError = Simple("ConnectionResetError", ConnectionError, "Connection reset.");
    public static readonly PyType FileExistsError = Simple("FileExistsError", OSError, "File already exists.");
    public static readonly PyType FileNotFoundError = Simple("FileNotFoundError", OSError, "File not found.");
    public static readonly PyType InterruptedError = Simple("InterruptedError", OSError, "Interrupted by signal.");
    public static readonly PyType IsADirectoryError = Simple("IsADirectoryError", OSError, "Operation doesn't work on directories.");
    public static readonly PyType NotADirectoryError = Simple("NotADirectoryError", OSError, "Operation only works on directories.");
    public static readonly PyType PermissionError = Simple("PermissionError", OSError, "Not enough permissions.");
    public static readonly PyType ProcessLookupError = Simple("ProcessLookupError", OSError, "Process not found.");
    public static readonly PyType TimeoutError = Simple("TimeoutError", OSError, "Timeout expired.");
    public static readonly PyType ReferenceError = Simple("ReferenceError", Exception, "Weak ref proxy used after referent went away.");
    public static readonly PyType RuntimeError = Simple("RuntimeError", Exception, "Unspecified run-time error.");
    public static readonly PyType NotImplementedError = Simple("NotImplementedError", RuntimeError, "Method or function hasn't been implemented yet.");
    public static readonly PyType PythonFinalizationError = Simple("PythonFinalizationError", RuntimeError, "Operation blocked during Python finalization.");
    public static readonly PyType RecursionError = Simple("RecursionError", RuntimeError, "Recursion limit exceeded.");
    public static readonly PyType StopAsyncIteration = Simple("StopAsyncIteration", Exception, "Signal the end from iterator.__anext__().");
    public static readonly PyType IndentationError = Simple("IndentationError", SyntaxError, "Improper indentation.");
    public static readonly PyType TabError = Simple("TabError", IndentationError, "Improper mixture of spaces and tabs.");
    public static readonly PyType IncompleteInputError = Simple("_IncompleteInputError", SyntaxError, "incomplete input.");
    public static readonly PyType SystemError = Simple("SystemError", Exception, "Internal error in the Python interpreter.\n\nPlease report this to the Python maintainer, along with the traceback,\nthe Python version, and the hardware/OS platform and version.");
    public static readonly PyType TypeError = Simple("TypeError", Exception, "Inappropriate argument type.");
    public static readonly PyType Warning = Simple("Warning", Exception, "Base class for warning categories.");
    public static readonly PyType BytesWarning = Simple("BytesWarning", Warning, "Base class for warnings about bytes and buffer related problems, mostly\nrelated to conversion from str or comparing to str.");
    public static readonly PyType DeprecationWarning = Simple("DeprecationWarning", Warning, "Base class for warnings about deprecated features.");
    public static readonly PyType EncodingWarning = Simple("EncodingWarning", Warning, "Base class for warnings about encodings.");
    public static readonly PyType FutureWarning = Simple("FutureWarning", Warning, "Base class for warnings about constructs that will change semantically\nin the future.");
    public static readonly PyType ImportWarning = Simple("ImportWarning", Warning, "Base class for warnings about probable mistakes in module imports");
    public static readonly PyType PendingDeprecationWarning = Simple("PendingDeprecationWarning", Warning, "Base class for warnings about features which will be deprecated\nin the future.");
    public static readonly PyType ResourceWarning = Simple("ResourceWarning", Warning, "Base class for warnings about resource usage.");
    public static readonly PyType RuntimeWarning = Simple("RuntimeWarning", Warning, "Base class for warnings about dubious runtime behavior.");
    public static readonly PyType SyntaxWarning = Simple("SyntaxWarning", Warning, "Base class for warnings about dubious syntax.");
    public static readonly PyType UnicodeWarning = Simple("UnicodeWarning", Warning, "Base class for warnings about Unicode related problems, mostly\nrelated to conversion problems.");
    public static readonly PyType UserWarning = Simple("UserWarning", Warning, "Base class for warnings generated by user code.");

    /// <summary>Every exception type and alias under its name in <c>builtins</c>.</summary>
    internal static (string Name, PyType Type)[] All { get; } =
    [
        ("BaseException", BaseException),
        ("Exception", Exception),
        ("ValueError", ValueError),
        ("StopIteration", StopIteration),
        ("SystemExit", SystemExit),
        ("AttributeError", AttributeError),
        ("NameError", NameError),
        ("ImportError", ImportError),
        ("OSError", OSError),
        ("SyntaxError", SyntaxError),
        ("UnicodeError", UnicodeError),
        ("BaseExceptionGroup", BaseExceptionGroup),
        ("ExceptionGroup", ExceptionGroup),
        ("UnicodeDecodeError", UnicodeDecodeError),
        ("UnicodeEncodeError", UnicodeEncodeError),
        ("UnicodeTranslateError", UnicodeTranslateError),
        ("GeneratorExit", GeneratorExit),
        ("KeyboardInterrupt", KeyboardInterrupt),
        ("ArithmeticError", ArithmeticError),
        ("FloatingPointError", FloatingPointError),
        ("OverflowError", OverflowError),
        ("ZeroDivisionError", ZeroDivisionError),
        ("AssertionError", AssertionError),
        ("BufferError", BufferError),
        ("EOFError", EOFError),
        ("ModuleNotFoundError", ModuleNotFoundError),
        ("LookupError", LookupError),
        ("IndexError", IndexError),
        ("KeyError", KeyError),
        ("MemoryError", MemoryError),
        ("UnboundLocalError", UnboundLocalError),
        ("BlockingIOError", BlockingIOError),
        ("ChildProcessError", ChildProcessError),
        ("ConnectionError", ConnectionError),
        ("BrokenPipeError", BrokenPipeError),
        ("ConnectionAbortedError", ConnectionAbortedError),
        ("ConnectionRefusedError", ConnectionRefusedError),
        ("ConnectionResetError", ConnectionResetError),
        ("FileExistsError", FileExistsError),
        ("FileNotFoundError", FileNotFoundError),
        ("InterruptedError", InterruptedError),
        ("IsADirectoryError", IsADirectoryError),
        ("NotADirectoryError", NotADirectoryError),
        ("PermissionError", PermissionError),
        ("ProcessLookupError", ProcessLookupError),
        ("TimeoutError", TimeoutError),
        ("ReferenceError", ReferenceError),
        ("RuntimeError", RuntimeError),
        ("NotImplementedError", NotImplementedError),
        ("PythonFinalizationError", PythonFinalizationError),
        ("RecursionError", RecursionError),
        ("StopAsyncIteration", StopAsyncIteration),
        ("IndentationError", IndentationError),
        ("TabError", TabError),
        ("_IncompleteInputError", IncompleteInputError),
        ("SystemError", SystemError),
        ("TypeError", TypeError),
        ("Warning", Warning),
        ("BytesWarning", BytesWarning),
        ("DeprecationWarning", DeprecationWarning),
        ("EncodingWarning", EncodingWarning),
        ("FutureWarning", FutureWarning),
        ("ImportWarning", ImportWarning),
        ("PendingDeprecationWarning", PendingDeprecationWarning),
        ("ResourceWarning", ResourceWarning),
        ("RuntimeWarning", RuntimeWarning),
        ("SyntaxWarning", SyntaxWarning),
        ("UnicodeWarning", UnicodeWarning),
        ("UserWarning", UserWarning),
        ("EnvironmentError", OSError),
        ("IOError", OSError),
    ];
}
