namespace Krait.Runtime;

/// <summary>A slot whose special method takes no argument.</summary>
internal sealed class UnaryDispatcher(PyStr name)
{
    public PyObject Invoke(ThreadState thread, PyObject self) => SlotDispatch.Call0(thread, self, name);
}

/// <summary>A slot whose special method takes one argument and has no reflected twin.</summary>
internal sealed class OneArgumentDispatcher(PyStr name)
{
    public PyObject Invoke(ThreadState thread, PyObject self, PyObject other) => SlotDispatch.Call1(thread, self, name, other);
}

/// <summary>A binary operator with its reflected method: the right operand goes first where its class derives from the left's and overrides it.</summary>
internal sealed class BinaryDispatcher
{
    private readonly Slot<BinaryFunc> _slot;
    private readonly PyStr _name;
    private readonly PyStr _reflected;

    public BinaryDispatcher(Slot<BinaryFunc> slot, PyStr name, PyStr reflected)
    {
        _slot = slot;
        _name = name;
        _reflected = reflected;
        Function = Invoke;
    }

    public BinaryFunc Function { get; }

    private PyObject Invoke(ThreadState thread, PyObject self, PyObject other)
    {
        var selfType = self.Type;
        var otherType = other.Type;
        var tryOther = !ReferenceEquals(selfType, otherType) && ReferenceEquals(_slot.Of(otherType), Function);
        if (ReferenceEquals(_slot.Of(selfType), Function))
        {
            if (tryOther && otherType.IsSubtypeOf(selfType) && SlotDispatch.IsOverridden(selfType, otherType, _reflected))
            {
                var early = SlotDispatch.Maybe1(thread, other, _reflected, self);
                if (early is not PyNotImplemented)
                    return early;
                tryOther = false;
            }
            var result = SlotDispatch.Maybe1(thread, self, _name, other);
            if (result is not PyNotImplemented || ReferenceEquals(otherType, selfType))
                return result;
        }
        return tryOther ? SlotDispatch.Maybe1(thread, other, _reflected, self) : PyNotImplemented.Instance;
    }
}

internal static partial class SlotDispatch
{
    internal static bool IsOverridden(PyType left, PyType right, PyStr name)
    {
        var inRight = right.Lookup(name);
        return inRight is not null && !ReferenceEquals(inRight, left.Lookup(name));
    }

    public static PyObject Power(ThreadState thread, PyObject self, PyObject other, PyObject modulus)
    {
        var selfType = self.Type;
        var otherType = other.Type;
        var tryOther = !ReferenceEquals(selfType, otherType) && ReferenceEquals(otherType.NbPower, SlotGenerics.Power);
        if (ReferenceEquals(selfType.NbPower, SlotGenerics.Power))
        {
            if (tryOther && otherType.IsSubtypeOf(selfType) && IsOverridden(selfType, otherType, TypeNames.Rpow))
            {
                var early = MaybePower(thread, other, TypeNames.Rpow, self, modulus);
                if (early is not PyNotImplemented)
                    return early;
                tryOther = false;
            }
            var result = MaybePower(thread, self, TypeNames.Pow, other, modulus);
            if (result is not PyNotImplemented || ReferenceEquals(otherType, selfType))
                return result;
        }
        return tryOther ? MaybePower(thread, other, TypeNames.Rpow, self, modulus) : PyNotImplemented.Instance;
    }

    private static PyObject MaybePower(ThreadState thread, PyObject self, PyStr name, PyObject other, PyObject modulus)
    {
        if (modulus is PyNone)
            return Maybe1(thread, self, name, other);
        return self.Type.Lookup(name) is null ? PyNotImplemented.Instance : Call2(thread, self, name, other, modulus);
    }

    public static PyObject InplacePower(ThreadState thread, PyObject self, PyObject other, PyObject modulus) =>
        Call1(thread, self, TypeNames.Ipow, other);

    public static bool Bool(ThreadState thread, PyObject self)
    {
        if (self.Type.Lookup(TypeNames.Bool) is null)
            return self.Type.Lookup(TypeNames.Len) is null || Length(thread, self) != 0;
        var result = Call0(thread, self, TypeNames.Bool);
        if (result is PyBool)
            return ReferenceEquals(result, PyBool.True);
        throw Errors.Type($"__bool__ should return bool, returned {result.Type.Name}");
    }

    public static long Length(ThreadState thread, PyObject self)
    {
        var length = Op.AsIndexLong(thread, CheckSign(thread, Call0(thread, self, TypeNames.Len)));
        return length >= 0 ? length : throw Errors.Value("__len__() should return >= 0");
    }

    private static PyObject CheckSign(ThreadState thread, PyObject length)
    {
        if (length is PyInt { IsLarge: true } large && large.Big.Sign < 0)
            throw Errors.Value("__len__() should return >= 0");
        return length;
    }

    public static PyObject Item(ThreadState thread, PyObject self, long index) => Call1(thread, self, TypeNames.Getitem, PyInt.From(index));

    public static void SetIndexed(ThreadState thread, PyObject self, long index, PyObject? value) =>
        SetSubscript(thread, self, PyInt.From(index), value);

    public static void SetSubscript(ThreadState thread, PyObject self, PyObject key, PyObject? value)
    {
        if (value is null)
            Call1(thread, self, TypeNames.Delitem, key);
        else
            Call2(thread, self, TypeNames.Setitem, key, value);
    }

    public static bool Contains(ThreadState thread, PyObject self, PyObject value)
    {
        var method = FindMethod(thread, self, TypeNames.Contains, out var unbound);
        if (method is PyNone)
            throw Errors.Type($"'{self.Type.Name}' object is not a container");
        if (method is not null)
            return Op.IsTrue(thread, unbound ? Op.Call(thread, method, self, value) : Op.Call(thread, method, value));
        var iterator = Op.GetIter(thread, self);
        while (Op.IterNext(thread, iterator) is { } item)
        {
            if (Op.RichCompareBool(thread, item, value, CompareOp.Eq))
                return true;
        }
        return false;
    }
}
