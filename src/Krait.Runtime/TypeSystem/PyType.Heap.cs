namespace Krait.Runtime;

public sealed partial class PyType
{
    private PyTuple? _bases;
    private PyObject[]? _builtinBases;
    private PyTuple? _mro;
    private PyStr? _qualName;
    private WeakReferenceList? _weakReferences;

    /// <summary>The name as given, which may be a str with astral characters.</summary>
    internal PyStr? NameObject { get; set; }

    /// <summary>The names of <c>__slots__</c> that this class itself adds, in the order of their places.</summary>
    internal PyStr[] OwnSlots { get; set; } = [];

    /// <summary>What the metaclass keeps here, where it is a native one; null otherwise.</summary>
    internal TypeExtension? Extension { get; set; }

    /// <summary>The place of the first of <see cref="OwnSlots"/>.</summary>
    internal int FirstOwnSlot => SlotCount - OwnSlots.Length;

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>The direct bases, <c>__bases__</c>.</summary>
    public PyTuple Bases
    {
        get => _bases ??= MakeImmortal(ThreadState.Current, PyTuple.Create(ThreadState.Current, _builtinBases ?? (Base is null ? [] : [Base])));
        internal set => Replace(ref _bases, value);
    }

    /// <summary>Gives a built-in type a second base, which adds nothing to its layout.</summary>
    internal void SetBuiltinBases(PyType first, PyType second)
    {
        _builtinBases = [first, second];
        MroTypes = [this, first, .. second.MroTypes];
        second.AddSubclass(this);
    }

    /// <summary>False while a new class, or one that is being torn down, has no method resolution order.</summary>
    internal bool HasMro => !IsHeapType || _mro is not null;

    /// <summary>The method resolution order, <c>__mro__</c>.</summary>
    public PyTuple Mro
    {
        get => _mro ??= MakeImmortal(ThreadState.Current, PyTuple.Create(ThreadState.Current, MroTypes));
        internal set
        {
            Replace(ref _mro, value);
            var types = new PyType[value.Count];
            for (var i = 0; i < types.Length; i++)
                types[i] = (PyType)value[i];
            MroTypes = types;
        }
    }

    /// <summary>The qualified name, <c>__qualname__</c>.</summary>
    public PyStr QualName
    {
        get => _qualName ??= PyStr.Intern(ShortName);
        internal set => Replace(ref _qualName, value);
    }

    /// <summary>The value of <c>__module__</c>; null where a class has none.</summary>
    public PyObject? Module
    {
        get
        {
            if (!IsHeapType)
                return PyStr.Intern(_definition!.Module);
            return Dict.GetItem(TypeNames.Module);
        }
    }

    /// <summary>The full name that messages show: <c>module.qualname</c>, without the module for built-ins.</summary>
    public string FullName =>
        Module is PyStr module && !module.TextEquals("builtins") && !module.TextEquals("__main__") ? $"{module}.{QualName}" : QualName.ToString();

    /// <summary>Makes a class that is not filled in yet.</summary>
    internal static PyType CreateHeap(ThreadState thread, PyType metatype, string name, PyType layout)
    {
        var type = thread.EnterNew(new PyType(metatype, name));
        type.ClrType = layout.ClrType;
        type.Base = layout;
        Retain(layout);
        type.BasicSize = layout.BasicSize;
        type.ItemSize = layout.ItemSize;
        type.SlotCount = layout.SlotCount;
        return type;
    }

    /// <summary>Takes over the attributes of a new class.</summary>
    internal void SetDict(PyDict dict)
    {
        Retain(dict);
        _dict = dict;
    }

    /// <summary>Sets the slots of a new class, or of one whose bases changed.</summary>
    internal void InheritAll()
    {
        AmSend = null;
        Allocate = null;
        for (var i = 1; i < MroTypes.Length; i++)
            AmSend ??= MroTypes[i].AmSend;
        Allocate = Base!.Allocate;
        SlotTable.UpdateAll(this);
    }

    /// <summary>Sets the layout base of a class.</summary>
    internal void SetBase(PyType layout)
    {
        var old = Base;
        Retain(layout);
        Base = layout;
        XRelease(old);
    }

    private static void Replace<T>(ref T? field, T value) where T : PyObject
    {
        var old = field;
        Retain(value);
        field = value;
        XRelease(old);
    }

    internal override void Traverse(Visitor visitor)
    {
        if (!IsHeapType)
            return;
        Fields.Traverse(visitor);
        visitor.Visit(_dict);
        visitor.Visit(_bases);
        visitor.Visit(_mro);
        visitor.Visit(Base);
        visitor.Visit(_qualName);
        Extension?.Traverse(visitor);
    }

    internal override void ClearReferences()
    {
        if (!IsHeapType)
            return;
        // Not by the tuple of bases, which may be part of the same garbage and empty already.
        Base?.RemoveSubclass(this);
        foreach (var above in MroTypes)
            above.RemoveSubclass(this);
        Modified();
        Fields.Clear();
        Extension?.Clear();
        // The order, the base and the emptied dict stay readable: a finalizer may still look at an instance.
        _dict?.Clear();
        var mro = _mro;
        _mro = null;
        XRelease(mro);
        Take(ref _bases);
        Take(ref _qualName);
        if ((Flags & ObjectFlags.Deallocating) == 0)
            return;
        // The end of the class itself, not the collector's breaking of a cycle: nothing looks at it any more.
        Take(ref _dict);
        XRelease(Base);
    }

    private static void Take<T>(ref T? field) where T : PyObject
    {
        var old = field;
        field = null;
        XRelease(old);
    }

    /// <summary>The attributes that a metaclass's own <c>__slots__</c> give its instances.</summary>
    internal InstanceStorage Fields;

    internal override ref InstanceStorage Storage => ref Fields;
}
