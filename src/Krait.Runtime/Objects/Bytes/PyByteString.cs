namespace Krait.Runtime;

/// <summary>What bytes and bytearray share, whose methods give the same and say the same of themselves; the work is done in ByteStrings.</summary>
public abstract class PyByteString : PyObject
{
    private protected PyByteString(PyType type) : base(type)
    {
    }

    /// <summary>The bytes; valid until the size next changes.</summary>
    private protected abstract ReadOnlySpan<byte> Content { get; }

    /// <summary>Takes over an array, as an exact object of the kind.</summary>
    private protected abstract PyObject Make(byte[] data);

    /// <summary>An exact object with the same content.</summary>
    private protected abstract PyObject Same();

    /// <summary>An exact object with a part of the content.</summary>
    private protected abstract PyObject Part(Range range);

    /// <summary>The separator as <c>partition</c> returns it.</summary>
    private protected abstract PyObject SeparatorOf(PyObject given, ReadOnlySpan<byte> separator);

    /// <summary>Keeps the memory in its place while a method looks at it: converting an argument can run code that would change the size.</summary>
    private protected abstract ByteHold Hold();

    /// <summary>
    /// Return a copy with all occurrences of substring old replaced by new.
    ///
    ///   count
    ///     Maximum number of occurrences to replace.
    ///     -1 (the default value) means replace all occurrences.
    ///
    /// If the optional argument count is given, only the first count occurrences are
    /// replaced.
    /// </summary>
    [PyMethod("replace", Signature = "($self, old, new, count=-1, /)")]
    private protected PyObject Replace([Buffer] ReadOnlySpan<byte> old, [Buffer] ReadOnlySpan<byte> @new, long count = -1)
    {
        if (count == 0 || SpanSearch.Find(Content, old, 0, Content.Length) < 0)
            return Same();
        return Make(ByteStrings.Replace(Content, old, @new, count));
    }

    /// <summary>
    /// Strip leading and trailing bytes contained in the argument.
    ///
    /// If the argument is omitted or None, strip leading and trailing ASCII whitespace.
    /// </summary>
    [PyMethod("strip", Signature = "($self, bytes=None, /)")]
    private protected PyObject Strip(ThreadState thread, PyObject? bytes = null)
    {
        using var hold = Hold();
        return Part(ByteStrings.Strip(thread, Content, bytes, left: true, right: true));
    }

    /// <summary>
    /// Strip leading bytes contained in the argument.
    ///
    /// If the argument is omitted or None, strip leading  ASCII whitespace.
    /// </summary>
    [PyMethod("lstrip", Signature = "($self, bytes=None, /)")]
    private protected PyObject StripLeft(ThreadState thread, PyObject? bytes = null)
    {
        using var hold = Hold();
        return Part(ByteStrings.Strip(thread, Content, bytes, left: true, right: false));
    }

    /// <summary>
    /// Strip trailing bytes contained in the argument.
    ///
    /// If the argument is omitted or None, strip trailing ASCII whitespace.
    /// </summary>
    [PyMethod("rstrip", Signature = "($self, bytes=None, /)")]
    private protected PyObject StripRight(ThreadState thread, PyObject? bytes = null)
    {
        using var hold = Hold();
        return Part(ByteStrings.Strip(thread, Content, bytes, left: false, right: true));
    }

    /// <summary>
    /// Return a copy with each character mapped by the given translation table.
    ///
    ///   table
    ///     Translation table, which must be a bytes object of length 256.
    ///
    /// All characters occurring in the optional argument delete are removed.
    /// The remaining characters are mapped through the given translation table.
    /// </summary>
    [PyMethod("translate", Signature = "($self, table, /, delete=b'')")]
    private protected PyObject Translate(ThreadState thread, PyObject table, [Keyword, Default("b''")] PyObject? delete = null)
    {
        using var hold = Hold();
        var translated = ByteStrings.Translate(thread, Content, table, delete);
        return Content.SequenceEqual(translated) ? Same() : Make(translated);
    }

    /// <summary>
    /// Return a translation table usable for the bytes or bytearray translate method.
    ///
    /// The returned table will be one where each byte in frm is mapped to the byte at
    /// the same position in to.
    ///
    /// The bytes objects frm and to must be of the same length.
    /// </summary>
    [PyStaticMethod("maketrans")]
    private protected static PyObject MakeTranslation([Buffer] ReadOnlySpan<byte> frm, [Buffer] ReadOnlySpan<byte> to) =>
        PyBytes.From(ByteStrings.MakeTranslation(frm, to));

    /// <summary>
    /// Return a centered string of length width.
    ///
    /// Padding is done using the specified fill character.
    /// </summary>
    [PyMethod("center", Signature = "($self, width, fillchar=b' ', /)")]
    private protected PyObject Center(long width, PyObject? fillchar = null)
    {
        var fill = ByteArgument.FillByte(fillchar, "center");
        return width <= Content.Length ? Same() : Make(ByteStrings.Center(Content, width, fill));
    }

    /// <summary>
    /// Return a left-justified string of length width.
    ///
    /// Padding is done using the specified fill character.
    /// </summary>
    [PyMethod("ljust", Signature = "($self, width, fillchar=b' ', /)")]
    private protected PyObject JustifyLeft(long width, PyObject? fillchar = null)
    {
        var fill = ByteArgument.FillByte(fillchar, "ljust");
        return width <= Content.Length ? Same() : Make(ByteStrings.Justify(Content, 0, width - Content.Length, fill));
    }

    /// <summary>
    /// Return a right-justified string of length width.
    ///
    /// Padding is done using the specified fill character.
    /// </summary>
    [PyMethod("rjust", Signature = "($self, width, fillchar=b' ', /)")]
    private protected PyObject JustifyRight(long width, PyObject? fillchar = null)
    {
        var fill = ByteArgument.FillByte(fillchar, "rjust");
        return width <= Content.Length ? Same() : Make(ByteStrings.Justify(Content, width - Content.Length, 0, fill));
    }

    /// <summary>
    /// Pad a numeric string with zeros on the left, to fill a field of the given width.
    ///
    /// The original string is never truncated.
    /// </summary>
    [PyMethod("zfill")]
    private protected PyObject ZeroFill(long width) => width <= Content.Length ? Same() : Make(ByteStrings.ZeroFill(Content, width));

    /// <summary>
    /// Return a copy where all tab characters are expanded using spaces.
    ///
    /// If tabsize is not given, a tab size of 8 characters is assumed.
    /// </summary>
    [PyMethod("expandtabs")]
    private protected PyObject ExpandTabs([Keyword] int tabsize = 8) => Make(ByteStrings.ExpandTabs(Content, tabsize));

    /// <summary>
    /// B.lower() -> copy of B
    ///
    /// Return a copy of B with all ASCII characters converted to lowercase.
    /// </summary>
    [PyMethod("lower")]
    private protected PyObject Lower() => Make(ByteStrings.Lower(Content));

    /// <summary>
    /// B.upper() -> copy of B
    ///
    /// Return a copy of B with all ASCII characters converted to uppercase.
    /// </summary>
    [PyMethod("upper")]
    private protected PyObject Upper() => Make(ByteStrings.Upper(Content));

    /// <summary>
    /// B.title() -> copy of B
    ///
    /// Return a titlecased version of B, i.e. ASCII words start with uppercase
    /// characters, all remaining cased characters have lowercase.
    /// </summary>
    [PyMethod("title")]
    private protected PyObject Title() => Make(ByteStrings.Title(Content));

    /// <summary>
    /// B.capitalize() -> copy of B
    ///
    /// Return a copy of B with only its first character capitalized (ASCII)
    /// and the rest lower-cased.
    /// </summary>
    [PyMethod("capitalize")]
    private protected PyObject Capitalize() => Make(ByteStrings.Capitalize(Content));

    /// <summary>
    /// B.swapcase() -> copy of B
    ///
    /// Return a copy of B with uppercase ASCII characters converted
    /// to lowercase ASCII and vice versa.
    /// </summary>
    [PyMethod("swapcase")]
    private protected PyObject SwapCase() => Make(ByteStrings.SwapCase(Content));

    /// <summary>
    /// B.isascii() -> bool
    ///
    /// Return True if B is empty or all characters in B are ASCII,
    /// False otherwise.
    /// </summary>
    [PyMethod("isascii")]
    private protected bool IsAscii() => System.Text.Ascii.IsValid(Content);

    /// <summary>
    /// B.isspace() -> bool
    ///
    /// Return True if all characters in B are whitespace
    /// and there is at least one character in B, False otherwise.
    /// </summary>
    [PyMethod("isspace")]
    private protected bool IsSpace() => ByteStrings.All(Content, ByteStrings.IsSpace);

    /// <summary>
    /// B.isalpha() -> bool
    ///
    /// Return True if all characters in B are alphabetic
    /// and there is at least one character in B, False otherwise.
    /// </summary>
    [PyMethod("isalpha")]
    private protected bool IsAlpha() => ByteStrings.All(Content, ByteStrings.IsAlpha);

    /// <summary>
    /// B.isalnum() -> bool
    ///
    /// Return True if all characters in B are alphanumeric
    /// and there is at least one character in B, False otherwise.
    /// </summary>
    [PyMethod("isalnum")]
    private protected bool IsAlnum() => ByteStrings.All(Content, ByteStrings.IsAlnum);

    /// <summary>
    /// B.isdigit() -> bool
    ///
    /// Return True if all characters in B are digits
    /// and there is at least one character in B, False otherwise.
    /// </summary>
    [PyMethod("isdigit")]
    private protected bool IsDigit() => ByteStrings.All(Content, ByteStrings.IsDigit);

    /// <summary>
    /// B.islower() -> bool
    ///
    /// Return True if all cased characters in B are lowercase and there is
    /// at least one cased character in B, False otherwise.
    /// </summary>
    [PyMethod("islower")]
    private protected bool IsLower() => ByteStrings.IsLowerText(Content);

    /// <summary>
    /// B.isupper() -> bool
    ///
    /// Return True if all cased characters in B are uppercase and there is
    /// at least one cased character in B, False otherwise.
    /// </summary>
    [PyMethod("isupper")]
    private protected bool IsUpper() => ByteStrings.IsUpperText(Content);

    /// <summary>
    /// B.istitle() -> bool
    ///
    /// Return True if B is a titlecased string and there is at least one
    /// character in B, i.e. uppercase characters may only follow uncased
    /// characters and lowercase characters only cased ones. Return False
    /// otherwise.
    /// </summary>
    [PyMethod("istitle")]
    private protected bool IsTitle() => ByteStrings.IsTitleText(Content);

    private protected PyObject PartitionAt(ThreadState thread, PyObject sep, bool last)
    {
        using var hold = Hold();
        using var separator = ByteStrings.OpenSeparator(thread, sep);
        var content = Content;
        var at = last
            ? SpanSearch.FindLast<byte>(content, separator.Span, 0, content.Length)
            : SpanSearch.Find<byte>(content, separator.Span, 0, content.Length);
        if (at >= 0)
            return PyTuple.Create(thread, Part(..at), SeparatorOf(sep, separator.Span), Part((at + separator.Span.Length)..));
        return last
            ? PyTuple.Create(thread, Make([]), Make([]), Same())
            : PyTuple.Create(thread, Same(), Make([]), Make([]));
    }

    private protected PyList SplitAt(ThreadState thread, PyObject? sep, long maxsplit, bool last)
    {
        using var hold = Hold();
        return Pieces(thread, last ? ByteStrings.SplitLast(thread, Content, sep, maxsplit) : ByteStrings.Split(thread, Content, sep, maxsplit));
    }

    private protected PyList Lines(ThreadState thread, bool keepends) => Pieces(thread, ByteStrings.SplitLines(Content, keepends));

    private PyList Pieces(ThreadState thread, List<Range> ranges)
    {
        var pieces = PyList.Create(thread);
        foreach (var range in ranges)
            pieces.Append(Part(range));
        return pieces;
    }

    private protected PyObject WithoutPrefix(ReadOnlySpan<byte> prefix) =>
        !prefix.IsEmpty && Content.StartsWith(prefix) ? Part(prefix.Length..) : Same();

    private protected PyObject WithoutSuffix(ReadOnlySpan<byte> suffix) =>
        !suffix.IsEmpty && Content.EndsWith(suffix) ? Part(..^suffix.Length) : Same();

    private protected PyObject Joined(ThreadState thread, PyObject iterable)
    {
        using var hold = Hold();
        return Make(ByteStrings.Join(thread, Content, iterable));
    }
}

/// <summary>See <see cref="PyByteString.Hold"/>.</summary>
internal readonly ref struct ByteHold
{
    private readonly PyByteArray? _array;

    /// <summary>Holds the memory of an array.</summary>
    public ByteHold(PyByteArray array)
    {
        _array = array;
        array.AddExport();
    }

    public void Dispose() => _array?.RemoveExport();
}
