namespace Krait.Runtime;

/// <summary>The slots of the two proxy types: each takes the object out of the proxy, keeps it alive, and does the operation on it.</summary>
internal static class ProxySlots
{
    /// <summary>The name that the reprs of weak references show.</summary>
    public static string TypeName(PyObject o) => o.Type.FullName;

    public static NativeTypeDefinition Define(string name, bool callable) => new()
    {
        Name = name,
        Module = "weakref",
        ClrType = typeof(PyWeakProxy),
        BasicSize = 64,
        Flags = TypeFlags.DisallowInstantiation,
        Slots = type => Fill(type, callable),
        Methods = () => callable ? [] : s_methods,
    };

    private static readonly NativeMethod[] s_methods =
    [
        new() { Name = "__bytes__", NoArgs = static (t, self) => CallMethod(t, self, "__bytes__") },
        new() { Name = "__reversed__", NoArgs = static (t, self) => CallMethod(t, self, "__reversed__") },
    ];

    private static void Fill(PyType type, bool callable)
    {
        FillObject(type);
        FillNumber(type);
        FillInplace(type);
        FillContainer(type);
        if (callable)
            type.TpCall = Call;
    }

    private static void FillObject(PyType type)
    {
        type.TpRepr = Repr;
        type.TpStr = static (t, self) => Unary(t, self, Op.Str);
        type.TpHash = Slot.HashNotImplemented;
        type.TpGetAttr = static (t, self, name) =>
        {
            var o = Unwrap(self);
            using var held = new Held(t, o);
            return Op.GetAttr(t, o, name);
        };
        type.TpSetAttr = static (t, self, name, value) =>
        {
            var o = Unwrap(self);
            using var held = new Held(t, o);
            Op.SetAttr(t, o, name, value);
        };
        type.TpRichCompare = static (t, left, right, op) =>
        {
            var a = Unwrap(left);
            var b = Unwrap(right);
            using var heldLeft = new Held(t, a);
            using var heldRight = new Held(t, b);
            return Op.RichCompare(t, a, b, op);
        };
        type.TpIter = static (t, self) => Unary(t, self, Op.GetIter);
        type.TpIterNext = Next;
        type.NbBool = static (t, self) =>
        {
            var o = Unwrap(self);
            using var held = new Held(t, o);
            return Op.IsTrue(t, o);
        };
    }

    private static void FillNumber(PyType type)
    {
        type.NbAdd = static (t, a, b) => Binary(t, a, b, BinaryOperation.Add);
        type.NbSubtract = static (t, a, b) => Binary(t, a, b, BinaryOperation.Subtract);
        type.NbMultiply = static (t, a, b) => Binary(t, a, b, BinaryOperation.Multiply);
        type.NbFloorDivide = static (t, a, b) => Binary(t, a, b, BinaryOperation.FloorDivide);
        type.NbTrueDivide = static (t, a, b) => Binary(t, a, b, BinaryOperation.TrueDivide);
        type.NbRemainder = static (t, a, b) => Binary(t, a, b, BinaryOperation.Remainder);
        type.NbLShift = static (t, a, b) => Binary(t, a, b, BinaryOperation.LShift);
        type.NbRShift = static (t, a, b) => Binary(t, a, b, BinaryOperation.RShift);
        type.NbAnd = static (t, a, b) => Binary(t, a, b, BinaryOperation.And);
        type.NbXor = static (t, a, b) => Binary(t, a, b, BinaryOperation.Xor);
        type.NbOr = static (t, a, b) => Binary(t, a, b, BinaryOperation.Or);
        type.NbMatrixMultiply = static (t, a, b) => Binary(t, a, b, BinaryOperation.MatrixMultiply);
        type.NbDivmod = static (t, a, b) =>
        {
            var left = Unwrap(a);
            var right = Unwrap(b);
            using var heldLeft = new Held(t, left);
            using var heldRight = new Held(t, right);
            return Op.Divmod(t, left, right);
        };
        type.NbPower = static (t, a, b, c) => Ternary(t, a, b, c, Op.Power);
        type.NbNegative = static (t, self) => Unary(t, self, Op.Negative);
        type.NbPositive = static (t, self) => Unary(t, self, Op.Positive);
        type.NbAbsolute = static (t, self) => Unary(t, self, Op.Absolute);
        type.NbInvert = static (t, self) => Unary(t, self, Op.Invert);
        type.NbInt = static (t, self) => Unary(t, self, Op.Int);
        type.NbFloat = static (t, self) => Unary(t, self, Op.Float);
        type.NbIndex = static (t, self) => Unary(t, self, Op.Index);
    }

    private static void FillInplace(PyType type)
    {
        type.NbInplaceAdd = static (t, a, b) => Binary(t, a, b, BinaryOperation.InplaceOffset + BinaryOperation.Add);
        type.NbInplaceSubtract = static (t, a, b) => Binary(t, a, b, BinaryOperation.InplaceOffset + BinaryOperation.Subtract);
        type.NbInplaceMultiply = static (t, a, b) => Binary(t, a, b, BinaryOperation.InplaceOffset + BinaryOperation.Multiply);
        type.NbInplaceFloorDivide = static (t, a, b) => Binary(t, a, b, BinaryOperation.InplaceOffset + BinaryOperation.FloorDivide);
        type.NbInplaceTrueDivide = static (t, a, b) => Binary(t, a, b, BinaryOperation.InplaceOffset + BinaryOperation.TrueDivide);
        type.NbInplaceRemainder = static (t, a, b) => Binary(t, a, b, BinaryOperation.InplaceOffset + BinaryOperation.Remainder);
        type.NbInplaceLShift = static (t, a, b) => Binary(t, a, b, BinaryOperation.InplaceOffset + BinaryOperation.LShift);
        type.NbInplaceRShift = static (t, a, b) => Binary(t, a, b, BinaryOperation.InplaceOffset + BinaryOperation.RShift);
        type.NbInplaceAnd = static (t, a, b) => Binary(t, a, b, BinaryOperation.InplaceOffset + BinaryOperation.And);
        type.NbInplaceXor = static (t, a, b) => Binary(t, a, b, BinaryOperation.InplaceOffset + BinaryOperation.Xor);
        type.NbInplaceOr = static (t, a, b) => Binary(t, a, b, BinaryOperation.InplaceOffset + BinaryOperation.Or);
        type.NbInplaceMatrixMultiply = static (t, a, b) => Binary(t, a, b, BinaryOperation.InplaceOffset + BinaryOperation.MatrixMultiply);
        type.NbInplacePower = static (t, a, b, c) => Ternary(t, a, b, c, Op.InPlacePower);
    }

    private static void FillContainer(PyType type)
    {
        type.SqContains = static (t, self, value) =>
        {
            var o = Unwrap(self);
            using var held = new Held(t, o);
            return Op.Contains(t, o, value);
        };
        type.MpLength = static (t, self) =>
        {
            var o = Unwrap(self);
            using var held = new Held(t, o);
            return Op.Length(t, o);
        };
        type.MpSubscript = static (t, self, key) =>
        {
            var o = Unwrap(self);
            var realKey = Unwrap(key);
            using var held = new Held(t, o);
            using var heldKey = new Held(t, realKey);
            return Op.GetItem(t, o, realKey);
        };
        type.MpAssSubscript = static (t, self, key, value) =>
        {
            var o = Unwrap(self);
            using var held = new Held(t, o);
            if (value is null)
                Op.DelItem(t, o, key);
            else
                Op.SetItem(t, o, key, value);
        };
    }

    private static PyObject Unwrap(PyObject o) => o is PyWeakProxy proxy ? proxy.Require() : o;

    private static PyObject Unary(ThreadState thread, PyObject self, Func<ThreadState, PyObject, PyObject> operation)
    {
        var o = Unwrap(self);
        using var held = new Held(thread, o);
        return operation(thread, o);
    }

    private static PyObject Binary(ThreadState thread, PyObject left, PyObject right, int operation)
    {
        var a = Unwrap(left);
        var b = Unwrap(right);
        using var heldLeft = new Held(thread, a);
        using var heldRight = new Held(thread, b);
        return Op.Binary(thread, a, b, operation);
    }

    private static PyObject Ternary(
        ThreadState thread, PyObject left, PyObject right, PyObject third, Func<ThreadState, PyObject, PyObject, PyObject, PyObject> operation)
    {
        var a = Unwrap(left);
        var b = Unwrap(right);
        var c = Unwrap(third);
        using var heldLeft = new Held(thread, a);
        using var heldRight = new Held(thread, b);
        using var heldThird = new Held(thread, c);
        return operation(thread, a, b, c);
    }

    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var o = Unwrap(callable);
        using var held = new Held(thread, o);
        return Op.Call(thread, o, args, keywordNames);
    }

    private static PyObject CallMethod(ThreadState thread, PyObject self, string name)
    {
        var o = Unwrap(self);
        using var held = new Held(thread, o);
        return Op.CallMethod(thread, o, name);
    }

    private static PyObject? Next(ThreadState thread, PyObject self)
    {
        var o = Unwrap(self);
        if (!Op.IsIterator(o))
            throw Errors.Type($"Weakref proxy referenced a non-iterator '{o.Type.Name}' object");
        using var held = new Held(thread, o);
        return Op.IterNext(thread, o);
    }

    private static PyObject Repr(ThreadState thread, PyObject self)
    {
        var proxy = (PyWeakProxy)self;
        var address = thread.Interpreter.Identities.Of(proxy);
        if (proxy.Referent is not { } o)
            return PyStr.From($"<weakproxy at 0x{address:x}; dead>");
        return PyStr.From($"<weakproxy at 0x{address:x}; to '{TypeName(o)}' at 0x{thread.Interpreter.Identities.Of(o):x}>");
    }
}
