using System.Diagnostics.CodeAnalysis;

namespace Krait.Runtime;

public sealed partial class PyType
{
    private readonly Lock _fillLock = new();

    private PyType(PyType? metatype, string name) : base(metatype!) => Name = name;

    /// <summary>The type <c>type</c>.</summary>
    public static PyType TypeObject => TypeBootstrap.Type;

    /// <summary>The C# class whose fields instances have: what decides whether two types have one layout.</summary>
    internal Type ClrType { get; private set; } = typeof(PyInstance);

    /// <summary>The signature of the constructor of a built-in type; null for none.</summary>
    internal string? Signature => _definition?.Signature;

    /// <summary>The doc text of a built-in type.</summary>
    internal string? NativeDoc => _definition?.Doc;

    /// <summary>True where instances have a <c>__dict__</c>.</summary>
    public bool HasDict => (Features & (TypeFlags.ManagedDict | TypeFlags.OwnDict)) != 0;

    /// <summary>True where instances can be referred to weakly.</summary>
    public bool HasWeakrefs => (Features & TypeFlags.ManagedWeakref) != 0;

    /// <summary>The attribute names that instances share; null for built-in types, whose instances keep attributes in dicts.</summary>
    internal SharedKeys? Keys { get; set; }

    internal static PyType CreateRaw(PyType? metatype) => new(metatype, "") { RefCount = Immortal };

    /// <summary>Makes a built-in type: static, immortal, shared by all interpreters. Its dict is filled at its first use.</summary>
    public static PyType CreateBuiltin(NativeTypeDefinition definition)
    {
        var type = CreateRaw(TypeBootstrap.Type);
        type.InitializeBuiltin(definition, definition.Base?.Invoke() ?? TypeBootstrap.Object);
        return type;
    }

    /// <summary>
    /// The flags as <c>__flags__</c> shows them. CPython makes the types of extension modules anew for each interpreter: they count as heap types
    /// there, which <c>copyreg</c> goes by.
    /// </summary>
    internal TypeFlags VisibleFlags =>
        !IsHeapType && _definition!.Module is not ("builtins" or "types" or "weakref" or "_contextvars" or "datetime" or "sys")
            ? Features | TypeFlags.HeapType
            : Features;

    internal void InitializeBuiltin(NativeTypeDefinition definition, PyType? baseType)
    {
        _definition = definition;
        Name = definition.Module == "builtins" ? definition.Name : $"{definition.Module}.{definition.Name}";
        ClrType = definition.ClrType;
        Base = baseType;
        BasicSize = definition.BasicSize;
        ItemSize = definition.ItemSize;
        Features = definition.Flags | TypeFlags.Ready | TypeFlags.ImmutableType;
        MroTypes = baseType is null ? [this] : [this, .. baseType.MroTypes];
        if (typeof(IManagedDict).IsAssignableFrom(ClrType) || typeof(PyBaseException).IsAssignableFrom(ClrType))
            Features |= TypeFlags.ManagedDict;
        if (typeof(IOwnDict).IsAssignableFrom(ClrType))
            Features |= TypeFlags.OwnDict;
        if (typeof(IWeakReferenceable).IsAssignableFrom(ClrType))
            Features |= TypeFlags.ManagedWeakref;
        if (typeof(PyContainer).IsAssignableFrom(ClrType) && baseType is not null)
            Features |= TypeFlags.HaveGc;
        if (baseType is not null)
            Features |= baseType.Features & TypeFlags.InheritedMask;
        if (typeof(INotCollected).IsAssignableFrom(ClrType))
            Features &= ~TypeFlags.HaveGc;
        Features |= SubclassFlag();
        definition.Slots?.Invoke(this);
        if (baseType is null)
            return;
        InheritSlots(baseType);
        baseType.AddSubclass(this);
    }

    private TypeFlags SubclassFlag() => (_definition!.Module, _definition.Name) switch
    {
        ("builtins", "int") => TypeFlags.LongSubclass,
        ("builtins", "list") => TypeFlags.ListSubclass,
        ("builtins", "tuple") => TypeFlags.TupleSubclass,
        ("builtins", "bytes") => TypeFlags.BytesSubclass,
        ("builtins", "str") => TypeFlags.UnicodeSubclass,
        ("builtins", "dict") => TypeFlags.DictSubclass,
        ("builtins", "BaseException") => TypeFlags.BaseExceptionSubclass,
        ("builtins", "type") => TypeFlags.TypeSubclass,
        _ => TypeFlags.None,
    };

    /// <summary>Copies from the base what this built-in type does not define itself.</summary>
    private void InheritSlots(PyType from)
    {
        var definesEquality = TpRichCompare is not null;
        if (!definesEquality && TpHash is null)
        {
            TpRichCompare = from.TpRichCompare;
            TpHash = from.TpHash;
        }
        if (TpHash is null)
            TpHash = Slot.HashNotImplemented;
        TpRichCompare ??= from.TpRichCompare;
        if ((Features & TypeFlags.DisallowInstantiation) == 0 && (!ReferenceEquals(from, TypeBootstrap.Object) || (Allocate is not null && (TpInit is not null || (Features & TypeFlags.BaseType) != 0))))
            TpNew ??= from.TpNew;
        if ((Features & TypeFlags.DisallowInstantiation) != 0)
            TpNew = null;
        foreach (var slot in Slot.All)
        {
            if (!ReferenceEquals(slot, Slot.Hash) && !ReferenceEquals(slot, Slot.RichCompare) && !ReferenceEquals(slot, Slot.New))
                slot.Inherit(this, from);
        }
        InheritHiddenSlots(from);
    }

    /// <summary>The slots that no special method stands for.</summary>
    private void InheritHiddenSlots(PyType from)
    {
        AmSend ??= from.AmSend;
        if (!ReferenceEquals(from, TypeBootstrap.Object) || IsHeapType)
            Allocate ??= from.Allocate;
    }

    /// <summary>The attributes of the type itself, <c>__dict__</c>.</summary>
    public PyDict Dict
    {
        get
        {
            var dict = _dict;
            return dict is not null ? dict : FillBuiltinDict();
        }
    }

    [SuppressMessage("Reliability", "CA2002", Justification = "the lock is private")]
    private PyDict FillBuiltinDict()
    {
        var thread = ThreadState.Current;
        if (IsHeapType)
            return PyDict.Create(thread);
        lock (_fillLock)
        {
            if (_dict is { } made)
                return made;
            var dict = MakeImmortal(thread, PyDict.Create(thread));
            var definition = _definition!;
            if (TpNew is { } create && !ReferenceEquals(create, Base?.TpNew))
                dict.SetItem(thread, TypeNames.New, MakeImmortal(thread, PyNativeFunction.CreateNew(thread, this)));
            AddSlotWrappers(thread, dict);
            foreach (var method in definition.Methods?.Invoke() ?? [])
                AddMethod(thread, dict, method);
            foreach (var getset in definition.GetSets?.Invoke() ?? [])
            {
                dict.SetItem(thread, getset.Name, getset.IsMember
                    ? MakeImmortal(thread, PyMemberDescriptor.Create(thread, this, getset))
                    : MakeImmortal(thread, PyGetSetDescriptor.Create(thread, this, getset)));
            }
            if (definition.MatchArgs is { } names)
                dict.SetItem(thread, Names.MatchArgs, MakeImmortal(thread, PyTuple.FromArray(thread, [.. names.Split(' ').Select(PyStr.Intern)])));
            if (dict.GetItem(TypeNames.Doc) is null)
                dict.SetItem(thread, TypeNames.Doc, definition.Doc is { } doc ? PyStr.From(doc) : PyNone.Instance);
            if (definition.Module != "builtins" && dict.GetItem(TypeNames.Module) is null)
                dict.SetItem(thread, TypeNames.Module, PyStr.Intern(definition.Module));
            Volatile.Write(ref _dict, dict);
            return dict;
        }
    }

    private void AddMethod(ThreadState thread, PyDict dict, NativeMethod method)
    {
        PyObject descriptor = method.Kind switch
        {
            NativeMethodKind.Class => PyClassMethodDescriptor.Create(thread, this, method),
            NativeMethodKind.Static => PyStaticMethod.Create(thread, MakeImmortal(thread, PyNativeFunction.Create(thread, method, this, null))),
            _ => PyMethodDescriptor.Create(thread, this, method),
        };
        dict.SetItem(thread, method.Name, MakeImmortal(thread, descriptor));
    }

    /// <summary>Descriptors for the slots that this built-in type itself defines (CPython's add_operators).</summary>
    private void AddSlotWrappers(ThreadState thread, PyDict dict)
    {
        foreach (var entry in SlotTable.Entries)
        {
            if (entry.Wrapper is null || entry.Slot.Get(this) is not { } function)
                continue;
            if (Base is not null && ReferenceEquals(function, entry.Slot.Get(Base)))
                continue;
            if (dict.GetItem(entry.Name) is not null)
                continue;
            dict.SetItem(thread, entry.Name, ReferenceEquals(function, Slot.HashNotImplemented)
                ? PyNone.Instance
                : MakeImmortal(thread, PyWrapperDescriptor.Create(thread, this, entry, function)));
        }
    }

    /// <summary>Takes a new object out of counting and collecting: it belongs to a built-in type, which all interpreters share.</summary>
    internal static T MakeImmortal<T>(ThreadState thread, T o) where T : PyObject
    {
        if ((o.Flags & ObjectFlags.Tracked) != 0)
            thread.Interpreter.Collector.Untrack(o);
        o.RefCount = Immortal;
        return o;
    }
}
