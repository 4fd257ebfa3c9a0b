namespace Krait.Runtime;

/// <summary><c>type.__getattribute__</c> and <c>type.__setattr__</c>.</summary>
internal static class TypeAttributes
{
    internal static readonly GetAttrFunc GetAttrSlot = GetAttr;
    internal static readonly SetAttrFunc SetAttrSlot = SetAttr;

    public static PyObject GetAttr(ThreadState thread, PyObject self, PyStr name) =>
        Find(thread, (PyType)self, name) ?? throw GenericAttributes.NoAttribute(thread, self, name);

    /// <summary>Reads an attribute of a type; null where there is none.</summary>
    internal static PyObject? Find(ThreadState thread, PyType type, PyStr name)
    {
        var metatype = type.Type;
        var meta = metatype.Lookup(name);
        var metaGet = meta?.Type.TpDescriptorGet;
        if (metaGet is not null && meta!.Type.TpDescriptorSet is not null)
            return metaGet(thread, meta, type, metatype);
        if (type.Lookup(name) is { } found)
            return found.Type.TpDescriptorGet is { } get ? get(thread, found, null, type) : found;
        return metaGet is not null ? metaGet(thread, meta!, type, metatype) : meta;
    }

    public static void SetAttr(ThreadState thread, PyObject self, PyStr name, PyObject? value)
    {
        var type = (PyType)self;
        if ((type.Features & TypeFlags.ImmutableType) != 0)
            throw Errors.Type($"cannot set {Op.ReprText(thread, name)} attribute of immutable type '{type.Name}'");
        name = InternTable.Intern(name.GetType() == typeof(PyStr) ? name : PyStr.From(name.ToText()));
        var meta = type.Type.Lookup(name);
        if (meta?.Type.TpDescriptorSet is { } set)
        {
            set(thread, meta, type, value);
        }
        else if (value is not null)
        {
            type.Modified();
            type.Dict.SetItem(thread, name, value);
        }
        else
        {
            type.Modified();
            if (!type.Dict.DeleteItem(thread, name))
                throw Errors.Attribute(thread, $"type object '{type.Name}' has no attribute '{name}'", type, name);
        }
        type.Modified();
        if (name.Length > 4 && name[0] == '_' && name[1] == '_')
            SlotTable.Update(type, name);
    }
}
