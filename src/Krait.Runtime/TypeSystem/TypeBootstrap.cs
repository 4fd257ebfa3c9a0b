namespace Krait.Runtime;

/// <summary>
/// Makes <c>object</c> and <c>type</c>, which need each other, by hand. Nothing here may touch another built-in type: all of them need these two.
/// </summary>
internal static class TypeBootstrap
{
    /// <summary>The type <c>object</c>.</summary>
    public static readonly PyType Object;

    /// <summary>The type <c>type</c>.</summary>
    public static readonly PyType Type;

    static TypeBootstrap()
    {
        Object = PyType.CreateRaw(null);
        Type = PyType.CreateRaw(null);
        Object.Type = Type;
        Type.Type = Type;
        Object.InitializeBuiltin(ObjectMethods.Definition(), null);
        Type.InitializeBuiltin(TypeMethods.Definition(), Object);
    }
}
