namespace Krait.Runtime;

/// <summary>An instance of a Python class whose built-in base is <c>object</c>.</summary>
public sealed partial class PyInstance : PyContainer
{
    internal InstanceStorage Fields;

    /// <summary>The type <c>object</c>.</summary>
    public static PyType ObjectType => TypeBootstrap.Object;

    internal PyInstance(PyType type) : base(type)
    {
        var places = type.SlotCount + (type.Keys?.Count ?? 0);
        if (places > 0)
            Fields.Values = new PyObject?[places];
    }

    internal override ref InstanceStorage Storage => ref Fields;

    internal override ref WeakReferenceList? WeakReferences => ref Fields.WeakReferences;

    internal override void Traverse(Visitor visitor) => Fields.Traverse(visitor);

    internal override void ClearReferences() => Fields.Clear();
}
