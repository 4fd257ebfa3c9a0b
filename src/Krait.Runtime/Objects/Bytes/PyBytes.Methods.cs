namespace Krait.Runtime;

// What differs from the methods of bytearray, if only in what it says of itself.
public partial class PyBytes
{
    /// <summary>
    /// Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
    ///
    ///   start
    ///     Optional start position. Default: start of the bytes.
    ///   end
    ///     Optional stop position. Default: end of the bytes.
    ///
    /// Return -1 on failure.
    /// </summary>
    [PyMethod("find", Signature = "($self, sub[, start[, end]], /)")]
    private long Find(ThreadState thread, PyObject sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null) =>
        ByteStrings.Find(thread, Span, sub, start, end);

    /// <summary>
    /// Return the highest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
    ///
    ///   start
    ///     Optional start position. Default: start of the bytes.
    ///   end
    ///     Optional stop position. Default: end of the bytes.
    ///
    /// Return -1 on failure.
    /// </summary>
    [PyMethod("rfind", Signature = "($self, sub[, start[, end]], /)")]
    private long FindLast(ThreadState thread, PyObject sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null) =>
        ByteStrings.FindLast(thread, Span, sub, start, end);

    /// <summary>
    /// Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
    ///
    ///   start
    ///     Optional start position. Default: start of the bytes.
    ///   end
    ///     Optional stop position. Default: end of the bytes.
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
    ///     Optional start position. Default: start of the bytes.
    ///   end
    ///     Optional stop position. Default: end of the bytes.
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
    /// Return the number of non-overlapping occurrences of subsection 'sub' in bytes B[start:end].
    ///
    ///   start
    ///     Optional start position. Default: start of the bytes.
    ///   end
    ///     Optional stop position. Default: end of the bytes.
    /// </summary>
    [PyMethod("count", Signature = "($self, sub[, start[, end]], /)")]
    private long CountOf(ThreadState thread, PyObject sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null) =>
        ByteStrings.Count(thread, Span, sub, start, end);

    /// <summary>
    /// Return True if the bytes starts with the specified prefix, False otherwise.
    ///
    ///   prefix
    ///     A bytes or a tuple of bytes to try.
    ///   start
    ///     Optional start position. Default: start of the bytes.
    ///   end
    ///     Optional stop position. Default: end of the bytes.
    /// </summary>
    [PyMethod("startswith", Signature = "($self, prefix[, start[, end]], /)")]
    private bool StartsWith(ThreadState thread, PyObject prefix, [SliceIndex] long? start = null, [SliceIndex] long? end = null) =>
        ByteStrings.HasAffix(thread, Span, prefix, start, end, "startswith", atEnd: false);

    /// <summary>
    /// Return True if the bytes ends with the specified suffix, False otherwise.
    ///
    ///   suffix
    ///     A bytes or a tuple of bytes to try.
    ///   start
    ///     Optional start position. Default: start of the bytes.
    ///   end
    ///     Optional stop position. Default: end of the bytes.
    /// </summary>
    [PyMethod("endswith", Signature = "($self, suffix[, start[, end]], /)")]
    private bool EndsWith(ThreadState thread, PyObject suffix, [SliceIndex] long? start = null, [SliceIndex] long? end = null) =>
        ByteStrings.HasAffix(thread, Span, suffix, start, end, "endswith", atEnd: true);

    /// <summary>
    /// Return a bytes object with the given prefix string removed if present.
    ///
    /// If the bytes starts with the prefix string, return bytes[len(prefix):].
    /// Otherwise, return a copy of the original bytes.
    /// </summary>
    [PyMethod("removeprefix")]
    private PyObject RemovePrefix([Buffer] ReadOnlySpan<byte> prefix) => WithoutPrefix(prefix);

    /// <summary>
    /// Return a bytes object with the given suffix string removed if present.
    ///
    /// If the bytes ends with the suffix string and that suffix is not empty,
    /// return bytes[:-len(prefix)].  Otherwise, return a copy of the original
    /// bytes.
    /// </summary>
    [PyMethod("removesuffix")]
    private PyObject RemoveSuffix([Buffer] ReadOnlySpan<byte> suffix) => WithoutSuffix(suffix);

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
    private PyObject Join(ThreadState thread, PyObject iterable) => Joined(thread, iterable);

    /// <summary>
    /// Partition the bytes into three parts using the given separator.
    ///
    /// This will search for the separator sep in the bytes. If the separator is found,
    /// returns a 3-tuple containing the part before the separator, the separator
    /// itself, and the part after it.
    ///
    /// If the separator is not found, returns a 3-tuple containing the original bytes
    /// object and two empty bytes objects.
    /// </summary>
    [PyMethod("partition")]
    private PyObject Partition(ThreadState thread, PyObject sep) => PartitionAt(thread, sep, last: false);

    /// <summary>
    /// Partition the bytes into three parts using the given separator.
    ///
    /// This will search for the separator sep in the bytes, starting at the end. If
    /// the separator is found, returns a 3-tuple containing the part before the
    /// separator, the separator itself, and the part after it.
    ///
    /// If the separator is not found, returns a 3-tuple containing two empty bytes
    /// objects and the original bytes object.
    /// </summary>
    [PyMethod("rpartition")]
    private PyObject PartitionLast(ThreadState thread, PyObject sep) => PartitionAt(thread, sep, last: true);

    /// <summary>
    /// Return a list of the sections in the bytes, using sep as the delimiter.
    ///
    ///   sep
    ///     The delimiter according which to split the bytes.
    ///     None (the default value) means split on ASCII whitespace characters
    ///     (space, tab, return, newline, formfeed, vertical tab).
    ///   maxsplit
    ///     Maximum number of splits to do.
    ///     -1 (the default value) means no limit.
    /// </summary>
    [PyMethod("split")]
    private PyObject Split(ThreadState thread, [Keyword] PyObject? sep = null, [Keyword] long maxsplit = -1) =>
        SplitAt(thread, sep, maxsplit, last: false);

    /// <summary>
    /// Return a list of the sections in the bytes, using sep as the delimiter.
    ///
    ///   sep
    ///     The delimiter according which to split the bytes.
    ///     None (the default value) means split on ASCII whitespace characters
    ///     (space, tab, return, newline, formfeed, vertical tab).
    ///   maxsplit
    ///     Maximum number of splits to do.
    ///     -1 (the default value) means no limit.
    ///
    /// Splitting is done starting at the end of the bytes and working to the front.
    /// </summary>
    [PyMethod("rsplit")]
    private PyObject SplitLast(ThreadState thread, [Keyword] PyObject? sep = null, [Keyword] long maxsplit = -1) =>
        SplitAt(thread, sep, maxsplit, last: true);

    /// <summary>
    /// Return a list of the lines in the bytes, breaking at line boundaries.
    ///
    /// Line breaks are not included in the resulting list unless keepends is given and
    /// true.
    /// </summary>
    [PyMethod("splitlines")]
    private PyObject SplitLines(ThreadState thread, [Keyword] bool keepends = false) => Lines(thread, keepends);

    /// <summary>
    /// Create a string of hexadecimal numbers from a bytes object.
    ///
    ///   sep
    ///     An optional single character or byte to separate hex bytes.
    ///   bytes_per_sep
    ///     How many bytes between separators.  Positive values count from the
    ///     right, negative values count from the left.
    ///
    /// Example:
    /// >>> value = b'\xb9\x01\xef'
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
        ThreadState thread, [Keyword, Default("<unrepresentable>")] PyObject? sep = null, [Keyword("bytes_per_sep")] int bytesPerSep = 1) =>
        ByteStrings.Hex(thread, Span, sep, bytesPerSep);

    /// <summary>
    /// Create a bytes object from a string of hexadecimal numbers.
    ///
    /// Spaces between two numbers are accepted.
    /// Example: bytes.fromhex('B9 01EF') -> b'\\xb9\\x01\\xef'.
    /// </summary>
    [PyClassMethod("fromhex")]
    private static PyObject FromHex(ThreadState thread, PyType type, PyObject @string)
    {
        var made = From(ByteStrings.FromHex(thread, @string));
        return ReferenceEquals(type, TypeObject) ? made : Op.Call(thread, type, made);
    }

    /// <summary>
    /// Decode the bytes using the codec registered for encoding.
    ///
    ///   encoding
    ///     The encoding with which to decode the bytes.
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
