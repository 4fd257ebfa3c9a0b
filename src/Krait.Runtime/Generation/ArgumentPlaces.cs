using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>Room for bound arguments on the stack.</summary>
[InlineArray(2)]
public struct ArgumentPlaces2
{
    private PyObject? _first;
}

/// <summary>Room for bound arguments on the stack.</summary>
[InlineArray(4)]
public struct ArgumentPlaces4
{
    private PyObject? _first;
}

/// <summary>Room for bound arguments on the stack.</summary>
[InlineArray(8)]
public struct ArgumentPlaces8
{
    private PyObject? _first;
}

/// <summary>Room for bound arguments on the stack.</summary>
[InlineArray(16)]
public struct ArgumentPlaces16
{
    private PyObject? _first;
}

/// <summary>Room for bound arguments on the stack.</summary>
[InlineArray(32)]
public struct ArgumentPlaces32
{
    private PyObject? _first;
}

/// <summary>Fills room on the stack with arguments.</summary>
internal static class ArgumentPlacesExtensions
{
    /// <summary>The places with two arguments; valid as long as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<PyObject> Fill([UnscopedRef] this ref ArgumentPlaces2 places, PyObject a, PyObject b)
    {
        Span<PyObject?> all = places;
        all[0] = a;
        all[1] = b;
        return all!;
    }

    /// <summary>The places with three or four arguments; valid as long as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<PyObject> Fill([UnscopedRef] this ref ArgumentPlaces4 places, PyObject a, PyObject b, PyObject c, PyObject? d = null)
    {
        Span<PyObject?> all = places;
        all[0] = a;
        all[1] = b;
        all[2] = c;
        all[3] = d;
        return (d is null ? all[..3] : all)!;
    }
}
