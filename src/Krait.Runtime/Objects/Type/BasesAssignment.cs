namespace Krait.Runtime;

/// <summary>Assigns <c>__bases__</c>: orders and slots of the class and of those below follow, or nothing changes.</summary>
internal static class BasesAssignment
{
    public static void Set(ThreadState thread, PyObject self, PyObject? value)
    {
        var type = (PyType)self;
        if ((type.Features & TypeFlags.ImmutableType) != 0)
            throw Errors.Type($"cannot set '__bases__' attribute of immutable type '{type.Name}'");
        if (value is null)
            throw Errors.Type($"cannot delete '__bases__' attribute of immutable type '{type.Name}'");
        AuditEvents.Raise(thread, "object.__setattr__", type, TypeNames.Bases, value);
        if (value is not PyTuple bases)
            throw Errors.Type($"can only assign tuple to {type.Name}.__bases__, not {value.Type.Name}");
        if (bases.Count == 0)
            throw Errors.Type($"can only assign non-empty tuple to {type.Name}.__bases__, not ()");
        foreach (var item in bases.Items)
        {
            if (item is not PyType above)
                throw Errors.Type($"{type.Name}.__bases__ must be tuple of classes, not '{item.Type.Name}'");
            // The chain of layout bases too: it is ahead of the orders while an mro() of a metaclass assigns bases itself.
            if (above.IsSubtypeOf(type) || (above.HasMro && above.IsAbove(type)))
                throw Errors.Type("a __bases__ item causes an inheritance cycle");
        }
        var layout = Layout.BestBase(bases);
        if (!ReferenceEquals(Layout.SolidBase(layout), Layout.SolidBase(type.Base!)) || layout.HasDict != type.Base!.HasDict && !type.HasDict)
            throw Errors.Type($"__bases__ assignment: '{layout.Name}' object layout differs from '{type.Base!.Name}'");
        Apply(thread, type, bases, layout);
    }

    private static void Apply(ThreadState thread, PyType type, PyTuple bases, PyType layout)
    {
        var oldBases = type.Bases;
        var oldBase = type.Base!;
        PyObject.Retain(oldBases);
        var changed = new List<(PyType Type, PyTuple New, PyTuple? Old)>();
        try
        {
            type.Bases = bases;
            type.SetBase(layout);
            Reorder(thread, type, changed);
            // An mro() of a metaclass may have assigned other bases meanwhile: those stay.
            if (ReferenceEquals(type.Bases, bases))
                Finish(type, oldBases, changed);
        }
        catch (PythonException)
        {
            for (var i = changed.Count - 1; i >= 0; i--)
            {
                var (below, made, old) = changed[i];
                if (old is not null && ReferenceEquals(below.Mro, made))
                    below.Mro = old;
            }
            if (ReferenceEquals(type.Bases, bases))
            {
                type.Bases = oldBases;
                type.SetBase(oldBase);
            }
            throw;
        }
        finally
        {
            PyObject.Release(oldBases);
            foreach (var (below, made, old) in changed)
            {
                PyObject.Release(below);
                PyObject.Release(made);
                PyObject.XRelease(old);
            }
        }
    }

    private static void Finish(PyType type, PyTuple oldBases, List<(PyType Type, PyTuple New, PyTuple? Old)> changed)
    {
        foreach (var item in oldBases.Items)
            ((PyType)item).RemoveSubclass(type);
        foreach (var item in type.Bases.Items)
            ((PyType)item).AddSubclass(type);
        type.Modified();
        foreach (var (below, _, _) in changed)
            below.InheritAll();
    }

    private static void Reorder(ThreadState thread, PyType type, List<(PyType Type, PyTuple New, PyTuple? Old)> changed)
    {
        var old = type.HasMro ? type.Mro : null;
        if (!MroCalculator.Assign(thread, type))
            return;
        var made = type.Mro;
        PyObject.Retain(type);
        PyObject.Retain(made);
        PyObject.XRetain(old);
        changed.Add((type, made, old));
        foreach (var below in type.Subclasses())
            Reorder(thread, below, changed);
    }
}
