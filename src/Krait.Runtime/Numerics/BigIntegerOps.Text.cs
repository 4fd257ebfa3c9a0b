using System.Globalization;
using System.Numerics;

namespace Krait.Runtime.Numerics;

public static partial class BigIntegerOps
{
    /// <summary>Past this many bits division by powers of ten beats .NET's quadratic conversion.</summary>
    private const int QuadraticBits = 8192;

    /// <summary>What became of a text that should be an integer.</summary>
    public enum ParseStatus
    {
        Ok,

        /// <summary>ValueError: invalid literal for int() with base N: ...</summary>
        Invalid,

        /// <summary>ValueError: Exceeds the limit (N digits) for integer string conversion: value has M digits; ...</summary>
        TooManyDigits,
    }

    public static string ToDecimalString(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The decimal text, in subquadratic time.</summary>
    public static string ToDecimalString(BigInteger value)
    {
        var magnitude = BigInteger.Abs(value);
        if (magnitude.GetBitLength() <= QuadraticBits)
            return value.ToString(CultureInfo.InvariantCulture);
        // Powers 10**(1024 * 2**k) up to the root of the value.
        var powers = new List<Divisor>();
        var digits = 1024;
        for (var power = BigInteger.Pow(10, digits); ; power = Multiply(power, power))
        {
            powers.Add(new Divisor(power));
            if (power.GetBitLength() * 2 > magnitude.GetBitLength() + 1)
                break;
        }
        var capacity = digits << powers.Count;
        var buffer = new char[capacity + 1];
        WriteDigits(magnitude, powers, powers.Count - 1, buffer.AsSpan(1, capacity), digits);
        var start = 1;
        while (buffer[start] == '0')
            start++;
        if (value.Sign < 0)
            buffer[--start] = '-';
        return new string(buffer, start, buffer.Length - start);
    }

    /// <summary>False, without converting, where the decimal text is certain to have more than <paramref name="maxDigits"/> digits (0: no limit).</summary>
    public static bool TryToDecimalString(BigInteger value, int maxDigits, out string text)
    {
        text = "";
        // 10 bits make at least 3 digits.
        if (maxDigits > 0 && (BitLength(value) - 1) * 0.30102999 > maxDigits)
            return false;
        text = ToDecimalString(value);
        return maxDigits <= 0 || text.Length - (value.Sign < 0 ? 1 : 0) <= maxDigits;
    }

    private static void WriteDigits(BigInteger value, List<Divisor> powers, int level, Span<char> target, int leafDigits)
    {
        if (value.IsZero)
        {
            target.Fill('0');
            return;
        }
        if (level < 0)
        {
            Span<char> text = stackalloc char[leafDigits + 1];
            value.TryFormat(text, out var count, default, CultureInfo.InvariantCulture);
            target[..^count].Fill('0');
            text[..count].CopyTo(target[^count..]);
            return;
        }
        var half = target.Length / 2;
        if (value < powers[level].Value)
        {
            target[..half].Fill('0');
            WriteDigits(value, powers, level - 1, target[half..], leafDigits);
            return;
        }
        var high = powers[level].DivRem(value, out var low);
        WriteDigits(high, powers, level - 1, target[..half], leafDigits);
        WriteDigits(low, powers, level - 1, target[half..], leafDigits);
    }

    /// <summary>The text in any base from 2 to 36, lower case, without a prefix.</summary>
    public static string ToString(BigInteger value, int numberBase)
    {
        if (numberBase == 10)
            return ToDecimalString(value);
        if (value.IsZero)
            return "0";
        var magnitude = BigInteger.Abs(value);
        if (BitOperations.IsPow2(numberBase))
            return ToPowerOfTwoBase(magnitude, BitOperations.Log2((uint)numberBase), value.Sign < 0);
        var digits = new List<char>();
        while (!magnitude.IsZero)
        {
            magnitude = BigInteger.DivRem(magnitude, numberBase, out var digit);
            digits.Add(DigitChar((int)digit));
        }
        if (value.Sign < 0)
            digits.Add('-');
        digits.Reverse();
        return new string(digits.ToArray());
    }

    public static string ToString(long value, int numberBase) => numberBase switch
    {
        10 => ToDecimalString(value),
        16 when value >= 0 => value.ToString("x", CultureInfo.InvariantCulture),
        2 when value >= 0 => value.ToString("b", CultureInfo.InvariantCulture),
        _ => ToString((BigInteger)value, numberBase),
    };

    private static char DigitChar(int digit) => (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);

    private static string ToPowerOfTwoBase(BigInteger magnitude, int bits, bool negative)
    {
        var bytes = magnitude.ToByteArray(isUnsigned: true);
        var length = (int)((magnitude.GetBitLength() + bits - 1) / bits);
        return string.Create(length + (negative ? 1 : 0), (bytes, bits, negative), static (text, state) =>
        {
            var (source, width, minus) = state;
            uint pending = 0;
            int available = 0, next = 0;
            for (var at = text.Length - 1; at >= (minus ? 1 : 0); at--)
            {
                if (available < width && next < source.Length)
                {
                    pending |= (uint)source[next++] << available;
                    available += 8;
                }
                text[at] = DigitChar((int)(pending & ((1u << width) - 1)));
                pending >>= width;
                available -= width;
            }
            if (minus)
                text[0] = '-';
        });
    }

    /// <summary>
    /// Parses what <c>int(text, base)</c> takes, base 0 included, after the caller has turned Unicode digits and spaces into ASCII.
    /// </summary>
    /// <param name="maxDigits">The limit on digits in bases that are no power of two; 0 for none.</param>
    /// <param name="digitCount">The digits seen, for the message of <see cref="ParseStatus.TooManyDigits"/>.</param>
    public static ParseStatus TryParse(ReadOnlySpan<char> text, int numberBase, int maxDigits, out BigInteger value, out int digitCount)
    {
        value = BigInteger.Zero;
        digitCount = 0;
        text = TrimSpaces(text);
        var negative = false;
        if (text.Length > 0 && text[0] is '+' or '-')
        {
            negative = text[0] == '-';
            text = text[1..];
        }
        var zeroOnly = false;
        if (!TakePrefix(ref text, ref numberBase, ref zeroOnly))
            return ParseStatus.Invalid;
        var rented = text.Length <= 256 ? stackalloc char[256] : new char[text.Length];
        if (!CopyDigits(text, numberBase, rented, out digitCount))
            return ParseStatus.Invalid;
        var digits = (ReadOnlySpan<char>)rented[..digitCount];
        if (zeroOnly && digits.IndexOfAnyExcept('0') >= 0)
            return ParseStatus.Invalid;
        if (maxDigits > 0 && digitCount > maxDigits && !BitOperations.IsPow2(numberBase))
            return ParseStatus.TooManyDigits;
        value = ParseDigits(digits, numberBase);
        if (negative)
            value = -value;
        return ParseStatus.Ok;
    }

    private static bool TakePrefix(ref ReadOnlySpan<char> text, ref int numberBase, ref bool zeroOnly)
    {
        var prefixed = 0;
        if (text.Length >= 2 && text[0] == '0')
        {
            prefixed = (text[1] | 0x20) switch
            {
                'x' => 16,
                'o' => 8,
                'b' => 2,
                _ => 0,
            };
        }
        if (numberBase == 0)
        {
            numberBase = prefixed == 0 ? 10 : prefixed;
            // "old" octal literals are no integers, "00" is.
            zeroOnly = prefixed == 0 && text.Length > 0 && text[0] == '0';
        }
        if (prefixed == 0 || prefixed != numberBase)
            return true;
        text = text[2..];
        if (text.Length > 0 && text[0] == '_')
            text = text[1..];
        return true;
    }

    private static bool CopyDigits(ReadOnlySpan<char> text, int numberBase, Span<char> target, out int count)
    {
        count = 0;
        var underscore = true;
        foreach (var c in text)
        {
            if (c == '_')
            {
                if (underscore)
                    return false;
                underscore = true;
                continue;
            }
            if (DigitValue(c) >= numberBase)
                return false;
            underscore = false;
            target[count++] = c;
        }
        return count > 0 && !underscore;
    }

    private static int DigitValue(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'z' => c - 'a' + 10,
        >= 'A' and <= 'Z' => c - 'A' + 10,
        _ => 99,
    };

    internal static ReadOnlySpan<char> TrimSpaces(ReadOnlySpan<char> text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsSpace(text[start]))
            start++;
        while (end > start && IsSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    private static bool IsSpace(char c) => c is ' ' or (>= '\t' and <= '\r');

    /// <summary>The value of digits without sign, prefix and underscores, which are known to be valid in the base.</summary>
    public static BigInteger ParseDigits(ReadOnlySpan<char> digits, int numberBase)
    {
        if (numberBase == 10)
        {
            if (digits.Length <= 18)
                return ParseLong(digits, 10);
            return ParseDecimal(digits, []);
        }
        if (digits.Length <= 11)
            return ParseLong(digits, numberBase);
        if (BitOperations.IsPow2(numberBase))
            return ParsePowerOfTwoBase(digits, BitOperations.Log2((uint)numberBase));
        return ParseHalves(digits, numberBase, new Dictionary<int, BigInteger>());
    }

    /// <param name="powers"><c>10**(LeafDigits * 2**k)</c>, as far as they were needed.</param>
    private static BigInteger ParseDecimal(ReadOnlySpan<char> digits, List<BigInteger> powers)
    {
        const int LeafDigits = 8192;
        if (digits.Length <= LeafDigits)
            return BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        var level = BitOperations.Log2((uint)((digits.Length - 1) / LeafDigits));
        while (powers.Count <= level)
            powers.Add(powers.Count == 0 ? BigInteger.Pow(10, LeafDigits) : Multiply(powers[^1], powers[^1]));
        var low = LeafDigits << level;
        return Multiply(ParseDecimal(digits[..^low], powers), powers[level]) + ParseDecimal(digits[^low..], powers);
    }

    private static long ParseLong(ReadOnlySpan<char> digits, int numberBase)
    {
        long value = 0;
        foreach (var c in digits)
            value = value * numberBase + DigitValue(c);
        return value;
    }

    private static BigInteger ParsePowerOfTwoBase(ReadOnlySpan<char> digits, int bits)
    {
        var bytes = new byte[(int)(((long)digits.Length * bits + 7) / 8)];
        ulong pending = 0;
        int available = 0, next = 0;
        for (var at = digits.Length - 1; at >= 0; at--)
        {
            pending |= (ulong)DigitValue(digits[at]) << available;
            available += bits;
            while (available >= 8)
            {
                bytes[next++] = (byte)pending;
                pending >>= 8;
                available -= 8;
            }
        }
        if (available > 0 && next < bytes.Length)
            bytes[next] = (byte)pending;
        return new BigInteger(bytes, isUnsigned: true);
    }

    private static BigInteger ParseHalves(ReadOnlySpan<char> digits, int numberBase, Dictionary<int, BigInteger> powers)
    {
        if (digits.Length <= 11)
            return ParseLong(digits, numberBase);
        var low = digits.Length / 2;
        if (!powers.TryGetValue(low, out var power))
            powers.Add(low, power = BigInteger.Pow(numberBase, low));
        return ParseHalves(digits[..^low], numberBase, powers) * power + ParseHalves(digits[^low..], numberBase, powers);
    }
}
