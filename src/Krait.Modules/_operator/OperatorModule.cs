using Krait.Runtime;

namespace Krait.Modules.Operators;

/// <summary>
/// Operator interface.
///
/// This module exports a set of functions implemented in C corresponding
/// to the intrinsic operators of Python.  For example, operator.add(x, y)
/// is equivalent to the expression x+y.
/// </summary>
[PyModule("_operator")]
internal static partial class OperatorModule
{
    /// <summary>Same as a &lt; b.</summary>
    [PyFunction("lt")]
    private static PyObject Lt(ThreadState thread, PyObject a, PyObject b) => Op.RichCompare(thread, a, b, CompareOp.Lt);

    /// <summary>Same as a &lt;= b.</summary>
    [PyFunction("le")]
    private static PyObject Le(ThreadState thread, PyObject a, PyObject b) => Op.RichCompare(thread, a, b, CompareOp.Le);

    /// <summary>Same as a == b.</summary>
    [PyFunction("eq")]
    private static PyObject Eq(ThreadState thread, PyObject a, PyObject b) => Op.RichCompare(thread, a, b, CompareOp.Eq);

    /// <summary>Same as a != b.</summary>
    [PyFunction("ne")]
    private static PyObject Ne(ThreadState thread, PyObject a, PyObject b) => Op.RichCompare(thread, a, b, CompareOp.Ne);

    /// <summary>Same as a > b.</summary>
    [PyFunction("gt")]
    private static PyObject Gt(ThreadState thread, PyObject a, PyObject b) => Op.RichCompare(thread, a, b, CompareOp.Gt);

    /// <summary>Same as a >= b.</summary>
    [PyFunction("ge")]
    private static PyObject Ge(ThreadState thread, PyObject a, PyObject b) => Op.RichCompare(thread, a, b, CompareOp.Ge);

    /// <summary>Same as a + b.</summary>
    [PyFunction("add")]
    private static PyObject Add(ThreadState thread, PyObject a, PyObject b) => Op.Add(thread, a, b);

    /// <summary>Same as a += b.</summary>
    [PyFunction("iadd")]
    private static PyObject InplaceAdd(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.Add + BinaryOperation.InplaceOffset);

    /// <summary>Same as a - b.</summary>
    [PyFunction("sub")]
    private static PyObject Sub(ThreadState thread, PyObject a, PyObject b) => Op.Subtract(thread, a, b);

    /// <summary>Same as a -= b.</summary>
    [PyFunction("isub")]
    private static PyObject InplaceSub(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.Subtract + BinaryOperation.InplaceOffset);

    /// <summary>Same as a * b.</summary>
    [PyFunction("mul")]
    private static PyObject Mul(ThreadState thread, PyObject a, PyObject b) => Op.Multiply(thread, a, b);

    /// <summary>Same as a *= b.</summary>
    [PyFunction("imul")]
    private static PyObject InplaceMul(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.Multiply + BinaryOperation.InplaceOffset);

    /// <summary>Same as a @ b.</summary>
    [PyFunction("matmul")]
    private static PyObject MatMul(ThreadState thread, PyObject a, PyObject b) => Op.MatrixMultiply(thread, a, b);

    /// <summary>Same as a @= b.</summary>
    [PyFunction("imatmul")]
    private static PyObject InplaceMatMul(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.MatrixMultiply + BinaryOperation.InplaceOffset);

    /// <summary>Same as a // b.</summary>
    [PyFunction("floordiv")]
    private static PyObject FloorDiv(ThreadState thread, PyObject a, PyObject b) => Op.FloorDivide(thread, a, b);

    /// <summary>Same as a //= b.</summary>
    [PyFunction("ifloordiv")]
    private static PyObject InplaceFloorDiv(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.FloorDivide + BinaryOperation.InplaceOffset);

    /// <summary>Same as a / b.</summary>
    [PyFunction("truediv")]
    private static PyObject TrueDiv(ThreadState thread, PyObject a, PyObject b) => Op.TrueDivide(thread, a, b);

    /// <summary>Same as a /= b.</summary>
    [PyFunction("itruediv")]
    private static PyObject InplaceTrueDiv(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.TrueDivide + BinaryOperation.InplaceOffset);

    /// <summary>Same as a % b.</summary>
    [PyFunction("mod")]
    private static PyObject Mod(ThreadState thread, PyObject a, PyObject b) => Op.Remainder(thread, a, b);

    /// <summary>Same as a %= b.</summary>
    [PyFunction("imod")]
    private static PyObject InplaceMod(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.Remainder + BinaryOperation.InplaceOffset);

    /// <summary>Same as a &lt;&lt; b.</summary>
    [PyFunction("lshift")]
    private static PyObject LShift(ThreadState thread, PyObject a, PyObject b) => Op.LShift(thread, a, b);

    /// <summary>Same as a &lt;&lt;= b.</summary>
    [PyFunction("ilshift")]
    private static PyObject InplaceLShift(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.LShift + BinaryOperation.InplaceOffset);

    /// <summary>Same as a >> b.</summary>
    [PyFunction("rshift")]
    private static PyObject RShift(ThreadState thread, PyObject a, PyObject b) => Op.RShift(thread, a, b);

    /// <summary>Same as a >>= b.</summary>
    [PyFunction("irshift")]
    private static PyObject InplaceRShift(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.RShift + BinaryOperation.InplaceOffset);

    /// <summary>Same as a &amp; b.</summary>
    [PyFunction("and_")]
    private static PyObject And(ThreadState thread, PyObject a, PyObject b) => Op.And(thread, a, b);

    /// <summary>Same as a &amp;= b.</summary>
    [PyFunction("iand")]
    private static PyObject InplaceAnd(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.And + BinaryOperation.InplaceOffset);

    /// <summary>Same as a | b.</summary>
    [PyFunction("or_")]
    private static PyObject Or(ThreadState thread, PyObject a, PyObject b) => Op.Or(thread, a, b);

    /// <summary>Same as a |= b.</summary>
    [PyFunction("ior")]
    private static PyObject InplaceOr(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.Or + BinaryOperation.InplaceOffset);

    /// <summary>Same as a ^ b.</summary>
    [PyFunction("xor")]
    private static PyObject Xor(ThreadState thread, PyObject a, PyObject b) => Op.Xor(thread, a, b);

    /// <summary>Same as a ^= b.</summary>
    [PyFunction("ixor")]
    private static PyObject InplaceXor(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.Xor + BinaryOperation.InplaceOffset);

    /// <summary>Same as a ** b.</summary>
    [PyFunction("pow")]
    private static PyObject Pow(ThreadState thread, PyObject a, PyObject b) => Op.Power(thread, a, b);

    /// <summary>Same as a **= b.</summary>
    [PyFunction("ipow")]
    private static PyObject InplacePow(ThreadState thread, PyObject a, PyObject b) => Op.Binary(thread, a, b, BinaryOperation.Power + BinaryOperation.InplaceOffset);

    /// <summary>Same as a + b, for a and b sequences.</summary>
    [PyFunction("concat")]
    private static PyObject Concat(ThreadState thread, PyObject a, PyObject b) => Op.Concat(thread, a, b);

    /// <summary>Same as a += b, for a and b sequences.</summary>
    [PyFunction("iconcat")]
    private static PyObject InplaceConcat(ThreadState thread, PyObject a, PyObject b) => Op.InPlaceConcat(thread, a, b);

    /// <summary>Same as -a.</summary>
    [PyFunction("neg")]
    private static PyObject Neg(ThreadState thread, PyObject a) => Op.Negative(thread, a);

    /// <summary>Same as +a.</summary>
    [PyFunction("pos")]
    private static PyObject Pos(ThreadState thread, PyObject a) => Op.Positive(thread, a);

    /// <summary>Same as ~a.</summary>
    [PyFunction("invert")]
    private static PyObject Invert(ThreadState thread, PyObject a) => Op.Invert(thread, a);

    /// <summary>Same as ~a.</summary>
    [PyFunction("inv")]
    private static PyObject Inv(ThreadState thread, PyObject a) => Op.Invert(thread, a);

    /// <summary>Same as abs(a).</summary>
    [PyFunction("abs")]
    private static PyObject Abs(ThreadState thread, PyObject a) => Op.Absolute(thread, a);

    /// <summary>Same as a.__index__()</summary>
    [PyFunction("index")]
    private static PyObject Index(ThreadState thread, PyObject a) => Op.IndexExact(thread, a);

    /// <summary>Same as not a.</summary>
    [PyFunction("not_")]
    private static bool Not(ThreadState thread, PyObject a) => !Op.IsTrue(thread, a);

    /// <summary>Return True if a is true, False otherwise.</summary>
    [PyFunction("truth")]
    private static bool Truth(ThreadState thread, PyObject a) => Op.IsTrue(thread, a);

    /// <summary>Same as a is b.</summary>
    [PyFunction("is_")]
    private static bool Is(PyObject a, PyObject b) => ReferenceEquals(a, b);

    /// <summary>Same as a is not b.</summary>
    [PyFunction("is_not")]
    private static bool IsNot(PyObject a, PyObject b) => !ReferenceEquals(a, b);

    /// <summary>Same as a is None.</summary>
    [PyFunction("is_none")]
    private static bool IsNone(PyObject a) => a is PyNone;

    /// <summary>Same as a is not None.</summary>
    [PyFunction("is_not_none")]
    private static bool IsNotNone(PyObject a) => a is not PyNone;

    /// <summary>Same as b in a (note reversed operands).</summary>
    [PyFunction("contains")]
    private static bool Contains(ThreadState thread, PyObject a, PyObject b) => Op.Contains(thread, a, b);

    /// <summary>Return the number of items in a which are, or which equal, b.</summary>
    [PyFunction("countOf")]
    private static long CountOf(ThreadState thread, PyObject a, PyObject b) => Op.Count(thread, a, b);

    /// <summary>Return the first index of b in a.</summary>
    [PyFunction("indexOf")]
    private static long IndexOf(ThreadState thread, PyObject a, PyObject b) => Op.IndexOf(thread, a, b);

    /// <summary>Same as a[b].</summary>
    [PyFunction("getitem")]
    private static PyObject GetItem(ThreadState thread, PyObject a, PyObject b) => Op.GetItem(thread, a, b);

    /// <summary>Same as a[b] = c.</summary>
    [PyFunction("setitem")]
    private static void SetItem(ThreadState thread, PyObject a, PyObject b, PyObject c) => Op.SetItem(thread, a, b, c);

    /// <summary>Same as del a[b].</summary>
    [PyFunction("delitem")]
    private static void DelItem(ThreadState thread, PyObject a, PyObject b) => Op.DelItem(thread, a, b);

    /// <summary>
    /// Return an estimate of the number of items in obj.
    ///
    /// This is useful for presizing containers when building from an iterable.
    ///
    /// If the object supports len(), the result will be exact.
    /// Otherwise, it may over- or under-estimate by an arbitrary amount.
    /// The result will be an integer >= 0.
    /// </summary>
    [PyFunction("length_hint")]
    private static long LengthHint(ThreadState thread, PyObject obj, [Default("0")] PyObject? @default = null)
    {
        if (@default is not (null or PyInt))
            throw Errors.Type($"'{@default.Type.Name}' object cannot be interpreted as an integer");
        return Op.LengthHint(thread, obj, @default is null ? 0 : Op.AsIndexLong(thread, @default));
    }

    /// <summary>Same as obj(*args, **kwargs).</summary>
    [PyFunction("call")]
    private static PyObject Call(ThreadState thread, PyObject obj, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        if (kwargs is null)
            return Op.Call(thread, obj, args, null);
        return Op.CallWithDict(thread, obj, PyTuple.Create(thread, args), kwargs);
    }

    /// <summary>
    /// Return 'a == b'.
    ///
    /// This function uses an approach designed to prevent
    /// timing analysis, making it appropriate for cryptography.
    ///
    /// a and b must both be of the same type: either str (ASCII only),
    /// or any bytes-like object.
    ///
    /// Note: If a and b are of different lengths, or if an error occurs,
    /// a timing attack could theoretically reveal information about the
    /// types and lengths of a and b--but not their values.
    /// </summary>
    [PyFunction("_compare_digest")]
    private static bool CompareDigest(ThreadState thread, PyObject a, PyObject b)
    {
        if (a is PyStr left && b is PyStr right)
        {
            if (!left.IsAscii || !right.IsAscii)
                throw Errors.Type("comparing strings with non-ASCII characters is not supported");
            return FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(left.Bmp!), System.Text.Encoding.ASCII.GetBytes(right.Bmp!));
        }
        if (!Op.HasBuffer(a) && !Op.HasBuffer(b))
            throw Errors.Type($"unsupported operand types(s) or combination of types: '{a.Type.Name}' and '{b.Type.Name}'");
        using var leftView = Op.GetBuffer(thread, a);
        CheckOneDimension(leftView);
        using var rightView = Op.GetBuffer(thread, b);
        CheckOneDimension(rightView);
        return FixedTimeEquals(leftView.Span, rightView.Span);
    }

    private static void CheckOneDimension(PyBuffer view)
    {
        if (view.Ndim > 1)
            throw Errors.Buffer("Buffer must be single dimension");
    }

    private static bool FixedTimeEquals(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(a, b);
}
