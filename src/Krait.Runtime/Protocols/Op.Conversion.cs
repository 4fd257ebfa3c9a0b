using System.Runtime.CompilerServices;

namespace Krait.Runtime;

public static partial class Op
{
    /// <summary>True where the object can stand for an int (<c>__index__</c>).</summary>
    public static bool IsIndex(PyObject o) => o.Type.NbIndex is not null;

    /// <summary>The object as an int, through <c>__index__</c>. An instance of a subclass of int is returned as it is.</summary>
    public static PyInt Index(ThreadState thread, PyObject o)
    {
        if (o is PyInt number)
            return number;
        if (o.Type.NbIndex is not { } slot)
            throw Errors.Type($"'{o.Type.Name}' object cannot be interpreted as an integer");
        var result = slot(thread, o);
        if (result is not PyInt index)
            throw Errors.Type($"__index__ returned non-int (type {result.Type.Name})");
        if (!IsExactInt(index))
            WarnStrictSubclass(thread, "__index__ returned non-int", index, "int");
        return index;
    }

    /// <summary>As <see cref="Index"/>, but always an exact int: <c>operator.index</c>.</summary>
    public static PyInt IndexExact(ThreadState thread, PyObject o) => Exact(Index(thread, o));

    private static bool IsExactInt(PyInt number) => ReferenceEquals(number.Type, PyInt.TypeObject);

    /// <summary>The same value as an exact int.</summary>
    public static PyInt Exact(PyInt number)
    {
        if (IsExactInt(number))
            return number;
        return number.TryGetLong(out var value) ? PyInt.From(value) : PyInt.From(number.Big);
    }

    private static void WarnStrictSubclass(ThreadState thread, string what, PyObject result, string type) =>
        Warn(
            thread,
            ExceptionTypes.DeprecationWarning,
            $"{what} (type {result.Type.Name}).  The ability to return an instance of a strict subclass of {type} "
            + "is deprecated, and may not be supported in a future version of Python.");

    /// <summary>A size or position, through <c>__index__</c>; OverflowError where it is too large.</summary>
    public static long AsIndexLong(ThreadState thread, PyObject o) => AsIndexLong(thread, o, ExceptionTypes.OverflowError);

    /// <summary>A size or position, through <c>__index__</c>; <paramref name="error"/> where it is too large.</summary>
    public static long AsIndexLong(ThreadState thread, PyObject o, PyType error)
    {
        if (o.GetType() == typeof(PyInt))
            return Unsafe.As<PyInt>(o).Value;
        return Index(thread, o).TryGetLong(out var value)
            ? value
            : throw Errors.New(error, $"cannot fit '{o.Type.Name}' into an index-sized integer");
    }

    /// <summary>A size or position, through <c>__index__</c>, cut to the range of a <c>long</c>.</summary>
    public static long AsIndexClamped(ThreadState thread, PyObject o)
    {
        if (o.GetType() == typeof(PyInt))
            return Unsafe.As<PyInt>(o).Value;
        var number = Index(thread, o);
        if (number.TryGetLong(out var value))
            return value;
        return number.Big.Sign < 0 ? long.MinValue : long.MaxValue;
    }

    /// <summary>A C <c>long</c>, through <c>__index__</c>.</summary>
    public static long AsLong(ThreadState thread, PyObject o) =>
        Index(thread, o).TryGetLong(out var value) ? value : throw Errors.Overflow("Python int too large to convert to C long");

    /// <summary>A C <c>ssize_t</c>, from an int only.</summary>
    public static long AsSsize(PyObject o)
    {
        if (o is not PyInt number)
            throw Errors.Type("an integer is required");
        return number.TryGetLong(out var value) ? value : throw Errors.Overflow("Python int too large to convert to C ssize_t");
    }

    /// <summary>A C <c>int</c>, through <c>__index__</c>.</summary>
    public static int AsInt(ThreadState thread, PyObject o)
    {
        if (Index(thread, o).TryGetLong(out var value) && value is >= int.MinValue and <= int.MaxValue)
            return (int)value;
        throw Errors.Overflow("Python int too large to convert to C int");
    }

    /// <summary>A real number as a C# double, through <c>__float__</c> or <c>__index__</c>.</summary>
    public static double AsDouble(ThreadState thread, PyObject o)
    {
        if (o is PyFloat number)
            return number.Value;
        var type = o.Type;
        if (type.NbFloat is { } slot)
            return FloatResult(thread, o, slot(thread, o)).Value;
        if (type.NbIndex is null)
            throw Errors.Type($"must be real number, not {type.Name}");
        return ArgumentConversion.ToDouble(thread, Index(thread, o));
    }

    private static PyFloat FloatResult(ThreadState thread, PyObject o, PyObject result)
    {
        if (result is not PyFloat number)
            throw Errors.Type($"{o.Type.Name}.__float__ returned non-float (type {result.Type.Name})");
        if (!ReferenceEquals(number.Type, PyFloat.TypeObject))
            WarnStrictSubclass(thread, $"{o.Type.Name}.__float__ returned non-float", number, "float");
        return number;
    }

    /// <summary><c>int(o)</c>: an exact int.</summary>
    public static PyInt Int(ThreadState thread, PyObject o)
    {
        if (o.GetType() == typeof(PyInt))
            return Unsafe.As<PyInt>(o);
        var type = o.Type;
        if (type.NbInt is { } slot)
        {
            var result = slot(thread, o);
            if (result is not PyInt number)
                throw Errors.Type($"__int__ returned non-int (type {result.Type.Name})");
            if (!IsExactInt(number))
                WarnStrictSubclass(thread, "__int__ returned non-int", number, "int");
            return Exact(number);
        }
        if (type.NbIndex is not null)
            return IndexExact(thread, o);
        if (o is PyStr text)
            return PyInt.Parse(thread, text, 10);
        if (type.BfGetBuffer is null)
            throw Errors.Type($"int() argument must be a string, a bytes-like object or a real number, not '{type.Name}'");
        using var buffer = PyBuffer.Get(thread, o, BufferFlags.Simple);
        return PyInt.ParseBytes(thread, o, buffer.Span, 10);
    }

    /// <summary><c>float(o)</c>: an exact float.</summary>
    public static PyFloat Float(ThreadState thread, PyObject o)
    {
        if (o.GetType() == typeof(PyFloat) && ReferenceEquals(o.Type, PyFloat.TypeObject))
            return Unsafe.As<PyFloat>(o);
        var type = o.Type;
        if (type.NbFloat is { } slot)
        {
            var number = FloatResult(thread, o, slot(thread, o));
            return ReferenceEquals(number.Type, PyFloat.TypeObject) ? number : PyFloat.From(number.Value);
        }
        if (type.NbIndex is not null)
            return PyFloat.From(AsDouble(thread, Index(thread, o)));
        return o is PyStr || type.BfGetBuffer is not null
            ? PyFloat.From(PyFloat.Parse(thread, o))
            : throw Errors.Type($"float() argument must be a string or a real number, not '{type.Name}'");
    }
}
