namespace Krait.Runtime;

/// <summary>A Python complex.</summary>
[PyType("complex", BaseType = true, BasicSize = 32)]
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
