namespace Krait.Runtime;

/// <summary><c>__annotations__</c> and <c>__annotate__</c> of classes, evaluated when first asked for (PEP 649).</summary>
internal static class TypeAnnotations
{
    private static PythonException Missing(ThreadState thread, PyType type, PyStr name) =>
        Errors.Attribute(thread, $"type object '{type.Name}' has no attribute '{name}'", type, name);

    public static PyObject Get(ThreadState thread, PyObject self)
    {
        var type = (PyType)self;
        if (!type.IsHeapType)
            throw Missing(thread, type, TypeNames.Annotations);
        if ((type.Dict.GetItem(TypeNames.Annotations) ?? type.Dict.GetItem(TypeNames.AnnotationsCache)) is { } kept)
            return kept.Type.TpDescriptorGet is { } get ? get(thread, kept, null, type) : kept;
        var annotate = GetAnnotate(thread, self);
        PyObject annotations;
        if (annotate.Type.TpCall is not null)
        {
            annotations = Op.Call(thread, annotate, PyInt.From(1));
            if (annotations is not PyDict)
                throw Errors.Type($"__annotate__ returned non-dict of type '{annotations.Type.Name}'");
        }
        else
        {
            annotations = PyDict.Create(thread);
        }
        type.Dict.SetItem(thread, TypeNames.AnnotationsCache, annotations);
        type.Modified();
        return annotations;
    }

    public static void Set(ThreadState thread, PyObject self, PyObject? value)
    {
        var type = (PyType)self;
        CheckMutable(type, "__annotations__");
        var dict = type.Dict;
        if (value is not null)
        {
            dict.SetItem(thread, dict.GetItem(TypeNames.Annotations) is null ? TypeNames.AnnotationsCache : TypeNames.Annotations, value);
        }
        else if (!dict.DeleteItem(thread, TypeNames.Annotations) && !dict.DeleteItem(thread, TypeNames.AnnotationsCache))
        {
            throw Errors.Attribute(thread, "__annotations__", type, TypeNames.Annotations);
        }
        dict.DeleteItem(thread, TypeNames.AnnotateFunc);
        dict.DeleteItem(thread, TypeNames.Annotate);
        type.Modified();
    }

    public static PyObject GetAnnotate(ThreadState thread, PyObject self)
    {
        var type = (PyType)self;
        if (!type.IsHeapType)
            throw Missing(thread, type, TypeNames.Annotate);
        // A class may define the function itself; the compiler's has the other name.
        if ((type.Dict.GetItem(TypeNames.Annotate) ?? type.Dict.GetItem(TypeNames.AnnotateFunc)) is { } found)
            return found.Type.TpDescriptorGet is { } get ? get(thread, found, null, type) : found;
        type.Dict.SetItem(thread, TypeNames.AnnotateFunc, PyNone.Instance);
        type.Modified();
        return PyNone.Instance;
    }

    public static void SetAnnotate(ThreadState thread, PyObject self, PyObject? value)
    {
        var type = (PyType)self;
        if (value is null)
            throw Errors.Type("cannot delete __annotate__ attribute");
        CheckMutable(type, "__annotate__");
        if (value is not PyNone && value.Type.TpCall is null)
            throw Errors.Type("__annotate__ must be callable or None");
        type.Dict.SetItem(thread, TypeNames.AnnotateFunc, value);
        if (value is not PyNone)
        {
            type.Dict.DeleteItem(thread, TypeNames.AnnotationsCache);
            type.Dict.DeleteItem(thread, TypeNames.Annotations);
        }
        type.Modified();
    }

    private static void CheckMutable(PyType type, string name)
    {
        if ((type.Features & TypeFlags.ImmutableType) != 0)
            throw Errors.Type($"cannot set '{name}' attribute of immutable type '{type.Name}'");
    }
}
