using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>The metaclasses of C types. Their instances are classes, so they are made by hand, as <c>type</c> is.</summary>
internal static partial class MetaTypes
{
    /// <summary>The base of them all.</summary>
    public static readonly PyType CType = Make("CType_Type", null, "metatype for all ctypes types", null);

    /// <summary>The metaclass of structs.</summary>
    public static readonly PyType Struct = Make("PyCStructType", CType, "metatype for the CData Objects", InitStruct, SetStructAttribute);

    /// <summary>The metaclass of unions.</summary>
    public static readonly PyType Union = Make("UnionType", CType, "metatype for the Union Objects", InitUnion, SetUnionAttribute);

    /// <summary>The metaclass of pointers.</summary>
    public static readonly PyType Pointer = Make("PyCPointerType", CType, "metatype for the Pointer Objects", InitPointer);

    /// <summary>The metaclass of arrays.</summary>
    public static readonly PyType Array = Make("PyCArrayType", CType, "metatype for the Array Objects", InitArray);

    /// <summary>The metaclass of simple types.</summary>
    public static readonly PyType Simple = Make("PyCSimpleType", CType, "metatype for the PyCSimpleType Objects", InitSimple);

    /// <summary>The metaclass of function pointers.</summary>
    public static readonly PyType Function = Make("PyCFuncPtrType", CType, "metatype for C function pointers", InitFunction);

    /// <summary>Makes them the metaclasses of the types that Python derives from.</summary>
    public static void Install()
    {
        PyCStructure.TypeObject.Type = Struct;
        PyCUnion.TypeObject.Type = Union;
        PyCPointer.TypeObject.Type = Pointer;
        PyCArray.TypeObject.Type = Array;
        PyCSimple.TypeObject.Type = Simple;
        PyCFunction.TypeObject.Type = Function;
    }

    private static PyType Make(string name, PyType? above, string doc, InitFunc? init, SetAttrFunc? setAttribute = null) => PyType.CreateBuiltin(new NativeTypeDefinition
    {
        Name = name,
        Module = "_ctypes",
        Doc = doc,
        ClrType = typeof(PyType),
        Base = () => above ?? PyType.TypeObject,
        Flags = TypeFlags.BaseType,
        BasicSize = 936,
        ItemSize = 40,
        Slots = type =>
        {
            type.TpInit = init;
            type.TpSetAttr = setAttribute;
            if (above is not null)
                type.SqRepeat = Repeat;
        },
        Methods = () => above is null ? [] : MethodsOf(name),
        GetSets = () => above is null ? [new NativeGetSet { Name = "__pointer_type__", Doc = "pointer type", Getter = GetPointerType, Setter = SetPointerType }] : [],
    });

    private static PyObject GetPointerType(ThreadState thread, PyObject self)
    {
        var info = CTypeInfo.Of(self) ?? throw NoStorageInfo(thread, self);
        return info.PointerType.Value
            ?? throw Errors.Attribute(thread, $"type {Op.ReprText(thread, self)} has no attribute '__pointer_type__'", self, PyStr.Intern("__pointer_type__"));
    }

    private static void SetPointerType(ThreadState thread, PyObject self, PyObject? value) =>
        (CTypeInfo.Of(self) ?? throw NoStorageInfo(thread, self)).PointerType.Value = value;

    private static PythonException NoStorageInfo(ThreadState thread, PyObject type) => Errors.Type($"{Op.ReprText(thread, type)} must have storage info");

    /// <summary>As a class statement does it: <c>type.__init__</c>, then the info of the new class.</summary>
    private static CTypeInfo Begin(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, out PyType type)
    {
        PyType.TypeObject.TpInit!(thread, self, args, keywordNames);
        type = (PyType)self;
        return CTypeInfo.Attach(type);
    }

    private static PyObject Repeat(ThreadState thread, PyObject self, long count) => ArrayOf(thread, (PyType)self, count);

    /// <summary>The type of arrays with a number of items.</summary>
    public static PyObject ArrayOf(ThreadState thread, PyType item, long length)
    {
        if (length < 0)
            throw Errors.Value($"Array length must be >= 0, not {length}");
        var info = CTypeInfo.Of(item);
        if (info?.FindArrayType(length) is { } known)
            return known;
        var body = PyDict.Create(thread);
        body.SetItem(thread, "_length_", PyInt.From(length));
        body.SetItem(thread, "_type_", item);
        var made = Op.Call(thread, Array, PyStr.From($"{item.ShortName}_Array_{length}"), PyTuple.Create(thread, PyCArray.TypeObject), body);
        info?.RememberArrayType(thread, length, (PyType)made);
        return made;
    }

    /// <summary>The argument types of a function, and how arguments become instances of them.</summary>
    public static PyTuple ArgumentTypes(ThreadState thread, PyObject given, out PyTuple converters)
    {
        if (!Op.IsIterable(given))
            throw Errors.Type("_argtypes_ must be a sequence of types");
        var types = Op.TupleFrom(thread, given);
        if (types.Count > ForeignCall.MaxArguments)
            throw CTypesState.Of(thread).ArgumentError($"_argtypes_ has too many arguments ({types.Count}), maximum is {ForeignCall.MaxArguments}");
        var made = new PyObject[types.Count];
        for (var i = 0; i < made.Length; i++)
        {
            made[i] = Op.TryGetAttr(thread, types[i], "from_param")
                ?? throw Errors.Type($"item {i + 1} in _argtypes_ has no from_param method");
        }
        converters = PyTuple.FromArray(thread, made);
        return types;
    }

    private static void InitFunction(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var info = Begin(thread, self, args, keywordNames, out var type);
        SetPointerLayout(info);
        info.Format = "X{}";
        if (Op.TryGetAttr(thread, type, "_flags_") is not PyInt flags)
            throw Errors.Type("class must define _flags_ which must be an integer");
        info.Flags = (CTypeFlags)flags.Value | CTypeFlags.IsPointer;
        if (Op.TryGetAttr(thread, type, "_argtypes_") is { } given)
        {
            info.ArgumentTypes.Value = ArgumentTypes(thread, given, out var converters);
            info.Converters.Value = converters;
        }
        if (Op.TryGetAttr(thread, type, "_restype_") is not { } result)
            return;
        if (result is not PyNone && CTypeInfo.Of(result) is null && !Op.IsCallable(result))
            throw Errors.Type("_restype_ must be a type, a callable, or None");
        info.ResultType.Value = result;
        info.Checker.Value = Op.TryGetAttr(thread, result, "_check_retval_");
    }

    private static unsafe void SetPointerLayout(CTypeInfo info)
    {
        info.Size = info.Alignment = sizeof(nint);
        info.Length = 1;
        info.FfiType = ValueCodec.Find('P', false)!.FfiType;
        info.Flags |= CTypeFlags.IsPointer;
    }

    private static void InitPointer(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var info = Begin(thread, self, args, keywordNames, out var type);
        SetPointerLayout(info);
        if (((PyDict)args[2]).GetItem("_type_") is not { } target)
            return;
        SetTarget(thread, type, info, target);
        var item = CTypeInfo.Of(target)!;
        var shape = item.Shape.Length > 0 ? $"({string.Join(',', item.Shape)})" : "";
        info.Format = $"&{shape}{item.Format ?? "B"}";
    }

    private static void SetTarget(ThreadState thread, PyType type, CTypeInfo info, PyObject target)
    {
        if (target is not PyType)
            throw Errors.Type("_type_ must be a type");
        var item = CTypeInfo.Of(target) ?? throw NoStorageInfo(thread, target);
        info.Proto.Value = target;
        if (item.PointerType.Value is null)
            item.PointerType.Value = type;
    }

    private static PyObject SetType(ThreadState thread, PyObject self, PyObject target)
    {
        SetTarget(thread, (PyType)self, CTypeInfo.OfConcrete(self), target);
        Op.SetAttr(thread, self, "_type_", target);
        return PyNone.Instance;
    }

    private static unsafe void InitArray(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        PyType.TypeObject.TpInit!(thread, self, args, keywordNames);
        var type = (PyType)self;
        var length = LengthOf(thread, type);
        if (Op.TryGetAttr(thread, type, "_type_") is not { } itemType)
            throw Errors.New(ExceptionTypes.AttributeError, "class must define a '_type_' attribute");
        var info = CTypeInfo.Attach(type);
        var item = CTypeInfo.Of(itemType) ?? throw Errors.Type("_type_ must have storage info");
        if (item.Size != 0 && length > long.MaxValue / item.Size)
            throw Errors.Overflow("array too large");
        info.Format = item.Format;
        info.Shape = [length, .. item.Shape];
        info.Size = item.Size * length;
        info.Alignment = item.Alignment;
        info.Length = length;
        info.Proto.Value = itemType;
        info.FfiType = ValueCodec.Find('P', false)!.FfiType;
        if ((item.Flags & (CTypeFlags.IsPointer | CTypeFlags.HasPointer)) != 0)
            info.Flags |= CTypeFlags.HasPointer;
        info.Flags |= item.Flags & (CTypeFlags.HasUnion | CTypeFlags.HasBitField);
        PyCArray.AddCharacterAttributes(thread, type, item);
    }

    private static long LengthOf(ThreadState thread, PyType type)
    {
        if (Op.TryGetAttr(thread, type, "_length_") is not { } given)
            throw Errors.New(ExceptionTypes.AttributeError, "class must define a '_length_' attribute");
        if (given is not PyInt number)
            throw Errors.Type("The '_length_' attribute must be an integer");
        if (number.Big.Sign < 0)
            throw Errors.Value("The '_length_' attribute must not be negative");
        return number.TryGetLong(out var length) ? length : throw Errors.Overflow("The '_length_' attribute is too large");
    }
}
