using System.Numerics;

namespace Krait.Runtime.Numerics;

public static partial class MathFunctions
{
    /// <summary>The Euclidean norm, nearly always correctly rounded. The coordinates are overwritten.</summary>
    public static double Hypot(Span<double> coordinates)
    {
        var max = 0.0;
        var nan = false;
        foreach (ref var x in coordinates)
        {
            x = Math.Abs(x);
            nan |= double.IsNaN(x);
            if (x > max)
                max = x;
        }
        return Norm(coordinates, max, nan);
    }

    /// <summary>The distance of two points of the same dimension. <paramref name="p"/> is overwritten.</summary>
    public static double Distance(Span<double> p, ReadOnlySpan<double> q)
    {
        for (var i = 0; i < p.Length; i++)
            p[i] -= q[i];
        return Hypot(p);
    }

    private static double Norm(Span<double> values, double max, bool nan)
    {
        const double smallestNormal = 2.2250738585072014e-308;
        if (double.IsInfinity(max))
            return max;
        if (nan)
            return double.NaN;
        if (max == 0.0 || values.Length <= 1)
            return max;
        Frexp(max, out var exponent);
        if (exponent < -1023)
        {
            foreach (ref var x in values)
                x /= smallestNormal;
            return smallestNormal * Norm(values, max / smallestNormal, nan);
        }
        var scale = Math.ScaleB(1.0, -exponent);
        double sum = 1.0, fraction1 = 0.0, fraction2 = 0.0;
        foreach (var value in values)
        {
            var x = value * scale;
            Accumulate(x, x, ref sum, ref fraction1, ref fraction2);
        }
        var h = Math.Sqrt(sum - 1.0 + (fraction1 + fraction2));
        Accumulate(-h, h, ref sum, ref fraction1, ref fraction2);
        h += (sum - 1.0 + (fraction1 + fraction2)) / (2.0 * h);
        return h / scale;
    }

    private static void Accumulate(double a, double b, ref double sum, ref double fraction1, ref double fraction2)
    {
        var product = a * b;
        var next = sum + product;
        fraction1 += Math.FusedMultiplyAdd(a, b, -product);
        fraction2 += product - (next - sum);
        sum = next;
    }

    /// <summary>A sum of products in three times the precision of a float.</summary>
    public struct ProductSum
    {
        private double _high;
        private double _low;
        private double _tiny;

        public void Add(double x, double y)
        {
            var product = x * y;
            var productLow = Math.FusedMultiplyAdd(x, y, -product);
            TwoSum(_high, product, out var high, out var error);
            TwoSum(_low, productLow, out var low, out var lowError);
            TwoSum(low, error, out var middle, out var middleError);
            _high = high;
            _low = middle;
            _tiny += lowError + middleError;
        }

        public readonly double Result
        {
            get
            {
                TwoSum(_low, _high, out var high, out var low);
                return _tiny + low + high;
            }
        }
    }

    private static void TwoSum(double a, double b, out double sum, out double error)
    {
        sum = a + b;
        var z = sum - a;
        error = a - (sum - z) + (b - z);
    }

    /// <summary>An exact sum of floats (Shewchuk), rounded once at the end.</summary>
    public sealed class ExactSum
    {
        private double[] _partials = new double[32];
        private int _count;
        private double _special;
        private double _infinities;

        /// <summary>False where the sum overflows on the way (OverflowError: intermediate overflow in fsum).</summary>
        public bool TryAdd(double value)
        {
            var x = value;
            var kept = 0;
            for (var j = 0; j < _count; j++)
            {
                var y = _partials[j];
                if (Math.Abs(x) < Math.Abs(y))
                    (x, y) = (y, x);
                var high = x + y;
                var low = y - (high - x);
                if (low != 0.0)
                    _partials[kept++] = low;
                x = high;
            }
            _count = kept;
            if (x == 0.0)
                return true;
            if (!double.IsFinite(x))
            {
                if (double.IsFinite(value))
                    return false;
                if (double.IsInfinity(value))
                    _infinities += value;
                _special += value;
                _count = 0;
                return true;
            }
            if (_count == _partials.Length)
                Array.Resize(ref _partials, _count * 2);
            _partials[_count++] = x;
            return true;
        }

        /// <summary>False where infinities of both signs met (ValueError: -inf + inf in fsum).</summary>
        public bool TryGetResult(out double result)
        {
            result = _special;
            if (_special != 0.0)
                return !double.IsNaN(_infinities);
            var high = 0.0;
            var low = 0.0;
            var n = _count;
            if (n > 0)
            {
                high = _partials[--n];
                while (n > 0)
                {
                    var x = high;
                    var y = _partials[--n];
                    high = x + y;
                    low = y - (high - x);
                    if (low != 0.0)
                        break;
                }
                // Half way between two floats, the next partial decides.
                if (n > 0 && ((low < 0.0 && _partials[n - 1] < 0.0) || (low > 0.0 && _partials[n - 1] > 0.0)))
                {
                    var y = low * 2.0;
                    var x = high + y;
                    if (y == x - high)
                        high = x;
                }
            }
            result = high;
            return true;
        }
    }

    /// <summary>n! for a non-negative n, by binary splitting of the odd parts.</summary>
    public static BigInteger Factorial(int n)
    {
        if (n <= 20)
        {
            long small = 1;
            for (var i = 2; i <= n; i++)
                small *= i;
            return small;
        }
        BigInteger inner = BigInteger.One, outer = BigInteger.One;
        for (var level = BitOperations.Log2((uint)n); level >= 0; level--)
        {
            var upper = (((n >> level) - 1) | 1) + 2;
            var lower = (((n >> (level + 1)) - 1) | 1) + 2;
            if (n >> level > 2)
            {
                inner *= OddProduct(Math.Max(3, lower), upper);
                outer *= inner;
            }
        }
        return outer << (n - BitOperations.PopCount((uint)n));
    }

    /// <summary>The product of the odd numbers in [start, stop).</summary>
    private static BigInteger OddProduct(long start, long stop)
    {
        var count = (stop - start + 1) / 2;
        if (count <= 0)
            return BigInteger.One;
        if (count * BigIntegerOps.BitLength(stop) <= 62)
        {
            var product = start;
            for (var i = start + 2; i < stop; i += 2)
                product *= i;
            return product;
        }
        var middle = (start + count) | 1;
        return OddProduct(start, middle) * OddProduct(middle, stop);
    }

    /// <summary><c>n * (n - 1) * ... * (n - k + 1)</c>.</summary>
    public static BigInteger Permutations(BigInteger n, long k)
    {
        if (n < k)
            return BigInteger.Zero;
        if (k == 0)
            return BigInteger.One;
        return Product(n, k);
    }

    private static BigInteger Product(BigInteger n, long count)
    {
        if (count == 1)
            return n;
        if (n.GetBitLength() * count <= 62)
        {
            var factor = (long)n;
            var product = factor;
            for (var i = 1; i < count; i++)
                product *= factor - i;
            return product;
        }
        var half = count / 2;
        return Product(n, half) * Product(n - half, count - half);
    }

    /// <summary>The binomial coefficient; k is not negative.</summary>
    public static BigInteger Combinations(BigInteger n, BigInteger k)
    {
        if (k > n)
            return BigInteger.Zero;
        if (n - k < k)
            k = n - k;
        return CombinationsCore(n, (long)k);
    }

    private static BigInteger CombinationsCore(BigInteger n, long k)
    {
        if (k == 0)
            return BigInteger.One;
        if (k == 1)
            return n;
        if (n.GetBitLength() * k <= 120)
        {
            var factor = (UInt128)n;
            var result = factor;
            for (var i = 1; i < k; i++)
                result = result * (factor - (UInt128)i) / (UInt128)(i + 1);
            return result;
        }
        // C(n, k) = C(n, j) * C(n - j, k - j) / C(k, j)
        var half = k / 2;
        return CombinationsCore(n, half) * CombinationsCore(n - half, k - half) / CombinationsCore(k, half);
    }
}
