using System.Text;

namespace Krait.Runtime;

/// <summary>Reads <c>__slots__</c> of a new class and gives it its member descriptors, <c>__dict__</c> and <c>__weakref__</c>.</summary>
internal sealed class SlotsReader(ThreadState thread, PyType type, PyDict dict, PyTuple bases, PyStr className)
{
    private bool _mayAddDict;
    private bool _mayAddWeakrefs;

    public void Apply()
    {
        var layout = type.Base!;
        // Classes have their dict without being told: a metaclass adds no second one.
        _mayAddDict = !layout.HasDict && (layout.Features & TypeFlags.TypeSubclass) == 0;
        _mayAddWeakrefs = !layout.HasWeakrefs && layout.ItemSize == 0;
        if (dict.GetItem(TypeNames.Slots) is { } slots)
        {
            ReadSlots(slots);
            return;
        }
        if (_mayAddDict)
            AddDict();
        if (_mayAddWeakrefs)
            AddWeakrefs();
    }

    private void ReadSlots(PyObject slots)
    {
        var list = slots is PyStr single ? PyTuple.Create(thread, single) : Op.TupleFrom(thread, slots);
        if (list.Count > 0 && type.Base!.ItemSize != 0 && !HasOnlyDict(list))
            throw Errors.Type($"nonempty __slots__ not supported for subtype of '{type.Base.Name}'");
        var names = new List<PyStr>();
        bool addDict = false, addWeakrefs = false;
        foreach (var item in list.Items)
        {
            if (item is not PyStr name)
                throw Errors.Type($"__slots__ items must be strings, not '{item.Type.Name}'");
            if (!IsIdentifier(name))
                throw Errors.Type("__slots__ must be identifiers");
            if (name.TextEquals("__dict__"))
            {
                if (!_mayAddDict || addDict)
                    throw Errors.Type("__dict__ slot disallowed: we already got one");
                addDict = true;
            }
            else if (name.TextEquals("__weakref__"))
            {
                if (!_mayAddWeakrefs || addWeakrefs)
                    throw Errors.Type("__weakref__ slot disallowed: we already got one");
                addWeakrefs = true;
            }
            else
            {
                AddName(names, name);
            }
        }
        names.Sort((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
        if (addDict)
            AddDict();
        if (addWeakrefs)
            AddWeakrefs();
        InheritFromOtherBases();
        AddMembers(names);
    }

    private static bool HasOnlyDict(PyTuple list)
    {
        foreach (var item in list.Items)
        {
            if (item is not PyStr name || !name.TextEquals("__dict__"))
                return false;
        }
        return true;
    }

    private void AddName(List<PyStr> names, PyStr name)
    {
        var mangled = InternTable.Intern(PyStr.From(Mangle(className.ToString(), name.ToString())));
        names.Add(mangled);
        if (dict.GetItem(mangled) is null)
            return;
        if (!mangled.TextEquals("__qualname__") && !mangled.TextEquals("__classcell__") && !mangled.TextEquals("__classdictcell__"))
            throw Errors.Value($"{Op.ReprText(thread, name)} in __slots__ conflicts with class variable");
    }

    /// <summary>A second base may bring the dict or the weak references that the layout's base lacks.</summary>
    private void InheritFromOtherBases()
    {
        foreach (var item in bases.Items)
        {
            var other = (PyType)item;
            if (_mayAddDict && other.HasDict && !type.HasDict)
                AddDict();
            if (_mayAddWeakrefs && other.HasWeakrefs && !type.HasWeakrefs)
                AddWeakrefs();
        }
    }

    private void AddMembers(List<PyStr> names)
    {
        var place = type.SlotCount;
        type.OwnSlots = names.ToArray();
        type.SlotCount += names.Count;
        type.BasicSize += names.Count * 8;
        foreach (var name in names)
            dict.SetItem(thread, name, PyMemberDescriptor.Create(thread, type, name, place++));
    }

    private void AddDict()
    {
        type.Features |= TypeFlags.ManagedDict;
        if (type.Base!.ItemSize == 0)
            type.Features |= TypeFlags.InlineValues;
        if (dict.GetItem(TypeNames.Dict) is null)
            dict.SetItem(thread, TypeNames.Dict, PyGetSetDescriptor.Create(thread, type, s_dictAttribute));
    }

    private void AddWeakrefs()
    {
        type.Features |= TypeFlags.ManagedWeakref;
        if (dict.GetItem(TypeNames.Weakref) is null)
            dict.SetItem(thread, TypeNames.Weakref, PyGetSetDescriptor.Create(thread, type, s_weakrefAttribute));
    }

    private static readonly NativeGetSet s_dictAttribute = new()
    {
        Name = "__dict__",
        Doc = "dictionary for instance variables",
        Getter = GenericAttributes.ClassDictGetter,
        Setter = GenericAttributes.ClassDictSetter,
    };

    private static readonly NativeGetSet s_weakrefAttribute = new()
    {
        Name = "__weakref__",
        Doc = "list of weak references to the object",
        Getter = static (thread, self) => Op.FirstWeakReference(thread, self) ?? PyNone.Instance,
    };

    /// <summary>The name of a private attribute inside a class.</summary>
    internal static string Mangle(string className, string name)
    {
        if (!name.StartsWith("__", StringComparison.Ordinal) || name.EndsWith("__", StringComparison.Ordinal) || name.Contains('.'))
            return name;
        var stripped = className.TrimStart('_');
        return stripped.Length == 0 ? name : $"_{stripped}{name}";
    }

    private static bool IsIdentifier(PyStr name)
    {
        if (name.Length == 0)
            return false;
        var first = true;
        foreach (var rune in name.ToString().EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var start = Rune.IsLetter(rune) || rune.Value == '_' || category == System.Globalization.UnicodeCategory.LetterNumber;
            var more = category is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark
                or System.Globalization.UnicodeCategory.DecimalDigitNumber or System.Globalization.UnicodeCategory.ConnectorPunctuation;
            if (!start && (first || !more))
                return false;
            first = false;
        }
        return true;
    }
}
