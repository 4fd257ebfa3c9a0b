namespace Krait.Runtime;

/// <summary>What a native metaclass keeps in the classes that it makes, beside what every class has.</summary>
internal abstract class TypeExtension
{
    /// <summary>Visits the counted references.</summary>
    public abstract void Traverse(Visitor visitor);

    /// <summary>Gives the counted references up.</summary>
    public abstract void Clear();
}
