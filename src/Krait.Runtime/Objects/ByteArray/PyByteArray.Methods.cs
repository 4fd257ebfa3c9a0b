namespace Krait.Runtime;

// The methods are the same for bytes and bytearray, but that a bytearray must keep its size while arguments are converted;
// the work is done in ByteStrings.
public partial class PyByteArray
{
    /// <summary>
    /// Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
    ///
    ///   start
    ///     Optional start position. Default: start of the bytearray.
    ///   end
    ///     Optional stop position. Default: end of the bytearray.
    ///
    /// Return -1 on failure.
    /// </summary>
    [PyMethod("find", Signature = "($self, sub[, start[, end]], /)")]
    private long Find(ThreadState thread, PyObject sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null)
    {
        using var pin = new Pin(this);
        using var searched = ByteArgument.OpenSearched(thread, sub);
        SpanSearch.Clamp(Length, start, end, out var from, out var to);
        return SpanSearch.Find(Span, searched.Span, from, to);
    }

    /// <summary>
    /// Return the highest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
    ///
    ///   start
    ///     Optional start position. Default: start of the bytearray.
    ///   end
    ///     Optional stop position. Default: end of the bytearray.
    ///
    /// Return -1 on failure.
    /// </summary>
    [PyMethod("rfind", Signature = "($self, sub[, start[, end]], /)")]
    private long FindLast(ThreadState thread, PyObject sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null)
    {
        using var pin = new Pin(this);
        using var searched = ByteArgument.OpenSearched(thread, sub);
        SpanSearch.Clamp(Length, start, end, out var from, out var to);
        return SpanSearch.FindLast(Span, searched.Span, from, to);
    }

    /// <summary>
    /// Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
    ///
    ///   start
    ///     Optional start position. Default: start of the bytearray.
    ///   end
    ///     Optional stop position. Default: end of the bytearray.
    ///
    /// Raise ValueError if the subsection is not found.
    /// </summary>
    [PyMethod("index", Signature = "($self, sub[, start[, end]], /)")]
    private long Index(ThreadState thread, PyObject sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null)
    {
        var found = Find(thread, sub, start, end);
        return found >= 0 ? found : throw Errors.Value("subsection not found");
    }

    /// <summary>
    /// Return the highest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
    ///
    ///   start
    ///     Optional start position. Default: start of the bytearray.
    ///   end
    ///     Optional stop position. Default: end of the bytearray.
    ///
    /// Raise ValueError if the subsection is not found.
    /// </summary>
    [PyMethod("rindex", Signature = "($self, sub[, start[, end]], /)")]
    private long IndexLast(ThreadState thread, PyObject sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null)
    {
        var found = FindLast(thread, sub, start, end);
        return found >= 0 ? found : throw Errors.Value("subsection not found");
    }

    /// <summary>
    /// Return the number of non-overlapping occurrences of subsection 'sub' in bytearray B[start:end].
    ///
    ///   start
    ///     Optional start position. Default: start of the bytearray.
    ///   end
    ///     Optional stop position. Default: end of the bytearray.
    /// </summary>
    [PyMethod("count", Signature = "($self, sub[, start[, end]], /)")]
    private long CountOf(ThreadState thread, PyObject sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null)
    {
        using var pin = new Pin(this);
        using var searched = ByteArgument.OpenSearched(thread, sub);
        SpanSearch.Clamp(Length, start, end, out var from, out var to);
        return SpanSearch.Count(Span, searched.Span, from, to);
    }

    /// <summary>
    /// Return True if the bytearray starts with the specified prefix, False otherwise.
    ///
    ///   prefix
    ///     A bytes or a tuple of bytes to try.
    ///   start
    ///     Optional start position. Default: start of the bytearray.
    ///   end
    ///     Optional stop position. Default: end of the bytearray.
    /// </summary>
    [PyMethod("startswith", Signature = "($self, prefix[, start[, end]], /)")]
    private bool StartsWith(ThreadState thread, PyObject prefix, [SliceIndex] long? start = null, [SliceIndex] long? end = null)
    {
        using var pin = new Pin(this);
        return ByteStrings.HasAffix(thread, Span, prefix, start, end, "startswith", atEnd: false);
    }

    /// <summary>
    /// Return True if the bytearray ends with the specified suffix, False otherwise.
    ///
    ///   suffix
    ///     A bytes or a tuple of bytes to try.
    ///   start
    ///     Optional start position. Default: start of the bytearray.
    ///   end
    ///     Optional stop position. Default: end of the bytearray.
    /// </summary>
    [PyMethod("endswith", Signature = "($self, suffix[, start[, end]], /)")]
    private bool EndsWith(ThreadState thread, PyObject suffix, [SliceIndex] long? start = null, [SliceIndex] long? end = null)
    {
        using var pin = new Pin(this);
        return ByteStrings.HasAffix(thread, Span, suffix, start, end, "endswith", atEnd: true);
    }

    /// <summary>
    /// Return a bytearray object with the given prefix string removed if present.
    ///
    /// If the bytearray starts with the prefix string, return bytes[len(prefix):].
    /// Otherwise, return a copy of the original bytes.
    /// </summary>
    [PyMethod("removeprefix")]
    private PyObject RemovePrefix([Buffer] ReadOnlySpan<byte> prefix) =>
        !prefix.IsEmpty && Span.StartsWith(prefix) ? Make(Span[prefix.Length..]) : Same();

    /// <summary>
    /// Return a bytearray object with the given suffix string removed if present.
    ///
    /// If the bytearray ends with the suffix string and that suffix is not empty,
    /// return bytes[:-len(prefix)].  Otherwise, return a copy of the original
    /// bytes.
    /// </summary>
    [PyMethod("removesuffix")]
    private PyObject RemoveSuffix([Buffer] ReadOnlySpan<byte> suffix) =>
        !suffix.IsEmpty && Span.EndsWith(suffix) ? Make(Span[..^suffix.Length]) : Same();

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
    private PyObject Replace([Buffer] ReadOnlySpan<byte> old, [Buffer] ReadOnlySpan<byte> @new, long count = -1)
    {
        if (count == 0 || SpanSearch.Find(Span, old, 0, Length) < 0)
            return Same();
        return Make(ByteStrings.Replace(Span, old, @new, count));
    }

    /// <summary>
    /// Concatenate any number of bytes objects.
    ///
    /// The bytes whose method is called is inserted in between each pair.
    ///
    /// The result is returned as a new bytes object.
    ///
    /// Example: b'.'.join([b'ab', b'pq', b'rs']) -> b'ab.pq.rs'.
    /// </summary>
    [PyMethod("join", Signature = "($self, iterable_of_bytes, /)")]
    private PyObject Join(ThreadState thread, PyObject iterable)
    {
        using var pin = new Pin(this);
        return Make(ByteStrings.Join(thread, Span, iterable));
    }

    /// <summary>
    /// Partition the bytearray into three parts using the given separator.
    ///
    /// This will search for the separator sep in the bytearray. If the separator is found,
    /// returns a 3-tuple containing the part before the separator, the separator
    /// itself, and the part after it.
    ///
    /// If the separator is not found, returns a 3-tuple containing the original bytes
    /// object and two empty bytes objects.
    /// </summary>
    [PyMethod("partition")]
    private PyObject Partition(ThreadState thread, PyObject sep)
    {
        using var pin = new Pin(this);
        using var separator = ByteStrings.OpenSeparator(thread, sep);
        var at = SpanSearch.Find<byte>(Span, separator.Span, 0, Length);
        if (at < 0)
            return PyTuple.Create(thread, Same(), Make([]), Make([]));
        return PyTuple.Create(thread, Make(Span[..at]), SeparatorOf(sep, separator.Span), Make(Span[(at + separator.Span.Length)..]));
    }

    /// <summary>
    /// Partition the bytearray into three parts using the given separator.
    ///
    /// This will search for the separator sep in the bytearray, starting at the end. If
    /// the separator is found, returns a 3-tuple containing the part before the
    /// separator, the separator itself, and the part after it.
    ///
    /// If the separator is not found, returns a 3-tuple containing two empty bytes
    /// objects and the original bytes object.
    /// </summary>
    [PyMethod("rpartition")]
    private PyObject PartitionLast(ThreadState thread, PyObject sep)
    {
        using var pin = new Pin(this);
        using var separator = ByteStrings.OpenSeparator(thread, sep);
        var at = SpanSearch.FindLast<byte>(Span, separator.Span, 0, Length);
        if (at < 0)
            return PyTuple.Create(thread, Make([]), Make([]), Same());
        return PyTuple.Create(thread, Make(Span[..at]), SeparatorOf(sep, separator.Span), Make(Span[(at + separator.Span.Length)..]));
    }

    /// <summary>
    /// Return a list of the sections in the bytearray, using sep as the delimiter.
    ///
    ///   sep
    ///     The delimiter according which to split the bytearray.
    ///     None (the default value) means split on ASCII whitespace characters
    ///     (space, tab, return, newline, formfeed, vertical tab).
    ///   maxsplit
    ///     Maximum number of splits to do.
    ///     -1 (the default value) means no limit.
    /// </summary>
    [PyMethod("split")]
    private PyObject Split(ThreadState thread, [Keyword] PyObject? sep = null, [Keyword] long maxsplit = -1)
    {
        using var pin = new Pin(this);
        return Pieces(thread, ByteStrings.Split(thread, Span, sep, maxsplit));
    }

    /// <summary>
    /// Return a list of the sections in the bytearray, using sep as the delimiter.
    ///
    ///   sep
    ///     The delimiter according which to split the bytearray.
    ///     None (the default value) means split on ASCII whitespace characters
    ///     (space, tab, return, newline, formfeed, vertical tab).
    ///   maxsplit
    ///     Maximum number of splits to do.
    ///     -1 (the default value) means no limit.
    ///
    /// Splitting is done starting at the end of the bytearray and working to the front.
    /// </summary>
    [PyMethod("rsplit")]
    private PyObject SplitLast(ThreadState thread, [Keyword] PyObject? sep = null, [Keyword] long maxsplit = -1)
    {
        using var pin = new Pin(this);
        return Pieces(thread, ByteStrings.SplitLast(thread, Span, sep, maxsplit));
    }

    /// <summary>
    /// Return a list of the lines in the bytearray, breaking at line boundaries.
    ///
    /// Line breaks are not included in the resulting list unless keepends is given and
    /// true.
    /// </summary>
    [PyMethod("splitlines")]
    private PyObject SplitLines(ThreadState thread, [Keyword] bool keepends = false) =>
        Pieces(thread, ByteStrings.SplitLines(Span, keepends));

    private PyList Pieces(ThreadState thread, List<Range> ranges)
    {
        var pieces = PyList.Create(thread);
        foreach (var range in ranges)
            pieces.Append(Part(range));
        return pieces;
    }

    /// <summary>
    /// Strip leading and trailing bytes contained in the argument.
    ///
    /// If the argument is omitted or None, strip leading and trailing ASCII whitespace.
    /// </summary>
    [PyMethod("strip", Signature = "($self, bytes=None, /)")]
    private PyObject Strip(ThreadState thread, PyObject? bytes = null)
    {
        using var pin = new Pin(this);
        return Part(ByteStrings.Strip(thread, Span, bytes, left: true, right: true));
    }

    /// <summary>
    /// Strip leading bytes contained in the argument.
    ///
    /// If the argument is omitted or None, strip leading  ASCII whitespace.
    /// </summary>
    [PyMethod("lstrip", Signature = "($self, bytes=None, /)")]
    private PyObject StripLeft(ThreadState thread, PyObject? bytes = null)
    {
        using var pin = new Pin(this);
        return Part(ByteStrings.Strip(thread, Span, bytes, left: true, right: false));
    }

    /// <summary>
    /// Strip trailing bytes contained in the argument.
    ///
    /// If the argument is omitted or None, strip trailing ASCII whitespace.
    /// </summary>
    [PyMethod("rstrip", Signature = "($self, bytes=None, /)")]
    private PyObject StripRight(ThreadState thread, PyObject? bytes = null)
    {
        using var pin = new Pin(this);
        return Part(ByteStrings.Strip(thread, Span, bytes, left: false, right: true));
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
    private PyObject Translate(ThreadState thread, PyObject table, [Keyword, Default("b''")] PyObject? delete = null)
    {
        using var pin = new Pin(this);
        var translated = ByteStrings.Translate(thread, Span, table, delete);
        return Span.SequenceEqual(translated) ? Same() : Make(translated);
    }

    /// <summary>
    /// Return a translation table usable for the bytearray or bytearray translate method.
    ///
    /// The returned table will be one where each byte in frm is mapped to the byte at
    /// the same position in to.
    ///
    /// The bytes objects frm and to must be of the same length.
    /// </summary>
    [PyStaticMethod("maketrans")]
    private static PyObject MakeTranslation([Buffer] ReadOnlySpan<byte> frm, [Buffer] ReadOnlySpan<byte> to) =>
        PyBytes.From(ByteStrings.MakeTranslation(frm, to));

    /// <summary>
    /// Return a centered string of length width.
    ///
    /// Padding is done using the specified fill character.
    /// </summary>
    [PyMethod("center", Signature = "($self, width, fillchar=b' ', /)")]
    private PyObject Center(long width, PyObject? fillchar = null)
    {
        var fill = ByteArgument.FillByte(fillchar, "center");
        return width <= Length ? Same() : Make(ByteStrings.Center(Span, width, fill));
    }

    /// <summary>
    /// Return a left-justified string of length width.
    ///
    /// Padding is done using the specified fill character.
    /// </summary>
    [PyMethod("ljust", Signature = "($self, width, fillchar=b' ', /)")]
    private PyObject JustifyLeft(long width, PyObject? fillchar = null)
    {
        var fill = ByteArgument.FillByte(fillchar, "ljust");
        return width <= Length ? Same() : Make(ByteStrings.Justify(Span, 0, width - Length, fill));
    }

    /// <summary>
    /// Return a right-justified string of length width.
    ///
    /// Padding is done using the specified fill character.
    /// </summary>
    [PyMethod("rjust", Signature = "($self, width, fillchar=b' ', /)")]
    private PyObject JustifyRight(long width, PyObject? fillchar = null)
    {
        var fill = ByteArgument.FillByte(fillchar, "rjust");
        return width <= Length ? Same() : Make(ByteStrings.Justify(Span, width - Length, 0, fill));
    }

    /// <summary>
    /// Pad a numeric string with zeros on the left, to fill a field of the given width.
    ///
    /// The original string is never truncated.
    /// </summary>
    [PyMethod("zfill")]
    private PyObject ZeroFill(long width) => width <= Length ? Same() : Make(ByteStrings.ZeroFill(Span, width));

    /// <summary>
    /// Return a copy where all tab characters are expanded using spaces.
    ///
    /// If tabsize is not given, a tab size of 8 characters is assumed.
    /// </summary>
    [PyMethod("expandtabs")]
    private PyObject ExpandTabs([Keyword] int tabsize = 8) => Make(ByteStrings.ExpandTabs(Span, tabsize));

    /// <summary>
    /// B.lower() -> copy of B
    ///
    /// Return a copy of B with all ASCII characters converted to lowercase.
    /// </summary>
    [PyMethod("lower")]
    private PyObject Lower() => Make(ByteStrings.Lower(Span));

    /// <summary>
    /// B.upper() -> copy of B
    ///
    /// Return a copy of B with all ASCII characters converted to uppercase.
    /// </summary>
    [PyMethod("upper")]
    private PyObject Upper() => Make(ByteStrings.Upper(Span));

    /// <summary>
    /// B.title() -> copy of B
    ///
    /// Return a titlecased version of B, i.e. ASCII words start with uppercase
    /// characters, all remaining cased characters have lowercase.
    /// </summary>
    [PyMethod("title")]
    private PyObject Title() => Make(ByteStrings.Title(Span));

    /// <summary>
    /// B.capitalize() -> copy of B
    ///
    /// Return a copy of B with only its first character capitalized (ASCII)
    /// and the rest lower-cased.
    /// </summary>
    [PyMethod("capitalize")]
    private PyObject Capitalize() => Make(ByteStrings.Capitalize(Span));

    /// <summary>
    /// B.swapcase() -> copy of B
    ///
    /// Return a copy of B with uppercase ASCII characters converted
    /// to lowercase ASCII and vice versa.
    /// </summary>
    [PyMethod("swapcase")]
    private PyObject SwapCase() => Make(ByteStrings.SwapCase(Span));

    /// <summary>
    /// B.isascii() -> bool
    ///
    /// Return True if B is empty or all characters in B are ASCII,
    /// False otherwise.
    /// </summary>
    [PyMethod("isascii")]
    private bool IsAscii() => System.Text.Ascii.IsValid(Span);

    /// <summary>
    /// B.isspace() -> bool
    ///
    /// Return True if all characters in B are whitespace
    /// and there is at least one character in B, False otherwise.
    /// </summary>
    [PyMethod("isspace")]
    private bool IsSpace() => ByteStrings.All(Span, ByteStrings.IsSpace);

    /// <summary>
    /// B.isalpha() -> bool
    ///
    /// Return True if all characters in B are alphabetic
    /// and there is at least one character in B, False otherwise.
    /// </summary>
    [PyMethod("isalpha")]
    private bool IsAlpha() => ByteStrings.All(Span, ByteStrings.IsAlpha);

    /// <summary>
    /// B.isalnum() -> bool
    ///
    /// Return True if all characters in B are alphanumeric
    /// and there is at least one character in B, False otherwise.
    /// </summary>
    [PyMethod("isalnum")]
    private bool IsAlnum() => ByteStrings.All(Span, ByteStrings.IsAlnum);

    /// <summary>
    /// B.isdigit() -> bool
    ///
    /// Return True if all characters in B are digits
    /// and there is at least one character in B, False otherwise.
    /// </summary>
    [PyMethod("isdigit")]
    private bool IsDigit() => ByteStrings.All(Span, ByteStrings.IsDigit);

    /// <summary>
    /// B.islower() -> bool
    ///
    /// Return True if all cased characters in B are lowercase and there is
    /// at least one cased character in B, False otherwise.
    /// </summary>
    [PyMethod("islower")]
    private bool IsLower() => ByteStrings.IsLowerText(Span);

    /// <summary>
    /// B.isupper() -> bool
    ///
    /// Return True if all cased characters in B are uppercase and there is
    /// at least one cased character in B, False otherwise.
    /// </summary>
    [PyMethod("isupper")]
    private bool IsUpper() => ByteStrings.IsUpperText(Span);

    /// <summary>
    /// B.istitle() -> bool
    ///
    /// Return True if B is a titlecased string and there is at least one
    /// character in B, i.e. uppercase characters may only follow uncased
    /// characters and lowercase characters only cased ones. Return False
    /// otherwise.
    /// </summary>
    [PyMethod("istitle")]
    private bool IsTitle() => ByteStrings.IsTitleText(Span);

    /// <summary>
    /// Create a string of hexadecimal numbers from a bytearray object.
    ///
    ///   sep
    ///     An optional single character or byte to separate hex bytes.
    ///   bytes_per_sep
    ///     How many bytes between separators.  Positive values count from the
    ///     right, negative values count from the left.
    ///
    /// Example:
    /// >>> value = bytearray([0xb9, 0x01, 0xef])
    /// >>> value.hex()
    /// 'b901ef'
    /// >>> value.hex(':')
    /// 'b9:01:ef'
    /// >>> value.hex(':', 2)
    /// 'b9:01ef'
    /// >>> value.hex(':', -2)
    /// 'b901:ef'
    /// </summary>
    [PyMethod("hex")]
    private PyObject Hex(
        ThreadState thread, [Keyword, Default("<unrepresentable>")] PyObject? sep = null, [Keyword("bytes_per_sep")] int bytesPerSep = 1)
    {
        using var pin = new Pin(this);
        return ByteStrings.Hex(thread, Span, sep, bytesPerSep);
    }

    /// <summary>
    /// Create a bytearray object from a string of hexadecimal numbers.
    ///
    /// Spaces between two numbers are accepted.
    /// Example: bytearray.fromhex('B9 01EF') -> bytearray(b'\\xb9\\x01\\xef')
    /// </summary>
    [PyClassMethod("fromhex")]
    private static PyObject FromHex(ThreadState thread, PyType type, PyObject @string)
    {
        var made = Make(ByteStrings.FromHex(thread, @string));
        return ReferenceEquals(type, TypeObject) ? made : Op.Call(thread, type, made);
    }

    /// <summary>
    /// Decode the bytearray using the codec registered for encoding.
    ///
    ///   encoding
    ///     The encoding with which to decode the bytearray.
    ///   errors
    ///     The error handling scheme to use for the handling of decoding errors.
    ///     The default is 'strict' meaning that decoding errors raise a
    ///     UnicodeDecodeError. Other possible values are 'ignore' and 'replace'
    ///     as well as any other name registered with codecs.register_error that
    ///     can handle UnicodeDecodeErrors.
    /// </summary>
    [PyMethod("decode", Signature = "($self, /, encoding='utf-8', errors='strict')")]
    private PyObject Decode(ThreadState thread, [Keyword] string? encoding = null, [Keyword] string? errors = null) =>
        Codecs.DecodeToObject(thread, this, encoding, errors);
}
