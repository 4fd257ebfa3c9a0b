namespace Krait.Runtime;

/// <summary>The method resolution order: C3, or what a metaclass's <c>mro()</c> says.</summary>
internal static class MroCalculator
{
    /// <summary>Computes and sets the order of a class. False where a metaclass's <c>mro()</c> has set another one meanwhile: that stays.</summary>
    public static bool Assign(ThreadState thread, PyType type)
    {
        var old = type.HasMro ? type.Mro : null;
        PyObject.XRetain(old);
        try
        {
            var made = Compute(thread, type);
            if (type.HasMro != old is not null || (old is not null && !ReferenceEquals(type.Mro, old)))
                return false;
            type.Modified();
            type.Mro = made;
            return true;
        }
        finally
        {
            if (old is not null)
                PyObject.Float(thread, old);
        }
    }

    /// <summary>The order for a class, by its metaclass's <c>mro()</c> where that is not <c>type.mro</c>.</summary>
    public static PyTuple Compute(ThreadState thread, PyType type)
    {
        var custom = type.Type.Lookup(TypeNames.Mro);
        if (custom is null or PyMethodDescriptor { IsTypeMro: true })
            return PyTuple.FromArray(thread, Linearize(thread, type));
        var result = Op.TupleFrom(thread, SlotDispatch.Call0(thread, type, TypeNames.Mro));
        foreach (var item in result.Items)
        {
            if (item is not PyType above)
                throw Errors.Type($"mro() returned a non-class ('{item.Type.Name}')");
            if (!Layout.SolidBase(type).IsSubtypeOf(Layout.SolidBase(above)))
                throw Errors.Type($"mro() returned base with unsuitable layout ('{above.Name}')");
        }
        return result.Count > 0 ? result : throw Errors.Type("type MRO must not be empty");
    }

    /// <summary>The C3 order.</summary>
    public static PyObject[] Linearize(ThreadState thread, PyType type)
    {
        var bases = type.Bases.Items;
        for (var i = 0; i < bases.Length; i++)
        {
            for (var j = i + 1; j < bases.Length; j++)
            {
                if (ReferenceEquals(bases[i], bases[j]))
                    throw Errors.Type($"duplicate base class {((PyType)bases[i]).Name}");
            }
        }
        foreach (var item in bases)
        {
            if (!((PyType)item).HasMro)
                throw Errors.Type($"Cannot extend an incomplete type '{((PyType)item).Name}'");
        }
        if (bases.Length == 1)
            return [type, .. ((PyType)bases[0]).MroTypes];
        var lists = new List<PyType[]>(bases.Length + 1);
        foreach (var item in bases)
            lists.Add(((PyType)item).MroTypes);
        var direct = new PyType[bases.Length];
        for (var i = 0; i < bases.Length; i++)
            direct[i] = (PyType)bases[i];
        lists.Add(direct);
        return Merge(type, lists);
    }

    private static PyObject[] Merge(PyType type, List<PyType[]> lists)
    {
        var result = new List<PyObject> { type };
        var next = new int[lists.Count];
        while (true)
        {
            PyType? candidate = null;
            var empty = true;
            for (var i = 0; i < lists.Count && candidate is null; i++)
            {
                if (next[i] == lists[i].Length)
                    continue;
                empty = false;
                var head = lists[i][next[i]];
                if (!InAnyTail(lists, next, head))
                    candidate = head;
            }
            if (empty)
                return result.ToArray();
            if (candidate is null)
                throw Inconsistent(lists, next);
            result.Add(candidate);
            for (var i = 0; i < lists.Count; i++)
            {
                if (next[i] < lists[i].Length && ReferenceEquals(lists[i][next[i]], candidate))
                    next[i]++;
            }
        }
    }

    private static bool InAnyTail(List<PyType[]> lists, int[] next, PyType head)
    {
        for (var i = 0; i < lists.Count; i++)
        {
            for (var j = next[i] + 1; j < lists[i].Length; j++)
            {
                if (ReferenceEquals(lists[i][j], head))
                    return true;
            }
        }
        return false;
    }

    private static PythonException Inconsistent(List<PyType[]> lists, int[] next)
    {
        var names = new List<string>();
        for (var i = 0; i < lists.Count; i++)
        {
            if (next[i] < lists[i].Length && !names.Contains(lists[i][next[i]].ShortName))
                names.Add(lists[i][next[i]].ShortName);
        }
        return Errors.Type($"Cannot create a consistent method resolution order (MRO) for bases {string.Join(", ", names)}");
    }
}
