namespace Krait.Runtime;

/// <summary>Assigns <c>__class__</c>.</summary>
internal static class ClassAssignment
{
    public static void Set(ThreadState thread, PyObject self, PyObject? value)
    {
        if (value is null)
            throw Errors.Type("can't delete __class__ attribute");
        if (value is not PyType to)
            throw Errors.Type($"__class__ must be set to a class, not '{value.Type.Name}' object");
        AuditEvents.Raise(thread, "object.__setattr__", self, TypeNames.Class, value);
        var from = self.Type;
        if (ReferenceEquals(from, to))
            return;
        if (!(self is PyModule && to.IsSubtypeOf(PyModule.TypeObject)) && (!from.IsHeapType || !to.IsHeapType))
            throw Errors.Type("__class__ assignment only supported for mutable types or ModuleType subclasses");
        if (self is not PyModule && !Layout.AreCompatible(from, to))
            throw Errors.Type($"__class__ assignment: '{to.Name}' object layout differs from '{from.Name}'");
        // The shared keys are the class's own: the attributes must leave them first.
        if (from.HasDict && from.Keys is not null && self.Storage.AttributeCount > 0)
            GenericAttributes.GetDict(thread, self);
        if (to.IsHeapType)
            PyObject.Retain(to);
        self.Type = to;
        if (from.IsHeapType)
            PyObject.Release(from);
    }
}
