namespace Krait.Runtime;

public partial class PyStr
{
    /// <summary>The first place of a text between two indices; -1 for none.</summary>
    public int IndexOf(PyStr sub, int start, int end)
    {
        if (Bmp is { } text)
            return sub.Bmp is { } needle ? SpanSearch.Find(text.AsSpan(), needle.AsSpan(), start, end) : -1;
        return SpanSearch.Find<int>(Points, sub.PointsOrCopy(), start, end);
    }

    /// <summary>The last place of a text between two indices; -1 for none.</summary>
    public int LastIndexOf(PyStr sub, int start, int end)
    {
        if (Bmp is { } text)
            return sub.Bmp is { } needle ? SpanSearch.FindLast(text.AsSpan(), needle.AsSpan(), start, end) : -1;
        return SpanSearch.FindLast<int>(Points, sub.PointsOrCopy(), start, end);
    }

    /// <summary>How often a text occurs between two indices without overlap.</summary>
    public int CountOf(PyStr sub, int start, int end)
    {
        if (Bmp is { } text)
            return sub.Bmp is { } needle ? SpanSearch.Count(text.AsSpan(), needle.AsSpan(), start, end) : 0;
        return SpanSearch.Count<int>(Points, sub.PointsOrCopy(), start, end);
    }

    /// <summary>True where a text stands at an index.</summary>
    public bool HasAt(PyStr sub, int index)
    {
        if (index < 0 || _length - index < sub._length)
            return false;
        if (Bmp is { } text)
            return sub.Bmp is { } needle && text.AsSpan(index).StartsWith(needle.AsSpan());
        if (sub.Points is { } points)
            return Points.AsSpan(index).StartsWith(points);
        var small = sub.Bmp!;
        for (var i = 0; i < small.Length; i++)
        {
            if (Points![index + i] != small[i])
                return false;
        }
        return true;
    }

    /// <summary>
    /// Return the lowest index in S where substring sub is found, such that sub is contained within S[start:end].
    ///
    /// Optional arguments start and end are interpreted as in slice notation.
    /// Return -1 on failure.
    /// </summary>
    [PyMethod("find", Signature = "($self, sub[, start[, end]], /)")]
    private long Find(PyStr sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null)
    {
        SpanSearch.Clamp(_length, start, end, out var from, out var to);
        return IndexOf(sub, from, to);
    }

    /// <summary>
    /// Return the highest index in S where substring sub is found, such that sub is contained within S[start:end].
    ///
    /// Optional arguments start and end are interpreted as in slice notation.
    /// Return -1 on failure.
    /// </summary>
    [PyMethod("rfind", Signature = "($self, sub[, start[, end]], /)")]
    private long FindLast(PyStr sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null)
    {
        SpanSearch.Clamp(_length, start, end, out var from, out var to);
        return LastIndexOf(sub, from, to);
    }

    /// <summary>
    /// Return the lowest index in S where substring sub is found, such that sub is contained within S[start:end].
    ///
    /// Optional arguments start and end are interpreted as in slice notation.
    /// Raises ValueError when the substring is not found.
    /// </summary>
    [PyMethod("index", Signature = "($self, sub[, start[, end]], /)")]
    private PyObject Index(ThreadState thread, PyStr sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null)
    {
        var found = Find(sub, start, end);
        return found >= 0 ? PyInt.From(found) : thread.Raise(Errors.Value("substring not found"));
    }

    /// <summary>
    /// Return the highest index in S where substring sub is found, such that sub is contained within S[start:end].
    ///
    /// Optional arguments start and end are interpreted as in slice notation.
    /// Raises ValueError when the substring is not found.
    /// </summary>
    [PyMethod("rindex", Signature = "($self, sub[, start[, end]], /)")]
    private long IndexLast(PyStr sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null)
    {
        var found = FindLast(sub, start, end);
        return found >= 0 ? found : throw Errors.Value("substring not found");
    }

    /// <summary>
    /// Return the number of non-overlapping occurrences of substring sub in string S[start:end].
    ///
    /// Optional arguments start and end are interpreted as in slice notation.
    /// </summary>
    [PyMethod("count", Signature = "($self, sub[, start[, end]], /)")]
    private long Count(PyStr sub, [SliceIndex] long? start = null, [SliceIndex] long? end = null)
    {
        SpanSearch.Clamp(_length, start, end, out var from, out var to);
        return CountOf(sub, from, to);
    }

    /// <summary>
    /// Return True if the string starts with the specified prefix, False otherwise.
    ///
    ///   prefix
    ///     A string or a tuple of strings to try.
    ///   start
    ///     Optional start position. Default: start of the string.
    ///   end
    ///     Optional stop position. Default: end of the string.
    /// </summary>
    [PyMethod("startswith", Signature = "($self, prefix[, start[, end]], /)")]
    private bool StartsWith(PyObject prefix, [SliceIndex] long? start = null, [SliceIndex] long? end = null) =>
        HasAffix(prefix, start, end, "startswith", atEnd: false);

    /// <summary>
    /// Return True if the string ends with the specified suffix, False otherwise.
    ///
    ///   suffix
    ///     A string or a tuple of strings to try.
    ///   start
    ///     Optional start position. Default: start of the string.
    ///   end
    ///     Optional stop position. Default: end of the string.
    /// </summary>
    [PyMethod("endswith", Signature = "($self, suffix[, start[, end]], /)")]
    private bool EndsWith(PyObject suffix, [SliceIndex] long? start = null, [SliceIndex] long? end = null) =>
        HasAffix(suffix, start, end, "endswith", atEnd: true);

    private bool HasAffix(PyObject affix, long? start, long? end, string method, bool atEnd)
    {
        SpanSearch.Clamp(_length, start, end, out var from, out var to);
        if (affix is PyStr single)
            return HasAffix(single, from, to, atEnd);
        if (affix is not PyTuple several)
            throw Errors.Type($"{method} first arg must be str or a tuple of str, not {affix.Type.Name}");
        foreach (var item in several.Items)
        {
            if (item is not PyStr one)
                throw Errors.Type($"tuple for {method} must only contain str, not {item.Type.Name}");
            if (HasAffix(one, from, to, atEnd))
                return true;
        }
        return false;
    }

    private bool HasAffix(PyStr affix, int from, int to, bool atEnd) =>
        to - from >= affix._length && HasAt(affix, atEnd ? to - affix._length : from);

    /// <summary>
    /// Return a str with the given prefix string removed if present.
    ///
    /// If the string starts with the prefix string, return string[len(prefix):].
    /// Otherwise, return a copy of the original string.
    /// </summary>
    [PyMethod("removeprefix")]
    private PyObject RemovePrefix(PyStr prefix) => HasAt(prefix, 0) ? Slice(prefix._length, _length) : Exact();

    /// <summary>
    /// Return a str with the given suffix string removed if present.
    ///
    /// If the string ends with the suffix string and that suffix is not empty,
    /// return string[:-len(suffix)]. Otherwise, return a copy of the original
    /// string.
    /// </summary>
    [PyMethod("removesuffix")]
    private PyObject RemoveSuffix(PyStr suffix) =>
        suffix._length > 0 && HasAt(suffix, _length - suffix._length) ? Slice(0, _length - suffix._length) : Exact();

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
    [PyMethod("replace", Signature = "($self, old, new, /, count=-1)")]
    private PyObject Replace(PyStr old, [Default("")] PyStr @new, [Keyword] long count = -1) => Replaced(old, @new, count);

    /// <summary>The text with the first <paramref name="count"/> occurrences (all with -1) of one text replaced by another.</summary>
    public PyStr Replaced(PyStr old, PyStr @new, long count = -1)
    {
        if (count < 0)
            count = long.MaxValue;
        if (count == 0 || old._length > _length || TextEquals(old, @new))
            return Exact();
        if (old._length == 0)
            return Interleaved(@new, count);
        if (Bmp is { } text && old.Bmp is { } from && @new.Bmp is { } to)
        {
            if (count == long.MaxValue && from.Length < SpanSearch.LongNeedle)
            {
                if (from.Length == 1 && to.Length == 1)
                {
                    var swapped = text.Replace(from[0], to[0]);
                    return ReferenceEquals(swapped, text) ? Exact() : FromBmp(swapped);
                }
                var replaced = text.Replace(from, to, StringComparison.Ordinal);
                return ReferenceEquals(replaced, text) ? Exact() : FromBmp(replaced);
            }
        }
        var at = IndexOf(old, 0, _length);
        if (at < 0)
            return Exact();
        var builder = new StrBuilder(_length + 16);
        var done = 0;
        while (at >= 0)
        {
            builder.Append(this, done, at);
            builder.Append(@new);
            done = at + old._length;
            at = --count > 0 ? IndexOf(old, done, _length) : -1;
        }
        builder.Append(this, done, _length);
        return builder.ToStr();
    }

    private PyStr Interleaved(PyStr between, long count)
    {
        if ((_length + 1L) * between._length > int.MaxValue / 2)
            throw count >= _length ? Errors.Overflow("replace string is too long") : Errors.Memory();
        var builder = new StrBuilder(_length * 2);
        for (var i = 0; i <= _length; i++)
        {
            if (i < count)
                builder.Append(between);
            if (i < _length)
                builder.Append(this[i]);
        }
        return builder.ToStr();
    }

    /// <summary>
    /// Partition the string into three parts using the given separator.
    ///
    /// This will search for the separator in the string.  If the separator is found,
    /// returns a 3-tuple containing the part before the separator, the separator
    /// itself, and the part after it.
    ///
    /// If the separator is not found, returns a 3-tuple containing the original string
    /// and two empty strings.
    /// </summary>
    [PyMethod("partition")]
    private PyObject Partition(ThreadState thread, PyObject sep)
    {
        var at = IndexOf(Separator(sep), 0, _length);
        return at < 0
            ? PyTuple.Create(thread, Exact(), Empty, Empty)
            : PyTuple.Create(thread, Slice(0, at), ((PyStr)sep), Slice(at + ((PyStr)sep)._length, _length));
    }

    /// <summary>
    /// Partition the string into three parts using the given separator.
    ///
    /// This will search for the separator in the string, starting at the end. If
    /// the separator is found, returns a 3-tuple containing the part before the
    /// separator, the separator itself, and the part after it.
    ///
    /// If the separator is not found, returns a 3-tuple containing two empty strings
    /// and the original string.
    /// </summary>
    [PyMethod("rpartition")]
    private PyObject PartitionLast(ThreadState thread, PyObject sep)
    {
        var at = LastIndexOf(Separator(sep), 0, _length);
        return at < 0
            ? PyTuple.Create(thread, Empty, Empty, Exact())
            : PyTuple.Create(thread, Slice(0, at), sep, Slice(at + ((PyStr)sep)._length, _length));
    }

    private static PyStr Separator(PyObject sep)
    {
        if (sep is not PyStr text)
            throw Errors.Type($"must be str, not {sep.Type.Name}");
        return text._length > 0 ? text : throw Errors.Value("empty separator");
    }
}
