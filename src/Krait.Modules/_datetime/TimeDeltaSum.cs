using System.Numerics;
using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>Adds up the arguments of <c>timedelta</c>: whole numbers exactly, fractions of floats at the end.</summary>
internal ref struct TimeDeltaSum(ThreadState thread)
{
    private BigInteger _large;
    private Int128 _sum;
    private double _fractions;

    /// <summary>Adds a number of units; nothing where absent.</summary>
    public void Add(string name, PyObject? number, long unit)
    {
        switch (number)
        {
            case null:
                break;
            case PyInt whole:
                AddWhole(whole, unit);
                break;
            case PyFloat real:
                AddFloat(real, unit);
                break;
            default:
                throw Errors.Type($"unsupported type for timedelta {name} component: {number.Type.Name}");
        }
    }

    private void AddWhole(PyInt number, long unit)
    {
        if (number.TryGetLong(out var small))
            _sum += (Int128)small * unit;
        else
            _large += number.Big * unit;
    }

    private void AddFloat(PyFloat number, long unit)
    {
        var value = number.ToDouble();
        var whole = Math.Truncate(value);
        AddWhole(Op.Int(thread, PyFloat.From(whole)), unit);
        if (whole == value)
            return;
        var rest = (value - whole) * unit;
        var wholeRest = Math.Truncate(rest);
        _sum += (Int128)wholeRest;
        _fractions += rest - wholeRest;
    }

    public readonly PyTimeDelta ToDelta()
    {
        var total = _large + (BigInteger)_sum;
        if (_fractions != 0)
        {
            // To the nearest microsecond, ties to an even sum.
            var rounded = Math.Round(_fractions, MidpointRounding.AwayFromZero);
            if (Math.Abs(rounded - _fractions) == 0.5)
            {
                var odd = total.IsEven ? 0 : 1;
                rounded = 2.0 * Math.Round((_fractions + odd) * 0.5, MidpointRounding.AwayFromZero) - odd;
            }
            total += (BigInteger)rounded;
        }
        return FromBig(total);
    }

    /// <summary>A timedelta of that many microseconds.</summary>
    public static PyTimeDelta FromBig(BigInteger microseconds) => microseconds.GetBitLength() < 120
        ? PyTimeDelta.Create((Int128)microseconds)
        : throw Errors.Overflow("Python int too large to convert to C int");
}
