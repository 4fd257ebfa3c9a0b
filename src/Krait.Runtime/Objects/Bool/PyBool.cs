namespace Krait.Runtime;

/// <summary>
/// Returns True when the argument is true, False otherwise.
/// The builtins True and False are the only two instances of the class bool.
/// The class bool is a subclass of the class int, and cannot be subclassed.
/// </summary>
[PyType("bool", BasicSize = 24, ItemSize = 4, MatchSelf = true)]
public sealed partial class PyBool : PyInt
{
    /// <summary>The object <c>True</c>.</summary>
    public static readonly PyBool True = new(1);

    /// <summary>The object <c>False</c>.</summary>
    public static readonly PyBool False = new(0);

    private PyBool(long value) : base(TypeObject)
    {
        Value = value;
        RefCount = Immortal;
    }

    /// <summary><see cref="True"/> or <see cref="False"/>.</summary>
    public static PyBool From(bool value) => value ? True : False;
}
