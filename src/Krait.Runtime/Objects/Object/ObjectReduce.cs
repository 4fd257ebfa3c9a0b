namespace Krait.Runtime;

/// <summary>What <c>pickle</c> and <c>copy</c> ask of every object.</summary>
internal static class ObjectReduce
{
    private static PyObject CopyReg(ThreadState thread) => Op.ImportModule(thread, "copyreg");

    /// <summary><c>__reduce_ex__</c>: an overridden <c>__reduce__</c> goes first.</summary>
    public static PyObject ReduceEx(ThreadState thread, PyObject self, PyObject protocol)
    {
        var number = Op.AsIndexLong(thread, protocol);
        var own = self.Type.Lookup(TypeNames.Reduce);
        if (own is not null && !ReferenceEquals(own, TypeBootstrap.Object.Lookup(TypeNames.Reduce)))
            return SlotDispatch.Call0(thread, self, TypeNames.Reduce);
        return Reduce(thread, self, number);
    }

    /// <summary>The default reduction for a protocol.</summary>
    public static PyObject Reduce(ThreadState thread, PyObject self, long protocol) => protocol >= 2
        ? ReduceNew(thread, self)
        : Op.CallMethod(thread, CopyReg(thread), TypeNames.ReduceExName, self, PyInt.From(protocol));

    private static PyObject ReduceNew(ThreadState thread, PyObject self)
    {
        var type = self.Type;
        if (type.TpNew is null)
            throw Errors.Type($"cannot pickle '{type.Name}' object");
        GetNewArguments(thread, self, out var args, out var keywords);
        var copyreg = CopyReg(thread);
        PyObject function;
        PyTuple functionArgs;
        if (keywords is null || keywords.Count == 0)
        {
            function = Op.GetAttr(thread, copyreg, TypeNames.NewObj);
            functionArgs = PyTuple.Create(thread, [type, .. (args ?? PyTuple.Empty).Items]);
        }
        else
        {
            if (args is null)
                throw Errors.System("bad argument to internal function");
            function = Op.GetAttr(thread, copyreg, TypeNames.NewObjEx);
            functionArgs = PyTuple.Create(thread, type, args, keywords);
        }
        var required = args is null && self is not (PyList or PyDict);
        var state = GetState(thread, self, required);
        PyObject list = self is PyList ? Op.GetIter(thread, self) : PyNone.Instance;
        PyObject items = self is PyDict ? Op.GetIter(thread, Op.CallMethod(thread, self, TypeNames.Items)) : PyNone.Instance;
        return PyTuple.Create(thread, function, functionArgs, state, list, items);
    }

    private static void GetNewArguments(ThreadState thread, PyObject self, out PyTuple? args, out PyDict? keywords)
    {
        args = null;
        keywords = null;
        if (self.Type.Lookup(TypeNames.GetnewargsEx) is not null)
        {
            var result = SlotDispatch.Call0(thread, self, TypeNames.GetnewargsEx);
            if (result is not PyTuple pair)
                throw Errors.Type($"__getnewargs_ex__ should return a tuple, not '{result.Type.Name}'");
            if (pair.Count != 2)
                throw Errors.Value($"__getnewargs_ex__ should return a tuple of length 2, not {pair.Count}");
            args = pair[0] as PyTuple
                ?? throw Errors.Type($"first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{pair[0].Type.Name}'");
            keywords = pair[1] as PyDict
                ?? throw Errors.Type($"second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{pair[1].Type.Name}'");
        }
        else if (self.Type.Lookup(TypeNames.Getnewargs) is not null)
        {
            var result = SlotDispatch.Call0(thread, self, TypeNames.Getnewargs);
            args = result as PyTuple ?? throw Errors.Type($"__getnewargs__ should return a tuple, not '{result.Type.Name}'");
        }
    }

    private static PyObject GetState(ThreadState thread, PyObject self, bool required)
    {
        var own = self.Type.Lookup(TypeNames.Getstate);
        return ReferenceEquals(own, TypeBootstrap.Object.Lookup(TypeNames.Getstate))
            ? DefaultState(thread, self, required)
            : SlotDispatch.Call0(thread, self, TypeNames.Getstate);
    }

    /// <summary>The <c>__dict__</c>, or None; with values of <c>__slots__</c> a pair of it and a dict of them.</summary>
    public static PyObject DefaultState(ThreadState thread, PyObject self, bool required)
    {
        var type = self.Type;
        if (required && type.ItemSize != 0)
            throw Errors.Type($"cannot pickle {type.Name} objects");
        var state = Op.TryGetAttr(thread, self, TypeNames.Dict) ?? PyNone.Instance;
        if (state is PyDict { Count: 0 })
            state = PyNone.Instance;
        var slotNames = SlotNames(thread, type);
        if (required && type.BasicSize > PicklableSize(type, slotNames?.Count ?? 0))
            throw Errors.Type($"cannot pickle '{type.Name}' object");
        if (slotNames is not { Count: > 0 })
            return state;
        var values = PyDict.Create(thread);
        foreach (var item in slotNames.Items.ToArray())
        {
            if (item is PyStr name && Op.TryGetAttr(thread, self, name) is { } value)
                values.SetItem(thread, name, value);
        }
        return values.Count > 0 ? PyTuple.Create(thread, state, values) : state;
    }

    /// <summary>The size of an object that has nothing but what its state holds: more means that a built-in type keeps something of its own.</summary>
    private static int PicklableSize(PyType type, int slotCount)
    {
        const int PointerSize = 8;
        var native = type;
        while (native.IsHeapType)
            native = native.Base!;
        var size = TypeBootstrap.Object.BasicSize + slotCount * PointerSize;
        if ((native.Features & TypeFlags.OwnDict) != 0)
            size += PointerSize;
        if (native.HasWeakrefs)
            size += PointerSize;
        return size;
    }

    private static PyList? SlotNames(ThreadState thread, PyType type)
    {
        if (type.Dict.GetItem(TypeNames.Slotnames) is { } kept)
        {
            return kept is PyNone
                ? null
                : kept as PyList ?? throw Errors.Type($"{type.Name}.__slotnames__ should be a list or None, not {kept.Type.Name}");
        }
        var names = Op.CallMethod(thread, CopyReg(thread), TypeNames.UnderscoreSlotNames, type);
        return names is PyNone ? null : names as PyList ?? throw Errors.Type("copyreg._slotnames didn't return a list or None");
    }
}
