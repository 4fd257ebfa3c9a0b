namespace Krait.Runtime;

public static partial class Op
{
    private static readonly string[] s_signs = ["+", "&", "//", "<<", "@", "*", "%", "|", "** or pow()", ">>", "-", "/", "^"];
    private static readonly string[] s_inplaceSigns = ["+=", "&=", "//=", "<<=", "@=", "*=", "%=", "|=", "**=", ">>=", "-=", "/=", "^="];

    /// <summary>A binary operation by its number in <c>BINARY_OP</c>, the in-place ones included.</summary>
    public static PyObject Binary(ThreadState thread, PyObject left, PyObject right, int operation)
    {
        if (operation == BinaryOperation.Subscript)
            return GetItem(thread, left, right);
        if (operation >= BinaryOperation.InplaceOffset)
            return InPlace(thread, left, right, operation - BinaryOperation.InplaceOffset);
        if (operation == BinaryOperation.Power)
            return Power(thread, left, right, PyNone.Instance);
        var result = TryBinary(thread, left, right, operation);
        if (!ReferenceEquals(result, PyNotImplemented.Instance))
            return result;
        if (operation == BinaryOperation.Add && left.Type.SqConcat is { } concat)
            return concat(thread, left, right);
        if (operation == BinaryOperation.Multiply && MultiplySequence(thread, left, right) is { } product)
            return product;
        throw Unsupported(left, right, operation, s_signs[operation]);
    }

    /// <summary>As <see cref="Binary"/> through the number slots alone; NotImplemented where neither operand knows the operation.</summary>
    internal static PyObject TryBinary(ThreadState thread, PyObject left, PyObject right, int operation)
    {
        var leftType = left.Type;
        var rightType = right.Type;
        return TryBinary(
            thread,
            left,
            right,
            BinarySlot(leftType, operation),
            ReferenceEquals(leftType, rightType) ? null : BinarySlot(rightType, operation));
    }

    private static PyObject TryBinary(ThreadState thread, PyObject left, PyObject right, BinaryFunc? leftSlot, BinaryFunc? rightSlot)
    {
        if (ReferenceEquals(rightSlot, leftSlot))
            rightSlot = null;
        if (leftSlot is not null)
        {
            PyObject result;
            if (rightSlot is not null && right.Type.IsSubtypeOf(left.Type))
            {
                result = rightSlot(thread, left, right);
                if (!ReferenceEquals(result, PyNotImplemented.Instance))
                    return result;
                rightSlot = null;
            }
            result = leftSlot(thread, left, right);
            if (!ReferenceEquals(result, PyNotImplemented.Instance))
                return result;
        }
        return rightSlot is not null ? rightSlot(thread, left, right) : PyNotImplemented.Instance;
    }

    /// <summary>An in-place operation; <paramref name="operation"/> is the number of the plain one.</summary>
    private static PyObject InPlace(ThreadState thread, PyObject left, PyObject right, int operation)
    {
        if (operation == BinaryOperation.Power)
            return InPlacePower(thread, left, right, PyNone.Instance);
        PyObject result;
        if (InplaceSlot(left.Type, operation) is { } inplace)
        {
            result = inplace(thread, left, right);
            if (!ReferenceEquals(result, PyNotImplemented.Instance))
                return result;
        }
        result = TryBinary(thread, left, right, operation);
        if (!ReferenceEquals(result, PyNotImplemented.Instance))
            return result;
        if (operation == BinaryOperation.Add && (left.Type.SqInplaceConcat ?? left.Type.SqConcat) is { } concat)
            return concat(thread, left, right);
        if (operation == BinaryOperation.Multiply)
        {
            if ((left.Type.SqInplaceRepeat ?? left.Type.SqRepeat) is { } repeat)
                return RepeatBy(thread, repeat, left, right);
            if (right.Type.SqRepeat is { } repeatRight)
                return RepeatBy(thread, repeatRight, right, left);
        }
        throw Unsupported(left, right, operation, s_inplaceSigns[operation]);
    }

    private static PyObject? MultiplySequence(ThreadState thread, PyObject left, PyObject right)
    {
        if (left.Type.SqRepeat is { } repeat)
            return RepeatBy(thread, repeat, left, right);
        return right.Type.SqRepeat is { } repeatRight ? RepeatBy(thread, repeatRight, right, left) : null;
    }

    private static PyObject RepeatBy(ThreadState thread, RepeatFunc repeat, PyObject sequence, PyObject count)
    {
        if (count.Type.NbIndex is null)
            throw Errors.Type($"can't multiply sequence by non-int of type '{count.Type.Name}'");
        return repeat(thread, sequence, AsIndexLong(thread, count));
    }

    private static PythonException Unsupported(PyObject left, PyObject right, int operation, string sign)
    {
        var message = $"unsupported operand type(s) for {sign}: '{left.Type.Name}' and '{right.Type.Name}'";
        if (operation == BinaryOperation.RShift && sign == ">>" && left is PyNativeFunction { Method.Name: "print" })
            message += ". Did you mean \"print(<message>, file=<output_stream>)\"?";
        return Errors.Type(message);
    }

    private static BinaryFunc? BinarySlot(PyType type, int operation) => operation switch
    {
        BinaryOperation.Add => type.NbAdd,
        BinaryOperation.And => type.NbAnd,
        BinaryOperation.FloorDivide => type.NbFloorDivide,
        BinaryOperation.LShift => type.NbLShift,
        BinaryOperation.MatrixMultiply => type.NbMatrixMultiply,
        BinaryOperation.Multiply => type.NbMultiply,
        BinaryOperation.Remainder => type.NbRemainder,
        BinaryOperation.Or => type.NbOr,
        BinaryOperation.RShift => type.NbRShift,
        BinaryOperation.Subtract => type.NbSubtract,
        BinaryOperation.TrueDivide => type.NbTrueDivide,
        BinaryOperation.Xor => type.NbXor,
        _ => null,
    };

    private static BinaryFunc? InplaceSlot(PyType type, int operation) => operation switch
    {
        BinaryOperation.Add => type.NbInplaceAdd,
        BinaryOperation.And => type.NbInplaceAnd,
        BinaryOperation.FloorDivide => type.NbInplaceFloorDivide,
        BinaryOperation.LShift => type.NbInplaceLShift,
        BinaryOperation.MatrixMultiply => type.NbInplaceMatrixMultiply,
        BinaryOperation.Multiply => type.NbInplaceMultiply,
        BinaryOperation.Remainder => type.NbInplaceRemainder,
        BinaryOperation.Or => type.NbInplaceOr,
        BinaryOperation.RShift => type.NbInplaceRShift,
        BinaryOperation.Subtract => type.NbInplaceSubtract,
        BinaryOperation.TrueDivide => type.NbInplaceTrueDivide,
        BinaryOperation.Xor => type.NbInplaceXor,
        _ => null,
    };

    /// <summary><c>left + right</c>.</summary>
    public static PyObject Add(ThreadState thread, PyObject left, PyObject right) => Binary(thread, left, right, BinaryOperation.Add);

    /// <summary><c>left - right</c>.</summary>
    public static PyObject Subtract(ThreadState thread, PyObject left, PyObject right) => Binary(thread, left, right, BinaryOperation.Subtract);

    /// <summary><c>left * right</c>.</summary>
    public static PyObject Multiply(ThreadState thread, PyObject left, PyObject right) => Binary(thread, left, right, BinaryOperation.Multiply);

    /// <summary><c>left @ right</c>.</summary>
    public static PyObject MatrixMultiply(ThreadState thread, PyObject left, PyObject right) => Binary(thread, left, right, BinaryOperation.MatrixMultiply);

    /// <summary><c>left / right</c>.</summary>
    public static PyObject TrueDivide(ThreadState thread, PyObject left, PyObject right) => Binary(thread, left, right, BinaryOperation.TrueDivide);

    /// <summary><c>left // right</c>.</summary>
    public static PyObject FloorDivide(ThreadState thread, PyObject left, PyObject right) => Binary(thread, left, right, BinaryOperation.FloorDivide);

    /// <summary><c>left % right</c>.</summary>
    public static PyObject Remainder(ThreadState thread, PyObject left, PyObject right) => Binary(thread, left, right, BinaryOperation.Remainder);

    /// <summary><c>left &lt;&lt; right</c>.</summary>
    public static PyObject LShift(ThreadState thread, PyObject left, PyObject right) => Binary(thread, left, right, BinaryOperation.LShift);

    /// <summary><c>left &gt;&gt; right</c>.</summary>
    public static PyObject RShift(ThreadState thread, PyObject left, PyObject right) => Binary(thread, left, right, BinaryOperation.RShift);

    /// <summary><c>left &amp; right</c>.</summary>
    public static PyObject And(ThreadState thread, PyObject left, PyObject right) => Binary(thread, left, right, BinaryOperation.And);

    /// <summary><c>left | right</c>.</summary>
    public static PyObject Or(ThreadState thread, PyObject left, PyObject right) => Binary(thread, left, right, BinaryOperation.Or);

    /// <summary><c>left ^ right</c>.</summary>
    public static PyObject Xor(ThreadState thread, PyObject left, PyObject right) => Binary(thread, left, right, BinaryOperation.Xor);

    /// <summary><c>divmod(left, right)</c>.</summary>
    public static PyObject Divmod(ThreadState thread, PyObject left, PyObject right)
    {
        var rightSlot = ReferenceEquals(left.Type, right.Type) ? null : right.Type.NbDivmod;
        var result = TryBinary(thread, left, right, left.Type.NbDivmod, rightSlot);
        return ReferenceEquals(result, PyNotImplemented.Instance) ? throw Unsupported(left, right, -1, "divmod()") : result;
    }

    /// <summary><c>pow(left, right, modulus)</c>; <paramref name="modulus"/> is None for <c>left ** right</c>.</summary>
    public static PyObject Power(ThreadState thread, PyObject left, PyObject right, PyObject? modulus = null) =>
        Power(thread, left, right, modulus ?? PyNone.Instance, "** or pow()");

    /// <summary><c>left **= right</c>.</summary>
    public static PyObject InPlacePower(ThreadState thread, PyObject left, PyObject right, PyObject modulus)
    {
        if (left.Type.NbInplacePower is { } inplace)
        {
            var result = inplace(thread, left, right, modulus);
            if (!ReferenceEquals(result, PyNotImplemented.Instance))
                return result;
        }
        return Power(thread, left, right, modulus, "**=");
    }

    private static PyObject Power(ThreadState thread, PyObject left, PyObject right, PyObject modulus, string sign)
    {
        var leftSlot = left.Type.NbPower;
        var rightSlot = ReferenceEquals(left.Type, right.Type) ? null : right.Type.NbPower;
        if (ReferenceEquals(leftSlot, rightSlot))
            rightSlot = null;
        PyObject result;
        if (leftSlot is not null)
        {
            if (rightSlot is not null && right.Type.IsSubtypeOf(left.Type))
            {
                result = rightSlot(thread, left, right, modulus);
                if (!ReferenceEquals(result, PyNotImplemented.Instance))
                    return result;
                rightSlot = null;
            }
            result = leftSlot(thread, left, right, modulus);
            if (!ReferenceEquals(result, PyNotImplemented.Instance))
                return result;
        }
        if (rightSlot is not null)
        {
            result = rightSlot(thread, left, right, modulus);
            if (!ReferenceEquals(result, PyNotImplemented.Instance))
                return result;
        }
        if (modulus.Type.NbPower is { } third && !ReferenceEquals(third, leftSlot) && !ReferenceEquals(third, rightSlot))
        {
            result = third(thread, left, right, modulus);
            if (!ReferenceEquals(result, PyNotImplemented.Instance))
                return result;
        }
        throw modulus is PyNone
            ? Unsupported(left, right, -1, sign)
            : Errors.Type($"unsupported operand type(s) for {sign}: '{left.Type.Name}', '{right.Type.Name}', '{modulus.Type.Name}'");
    }

    /// <summary><c>-o</c>.</summary>
    public static PyObject Negative(ThreadState thread, PyObject o) => o.Type.NbNegative is { } slot ? slot(thread, o) : throw BadOperand(o, "unary -");

    /// <summary><c>+o</c>.</summary>
    public static PyObject Positive(ThreadState thread, PyObject o) => o.Type.NbPositive is { } slot ? slot(thread, o) : throw BadOperand(o, "unary +");

    /// <summary><c>~o</c>.</summary>
    public static PyObject Invert(ThreadState thread, PyObject o) => o.Type.NbInvert is { } slot ? slot(thread, o) : throw BadOperand(o, "unary ~");

    /// <summary><c>abs(o)</c>.</summary>
    public static PyObject Absolute(ThreadState thread, PyObject o) => o.Type.NbAbsolute is { } slot ? slot(thread, o) : throw BadOperand(o, "abs()");

    private static PythonException BadOperand(PyObject o, string sign) => Errors.Type($"bad operand type for {sign}: '{o.Type.Name}'");
}
