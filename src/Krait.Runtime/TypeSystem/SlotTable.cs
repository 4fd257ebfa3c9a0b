namespace Krait.Runtime;

/// <summary>Connects special methods and slots: fills the slots of a new class, and keeps them right when a class changes.</summary>
internal static partial class SlotTable
{
    /// <summary>The entries by name and by slot; a class of its own, so that the table is complete when they are made.</summary>
    private static class Index
    {
        public static readonly Dictionary<PyStr, List<Slot>> SlotsByName = new(ReferenceEqualityComparer.Instance);

        public static readonly Dictionary<Slot, List<SlotEntry>> EntriesBySlot = new(ReferenceEqualityComparer.Instance);

        // Loops: every start comes through here, and LINQ takes longer to load than to run.
        static Index()
        {
            foreach (var entry in Entries)
            {
                Add(SlotsByName, entry.Name, entry.Slot);
                Add(EntriesBySlot, entry.Slot, entry);
            }
        }

        private static void Add<TKey, TValue>(Dictionary<TKey, List<TValue>> lists, TKey key, TValue value) where TKey : class
        {
            if (!lists.TryGetValue(key, out var list))
                lists.Add(key, list = []);
            list.Add(value);
        }
    }

    /// <summary>Sets all slots of a new class from what its method resolution order defines.</summary>
    public static void UpdateAll(PyType type)
    {
        var parent = LinearParent(type);
        foreach (var (slot, entries) in Index.EntriesBySlot)
        {
            if (parent is not null && !DefinesAny(type, entries))
                slot.Set(type, slot.Get(parent));
            else
                UpdateOne(type, entries);
        }
        NoteFinalizer(type);
    }

    /// <summary>
    /// The class whose slots hold for whatever <paramref name="type"/> does not define: it sees what that one sees. Null where there are more bases, or
    /// where the base is a built-in type, whose slots may say more than its attributes.
    /// </summary>
    private static PyType? LinearParent(PyType type)
    {
        if (type.MroTypes.Length < 2)
            return null;
        var parent = type.MroTypes[1];
        if (!parent.IsHeapType && !ReferenceEquals(parent, TypeBootstrap.Object) || parent.MroTypes.Length != type.MroTypes.Length - 1)
            return null;
        for (var i = 1; i < parent.MroTypes.Length; i++)
        {
            if (!ReferenceEquals(parent.MroTypes[i], type.MroTypes[i + 1]))
                return null;
        }
        return parent;
    }

    private static bool DefinesAny(PyType type, List<SlotEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (type.Dict.GetItem(entry.Name) is not null)
                return true;
        }
        return false;
    }

    /// <summary>Called after a special method of a class was set or deleted: its slots and those of the classes below follow.</summary>
    public static void Update(PyType type, PyStr name)
    {
        if (!Index.SlotsByName.TryGetValue(name, out var slots))
            return;
        foreach (var slot in slots)
            UpdateOne(type, Index.EntriesBySlot[slot]);
        NoteFinalizer(type);
        UpdateSubclasses(type, name);
    }

    private static void UpdateSubclasses(PyType type, PyStr name)
    {
        foreach (var subclass in type.Subclasses())
        {
            if (subclass.IsHeapType && subclass.Dict.GetItem(name) is null)
                Update(subclass, name);
        }
    }

    private static void NoteFinalizer(PyType type)
    {
        if (type.TpFinalize is null)
            type.Features &= ~TypeFlags.HasFinalizer;
        else
            type.Features |= TypeFlags.HasFinalizer;
    }

    private static void UpdateOne(PyType type, List<SlotEntry> entries)
    {
        var slot = entries[0].Slot;
        Delegate? specific = null, generic = null;
        var useGeneric = false;
        foreach (var entry in entries)
        {
            var found = type.FindInMro(entry.Name);
            if (found is null)
                continue;
            if (found is PyNativeFunction { IsNew: true } && ReferenceEquals(slot, Slot.New))
            {
                // A built-in __new__ leaves the slot as it is: what a class once overrode counts as overridden for good, as in CPython.
                specific = type.TpNew ?? type.Base!.TpNew;
            }
            else if (NativeOwner(found, entry) is { } owner && type.IsSubtypeOf(owner))
            {
                var native = slot.Get(owner);
                if (native is null)
                    continue;
                generic ??= entry.Generic;
                if (specific is null || ReferenceEquals(specific, native))
                    specific = native;
                else
                    useGeneric = true;
            }
            else if (found is PyNone && ReferenceEquals(slot, Slot.Hash))
            {
                specific = Slot.HashNotImplemented;
            }
            else
            {
                useGeneric = true;
                generic = entry.Generic;
            }
        }
        slot.Set(type, specific is not null && !useGeneric ? specific : generic is not null && useGeneric ? generic : useGeneric ? null : specific);
    }

    /// <summary>The built-in type whose slot a descriptor stands for; null where it stands for none.</summary>
    private static PyType? NativeOwner(PyObject found, SlotEntry entry) => found switch
    {
        PyWrapperDescriptor wrapper when ReferenceEquals(wrapper.Entry.Name, entry.Name) => wrapper.Owner,
        PyMethodDescriptor method when ReferenceEquals(method.NameText, entry.Name) => method.Owner,
        _ => null,
    };
}
