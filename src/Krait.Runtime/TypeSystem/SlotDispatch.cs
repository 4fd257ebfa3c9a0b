namespace Krait.Runtime;

/// <summary>From a slot to the special method that a Python class defines for it (CPython's slot_* functions).</summary>
internal static partial class SlotDispatch
{
    /// <summary>Finds a special method on the type of <paramref name="self"/>. A plain function is left unbound: pass self as its first argument.</summary>
    internal static PyObject? FindMethod(ThreadState thread, PyObject self, PyStr name, out bool unbound)
    {
        unbound = false;
        var found = self.Type.Lookup(name);
        if (found is null)
            return null;
        if ((found.Type.Features & TypeFlags.MethodDescriptor) != 0)
        {
            unbound = true;
            return found;
        }
        return found.Type.TpDescriptorGet is { } get ? get(thread, found, self, self.Type) : found;
    }

    private static PyObject Require(ThreadState thread, PyObject self, PyStr name, out bool unbound) =>
        FindMethod(thread, self, name, out unbound)
        ?? throw Errors.Attribute(thread, $"'{self.Type.Name}' object has no attribute '{name}'", self, name);

    /// <summary>Calls a special method without arguments.</summary>
    internal static PyObject Call0(ThreadState thread, PyObject self, PyStr name)
    {
        var method = Require(thread, self, name, out var unbound);
        return unbound ? Op.Call(thread, method, self) : Op.Call(thread, method);
    }

    /// <summary>Calls a special method with one argument.</summary>
    internal static PyObject Call1(ThreadState thread, PyObject self, PyStr name, PyObject a)
    {
        var method = Require(thread, self, name, out var unbound);
        return unbound ? Op.Call(thread, method, self, a) : Op.Call(thread, method, a);
    }

    /// <summary>Calls a special method with two arguments.</summary>
    internal static PyObject Call2(ThreadState thread, PyObject self, PyStr name, PyObject a, PyObject b)
    {
        var method = Require(thread, self, name, out var unbound);
        return unbound ? Op.Call(thread, method, self, a, b) : Op.Call(thread, method, a, b);
    }

    /// <summary>Calls a special method with one argument; NotImplemented where there is no such method.</summary>
    internal static PyObject Maybe1(ThreadState thread, PyObject self, PyStr name, PyObject a)
    {
        var method = FindMethod(thread, self, name, out var unbound);
        if (method is null)
            return PyNotImplemented.Instance;
        return unbound ? Op.Call(thread, method, self, a) : Op.Call(thread, method, a);
    }

    /// <summary>Calls with <paramref name="self"/> before the arguments.</summary>
    internal static PyObject CallWithSelf(ThreadState thread, PyObject callable, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is null)
        {
            switch (args.Length)
            {
                case 0: return Op.Call(thread, callable, self);
                case 1: return Op.Call(thread, callable, self, args[0]);
                case 2: return Op.Call(thread, callable, self, args[0], args[1]);
                case 3: return Op.Call(thread, callable, self, args[0], args[1], args[2]);
            }
        }
        var all = new PyObject[args.Length + 1];
        all[0] = self;
        args.CopyTo(all.AsSpan(1));
        return Op.Call(thread, callable, (ReadOnlySpan<PyObject>)all, keywordNames);
    }

    public static PyObject Repr(ThreadState thread, PyObject self)
    {
        var method = FindMethod(thread, self, TypeNames.Repr, out var unbound);
        if (method is null)
            return PyStr.From($"<{self.Type.Name} object at 0x{thread.Interpreter.Identities.Of(self):x12}>");
        return unbound ? Op.Call(thread, method, self) : Op.Call(thread, method);
    }

    public static long Hash(ThreadState thread, PyObject self)
    {
        var method = FindMethod(thread, self, TypeNames.Hash, out var unbound);
        if (method is null or PyNone)
            return Slot.HashNotImplemented(thread, self);
        var result = unbound ? Op.Call(thread, method, self) : Op.Call(thread, method);
        if (result is not PyInt number)
            throw Errors.Type("__hash__ method should return an integer");
        if (!number.TryGetLong(out var hash))
            hash = PyInt.TypeObject.TpHash!(thread, number);
        return hash == -1 ? -2 : hash;
    }

    public static PyObject Call(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var method = Require(thread, self, TypeNames.Call, out var unbound);
        return unbound ? CallWithSelf(thread, method, self, args, keywordNames) : Op.Call(thread, method, args, keywordNames);
    }

    /// <summary><c>__getattribute__</c>, and <c>__getattr__</c> where it finds nothing.</summary>
    public static PyObject GetAttr(ThreadState thread, PyObject self, PyStr name)
    {
        if (TryGetAttribute(thread, self, name, out var missing) is { } value)
            return value;
        if (self.Type.Lookup(TypeNames.Getattr) is null)
            throw missing ?? GenericAttributes.NoAttribute(thread, self, name);
        return Call1(thread, self, TypeNames.Getattr, name);
    }

    private static PyObject? TryGetAttribute(ThreadState thread, PyObject self, PyStr name, out PythonException? missing)
    {
        missing = null;
        var getattribute = self.Type.Lookup(TypeNames.Getattribute);
        try
        {
            if (getattribute is PyWrapperDescriptor wrapper && ReferenceEquals(wrapper.Function, GenericAttributes.GetAttrSlot))
                return GenericAttributes.Find(thread, self, name);
            if (getattribute is PyWrapperDescriptor { Function: GetAttrFunc native } && ReferenceEquals(native, TypeAttributes.GetAttrSlot))
                return TypeAttributes.Find(thread, (PyType)self, name);
            return Call1(thread, self, TypeNames.Getattribute, name);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.AttributeError))
        {
            missing = error;
            return null;
        }
    }

    public static void SetAttr(ThreadState thread, PyObject self, PyStr name, PyObject? value)
    {
        if (value is null)
            Call1(thread, self, TypeNames.Delattr, name);
        else
            Call2(thread, self, TypeNames.Setattr, name, value);
    }

    private static readonly PyStr[] s_comparisons = [TypeNames.Lt, TypeNames.Le, TypeNames.Eq, TypeNames.Ne, TypeNames.Gt, TypeNames.Ge];

    public static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        PyObject? method;
        bool unbound;
        try
        {
            method = FindMethod(thread, self, s_comparisons[(int)op], out unbound);
        }
        catch (PythonException)
        {
            // A method that cannot be bound counts as missing, whatever its error: CPython's slot_tp_richcompare.
            return PyNotImplemented.Instance;
        }
        if (method is null)
            return PyNotImplemented.Instance;
        return unbound ? Op.Call(thread, method, self, other) : Op.Call(thread, method, other);
    }

    public static PyObject Iter(ThreadState thread, PyObject self)
    {
        if (self.Type.Lookup(TypeNames.Iter) is PyNone)
            throw Errors.Type($"'{self.Type.Name}' object is not iterable");
        return Call0(thread, self, TypeNames.Iter);
    }

    public static PyObject? IterNext(ThreadState thread, PyObject self)
    {
        var method = Require(thread, self, TypeNames.Next, out var unbound);
        if (Calls.CallExpecting(thread, method, ExceptionTypes.StopIteration, unbound ? [self] : [], out var raised) is { } item)
            return item;
        if (!ReferenceEquals(raised!.Type, ExceptionTypes.StopIteration) || raised.Args.Count > 1)
            throw new PythonException(raised) { IsPropagated = true };
        // Not null even without a value: that tells apart an iterator that raised from one that just ended.
        thread.StopIterationValue = ((PyStopIteration)raised).Value;
        return null;
    }

    public static PyObject DescriptorGet(ThreadState thread, PyObject self, PyObject? instance, PyObject? owner)
    {
        var get = self.Type.Lookup(TypeNames.Get);
        if (get is null)
            return self;
        return Op.Call(thread, get, self, instance ?? PyNone.Instance, owner ?? PyNone.Instance);
    }

    public static void DescriptorSet(ThreadState thread, PyObject self, PyObject instance, PyObject? value)
    {
        if (value is null)
            Call1(thread, self, TypeNames.Delete, instance);
        else
            Call2(thread, self, TypeNames.Set, instance, value);
    }

    public static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var method = Require(thread, self, TypeNames.Init, out var unbound);
        var result = unbound ? CallWithSelf(thread, method, self, args, keywordNames) : Op.Call(thread, method, args, keywordNames);
        if (result is not PyNone)
            throw Errors.Type($"__init__() should return None, not '{result.Type.Name}'");
    }

    public static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        CallWithSelf(thread, Op.GetAttr(thread, type, TypeNames.New), type, args, keywordNames);

    /// <summary><c>__del__</c>. Nobody waits for its exception, so that goes to <c>sys.unraisablehook</c>.</summary>
    public static void Finalize(ThreadState thread, PyObject self)
    {
        PyObject? method = null;
        try
        {
            method = FindMethod(thread, self, TypeNames.Del, out var unbound);
            if (method is null)
                return;
            if (unbound)
                Op.Call(thread, method, self);
            else
                Op.Call(thread, method);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, method ?? self, "Exception ignored while calling deallocator");
        }
    }
}
