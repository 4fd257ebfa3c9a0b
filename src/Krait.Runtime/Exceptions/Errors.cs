using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>Factories of Python exceptions: <c>throw Errors.Type($"...")</c>. They return, so that the compiler sees the flow.</summary>
public static partial class Errors
{
    /// <summary>An exception of any type whose one argument is a message.</summary>
    public static PythonException New(PyType type, string message) =>
        New(ThreadState.Current, type, PyStr.From(message));

    /// <summary>An exception of any type with arguments; the type is called, as <c>raise type(*args)</c> does.</summary>
    public static PythonException New(ThreadState thread, PyType type, params ReadOnlySpan<PyObject> args)
    {
        // A built-in type that adds nothing to BaseException's constructor need not be called.
        var plain = PyBaseException.TypeObject;
        if (!type.IsHeapType && ReferenceEquals(type.TpInit, plain.TpInit) && ReferenceEquals(type.TpNew, plain.TpNew))
            return new PythonException(PyBaseException.CreateDirect(thread, type, args));
        var made = Op.Call(thread, type, args);
        return made is PyBaseException exception
            ? new PythonException(exception)
            : Type($"calling {Op.ReprText(thread, type)} should have returned an instance of BaseException, not {Op.ReprText(thread, made.Type)}");
    }

    public static PythonException Type(string message) => New(ExceptionTypes.TypeError, message);

    public static PythonException Value(string message) => New(ExceptionTypes.ValueError, message);

    public static PythonException Index(string message) => New(ExceptionTypes.IndexError, message);

    /// <summary>A KeyError whose argument is the key itself.</summary>
    public static PythonException Key(ThreadState thread, PyObject key) => New(thread, ExceptionTypes.KeyError, key);

    public static PythonException Overflow(string message) => New(ExceptionTypes.OverflowError, message);

    public static PythonException ZeroDivision(string message) => New(ExceptionTypes.ZeroDivisionError, message);

    public static PythonException Runtime(string message) => New(ExceptionTypes.RuntimeError, message);

    public static PythonException NotImplemented(string message) => New(ExceptionTypes.NotImplementedError, message);

    public static PythonException Buffer(string message) => New(ExceptionTypes.BufferError, message);

    public static PythonException Lookup(string message) => New(ExceptionTypes.LookupError, message);

    public static PythonException Eof(string message) => New(ExceptionTypes.EOFError, message);

    public static PythonException Memory() => New(ThreadState.Current, ExceptionTypes.MemoryError);

    /// <summary>An error in Krait itself; says so.</summary>
    public static PythonException System(string message) => New(ExceptionTypes.SystemError, message);

    public static PythonException Recursion(string message) => New(ExceptionTypes.RecursionError, message);

    /// <summary>An AttributeError with its <c>name</c> and <c>obj</c>.</summary>
    public static PythonException Attribute(ThreadState thread, string message, PyObject obj, PyStr name) =>
        ExceptionTypes.NewAttributeError(thread, message, obj, name);

    /// <summary>A NameError with its <c>name</c>.</summary>
    public static PythonException Name(ThreadState thread, string message, PyStr name) =>
        ExceptionTypes.NewNameError(thread, message, name);

    /// <summary>The OSError (or the subclass for the number) of an error of the operating system, with up to two file names.</summary>
    public static PythonException Os(ThreadState thread, int errno, PyObject? filename = null, PyObject? filename2 = null) =>
        ExceptionTypes.NewOSError(thread, errno, filename, filename2);

    public static PythonException StopIteration(ThreadState thread, PyObject? value)
    {
        var made = thread.EnterNew(new PyStopIteration(ExceptionTypes.StopIteration));
        if (value is not (null or PyNone))
        {
            made.ArgsField.Value = PyTuple.Create(thread, value);
            made.ValueField.Value = value;
        }
        return new PythonException(made);
    }
}
