namespace Krait.Runtime;

/// <summary>What the types share that can be parameterised.</summary>
public static class GenericTypes
{
    /// <summary>The method that <see cref="PyTypeAttribute.IsGeneric"/> gives a type.</summary>
    public static readonly NativeMethod ClassGetItem = new()
    {
        Name = "__class_getitem__",
        Doc = "See PEP 585",
        Signature = "($type, object, /)",
        Kind = NativeMethodKind.Class,
        OneArg = static (thread, type, item) => PyGenericAlias.Create(thread, type, item),
    };
}
