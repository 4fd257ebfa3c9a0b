namespace Krait.Runtime;

/// <summary>A Python bool: an int of its own type.</summary>
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
