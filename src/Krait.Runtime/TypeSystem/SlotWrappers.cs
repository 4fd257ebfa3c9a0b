namespace Krait.Runtime;

/// <summary>From a Python call of a special method of a built-in type to its slot (CPython's wrap_* functions).</summary>
internal static class SlotWrappers
{
    private static void CheckCount(ReadOnlySpan<PyObject> args, int expected)
    {
        if (args.Length != expected)
            throw Errors.Type($"expected {expected} argument{(expected == 1 ? "" : "s")}, got {args.Length}");
    }

    public static PyObject Unary(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 0);
        return ((UnaryFunc)slot)(thread, self);
    }

    public static PyObject Binary(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 1);
        return ((BinaryFunc)slot)(thread, self, args[0]);
    }

    public static PyObject BinaryReflected(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 1);
        return ((BinaryFunc)slot)(thread, args[0], self);
    }

    public static PyObject Ternary(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckRange(args, 1, 2);
        return ((TernaryFunc)slot)(thread, self, args[0], args.Length == 2 ? args[1] : PyNone.Instance);
    }

    public static PyObject TernaryReflected(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckRange(args, 1, 2);
        return ((TernaryFunc)slot)(thread, args[0], self, args.Length == 2 ? args[1] : PyNone.Instance);
    }

    public static PyObject TernaryInplace(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot) =>
        Ternary(thread, self, args, keywordNames, slot);

    private static void CheckRange(ReadOnlySpan<PyObject> args, int least, int most)
    {
        if (args.Length < least || args.Length > most)
            throw Errors.Type($"expected {least} or {most} arguments, got {args.Length}");
    }

    public static PyObject Inquiry(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 0);
        return PyBool.From(((InquiryFunc)slot)(thread, self));
    }

    public static PyObject Length(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 0);
        return PyInt.From(((LengthFunc)slot)(thread, self));
    }

    public static PyObject Hash(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 0);
        return PyInt.From(((HashFunc)slot)(thread, self));
    }

    public static PyObject Call(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot) =>
        ((CallFunc)slot)(thread, self, args, keywordNames);

    public static PyObject Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        ((InitFunc)slot)(thread, self, args, keywordNames);
        return PyNone.Instance;
    }

    public static PyObject Finalize(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 0);
        ((FinalizeFunc)slot)(thread, self);
        return PyNone.Instance;
    }

    public static PyObject Next(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 0);
        thread.StopIterationValue = null;
        return ((IterNextFunc)slot)(thread, self) ?? throw Errors.StopIteration(thread, thread.TakeStopIterationValue());
    }

    /// <summary><c>o.__buffer__(flags)</c>.</summary>
    public static PyObject GetBuffer(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 1);
        var flags = Op.AsSsize(args[0]);
        if (flags is < int.MinValue or > int.MaxValue)
            throw Errors.Overflow("buffer flags too large");
        // Memory that a built-in method gave goes back the same way, past a __release_buffer__ of the class.
        var view = new PyBuffer { Releaser = SlotDispatch.NativeRelease(self.Type) };
        ((GetBufferFunc)slot)(thread, self, view, (BufferFlags)(int)flags);
        return PyMemoryView.FromBuffer(thread, view);
    }

    /// <summary><c>o.__release_buffer__(memory)</c>: only for a memoryview of this object.</summary>
    public static PyObject ReleaseBuffer(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 1);
        if (args[0] is not PyMemoryView memory)
            throw Errors.Type("expected a memoryview object");
        if (memory.MemoryOwner is not { } owner)
            return PyNone.Instance;
        if (!ReferenceEquals(owner, self))
            throw Errors.Value("memoryview's buffer is not this object");
        if (memory.IsReleased)
            throw Errors.Value("memoryview's buffer has already been released");
        memory.ReleaseView();
        return PyNone.Instance;
    }

    public static PyObject GetAttr(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 1);
        return ((GetAttrFunc)slot)(thread, self, AttributeName(args[0]));
    }

    public static PyObject SetAttr(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 2);
        CheckSetAttr(self, (SetAttrFunc)slot, "__setattr__");
        ((SetAttrFunc)slot)(thread, self, AttributeName(args[0]), args[1]);
        return PyNone.Instance;
    }

    public static PyObject DelAttr(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 1);
        CheckSetAttr(self, (SetAttrFunc)slot, "__delattr__");
        ((SetAttrFunc)slot)(thread, self, AttributeName(args[0]), null);
        return PyNone.Instance;
    }

    /// <summary>A name of an attribute as given by Python code; must be a str.</summary>
    internal static PyStr AttributeName(PyObject name) =>
        name as PyStr ?? throw Errors.Type($"attribute name must be string, not '{name.Type.Name}'");

    /// <summary>Keeps <c>object.__setattr__(int, ...)</c> from getting around what a more derived built-in type forbids.</summary>
    private static void CheckSetAttr(PyObject self, SetAttrFunc slot, string what)
    {
        foreach (var type in self.Type.MroTypes)
        {
            if (type.IsHeapType)
                continue;
            if (type.TpSetAttr is { } native && !ReferenceEquals(native, slot))
                throw Errors.Type($"can't apply this {what} to {self.Type.Name} object");
            return;
        }
    }

    public static PyObject CompareLt(ThreadState t, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? k, Delegate slot) => Compare(t, self, args, slot, CompareOp.Lt);

    public static PyObject CompareLe(ThreadState t, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? k, Delegate slot) => Compare(t, self, args, slot, CompareOp.Le);

    public static PyObject CompareEq(ThreadState t, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? k, Delegate slot) => Compare(t, self, args, slot, CompareOp.Eq);

    public static PyObject CompareNe(ThreadState t, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? k, Delegate slot) => Compare(t, self, args, slot, CompareOp.Ne);

    public static PyObject CompareGt(ThreadState t, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? k, Delegate slot) => Compare(t, self, args, slot, CompareOp.Gt);

    public static PyObject CompareGe(ThreadState t, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? k, Delegate slot) => Compare(t, self, args, slot, CompareOp.Ge);

    private static PyObject Compare(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, Delegate slot, CompareOp op)
    {
        CheckCount(args, 1);
        return ((RichCompareFunc)slot)(thread, self, args[0], op);
    }

    public static PyObject DescriptorGet(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckRange(args, 1, 2);
        var instance = args[0] is PyNone ? null : args[0];
        var owner = args.Length < 2 || args[1] is PyNone ? null : args[1];
        if (instance is null && owner is null)
            throw Errors.Type("__get__(None, None) is invalid");
        return ((DescriptorGetFunc)slot)(thread, self, instance, owner);
    }

    public static PyObject DescriptorSet(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 2);
        ((DescriptorSetFunc)slot)(thread, self, args[0], args[1]);
        return PyNone.Instance;
    }

    public static PyObject DescriptorDelete(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 1);
        ((DescriptorSetFunc)slot)(thread, self, args[0], null);
        return PyNone.Instance;
    }

    public static PyObject SetItem(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 2);
        ((KeyedSetFunc)slot)(thread, self, args[0], args[1]);
        return PyNone.Instance;
    }

    public static PyObject DelItem(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 1);
        ((KeyedSetFunc)slot)(thread, self, args[0], null);
        return PyNone.Instance;
    }

    public static PyObject Repeat(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 1);
        return ((RepeatFunc)slot)(thread, self, Op.AsIndexLong(thread, args[0]));
    }

    public static PyObject Item(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 1);
        return ((IndexedGetFunc)slot)(thread, self, Position(thread, self, args[0]));
    }

    public static PyObject SetIndexed(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 2);
        ((IndexedSetFunc)slot)(thread, self, Position(thread, self, args[0]), args[1]);
        return PyNone.Instance;
    }

    public static PyObject DelIndexed(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 1);
        ((IndexedSetFunc)slot)(thread, self, Position(thread, self, args[0]), null);
        return PyNone.Instance;
    }

    private static long Position(ThreadState thread, PyObject self, PyObject index)
    {
        var i = Op.AsIndexLong(thread, index);
        if (i < 0 && self.Type.SqLength is { } length)
            i += length(thread, self);
        return i;
    }

    public static PyObject Contains(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, Delegate slot)
    {
        CheckCount(args, 1);
        return PyBool.From(((ContainsFunc)slot)(thread, self, args[0]));
    }
}
