namespace Krait.Runtime;

public static partial class Op
{
    /// <summary>Reads an attribute; AttributeError where there is none.</summary>
    public static PyObject GetAttr(ThreadState thread, PyObject o, PyStr name)
    {
        if (o.Type.TpGetAttr is not { } get)
            throw GenericAttributes.NoAttribute(thread, o, name);
        try
        {
            return get(thread, o, name);
        }
        catch (PythonException error) when (DescribeMissing(error, o, name))
        {
            throw;
        }
    }

    /// <summary>
    /// Notes on an AttributeError that says nothing of it (one that Python code raised) what was asked for: suggestions need that. An
    /// exception filter that never catches.
    /// </summary>
    private static bool DescribeMissing(PythonException error, PyObject o, PyStr name)
    {
        if (error.Value is PyAttributeError { NameField.Value: null, ObjectField.Value: null } missing)
        {
            missing.NameField.Value = name;
            missing.ObjectField.Value = o;
        }
        return false;
    }

    /// <inheritdoc cref="GetAttr(ThreadState, PyObject, PyStr)"/>
    public static PyObject GetAttr(ThreadState thread, PyObject o, string name) => GetAttr(thread, o, PyStr.Intern(name));

    /// <summary>Reads an attribute whose name Python code gave.</summary>
    public static PyObject GetAttrByObject(ThreadState thread, PyObject o, PyObject name) => GetAttr(thread, o, AttributeName(name));

    /// <summary>The name of an attribute as Python code gave it; TypeError where it is not a str.</summary>
    public static PyStr AttributeName(PyObject name) =>
        name as PyStr ?? throw Errors.Type($"attribute name must be string, not '{name.Type.Name}'");

    /// <summary>Reads an attribute; null where there is none. For objects, types and modules without a C# exception on the way.</summary>
    public static PyObject? TryGetAttr(ThreadState thread, PyObject o, PyStr name)
    {
        var get = o.Type.TpGetAttr;
        if (ReferenceEquals(get, GenericAttributes.GetAttrSlot))
            return GenericAttributes.TryGetAttr(thread, o, name);
        try
        {
            if (ReferenceEquals(get, TypeAttributes.GetAttrSlot))
                return TypeAttributes.Find(thread, (PyType)o, name);
            if (o.GetType() == typeof(PyModule))
            {
                if (GenericAttributes.Find(thread, o, name) is { } value)
                    return value;
                if (GenericAttributes.FindInInstance(thread, o, Names.Getattr) is null)
                    return null;
            }
            return get?.Invoke(thread, o, name);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.AttributeError))
        {
            return null;
        }
    }

    /// <inheritdoc cref="TryGetAttr(ThreadState, PyObject, PyStr)"/>
    public static PyObject? TryGetAttr(ThreadState thread, PyObject o, string name) => TryGetAttr(thread, o, PyStr.Intern(name));

    /// <summary>True where the object has the attribute.</summary>
    public static bool HasAttr(ThreadState thread, PyObject o, PyStr name) => TryGetAttr(thread, o, name) is not null;

    /// <summary>Sets an attribute, or deletes it where <paramref name="value"/> is null.</summary>
    public static void SetAttr(ThreadState thread, PyObject o, PyStr name, PyObject? value)
    {
        if (o.Type.TpSetAttr is { } set)
        {
            set(thread, o, name, value);
            return;
        }
        var what = o.Type.TpGetAttr is null ? "no" : "only read-only";
        throw Errors.Type($"'{o.Type.Name}' object has {what} attributes ({(value is null ? "del" : "assign to")} .{name})");
    }

    /// <inheritdoc cref="SetAttr(ThreadState, PyObject, PyStr, PyObject?)"/>
    public static void SetAttr(ThreadState thread, PyObject o, string name, PyObject? value) =>
        SetAttr(thread, o, PyStr.Intern(name), value);

    /// <summary>Deletes an attribute.</summary>
    public static void DelAttr(ThreadState thread, PyObject o, PyStr name) => SetAttr(thread, o, name, null);

    /// <summary>
    /// Reads an attribute that is about to be called. True: <paramref name="found"/> is an unbound function that takes
    /// <paramref name="o"/> as its first argument; false: it is the attribute's value. AttributeError where there is none.
    /// </summary>
    public static bool GetMethod(ThreadState thread, PyObject o, PyStr name, out PyObject found)
    {
        var type = o.Type;
        if (!ReferenceEquals(type.TpGetAttr, GenericAttributes.GetAttrSlot))
        {
            found = GetAttr(thread, o, name);
            return false;
        }
        var descriptor = type.Lookup(name);
        DescriptorGetFunc? get = null;
        var isMethod = false;
        if (descriptor is not null)
        {
            if ((descriptor.Type.Features & TypeFlags.MethodDescriptor) != 0)
            {
                isMethod = true;
            }
            else
            {
                get = descriptor.Type.TpDescriptorGet;
                if (get is not null && descriptor.Type.TpDescriptorSet is not null)
                {
                    found = GetAttr(thread, o, name);
                    return false;
                }
            }
        }
        if (GenericAttributes.FindInInstance(thread, o, name) is { } value)
        {
            found = value;
            return false;
        }
        if (isMethod)
        {
            found = descriptor!;
            return true;
        }
        found = get is not null ? get(thread, descriptor!, o, type) : descriptor ?? throw GenericAttributes.NoAttribute(thread, o, name);
        return false;
    }

    /// <summary>A special method of the object's type, bound; null where there is none. The instance itself is not asked.</summary>
    public static PyObject? LookupSpecial(ThreadState thread, PyObject o, PyStr name)
    {
        if (o.Type.Lookup(name) is not { } found)
            return null;
        return found.Type.TpDescriptorGet is { } get ? get(thread, found, o, o.Type) : found;
    }

    /// <summary>
    /// A special method of the object's type; false where there is none. With <paramref name="isMethod"/> it is unbound and takes
    /// <paramref name="o"/> as its first argument.
    /// </summary>
    public static bool LookupSpecialMethod(ThreadState thread, PyObject o, PyStr name, out PyObject found, out bool isMethod)
    {
        isMethod = false;
        if (o.Type.Lookup(name) is not { } attribute)
        {
            found = null!;
            return false;
        }
        found = attribute;
        if ((attribute.Type.Features & TypeFlags.MethodDescriptor) != 0)
            isMethod = true;
        else if (attribute.Type.TpDescriptorGet is { } get)
            found = get(thread, attribute, o, o.Type);
        return true;
    }
}
