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
