namespace Krait.Runtime;

/// <summary><c>type.__new__</c>: makes a class from a name, bases and a namespace.</summary>
internal static partial class ClassBuilder
{
    private const TypeFlags Collection = TypeFlags.Sequence | TypeFlags.Mapping;

    /// <summary>The most derived metaclass of the bases and the given one.</summary>
    public static PyType CalculateMetaclass(PyType metaclass, PyTuple bases)
    {
        var winner = metaclass;
        foreach (var item in bases.Items)
        {
            var other = item.Type;
            if (winner.IsSubtypeOf(other))
                continue;
            if (!other.IsSubtypeOf(winner))
            {
                throw Errors.Type("metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases");
            }
            winner = other;
        }
        return winner;
    }

    /// <summary><c>type.__new__(metaclass, name, bases, namespace, **keywords)</c>.</summary>
    public static PyObject New(ThreadState thread, PyType metaclass, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var positional = args.Length - (keywordNames?.Count ?? 0);
        if (positional != 3)
            throw Errors.Type($"type.__new__() takes exactly 3 arguments ({positional} given)");
        if (args[0] is not PyStr name)
            throw Errors.Type($"type.__new__() argument 1 must be str, not {args[0].Type.Name}");
        if (args[1] is not PyTuple bases)
            throw Errors.Type($"type.__new__() argument 2 must be tuple, not {args[1].Type.Name}");
        if (args[2] is not PyDict original)
            throw Errors.Type($"type.__new__() argument 3 must be dict, not {args[2].Type.Name}");
        if (bases.Count == 0)
            bases = PyTuple.Create(thread, TypeBootstrap.Object);
        foreach (var item in bases.Items)
        {
            if (item is not PyType && Op.TryGetAttr(thread, item, TypeNames.MroEntries) is not null)
                throw Errors.Type("type() doesn't support MRO entry resolution; use types.new_class()");
        }
        var winner = CalculateMetaclass(metaclass, bases);
        if (!ReferenceEquals(winner, metaclass))
        {
            if (!ReferenceEquals(winner.TpNew, TypeBootstrap.Type.TpNew))
                return winner.TpNew!(thread, winner, args, keywordNames);
            metaclass = winner;
        }
        CheckName(name);
        var layout = Layout.BestBase(bases);
        var type = Build(thread, metaclass, name, bases, layout, original);
        WarnOfOddKeys(thread, type);
        SetNames(thread, type);
        InitSubclass(thread, type, args[positional..], keywordNames);
        return type;
    }

    internal static void CheckName(PyStr name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == 0)
                throw Errors.Value("type name must not contain null characters");
            if (name[i] is >= 0xd800 and <= 0xdfff)
            {
                throw Errors.New(
                    ThreadState.Current,
                    ExceptionTypes.UnicodeEncodeError,
                    PyStr.From("utf-8"),
                    name,
                    PyInt.From(i),
                    PyInt.From(i + 1),
                    PyStr.From("surrogates not allowed"));
            }
        }
    }

    private static PyType Build(ThreadState thread, PyType metaclass, PyStr name, PyTuple bases, PyType layout, PyDict original)
    {
        var dict = PyDict.Create(thread);
        var position = 0;
        while (original.Next(ref position, out var key, out var value))
            dict.SetItem(thread, key, value);
        var type = PyType.CreateHeap(thread, metaclass, name.ToString(), layout);
        type.Features = TypeFlags.Ready | TypeFlags.BaseType | TypeFlags.HeapType | TypeFlags.HaveGc
            | (layout.Features & TypeFlags.InheritedMask & ~(TypeFlags.HasFinalizer | Collection));
        type.Bases = bases;
        type.SetDict(dict);
        type.NameObject = InternTable.Intern(PyStr.From(name.ToText()));
        // Before __slots__ is read: it may name __qualname__ and __classcell__.
        TakeQualName(thread, type, dict, name);
        FillCells(thread, type, dict);
        new SlotsReader(thread, type, dict, bases, name).Apply();
        if (type.HasDict && (type.Features & TypeFlags.OwnDict) == 0)
            type.Keys = new SharedKeys();
        FillNamespace(thread, type, dict);
        MroCalculator.Assign(thread, type);
        // For patterns a class is a sequence or a mapping, whichever comes first; never both.
        foreach (var above in type.MroTypes)
        {
            if ((type.Features & Collection) == 0)
                type.Features |= above.Features & Collection;
        }
        type.InheritAll();
        foreach (var item in bases.Items)
            ((PyType)item).AddSubclass(type);
        return type;
    }

    /// <summary>Gives the cells of the class body their contents: <c>mro()</c> of a metaclass may look at <c>__class__</c> already.</summary>
    private static void FillCells(ThreadState thread, PyType type, PyDict dict)
    {
        if (dict.Pop(thread, TypeNames.Classcell) is { } cell)
        {
            if (cell is not PyCell place)
                throw Errors.Type($"type.__new__ __classcell__ must be a nonlocal cell, not {Op.ReprText(thread, cell.Type)}");
            place.Content.Value = type;
        }
        // The cell through which annotations see the class's names: it must not keep the namespace of the body alive.
        if (dict.Pop(thread, PyStr.Intern("__classdictcell__")) is { } dictCell)
        {
            if (dictCell is not PyCell place)
                throw Errors.Type($"type.__new__ __classdictcell__ must be a nonlocal cell, not {Op.ReprText(thread, dictCell.Type)}");
            place.Content.Value = dict;
        }
    }

    private static void TakeQualName(ThreadState thread, PyType type, PyDict dict, PyStr name)
    {
        type.QualName = name;
        if (dict.GetItem(TypeNames.Qualname) is not { } qualname)
            return;
        type.QualName = qualname as PyStr ?? throw Errors.Type($"type __qualname__ must be a str, not {qualname.Type.Name}");
        dict.DeleteItem(thread, TypeNames.Qualname);
    }

    private static void FillNamespace(ThreadState thread, PyType type, PyDict dict)
    {
        if (dict.GetItem(TypeNames.Module) is null && thread.Frame?.Globals is { } globals && globals.GetItem(TypeNames.Name) is { } module)
            dict.SetItem(thread, TypeNames.Module, module);
        if (dict.GetItem(TypeNames.New) is { } create && create.GetType() == typeof(PyFunction))
            dict.SetItem(thread, TypeNames.New, PyStaticMethod.Create(thread, create));
        MakeClassMethod(thread, dict, TypeNames.InitSubclass);
        MakeClassMethod(thread, dict, TypeNames.ClassGetitem);
        // CPython keeps a type's doc string as UTF-8 too.
        if (dict.GetItem(TypeNames.Doc) is not { } doc)
            dict.SetItem(thread, TypeNames.Doc, PyNone.Instance);
        else if (doc is PyStr { IsAscii: false } docText)
            Codecs.Encode(thread, docText, "utf-8", "strict");
        if (dict.GetItem(TypeNames.Eq) is not null && dict.GetItem(TypeNames.Hash) is null)
            dict.SetItem(thread, TypeNames.Hash, PyNone.Instance);
    }

    private static void MakeClassMethod(ThreadState thread, PyDict dict, PyStr name)
    {
        if (dict.GetItem(name) is { } method && method.GetType() == typeof(PyFunction))
            dict.SetItem(thread, name, PyClassMethod.Create(thread, method));
    }

    private static void WarnOfOddKeys(ThreadState thread, PyType type)
    {
        var position = 0;
        while (type.Dict.Next(ref position, out var key, out _))
        {
            if (key is PyStr)
                continue;
            Warnings.Warn(thread, ExceptionTypes.RuntimeWarning, $"non-string key in the __dict__ of class {type.Name}", 1);
            return;
        }
    }

    private static void SetNames(ThreadState thread, PyType type)
    {
        var snapshot = new List<(PyObject Key, PyObject Value)>(type.Dict.Count);
        var position = 0;
        while (type.Dict.Next(ref position, out var key, out var value))
        {
            if (value.Type.Lookup(TypeNames.SetName) is not null)
                snapshot.Add((key, value));
        }
        foreach (var (key, value) in snapshot)
        {
            try
            {
                SlotDispatch.Call2(thread, value, TypeNames.SetName, type, key);
            }
            catch (PythonException error)
            {
                Op.AddNote(
                    thread,
                    error.Value,
                    $"Error calling __set_name__ on '{value.Type.Name}' instance {Op.ReprText(thread, key)} in '{type.Name}'");
                throw;
            }
        }
    }

    private static void InitSubclass(ThreadState thread, PyType type, ReadOnlySpan<PyObject> values, PyTuple? keywordNames)
    {
        // As super(type, type).__init_subclass__, with what that does where mro() of a metaclass left the class out or put it last.
        if (!type.MroTypes.AsSpan().Contains(type))
            throw Errors.Type($"super(type, obj): obj (type {type.Name}) is not an instance or subtype of type ({type.Name}).");
        var method = PySuper.Find(thread, type, type, type, TypeNames.InitSubclass)
            ?? Op.GetAttr(thread, PySuper.TypeObject, TypeNames.InitSubclass);
        Op.Call(thread, method, values, keywordNames);
    }
}
