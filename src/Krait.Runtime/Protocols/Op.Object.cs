using System.Runtime.CompilerServices;
using System.Text;

namespace Krait.Runtime;

/// <summary>
/// CPython's abstract object layer: each operation goes through the slots of the type, with CPython's rules and messages. An operation
/// carries the name that Python's C API gives it, without the prefix.
/// </summary>
public static partial class Op
{
    /// <summary>The type, <c>type(o)</c>.</summary>
    public static PyType Type(PyObject o) => o.Type;

    /// <summary>The identity, <c>id(o)</c>.</summary>
    public static long Id(ThreadState thread, PyObject o) => thread.Interpreter.Identities.Of(o);

    /// <summary><c>repr(o)</c>.</summary>
    public static PyStr Repr(ThreadState thread, PyObject o)
    {
        EnterRecursion(thread, " while getting the repr of an object");
        if (o.Type.TpRepr is not { } repr)
            return PyStr.From($"<{o.Type.Name} object at 0x{Id(thread, o):x12}>");
        var result = repr(thread, o);
        return result as PyStr ?? throw Errors.Type($"__repr__ returned non-string (type {result.Type.Name})");
    }

    /// <summary><c>str(o)</c>.</summary>
    public static PyStr Str(ThreadState thread, PyObject o)
    {
        if (o.GetType() == typeof(PyStr))
            return Unsafe.As<PyStr>(o);
        if (o.Type.TpStr is not { } str)
            return Repr(thread, o);
        EnterRecursion(thread, " while getting the str of an object");
        var result = str(thread, o);
        return result as PyStr ?? throw Errors.Type($"__str__ returned non-string (type {result.Type.Name})");
    }

    /// <summary>The text of <see cref="Repr"/>, for messages.</summary>
    public static string ReprText(ThreadState thread, PyObject o) => Repr(thread, o).ToString();

    /// <summary>The text of <see cref="Str"/>, for messages.</summary>
    public static string StrText(ThreadState thread, PyObject o) => Str(thread, o).ToString();

    /// <summary><c>ascii(o)</c>: the repr with everything past ASCII escaped.</summary>
    public static PyStr Ascii(ThreadState thread, PyObject o)
    {
        var repr = Repr(thread, o);
        if (repr.Bmp is { } text && System.Text.Ascii.IsValid(text))
            return repr;
        var escaped = new StringBuilder(repr.Length + 16);
        for (var i = 0; i < repr.Length; i++)
        {
            var point = repr[i];
            _ = point switch
            {
                < 0x80 => escaped.Append((char)point),
                < 0x100 => escaped.Append($"\\x{point:x2}"),
                < 0x10000 => escaped.Append($"\\u{point:x4}"),
                _ => escaped.Append($"\\U{point:x8}"),
            };
        }
        return PyStr.From(escaped.ToString());
    }

    /// <summary><c>hash(o)</c>; TypeError where the type is not hashable.</summary>
    public static long Hash(ThreadState thread, PyObject o) => o.Type.TpHash is { } hash ? hash(thread, o) : throw Unhashable(o);

    /// <summary>The error of hashing an object that cannot be hashed.</summary>
    public static PythonException Unhashable(PyObject o) => Errors.Type($"unhashable type: '{o.Type.Name}'");

    /// <summary><c>format(o, spec)</c>.</summary>
    public static PyStr Format(ThreadState thread, PyObject o, PyObject spec)
    {
        if (spec is not PyStr specText)
            throw Errors.Type($"format() argument 2 must be str, not {spec.Type.Name}");
        if (specText.Length == 0)
        {
            if (o.GetType() == typeof(PyStr))
                return Unsafe.As<PyStr>(o);
            if (o.GetType() == typeof(PyInt))
                return Str(thread, o);
        }
        if (!LookupSpecialMethod(thread, o, Names.Format, out var method, out var isMethod))
            throw Errors.Type($"Type {o.Type.Name} doesn't define __format__");
        var result = isMethod ? Call(thread, method, o, specText) : Call(thread, method, specText);
        return result as PyStr ?? throw Errors.Type($"__format__ must return a str, not {result.Type.Name}");
    }

    /// <summary>The truth value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsTrue(ThreadState thread, PyObject o)
    {
        if (ReferenceEquals(o, PyBool.True))
            return true;
        return !ReferenceEquals(o, PyBool.False) && !ReferenceEquals(o, PyNone.Instance) && IsTrueGeneral(thread, o);
    }

    private static bool IsTrueGeneral(ThreadState thread, PyObject o)
    {
        var type = o.Type;
        if (type.NbBool is { } nbBool)
            return nbBool(thread, o);
        if (type.MpLength is { } mpLength)
            return mpLength(thread, o) > 0;
        return type.SqLength is not { } sqLength || sqLength(thread, o) > 0;
    }

    /// <summary><c>not o</c>.</summary>
    public static bool Not(ThreadState thread, PyObject o) => !IsTrue(thread, o);

    /// <summary><c>dir(o)</c>: a sorted list of names.</summary>
    public static PyList Dir(ThreadState thread, PyObject o)
    {
        if (LookupSpecial(thread, o, Names.Dir) is not { } dir)
            throw Errors.Type("object does not provide __dir__");
        var names = ListFrom(thread, Call(thread, dir));
        CallMethod(thread, names, Names.Sort);
        return names;
    }

    /// <summary>Adds a line to the notes of an exception, as <c>add_note</c> does.</summary>
    public static void AddNote(ThreadState thread, PyBaseException exception, string note) =>
        CallMethod(thread, exception, Names.AddNote, PyStr.From(note));

    /// <summary>The module of this name, imported now where it is not loaded yet.</summary>
    public static PyObject ImportModule(ThreadState thread, string name)
    {
        var import = thread.Interpreter.BuiltinsDict.GetItem(Names.Import)
            ?? throw Errors.New(ExceptionTypes.ImportError, "__import__ not found");
        // A non-empty list of names asks for the submodule itself, not for the package above it.
        var fromList = PyTuple.Create(thread, Names.Doc);
        var globals = PyDict.Create(thread);
        return Call(thread, import, PyStr.Intern(name), globals, globals, fromList, PyInt.From(0));
    }

    /// <summary>An attribute of a module, which is imported where it is not loaded yet.</summary>
    public static PyObject ImportFrom(ThreadState thread, string module, string name) =>
        GetAttr(thread, ImportModule(thread, module), name);

    /// <summary>A built-in function as the running code knows it; <c>__reduce__</c> methods name it.</summary>
    public static PyObject Builtin(ThreadState thread, PyStr name) =>
        TryGetMappingItem(thread, thread.Frame?.Builtins ?? thread.Interpreter.BuiltinsDict, name)
        ?? throw Errors.New(thread, ExceptionTypes.AttributeError, name);

    /// <summary>Issues a warning, about <paramref name="source"/> where it is one of resources; throws where a filter makes it an error.</summary>
    public static void Warn(ThreadState thread, PyType category, string message, int stackLevel = 1, PyObject? source = null) =>
        Warnings.Warn(thread, category, message, stackLevel, source);

    /// <summary>
    /// Reports an exception that nobody can catch to <c>sys.unraisablehook</c>. With a <paramref name="message"/> the repr of
    /// <paramref name="where"/> completes it; without one the hook gets the object.
    /// </summary>
    public static void WriteUnraisable(ThreadState thread, PythonException error, PyObject? where, string? message = null)
    {
        if (error.Value.TracebackField.Value is null && thread.Frame is { } running)
            PyTraceback.Add(thread, error.Value, running);
        PyObject text = PyNone.Instance;
        if (message is not null)
        {
            text = PyStr.From(where is null ? message : $"{message} {ReprOrPlaceholder(thread, where)}");
            where = null;
        }
        var args = PyUnraisableHookArgs.Create(thread, error.Value, text, where ?? PyNone.Instance);
        // Not by an import: at the end of the interpreter there are none any more.
        var hook = thread.Interpreter.SysDict.GetItem(Names.Unraisablehook);
        if (hook is null or PyNone)
        {
            thread.Interpreter.PrintUnraisable(thread, args);
            return;
        }
        try
        {
            AuditEvents.Raise(thread, "sys.unraisablehook", hook, args);
            Call(thread, hook, args);
        }
        catch (PythonException second)
        {
            thread.Interpreter.PrintUnraisable(
                thread,
                PyUnraisableHookArgs.Create(thread, second.Value, PyStr.From("Exception ignored in sys.unraisablehook"), hook));
        }
    }

    private static string ReprOrPlaceholder(ThreadState thread, PyObject o)
    {
        try
        {
            return ReprText(thread, o);
        }
        catch (PythonException)
        {
            return "<object repr() failed>";
        }
    }
}
