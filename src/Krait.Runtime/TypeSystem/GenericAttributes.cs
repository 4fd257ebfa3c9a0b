using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary><c>object.__getattribute__</c>, <c>__setattr__</c> and <c>__delattr__</c>, on <see cref="InstanceStorage"/> or an object's own dict.</summary>
public static class GenericAttributes
{
    /// <summary>The one delegate in <see cref="PyType.TpGetAttr"/> that stands for <see cref="GetAttr"/>.</summary>
    internal static readonly GetAttrFunc GetAttrSlot = GetAttr;

    /// <summary>The one delegate in <see cref="PyType.TpSetAttr"/> that stands for <see cref="SetAttr"/>.</summary>
    internal static readonly SetAttrFunc SetAttrSlot = SetAttr;

    /// <summary>Reads an attribute; throws AttributeError where there is none.</summary>
    public static PyObject GetAttr(ThreadState thread, PyObject self, PyStr name) =>
        Find(thread, self, name) ?? throw NoAttribute(thread, self, name);

    /// <summary>Reads an attribute; null where there is none or a descriptor raises AttributeError.</summary>
    public static PyObject? TryGetAttr(ThreadState thread, PyObject self, PyStr name)
    {
        try
        {
            return Find(thread, self, name);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.AttributeError))
        {
            return null;
        }
    }

    /// <summary>Reads an attribute; null where there is none. What a descriptor throws passes through.</summary>
    internal static PyObject? Find(ThreadState thread, PyObject self, PyStr name)
    {
        var type = self.Type;
        var descriptor = type.Lookup(name);
        DescriptorGetFunc? get = null;
        if (descriptor is not null)
        {
            get = descriptor.Type.TpDescriptorGet;
            if (get is not null && descriptor.Type.TpDescriptorSet is not null)
                return get(thread, descriptor, self, type);
        }
        if (FindInInstance(thread, self, name) is { } value)
            return value;
        return get is not null ? get(thread, descriptor!, self, type) : descriptor;
    }

    /// <summary>The AttributeError for a missing attribute.</summary>
    internal static PythonException NoAttribute(ThreadState thread, PyObject self, PyStr name) => self is PyType type
        ? Errors.Attribute(thread, $"type object '{type.Name}' has no attribute '{name}'", self, name)
        : Errors.Attribute(thread, $"'{self.Type.Name}' object has no attribute '{name}'", self, name);

    /// <summary>The attribute of the instance itself, the type left aside; null where there is none.</summary>
    internal static PyObject? FindInInstance(ThreadState thread, PyObject self, PyStr name)
    {
        var type = self.Type;
        if (!type.HasDict)
            return null;
        if ((type.Features & TypeFlags.OwnDict) != 0)
            return self.GetOwnDict(thread, false)?.GetItem(thread, name);
        ref var storage = ref self.Storage;
        if (Unsafe.IsNullRef(ref storage))
            return null;
        if (storage.Dict is { } dict)
            return dict.GetItem(thread, name);
        if (storage.AttributeCount == 0 || type.Keys is not { } keys)
            return null;
        if (!name.IsInterned)
        {
            if (name.GetType() != typeof(PyStr))
                return GetDict(thread, self).GetItem(thread, name);
            name = InternTable.Intern(name);
        }
        var index = keys.IndexOf(name);
        return index < 0 ? null : storage.Get(type.SlotCount + index);
    }

    /// <summary>Sets an attribute, or deletes it where <paramref name="value"/> is null.</summary>
    public static void SetAttr(ThreadState thread, PyObject self, PyStr name, PyObject? value)
    {
        var type = self.Type;
        var descriptor = type.Lookup(name);
        if (descriptor is not null && descriptor.Type.TpDescriptorSet is { } set)
        {
            set(thread, descriptor, self, value);
            return;
        }
        if (!type.HasDict)
        {
            if (descriptor is not null)
                throw Errors.Attribute(thread, $"'{type.Name}' object attribute '{name}' is read-only", self, name);
            throw Errors.Attribute(
                thread,
                ReferenceEquals(type.TpSetAttr, SetAttrSlot)
                    ? $"'{type.Name}' object has no attribute '{name}' and no __dict__ for setting new attributes"
                    : $"'{type.Name}' object has no attribute '{name}'",
                self,
                name);
        }
        if (!SetInInstance(thread, self, name, value))
            throw NoAttribute(thread, self, name);
    }

    /// <summary>Sets or deletes an attribute of the instance itself; false where one to be deleted is not there.</summary>
    internal static bool SetInInstance(ThreadState thread, PyObject self, PyStr name, PyObject? value)
    {
        var type = self.Type;
        if (name.GetType() == typeof(PyStr) && !name.IsInterned)
            name = InternTable.Intern(name);
        if ((type.Features & TypeFlags.OwnDict) == 0)
        {
            ref var storage = ref self.Storage;
            if (storage.Dict is null && type.Keys is { } keys && name.IsInterned)
            {
                if (value is null)
                    return DeleteInline(type, ref storage, keys.IndexOf(name));
                if (SetInline(type, keys, ref storage, name, value))
                    return true;
            }
        }
        var dict = GetDict(thread, self);
        if (value is null)
            return dict.DeleteItem(thread, name);
        dict.SetItem(thread, name, value);
        return true;
    }

    private static bool DeleteInline(PyType type, ref InstanceStorage storage, int index)
    {
        var place = type.SlotCount + index;
        if (index < 0 || storage.Get(place) is not { } old)
            return false;
        storage.Values![place] = null;
        while (storage.AttributeCount > type.SlotCount && storage.Values[storage.AttributeCount - 1] is null)
            storage.AttributeCount--;
        PyObject.Release(old);
        return true;
    }

    /// <summary>Sets an attribute by its shared key; false where the order of the keys or their number does not allow it.</summary>
    private static bool SetInline(PyType type, SharedKeys keys, ref InstanceStorage storage, PyStr name, PyObject value)
    {
        var index = keys.IndexOf(name);
        if (index < 0)
        {
            index = keys.Add(name);
            if (index < 0)
                return false;
        }
        var place = type.SlotCount + index;
        var old = storage.Get(place);
        if (old is null && place < storage.AttributeCount)
            return false;
        if (storage.Values is null || place >= storage.Values.Length)
            Array.Resize(ref storage.Values, type.SlotCount + Math.Max(keys.Count, Math.Min(index + 1 + (index >> 1), SharedKeys.MaxCount)));
        PyObject.Retain(value);
        storage.Values[place] = value;
        if (place >= storage.AttributeCount)
            storage.AttributeCount = place + 1;
        PyObject.XRelease(old);
        return true;
    }

    /// <summary>The <c>__dict__</c> of an object, made now where there is none yet. AttributeError where the type has none.</summary>
    public static PyDict GetDict(ThreadState thread, PyObject self)
    {
        var type = self.Type;
        if ((type.Features & TypeFlags.OwnDict) != 0 && self.GetOwnDict(thread, true) is { } own)
            return own;
        if (!type.HasDict)
            throw Errors.Attribute(thread, $"'{type.Name}' object has no attribute '__dict__'", self, TypeNames.Dict);
        ref var storage = ref self.Storage;
        if (storage.Dict is { } dict)
            return dict;
        dict = PyDict.Create(thread);
        if (storage.Values is { } values && type.Keys is { } keys)
        {
            var first = type.SlotCount;
            for (var i = first; i < storage.AttributeCount; i++)
            {
                if (values[i] is not { } value)
                    continue;
                dict.SetItem(thread, keys.Names[i - first], value);
                values[i] = null;
                PyObject.Release(value);
            }
            storage.AttributeCount = 0;
        }
        PyObject.Retain(dict);
        storage.Dict = dict;
        return dict;
    }

    /// <summary>Replaces the <c>__dict__</c> of an object.</summary>
    public static void SetDict(ThreadState thread, PyObject self, PyDict? dict)
    {
        if ((self.Type.Features & TypeFlags.OwnDict) != 0)
        {
            self.SetOwnDict(thread, dict);
            return;
        }
        var old = GetDict(thread, self);
        PyObject.XRetain(dict);
        self.Storage.Dict = dict;
        PyObject.Release(old);
    }

    /// <summary>The value of the <c>__dict__</c> attribute that a Python class has.</summary>
    internal static PyObject ClassDictGetter(ThreadState thread, PyObject self) =>
        BuiltinDictAttribute(self) is { } own ? own.Type.TpDescriptorGet!(thread, own, self, self.Type) : GetDict(thread, self);

    /// <summary>Assigns the <c>__dict__</c> attribute that a Python class has.</summary>
    internal static void ClassDictSetter(ThreadState thread, PyObject self, PyObject? value)
    {
        if (BuiltinDictAttribute(self) is not { } own)
        {
            DictSetter(thread, self, value);
            return;
        }
        if (own.Type.TpDescriptorSet is not { } set)
            throw Errors.Type($"this __dict__ descriptor does not support '{self.Type.Name}' objects");
        set(thread, own, self, value);
    }

    /// <summary>The value of a <c>__dict__</c> attribute.</summary>
    internal static PyObject DictGetter(ThreadState thread, PyObject self) => GetDict(thread, self);

    /// <summary>
    /// The <c>__dict__</c> attribute of the built-in type (a class, a module, an exception) that the object's class is derived from; null
    /// where that has none. A second base may have put its own in front of it.
    /// </summary>
    private static PyObject? BuiltinDictAttribute(PyObject self)
    {
        var type = self.Type;
        while (type.IsHeapType && type.Base is { } above)
            type = above;
        return type.Lookup(Names.Dict) is { } found && found.Type.TpDescriptorGet is not null ? found : null;
    }

    /// <summary>Assigns <c>__dict__</c>.</summary>
    internal static void DictSetter(ThreadState thread, PyObject self, PyObject? value)
    {
        if (value is null)
        {
            SetDict(thread, self, null);
            return;
        }
        if (value is not PyDict dict)
            throw Errors.Type($"__dict__ must be set to a dictionary, not a '{value.Type.Name}'");
        SetDict(thread, self, dict);
    }
}
