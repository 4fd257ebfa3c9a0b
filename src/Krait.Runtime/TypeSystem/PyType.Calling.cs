using System.Runtime.CompilerServices;

namespace Krait.Runtime;

public sealed partial class PyType
{
    private uint _plainVersion;
    private PyFunction? _plainInit;

    /// <summary>True where attribute reads go through <c>object.__getattribute__</c>, without a <c>__getattr__</c>.</summary>
    internal bool HasGenericGetAttr => ReferenceEquals(TpGetAttr, GenericAttributes.GetAttrSlot);

    /// <summary>True where attribute writes go through <c>object.__setattr__</c>.</summary>
    internal bool HasGenericSetAttr => ReferenceEquals(TpSetAttr, GenericAttributes.SetAttrSlot);

    /// <summary>
    /// The Python function <c>__init__</c>, where calling the class comes down to making a plain instance and calling it; otherwise null. Remembered
    /// per version of the type.
    /// </summary>
    internal PyFunction? PlainInit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _plainVersion != 0 && _plainVersion == VersionTag ? _plainInit : FindPlainInit();
    }

    private PyFunction? FindPlainInit()
    {
        _plainInit = null;
        _plainVersion = EnsureVersionTag();
        if (_plainVersion == 0 || !IsHeapType || (Features & TypeFlags.IsAbstract) != 0)
            return null;
        var root = TypeBootstrap.Object;
        if (!ReferenceEquals(TpNew, root.TpNew) || !ReferenceEquals(Allocate, root.Allocate) || !ReferenceEquals(Type.TpCall, TypeBootstrap.Type.TpCall))
            return null;
        return _plainInit = Lookup(Names.Init) as PyFunction;
    }
}
