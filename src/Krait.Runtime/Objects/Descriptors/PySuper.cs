namespace Krait.Runtime;

/// <summary>Reads attributes from the types after a given one in the method resolution order.</summary>
[PyType("super", BaseType = true, BasicSize = 40)]
public partial class PySuper : PyContainer
{
    private Ref<PyType> _start;
    private Ref<PyObject> _object;
    private Ref<PyType> _objectType;

    private protected PySuper(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw Errors.Type("super() takes no keyword arguments");
        if (args.Length > 2)
            throw Errors.Type($"super() expected at most 2 arguments, got {args.Length}");
        PyType start;
        PyObject? instance;
        if (args.Length == 0)
        {
            PyFrame.TryGetSuperArguments(thread, out start, out instance);
        }
        else
        {
            start = args[0] as PyType ?? throw Errors.Type($"super() argument 1 must be a type, not {args[0].Type.Name}");
            instance = args.Length < 2 || args[1] is PyNone ? null : args[1];
        }
        var made = (PySuper)self;
        var objectType = instance is null ? null : Check(thread, start, instance);
        made._start.Value = start;
        made._object.Value = instance;
        made._objectType.Value = objectType;
    }

    /// <summary>The type whose order is searched: the object itself where it is a class below the start, else its class.</summary>
    private static PyType Check(ThreadState thread, PyType start, PyObject instance)
    {
        if (instance is PyType type && type.IsSubtypeOf(start))
            return type;
        if (instance.Type.IsSubtypeOf(start))
            return instance.Type;
        if (Op.TryGetAttr(thread, instance, TypeNames.Class) is PyType claimed && claimed.IsSubtypeOf(start))
            return claimed;
        var kind = instance is PyType ? "type" : "instance of";
        var name = instance is PyType given ? given.Name : instance.Type.Name;
        throw Errors.Type($"super(type, obj): obj ({kind} {name}) is not an instance or subtype of type ({start.Name}).");
    }

    /// <summary>An attribute after <paramref name="start"/> in the order of <paramref name="objectType"/>, bound; null where there is none.</summary>
    internal static PyObject? Find(ThreadState thread, PyType start, PyObject instance, PyType objectType, PyStr name)
    {
        var found = FindUnbound(start, objectType, name);
        if (found is null || found.Type.TpDescriptorGet is not { } get)
            return found;
        return get(thread, found, ReferenceEquals(instance, objectType) ? null : instance, objectType);
    }

    /// <summary>As <see cref="Find"/>, as the type has it.</summary>
    internal static PyObject? FindUnbound(PyType start, PyType objectType, PyStr name)
    {
        var order = objectType.MroTypes;
        var i = System.Array.IndexOf(order, start) + 1;
        if (i == 0)
            return null;
        for (; i < order.Length; i++)
        {
            if (order[i].Dict.GetItem(name) is { } found)
                return found;
        }
        return null;
    }

    /// <summary>
    /// <c>super(start, self).name</c> without the super object. With <paramref name="wantsMethod"/> a function comes unbound, and
    /// <paramref name="isMethod"/> says that self is its first argument.
    /// </summary>
    internal static PyObject Lookup(ThreadState thread, PyType start, PyObject self, PyStr name, bool wantsMethod, out bool isMethod)
    {
        isMethod = false;
        var objectType = Check(thread, start, self);
        if (!ReferenceEquals(name, TypeNames.Class) && FindUnbound(start, objectType, name) is { } found)
        {
            if (wantsMethod && !ReferenceEquals(self, objectType) && (found.Type.Features & TypeFlags.MethodDescriptor) != 0)
            {
                isMethod = true;
                return found;
            }
            return found.Type.TpDescriptorGet is { } get ? get(thread, found, ReferenceEquals(self, objectType) ? null : self, objectType) : found;
        }
        if (ReferenceEquals(name, TypeNames.Class))
            return TypeObject;
        return Op.GetAttr(thread, Op.Call(thread, TypeObject, start, self), name);
    }

    [PySlot(nameof(PyType.TpGetAttr))]
    private static PyObject GetAttr(ThreadState thread, PyObject self, PyStr name)
    {
        var super = (PySuper)self;
        if (super._objectType.Value is { } objectType && !name.TextEquals("__class__")
            && Find(thread, super._start.Value!, super._object.Value!, objectType, name) is { } found)
        {
            return found;
        }
        return GenericAttributes.GetAttr(thread, self, name);
    }

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner)
    {
        var self = (PySuper)descriptor;
        if (instance is null or PyNone || self._object.Value is not null)
            return descriptor;
        if (!ReferenceEquals(self.Type, TypeObject))
            return Op.Call(thread, self.Type, self._start.Value!, instance);
        var made = (PySuper)TypeObject.Allocate!(thread, TypeObject);
        made._objectType.Value = Check(thread, self._start.Value!, instance);
        made._start.Value = self._start.Value;
        made._object.Value = instance;
        return made;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr()
    {
        var start = _start.Value is { } type ? type.Name : "NULL";
        return _objectType.Value is { } bound ? $"<super: <class '{start}'>, <{bound.Name} object>>" : $"<super: <class '{start}'>, NULL>";
    }

    /// <summary>the class invoking super()</summary>
    [PyGetter("__thisclass__", Member = true)]
    private PyObject ThisClass() => _start.Value is { } type ? type : PyNone.Instance;

    /// <summary>the instance invoking super(); may be None</summary>
    [PyGetter("__self__", Member = true)]
    private PyObject SelfAttribute() => _object.Value ?? PyNone.Instance;

    /// <summary>the type of the instance invoking super(); may be None</summary>
    [PyGetter("__self_class__", Member = true)]
    private PyObject SelfClass() => _objectType.Value is { } type ? type : PyNone.Instance;
}
