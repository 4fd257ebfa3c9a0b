using System.Runtime.CompilerServices;
using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>Replaces instructions by forms for what they have met, and back.</summary>
internal static class Specializer
{
    private const ushort Backoff = 40;

    /// <summary>The types that one attribute access remembers.</summary>
    private const int MaxShapes = 4;

    /// <summary>Takes the general form again, for a while.</summary>
    public static void Deoptimize(ref Instruction instruction)
    {
        instruction.Op = instruction.Original;
        instruction.Cache = null;
        instruction.Counter = Backoff;
    }

    /// <summary>Makes a form of an instruction for what it meets now. The frame has noted where it stands.</summary>
    public static void Specialize(ThreadState thread, PyFrame frame, ref Instruction instruction)
    {
        instruction.Counter = Backoff;
        switch (instruction.Op)
        {
            case Opcode.LoadGlobal:
                LoadGlobal(frame, ref instruction);
                break;
            case Opcode.LoadAttr:
                LoadAttr(frame, frame.Peek(1)!, ref instruction);
                break;
            case Opcode.LoadSuperAttr:
                LoadSuperAttr(frame, frame.Peek(3)!, frame.Peek(2)!, frame.Peek(1)!, ref instruction);
                break;
            case Opcode.StoreAttr:
                StoreAttr(frame, frame.Peek(1)!, ref instruction);
                break;
            case Opcode.CallKw:
                CallKw(frame, ref instruction);
                break;
        }
    }

    /// <summary>Remembers a native function or method that is called.</summary>
    public static void Call(PyObject callable, PyObject? self, ref Instruction instruction)
    {
        instruction.Counter = Backoff;
        if (NativeCallCache.For(callable, self, instruction.Arg) is not { } cache)
            return;
        instruction.Cache = cache;
        instruction.Op = Specialized.CallNative;
    }

    /// <summary>Remembers where a global or built-in name is.</summary>
    private static void LoadGlobal(PyFrame frame, ref Instruction instruction)
    {
        if (frame.Globals.GetType() != typeof(PyDict) || frame.Builtins.GetType() != typeof(PyDict))
            return;
        var name = frame.Code.Names[instruction.Arg >> 1];
        var entry = frame.Globals.EntryOf(name);
        if (entry >= 0)
        {
            instruction.Cache = new GlobalCache { GlobalsVersion = frame.Globals.AssignKeysVersion(), Entry = entry };
            instruction.Op = Specialized.LoadGlobalModule;
            return;
        }
        entry = frame.Builtins.EntryOf(name);
        if (entry < 0 || !frame.Globals.HasOnlyStrKeys)
            return;
        instruction.Cache = new GlobalCache
        {
            GlobalsVersion = frame.Globals.AssignKeysVersion(),
            BuiltinsVersion = frame.Builtins.AssignKeysVersion(),
            Entry = entry,
        };
        instruction.Op = Specialized.LoadGlobalBuiltin;
    }

    /// <summary>Remembers where an attribute of an object like <paramref name="owner"/> is.</summary>
    private static void LoadAttr(PyFrame frame, PyObject owner, ref Instruction instruction)
    {
        var name = frame.Code.Names[instruction.Arg >> 1];
        if (owner is PyModule module)
        {
            if (module.GetType() == typeof(PyModule) && ReferenceEquals(module.Type, PyModule.TypeObject) && module.Dict.EntryOf(name) is >= 0 and var place)
            {
                instruction.Cache = new AttributeCache { KeysVersion = module.Dict.AssignKeysVersion(), Place = place };
                instruction.Op = Specialized.LoadAttrModule;
            }
            return;
        }
        if (owner is PyType type)
        {
            ClassAttribute(type, name, (instruction.Arg & 1) != 0, ref instruction);
            return;
        }
        if (!owner.Type.HasGenericGetAttr)
            return;
        InstanceAttribute(owner, name, (instruction.Arg & 1) != 0, ref instruction);
    }

    private static void ClassAttribute(PyType type, PyStr name, bool isMethodLoad, ref Instruction instruction)
    {
        if (!ReferenceEquals(type.Type, PyType.TypeObject) || PyType.TypeObject.Lookup(name) is { } meta && meta.Type.TpDescriptorGet is not null)
            return;
        var found = type.Lookup(name);
        if (found is null)
            return;
        var isClassMethod = IsPythonClassMethod(found) && isMethodLoad;
        // Functions and other plain values come out of a class as they are.
        if (!isClassMethod && found is not PyFunction && found.GetType() != typeof(PyStaticMethod) && found.Type.TpDescriptorGet is not null)
            return;
        instruction.Cache = new AttributeCache { TypeVersion = type.EnsureVersionTag(), Found = found, IsOfClass = true };
        if (type.VersionTag != 0)
            instruction.Op = isClassMethod ? Specialized.LoadAttrClassMethod : Specialized.LoadAttrClass;
    }

    private static bool IsPythonClassMethod(PyObject found) =>
        found.GetType() == typeof(PyClassMethod) && Unsafe.As<PyClassMethod>(found).Callable is PyFunction;

    private static void InstanceAttribute(PyObject owner, PyStr name, bool isMethodLoad, ref Instruction instruction)
    {
        var type = owner.Type;
        var found = type.Lookup(name);
        var version = type.EnsureVersionTag();
        if (version == 0)
            return;
        ref var storage = ref owner.Storage;
        var hasStorage = !Unsafe.IsNullRef(ref storage);
        if (found is not null && found.Type.TpDescriptorSet is not null)
        {
            if (found is PyMemberDescriptor { Place: >= 0 } member && hasStorage)
            {
                instruction.Cache = new AttributeCache { TypeVersion = version, Place = member.Place };
                instruction.Op = Specialized.LoadAttrInstanceValue;
            }
            else if (found is PyProperty { Getter: PyFunction getter } && !isMethodLoad && found.GetType() == typeof(PyProperty))
            {
                instruction.Cache = new AttributeCache { TypeVersion = version, Found = getter };
                instruction.Op = Specialized.LoadAttrProperty;
            }
            return;
        }
        var key = type.HasDict && type.Keys is { } keys ? keys.IndexOf(name) : -1;
        if (key >= 0 && hasStorage && storage.Dict is null && storage.Get(type.SlotCount + key) is not null)
        {
            instruction.Cache = new AttributeCache { TypeVersion = version, Place = type.SlotCount + key };
            instruction.Op = Specialized.LoadAttrInstanceValue;
            return;
        }
        if (found is null || (type.HasDict && (!hasStorage || storage.Dict is not null)))
            return;
        var cache = new AttributeCache
        {
            TypeVersion = version,
            Place = !type.HasDict ? AttributeCache.Unhidden : key >= 0 ? type.SlotCount + key : -1,
            Found = found,
            KeysVersion = (uint)(type.Keys?.Count ?? 0),
        };
        if (type.HasDict && !Attributes.LacksAttribute(owner, cache))
            return;
        if (isMethodLoad && (found.Type.Features & TypeFlags.MethodDescriptor) != 0)
        {
            instruction.Cache = cache;
            instruction.Op = Specialized.LoadAttrMethod;
        }
        else if (isMethodLoad && IsPythonClassMethod(found))
        {
            instruction.Cache = cache;
            instruction.Op = Specialized.LoadAttrClassMethod;
        }
        else if (found.Type.TpDescriptorGet is null || found.GetType() == typeof(PyStaticMethod))
        {
            instruction.Cache = cache;
            instruction.Op = Specialized.LoadAttrNonDescriptor;
        }
    }

    /// <summary>The value of an attribute of an owner whose type is not that of the instruction's first cache; null where it is to be found otherwise.</summary>
    public static PyObject? ValueOfOtherShape(PyFrame frame, PyObject owner, ref Instruction instruction) =>
        CacheOfOtherShape(frame, owner, ref instruction) is { } cache ? Attributes.InstanceValue(owner, cache) : null;

    /// <inheritdoc cref="ValueOfOtherShape"/>
    public static AttributeCache? MethodOfOtherShape(PyFrame frame, PyObject owner, ref Instruction instruction) =>
        CacheOfOtherShape(frame, owner, ref instruction) is { } cache && Attributes.IsMethodOf(owner, cache) ? cache : null;

    private static AttributeCache? CacheOfOtherShape(PyFrame frame, PyObject owner, ref Instruction instruction)
    {
        var first = (AttributeCache)instruction.Cache!;
        var version = owner.Type.VersionTag;
        var shapes = 1;
        for (var cache = first.Next; cache is not null; cache = cache.Next, shapes++)
        {
            if (cache.TypeVersion == version)
                return cache;
        }
        if (shapes == MaxShapes || first.TypeVersion == version || owner is PyModule or PyType || !owner.Type.HasGenericGetAttr)
            return null;
        var attempt = new Instruction { Arg = instruction.Arg };
        InstanceAttribute(owner, frame.Code.Names[instruction.Arg >> 1], (instruction.Arg & 1) != 0, ref attempt);
        if (attempt.Op != instruction.Op)
            return null;
        var made = (AttributeCache)attempt.Cache!;
        made.Next = first.Next;
        first.Next = made;
        return made;
    }

    /// <summary>Remembers what <c>super().name</c> finds: a method that is called, or a property with a getter in Python.</summary>
    private static void LoadSuperAttr(PyFrame frame, PyObject super, PyObject start, PyObject self, ref Instruction instruction)
    {
        if (!ReferenceEquals(super, PySuper.TypeObject) || start is not PyType type || self is PyType || !self.Type.IsSubtypeOf(type))
            return;
        var name = frame.Code.Names[instruction.Arg >> 2];
        if (ReferenceEquals(name, TypeNames.Class) || PySuper.FindUnbound(type, self.Type, name) is not { } found)
            return;
        var version = self.Type.EnsureVersionTag();
        if (version == 0)
            return;
        var wantsMethod = (instruction.Arg & 1) != 0;
        if (wantsMethod && (found.Type.Features & TypeFlags.MethodDescriptor) != 0)
        {
            instruction.Cache = new SuperCache(type, version, found);
            instruction.Op = Specialized.LoadSuperMethod;
        }
        else if (!wantsMethod && found is PyProperty { Getter: PyFunction { Code.PlainArgCount: 1 } getter } && found.GetType() == typeof(PyProperty))
        {
            instruction.Cache = new SuperCache(type, version, getter);
            instruction.Op = Specialized.LoadSuperProperty;
        }
    }

    /// <summary>Remembers how the keyword arguments of a call go to the parameters of a Python function.</summary>
    private static void CallKw(PyFrame frame, ref Instruction instruction)
    {
        if (KeywordCallCache.For(frame, instruction.Arg) is not { } cache)
            return;
        instruction.Cache = cache;
        instruction.Op = Specialized.CallKeywords;
    }

    /// <summary>Remembers where an attribute is stored.</summary>
    private static void StoreAttr(PyFrame frame, PyObject owner, ref Instruction instruction)
    {
        var type = owner.Type;
        if (owner.GetType() != typeof(PyInstance) || !type.HasGenericSetAttr)
            return;
        var name = frame.Code.Names[instruction.Arg];
        var found = type.Lookup(name);
        var place = -1;
        if (found is PyMemberDescriptor member)
        {
            if (type.EnsureVersionTag() == 0)
                return;
            instruction.Cache = new AttributeCache { TypeVersion = type.VersionTag, Place = member.Place, IsSlot = true };
            instruction.Op = Specialized.StoreAttrInstanceValue;
            return;
        }
        if (found?.Type.TpDescriptorSet is not null)
            return;
        if (type.HasDict && type.Keys is { } keys && keys.IndexOf(name) is >= 0 and var key)
            place = type.SlotCount + key;
        if (place < 0)
            return;
        var version = type.EnsureVersionTag();
        if (version == 0)
            return;
        instruction.Cache = new AttributeCache { TypeVersion = version, Place = place };
        instruction.Op = Specialized.StoreAttrInstanceValue;
    }
}
