using System.Numerics;
using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>Converts the results of C# methods to Python objects; null becomes None. Generated code calls it.</summary>
public static class ResultConversion
{
    /// <summary>A bool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PyObject ToPython(ThreadState thread, bool value) => PyBool.From(value);

    /// <summary>An int.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PyObject ToPython(ThreadState thread, long value) => PyInt.From(value);

    /// <summary>An int.</summary>
    public static PyObject ToPython(ThreadState thread, ulong value) =>
        value <= long.MaxValue ? PyInt.From((long)value) : PyInt.From((BigInteger)value);

    /// <summary>An int of any size.</summary>
    public static PyObject ToPython(ThreadState thread, BigInteger value) => PyInt.From(value);

    /// <summary>A float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PyObject ToPython(ThreadState thread, double value) => PyFloat.From(value);

    /// <summary>A str from UTF-16, or None.</summary>
    public static PyObject ToPython(ThreadState thread, string? value) => value is null ? PyNone.Instance : PyStr.From(value);

    /// <summary>Bytes that take over the array, or None.</summary>
    public static PyObject ToPython(ThreadState thread, byte[]? value) => value is null ? PyNone.Instance : PyBytes.From(value);

    /// <summary>A bool, or None.</summary>
    public static PyObject ToPython(ThreadState thread, bool? value) => value is { } known ? PyBool.From(known) : PyNone.Instance;

    /// <summary>An int, or None.</summary>
    public static PyObject ToPython(ThreadState thread, long? value) => value is { } known ? PyInt.From(known) : PyNone.Instance;

    /// <summary>An int, or None.</summary>
    public static PyObject ToPython(ThreadState thread, ulong? value) => value is { } known ? ToPython(thread, known) : PyNone.Instance;

    /// <summary>An int of any size, or None.</summary>
    public static PyObject ToPython(ThreadState thread, BigInteger? value) => value is { } known ? PyInt.From(known) : PyNone.Instance;

    /// <summary>A float, or None.</summary>
    public static PyObject ToPython(ThreadState thread, double? value) => value is { } known ? PyFloat.From(known) : PyNone.Instance;
}
