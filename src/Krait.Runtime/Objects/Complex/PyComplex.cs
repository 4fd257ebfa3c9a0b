namespace Krait.Runtime;

/// <summary>
/// Create a complex number from a string or numbers.
///
/// If a string is given, parse it as a complex number.
/// If a single number is given, convert it to a complex number.
/// If the 'real' or 'imag' arguments are given, create a complex number
/// with the specified real and imaginary components.
/// </summary>
[PyType("complex", Signature = "(real=0, imag=0)", BaseType = true, BasicSize = 32)]
public partial class PyComplex : PyObject
{
    internal double Real;
    internal double Imaginary;

    private protected PyComplex(PyType type) : base(type)
    {
    }

    /// <summary>An exact complex, floating.</summary>
    public static PyComplex From(double real, double imaginary) => new(TypeObject) { Real = real, Imaginary = imaginary };
}
