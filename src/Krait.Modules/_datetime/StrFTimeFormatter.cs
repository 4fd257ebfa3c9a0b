using System.Globalization;
using System.Text;
using Krait.Runtime;

namespace Krait.Modules.DateTimes;

/// <summary>Formats by the C library, after the directives that it does not know or does differently are done.</summary>
internal static class StrFTimeFormatter
{
    public static PyObject Format(ThreadState thread, PyObject moment, PyStr format, PyObject tuple)
    {
        using var heldTuple = new Held(thread, tuple);
        var prepared = new StrBuilder(stackalloc char[128]);
        try
        {
            var i = 0;
            while (i < format.Length)
            {
                var c = format[i++];
                if (c != '%' || i == format.Length)
                {
                    prepared.Append(c);
                    continue;
                }
                var directive = format[i++];
                if (directive == ':' && i < format.Length && format[i] == 'z')
                {
                    i++;
                    prepared.Append(Offset(thread, moment, ":"));
                }
                else if (Replacement(thread, moment, tuple, directive) is { } replacement)
                {
                    prepared.Append(replacement);
                }
                else
                {
                    prepared.Append('%');
                    prepared.Append(directive);
                }
            }
            var text = prepared.ToStr();
            return Op.Call(thread, Op.ImportFrom(thread, "time", "strftime"), text, tuple);
        }
        finally
        {
            prepared.Dispose();
        }
    }

    private static PyStr? Replacement(ThreadState thread, PyObject moment, PyObject tuple, int directive)
    {
        switch (directive)
        {
            case 'z':
                return PyStr.From(Offset(thread, moment, ""));
            case 'Z':
                // The C library sees the name: its percent signs must stay.
                return ZoneName(thread, moment);
            case 'f':
                var microsecond = moment switch { PyDateTime full => full.Microsecond, PyTime time => time.Microsecond, _ => 0 };
                return PyStr.From(microsecond.ToString("D6", CultureInfo.InvariantCulture));
            // The C library does not pad years.
            case 'Y':
                return PyStr.From(YearOf(thread, tuple).ToString("D4", CultureInfo.InvariantCulture));
            case 'C':
                return PyStr.From((YearOf(thread, tuple) / 100).ToString("D2", CultureInfo.InvariantCulture));
            case 'F':
                return PyStr.From(YearOf(thread, tuple).ToString("D4", CultureInfo.InvariantCulture) + "-%m-%d");
            case 'G':
                var isoYear = Op.StrText(thread, Op.Call(thread, Op.ImportFrom(thread, "time", "strftime"), PyStr.Intern("%G"), tuple));
                return PyStr.From(isoYear.PadLeft(4, '0'));
            default:
                return null;
        }
    }

    private static PyStr ZoneName(ThreadState thread, PyObject moment)
    {
        if (TimeZoneCalls.Name(thread, ZoneOf(moment), Argument(moment)) is not PyStr name)
            return PyStr.Empty;
        using var held = new Held(thread, name);
        return Op.CallMethod(thread, name, "replace", PyStr.Intern("%"), PyStr.Intern("%%")) as PyStr
            ?? throw Errors.Type("tzname.replace() did not return a string");
    }

    private static long YearOf(ThreadState thread, PyObject tuple) => Op.AsLong(thread, Op.GetItem(thread, tuple, 0));

    private static string Offset(ThreadState thread, PyObject moment, string separator)
    {
        if (TimeZoneCalls.Offset(thread, ZoneOf(moment), Argument(moment)) is not { } offset)
            return "";
        var text = new StringBuilder();
        TimeText.AppendOffset(text, offset, separator);
        return text.ToString();
    }

    private static PyTzInfo? ZoneOf(PyObject moment) => moment switch { PyDateTime full => full.Zone, PyTime time => time.Zone, _ => null };

    private static PyObject Argument(PyObject moment) => moment is PyTime ? PyNone.Instance : moment;
}
