using Krait.Runtime.Numerics;

namespace Krait.Runtime;

public partial class PyInt
{
    /// <summary>Reads what <c>int(text, base)</c> takes; Unicode digits and spaces count.</summary>
    /// <exception cref="PythonException">ValueError: no integer, or too many digits.</exception>
    internal static PyInt Parse(ThreadState thread, PyStr text, int numberBase)
    {
        var ascii = NumberText.ToAscii(text);
        return TryParse(thread, ascii, numberBase) ?? throw Invalid(thread, text, numberBase);
    }

    /// <summary>As <see cref="Parse"/> to base 10; null with the thread's pending exception where the text is no integer.</summary>
    internal static PyObject ParseOrRaise(ThreadState thread, PyStr text) =>
        TryParse(thread, NumberText.ToAscii(text), 10) ?? thread.Raise(Invalid(thread, text, 10));

    /// <summary>Reads what <c>int(bytes, base)</c> takes.</summary>
    /// <param name="original">What the bytes come from: the message shows it as bytes, whatever it is.</param>
    /// <exception cref="PythonException">ValueError: no integer, or too many digits.</exception>
    internal static PyInt ParseBytes(ThreadState thread, PyObject original, ReadOnlySpan<byte> bytes, int numberBase) =>
        TryParse(thread, NumberText.ToChars(bytes), numberBase)
        ?? throw Invalid(thread, original is PyBytes ? original : PyBytes.From(bytes), numberBase);

    private static PyInt? TryParse(ThreadState thread, ReadOnlySpan<char> text, int numberBase)
    {
        if (numberBase == 10 && text.Length is > 0 and < 19 && text.IndexOfAnyExceptInRange('0', '9') < 0)
            return Make(thread, long.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        var limit = thread.Interpreter.IntMaxStrDigits;
        return BigIntegerOps.TryParse(text, numberBase, limit, out var value, out var digits) switch
        {
            BigIntegerOps.ParseStatus.Ok => From(value),
            BigIntegerOps.ParseStatus.TooManyDigits => throw Errors.Value(
                $"Exceeds the limit ({limit} digits) for integer string conversion: value has {digits} digits; "
                + "use sys.set_int_max_str_digits() to increase the limit"),
            _ => null,
        };
    }

    private static PythonException Invalid(ThreadState thread, PyObject given, int numberBase)
    {
        // A huge literal in a message helps nobody: the text is cut, closing quote and all.
        const int MostShown = 200;
        var repr = Op.ReprText(thread, given);
        return Errors.Value($"invalid literal for int() with base {numberBase}: {(repr.Length > MostShown ? repr[..MostShown] : repr)}");
    }
}
