using System.Numerics;
using Krait.Runtime;
using Krait.Runtime.Numerics;

namespace Krait.Modules;

internal static partial class MathModule
{
    private static readonly PyStr s_ceil = PyStr.Intern("__ceil__");

    /// <summary>
    /// Return the ceiling of x as an Integral.
    ///
    /// This is the smallest integer >= x.
    /// </summary>
    [PyFunction("ceil")]
    private static PyObject Ceil(ThreadState thread, PyObject x)
    {
        if (x.GetType() != typeof(PyFloat) && Op.LookupSpecial(thread, x, s_ceil) is { } method)
            return Op.Call(thread, method);
        return PyFloat.ToInt(thread, Math.Ceiling(Op.AsDouble(thread, x)));
    }

    /// <summary>
    /// Return the floor of x as an Integral.
    ///
    /// This is the largest integer &lt;= x.
    /// </summary>
    [PyFunction("floor")]
    private static PyObject Floor(ThreadState thread, PyObject x)
    {
        if (x.GetType() != typeof(PyFloat) && Op.LookupSpecial(thread, x, Names.Floor) is { } method)
            return Op.Call(thread, method);
        return PyFloat.ToInt(thread, Math.Floor(Op.AsDouble(thread, x)));
    }

    /// <summary>
    /// Truncates the Real x to the nearest Integral toward 0.
    ///
    /// Uses the __trunc__ magic method.
    /// </summary>
    [PyFunction("trunc")]
    private static PyObject Trunc(ThreadState thread, PyObject x)
    {
        if (x.GetType() == typeof(PyFloat))
            return PyFloat.ToInt(thread, ((PyFloat)x).Value);
        return Op.LookupSpecial(thread, x, Names.Trunc) is { } method
            ? Op.Call(thread, method)
            : throw Errors.Type($"type {x.Type.Name} doesn't define __trunc__ method");
    }

    /// <summary>Find n!.</summary>
    [PyFunction("factorial")]
    private static PyObject Factorial(ThreadState thread, PyObject n)
    {
        var number = Op.Index(thread, n).Big;
        if (number.Sign < 0)
            throw Errors.Value("factorial() not defined for negative values");
        if (number > long.MaxValue)
            throw Errors.Overflow($"factorial() argument should not exceed {long.MaxValue}");
        return number <= int.MaxValue ? PyInt.From(MathFunctions.Factorial((int)number)) : throw Errors.Memory();
    }

    /// <summary>Return the integer part of the square root of the input.</summary>
    [PyFunction("isqrt")]
    private static PyObject IntegerSquareRoot(ThreadState thread, PyObject n)
    {
        var number = Op.Index(thread, n);
        if (number.TryGetLong(out var value))
        {
            return value < 0
                ? throw Errors.Value("isqrt() argument must be nonnegative")
                : PyInt.Make(thread, (long)BigIntegerOps.IntegerSquareRoot((ulong)value));
        }
        return number.Big.Sign < 0
            ? throw Errors.Value("isqrt() argument must be nonnegative")
            : PyInt.From(BigIntegerOps.IntegerSquareRoot(number.Big));
    }

    /// <summary>Greatest Common Divisor.</summary>
    [PyFunction("gcd", Signature = "($module, /, *integers)")]
    private static PyObject Gcd(ThreadState thread, ReadOnlySpan<PyObject> integers)
    {
        var result = BigInteger.Zero;
        foreach (var item in integers)
        {
            // Every argument must be an integer, also those behind a result that no longer changes.
            var number = Op.Index(thread, item);
            if (result.IsOne)
                continue;
            if (number.TryGetLong(out var value) && value != long.MinValue && result <= ulong.MaxValue)
                result = BigIntegerOps.GreatestCommonDivisor((ulong)result, (ulong)Math.Abs(value));
            else
                result = BigInteger.GreatestCommonDivisor(result, number.Big);
        }
        return PyInt.From(result);
    }

    /// <summary>Least Common Multiple.</summary>
    [PyFunction("lcm", Signature = "($module, /, *integers)")]
    private static PyObject Lcm(ThreadState thread, ReadOnlySpan<PyObject> integers)
    {
        var result = BigInteger.One;
        foreach (var item in integers)
            result = BigIntegerOps.LeastCommonMultiple(result, Op.Index(thread, item).Big);
        return PyInt.From(result);
    }

    /// <summary>
    /// Number of ways to choose k items from n items without repetition and with order.
    ///
    /// Evaluates to n! / (n - k)! when k &lt;= n and evaluates
    /// to zero when k > n.
    ///
    /// If k is not specified or is None, then k defaults to n
    /// and the function returns n!.
    ///
    /// Raises TypeError if either of the arguments are not integers.
    /// Raises ValueError if either of the arguments are negative.
    /// </summary>
    [PyFunction("perm")]
    private static PyObject Permutations(ThreadState thread, PyObject n, [NoneAllowed] PyObject? k = null)
    {
        if (k is null)
            return Factorial(thread, n);
        var (total, chosen) = Choice(thread, n, k);
        if (chosen > total)
            return PyInt.From(0);
        return chosen <= long.MaxValue
            ? PyInt.From(MathFunctions.Permutations(total, (long)chosen))
            : throw Errors.Overflow($"k must not exceed {long.MaxValue}");
    }

    private static (BigInteger Total, BigInteger Chosen) Choice(ThreadState thread, PyObject n, PyObject k)
    {
        var total = Op.Index(thread, n).Big;
        var chosen = Op.Index(thread, k).Big;
        if (total.Sign < 0)
            throw Errors.Value("n must be a non-negative integer");
        return chosen.Sign >= 0 ? (total, chosen) : throw Errors.Value("k must be a non-negative integer");
    }

    /// <summary>
    /// Number of ways to choose k items from n items without repetition and without order.
    ///
    /// Evaluates to n! / (k! * (n - k)!) when k &lt;= n and evaluates
    /// to zero when k > n.
    ///
    /// Also called the binomial coefficient because it is equivalent
    /// to the coefficient of k-th term in polynomial expansion of the
    /// expression (1 + x)**n.
    ///
    /// Raises TypeError if either of the arguments are not integers.
    /// Raises ValueError if either of the arguments are negative.
    /// </summary>
    [PyFunction("comb")]
    private static PyObject Combinations(ThreadState thread, PyObject n, PyObject k)
    {
        var (total, chosen) = Choice(thread, n, k);
        if (chosen > total)
            return PyInt.From(0);
        return BigInteger.Min(chosen, total - chosen) <= long.MaxValue
            ? PyInt.From(MathFunctions.Combinations(total, chosen))
            : throw Errors.Overflow($"min(n - k, k) must not exceed {long.MaxValue}");
    }

    /// <summary>
    /// log(x, [base=math.e])
    /// Return the logarithm of x to the given base.
    ///
    /// If the base is not specified, returns the natural logarithm (base e) of x.
    /// </summary>
    [PyFunction("log", Signature = "")]
    private static PyObject Log(ThreadState thread, PyObject x, PyObject? numberBase = null)
    {
        var result = PyFloat.Make(thread, Log(thread, x, LogKind.Natural));
        return numberBase is null ? result : Op.TrueDivide(thread, result, PyFloat.Make(thread, Log(thread, numberBase, LogKind.Natural)));
    }

    /// <summary>Return the base 2 logarithm of x.</summary>
    [PyFunction("log2")]
    private static double Log2(ThreadState thread, PyObject x) => Log(thread, x, LogKind.Binary);

    /// <summary>Return the base 10 logarithm of x.</summary>
    [PyFunction("log10")]
    private static double Log10(ThreadState thread, PyObject x) => Log(thread, x, LogKind.Decimal);

    private enum LogKind
    {
        Natural,
        Binary,
        Decimal,
    }

    private static double Log(ThreadState thread, PyObject o, LogKind kind)
    {
        double result;
        MathError error;
        if (o is PyInt integer)
        {
            result = kind switch
            {
                LogKind.Natural => MathFunctions.Log(integer.Big, out error),
                LogKind.Binary => MathFunctions.Log2(integer.Big, out error),
                _ => MathFunctions.Log10(integer.Big, out error),
            };
            return error == MathError.None ? result : throw Errors.Value("expected a positive input");
        }
        var x = Op.AsDouble(thread, o);
        result = kind switch
        {
            LogKind.Natural => MathFunctions.Log(x, out error),
            LogKind.Binary => MathFunctions.Log2(x, out error),
            _ => MathFunctions.Log10(x, out error),
        };
        return error == MathError.None ? result : throw Expected("a positive input", x);
    }
}
