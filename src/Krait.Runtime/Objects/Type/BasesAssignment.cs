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
            throw Errors.Type($"cannot delete '__bases__' attribute of type '{type.Name}'");
        if (value is not PyTuple bases)
            throw Errors.Type($"can only assign tuple to {type.Name}.__bases__, not {value.Type.Name}");
        if (bases.Count == 0)
            throw Errors.Type($"can only assign non-empty tuple to {type.Name}.__bases__, not ()");
        foreach (var item in bases.Items)
        {
            if (item is not PyType above)
                throw Errors.Type($"{type.Name}.__bases__ must be tuple of classes, not '{item.Type.Name}'");
            if (above.IsSubtypeOf(type))
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
        var changed = new List<(PyType Type, PyTuple Mro)>();
        try
        {
            type.Bases = bases;
            type.SetBase(layout);
            Reorder(thread, type, changed);
        }
        catch (PythonException)
        {
            foreach (var (below, mro) in changed)
                below.Mro = mro;
            type.Bases = oldBases;
            type.SetBase(oldBase);
            throw;
        }
        foreach (var item in oldBases.Items)
            ((PyType)item).RemoveSubclass(type);
        foreach (var item in bases.Items)
            ((PyType)item).AddSubclass(type);
        PyObject.Release(oldBases);
        type.Modified();
        foreach (var (below, _) in changed)
            below.InheritAll();
    }

    private static void Reorder(ThreadState thread, PyType type, List<(PyType Type, PyTuple Mro)> changed)
    {
        var mro = MroCalculator.Compute(thread, type);
        changed.Add((type, type.Mro));
        type.Modified();
        type.Mro = mro;
        foreach (var below in type.Subclasses())
            Reorder(thread, below, changed);
    }
}
