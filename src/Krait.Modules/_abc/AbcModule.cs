using Krait.Runtime;

namespace Krait.Modules.Abc;

/// <summary>Module contains faster C# versions of the functions that abc.ABCMeta is made of.</summary>
[PyModule("_abc")]
internal static partial class AbcModule
{
    private static readonly PyStr s_data = PyStr.Intern("_abc_impl");
    private static readonly PyStr s_abstractMethods = PyStr.Intern("__abstractmethods__");
    private static readonly PyStr s_isAbstract = PyStr.Intern("__isabstractmethod__");
    private static readonly PyStr s_subclassHook = PyStr.Intern("__subclasshook__");
    private static readonly PyStr s_subclassCheck = PyStr.Intern("__subclasscheck__");
    private static readonly PyStr s_flags = PyStr.Intern("__abc_tpflags__");
    private static long s_invalidation;

    /// <summary>Returns the current ABC cache token: it changes with every call to register() on any ABC.</summary>
    [PyFunction("get_cache_token")]
    private static long GetCacheToken() => s_invalidation;

    /// <summary>Internal ABC helper for class set-up. Should be never used outside abc module.</summary>
    [PyFunction("_abc_init")]
    private static void Init(ThreadState thread, PyObject self)
    {
        ComputeAbstractMethods(thread, self);
        Op.SetAttr(thread, self, s_data, AbcData.Create(thread));
        if (self is not PyType type || type.Dict.GetItem(s_flags) is not PyInt flags)
            return;
        var bits = (TypeFlags)(ulong)flags.Value & (TypeFlags.Sequence | TypeFlags.Mapping);
        if (bits == (TypeFlags.Sequence | TypeFlags.Mapping))
            throw Errors.Type("__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING");
        SetCollectionFlags(type, bits);
        type.Dict.DeleteItem(thread, s_flags);
    }

    private static void SetCollectionFlags(PyType type, TypeFlags bits)
    {
        if (bits == 0 || !type.IsHeapType)
            return;
        type.Features = (type.Features & ~(TypeFlags.Sequence | TypeFlags.Mapping)) | bits;
        foreach (var subclass in type.Subclasses())
            SetCollectionFlags(subclass, bits);
    }

    private static void ComputeAbstractMethods(ThreadState thread, PyObject self)
    {
        var names = new List<PyObject>();
        var ns = Op.GetAttr(thread, self, "__dict__");
        foreach (var pair in Op.MappingItems(thread, ns).Items.ToArray())
        {
            var item = (PyTuple)pair;
            if (IsAbstract(thread, item[1]))
                names.Add(item[0]);
        }
        foreach (var parent in ((PyTuple)Op.GetAttr(thread, self, "__bases__")).Items.ToArray())
        {
            if (AbstractMethodsOf(thread, parent) is not { } inherited)
                continue;
            foreach (var name in Op.ListFrom(thread, inherited).Items.ToArray())
            {
                if (Op.TryGetAttr(thread, self, (PyStr)name) is { } value && IsAbstract(thread, value))
                    names.Add(name);
            }
        }
        Op.SetAttr(thread, self, s_abstractMethods, PyFrozenSet.FromItems(thread, names.ToArray()));
    }

    /// <summary>Without the AttributeError that a class which is not abstract raises: nearly every class.</summary>
    private static PyObject? AbstractMethodsOf(ThreadState thread, PyObject parent) =>
        parent is PyType type && type != PyType.TypeObject && ReferenceEquals(type.Type.Lookup(s_abstractMethods), PyType.TypeObject.Lookup(s_abstractMethods))
            ? type.Dict.GetItem(s_abstractMethods)
            : Op.TryGetAttr(thread, parent, s_abstractMethods);

    private static bool IsAbstract(ThreadState thread, PyObject value) =>
        Op.TryGetAttr(thread, value, s_isAbstract) is { } flag && Op.IsTrue(thread, flag);

    private static AbcData DataOf(ThreadState thread, PyObject self) =>
        Op.GetAttr(thread, self, s_data) as AbcData ?? throw Errors.Type("_abc_impl is set to a wrong type");

    /// <summary>Internal ABC helper for subclasss registration. Should be never used outside abc module.</summary>
    [PyFunction("_abc_register")]
    private static PyObject Register(ThreadState thread, PyObject self, PyObject subclass)
    {
        if (subclass is not PyType type)
            throw Errors.Type("Can only register classes");
        if (Op.IsSubclass(thread, subclass, self))
            return subclass;
        if (Op.IsSubclass(thread, self, subclass))
            throw Errors.Runtime("Refusing to create an inheritance cycle");
        DataOf(thread, self).Registry.Add(thread, subclass);
        s_invalidation++;
        if (self is PyType own)
            SetCollectionFlags(type, own.Features & (TypeFlags.Sequence | TypeFlags.Mapping));
        return subclass;
    }

    /// <summary>Internal ABC helper for instance checks. Should be never used outside abc module.</summary>
    [PyFunction("_abc_instancecheck")]
    private static PyObject InstanceCheck(ThreadState thread, PyObject self, PyObject instance)
    {
        var data = DataOf(thread, self);
        var subclass = Op.GetAttr(thread, instance, "__class__");
        if (data.Cache.Contains(subclass))
            return PyBool.True;
        var subtype = (PyObject)instance.Type;
        if (ReferenceEquals(subtype, subclass))
        {
            if (data.NegativeVersion == s_invalidation && data.Negative.Contains(subclass))
                return PyBool.False;
            return Op.CallMethod(thread, self, s_subclassCheck, subclass);
        }
        var result = Op.CallMethod(thread, self, s_subclassCheck, subclass);
        return Op.IsTrue(thread, result) ? result : Op.CallMethod(thread, self, s_subclassCheck, subtype);
    }

    /// <summary>Internal ABC helper for subclasss checks. Should be never used outside abc module.</summary>
    [PyFunction("_abc_subclasscheck")]
    private static bool SubclassCheck(ThreadState thread, PyObject self, PyObject subclass)
    {
        if (subclass is not PyType type)
            throw Errors.Type("issubclass() arg 1 must be a class");
        var data = DataOf(thread, self);
        if (data.Cache.Contains(subclass))
            return true;
        if (data.NegativeVersion < s_invalidation)
        {
            data.Negative.Clear();
            data.NegativeVersion = s_invalidation;
        }
        else if (data.Negative.Contains(subclass))
        {
            return false;
        }
        var hooked = Op.CallMethod(thread, self, s_subclassHook, subclass);
        if (hooked is PyBool answer)
        {
            (answer.Value != 0 ? data.Cache : data.Negative).Add(thread, subclass);
            return answer.Value != 0;
        }
        if (hooked is not PyNotImplemented)
            throw Errors.New(ExceptionTypes.AssertionError, "__subclasshook__ must return either False, True, or NotImplemented");
        var found = self is PyType own && type.IsSubtypeOf(own) || IsRegistered(thread, data, subclass) || HasVirtualBase(thread, self, subclass);
        (found ? data.Cache : data.Negative).Add(thread, subclass);
        return found;
    }

    private static bool IsRegistered(ThreadState thread, AbcData data, PyObject subclass)
    {
        if (data.Registry.Contains(subclass))
            return true;
        foreach (var registered in data.Registry.Living(thread))
        {
            if (Op.IsSubclass(thread, subclass, registered))
                return true;
        }
        return false;
    }

    private static bool HasVirtualBase(ThreadState thread, PyObject self, PyObject subclass)
    {
        var subclasses = Op.CallMethod(thread, self, "__subclasses__");
        if (subclasses is not PyList list)
            throw Errors.Type("__subclasses__() must return a list");
        foreach (var below in list.Items.ToArray())
        {
            if (Op.IsSubclass(thread, subclass, below))
                return true;
        }
        return false;
    }

    /// <summary>Internal ABC helper to reset registry of a given class.</summary>
    [PyFunction("_reset_registry")]
    private static void ResetRegistry(ThreadState thread, PyObject self) => DataOf(thread, self).Registry.Clear();

    /// <summary>Internal ABC helper to reset both caches of a given class.</summary>
    [PyFunction("_reset_caches")]
    private static void ResetCaches(ThreadState thread, PyObject self)
    {
        var data = DataOf(thread, self);
        data.Cache.Clear();
        data.Negative.Clear();
    }

    /// <summary>Internal ABC helper for cache and registry debugging.</summary>
    [PyFunction("_get_dump")]
    private static PyObject GetDump(ThreadState thread, PyObject self)
    {
        var data = DataOf(thread, self);
        return PyTuple.Create(
            thread, data.Registry.ToSet(thread), data.Cache.ToSet(thread), data.Negative.ToSet(thread), PyInt.From(data.NegativeVersion));
    }
}
