using System.Runtime.CompilerServices;
using Krait.Runtime.Unicode;

namespace Krait.Runtime;

public partial class PyStr
{
    /// <summary>
    /// Concatenate any number of strings.
    ///
    /// The string whose method is called is inserted in between each given string.
    /// The result is returned as a new string.
    ///
    /// Example: '.'.join(['ab', 'pq', 'rs']) -> 'ab.pq.rs'
    /// </summary>
    [PyMethod("join")]
    private PyObject Join(ThreadState thread, PyObject iterable) => Joined(thread, iterable);

    /// <summary>The strs of an iterable with this text between them.</summary>
    public PyStr Joined(ThreadState thread, PyObject iterable)
    {
        var items = Op.ItemsOf(Op.SequenceFast(thread, iterable, "can only join an iterable"));
        if (items.Length == 0)
            return Empty;
        if (items.Length == 1 && items[0].GetType() == typeof(PyStr))
            return Unsafe.As<PyStr>(items[0]);
        long length = (long)_length * (items.Length - 1);
        var narrow = items.Length == 1 || Bmp is not null;
        for (var i = 0; i < items.Length; i++)
        {
            var item = items[i];
            var text = item.GetType() == typeof(PyStr) ? Unsafe.As<PyStr>(item) : item as PyStr;
            if (text is null)
                throw Errors.Type($"sequence item {i}: expected str instance, {item.Type.Name} found");
            length += text.Length;
            narrow &= text.Bmp is not null;
        }
        if (length > int.MaxValue / 2)
            throw length > int.MaxValue * 4L ? Errors.Overflow("join() result is too long for a Python string") : Errors.Memory();
        return narrow ? JoinNarrow(items, (int)length) : JoinWide(items, (int)length);
    }

    private PyStr JoinNarrow(ReadOnlySpan<PyObject> items, int length)
    {
        if (length == 0)
            return Empty;
        var separator = Bmp ?? "";
        var joined = new string('\0', length);
        var target = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Unsafe.AsRef(in joined.GetPinnableReference()), length);
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0 && separator.Length > 0)
            {
                separator.CopyTo(target);
                target = target[separator.Length..];
            }
            var text = Unsafe.As<PyStr>(items[i]).Bmp!;
            text.CopyTo(target);
            target = target[text.Length..];
        }
        return FromBmp(joined);
    }

    private PyStr JoinWide(ReadOnlySpan<PyObject> items, int length)
    {
        var builder = new StrBuilder(length);
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
                builder.Append(this);
            builder.Append((PyStr)items[i]);
        }
        return builder.ToStr();
    }

    /// <summary>
    /// Return a list of the substrings in the string, using sep as the separator string.
    ///
    ///   sep
    ///     The separator used to split the string.
    ///
    ///     When set to None (the default value), will split on any whitespace
    ///     character (including \n \r \t \f and spaces) and will discard
    ///     empty strings from the result.
    ///   maxsplit
    ///     Maximum number of splits.
    ///     -1 (the default value) means no limit.
    ///
    /// Splitting starts at the front of the string and works to the end.
    ///
    /// Note, str.split() is mainly useful for data that has been intentionally
    /// delimited.  With natural text that includes punctuation, consider using
    /// the regular expression module.
    /// </summary>
    [PyMethod("split")]
    private PyObject Split(ThreadState thread, [Keyword] PyObject? sep = null, [Keyword] long maxsplit = -1)
    {
        var limit = maxsplit < 0 ? long.MaxValue : maxsplit;
        if (sep is null or PyNone)
            return SplitWhitespace(thread, limit);
        var separator = SplitSeparator(sep);
        var list = PyList.Create(thread);
        var from = 0;
        while (limit-- > 0)
        {
            var at = IndexOf(separator, from, _length);
            if (at < 0)
                break;
            list.Append(Slice(from, at));
            from = at + separator._length;
        }
        list.Append(Slice(from, _length));
        return list;
    }

    /// <summary>
    /// Return a list of the substrings in the string, using sep as the separator string.
    ///
    ///   sep
    ///     The separator used to split the string.
    ///
    ///     When set to None (the default value), will split on any whitespace
    ///     character (including \n \r \t \f and spaces) and will discard
    ///     empty strings from the result.
    ///   maxsplit
    ///     Maximum number of splits.
    ///     -1 (the default value) means no limit.
    ///
    /// Splitting starts at the end of the string and works to the front.
    /// </summary>
    [PyMethod("rsplit")]
    private PyObject SplitLast(ThreadState thread, [Keyword] PyObject? sep = null, [Keyword] long maxsplit = -1)
    {
        // From the end a separator can match elsewhere ('abbbc' at 'bb'): without a limit only white space splits the same way.
        if (maxsplit < 0)
        {
            if (sep is null or PyNone)
                return Split(thread, sep, -1);
            maxsplit = long.MaxValue;
        }
        var pieces = new List<PyStr>();
        var to = _length;
        if (sep is null or PyNone)
        {
            to = SkipSpaceBack(to);
            while (to > 0 && maxsplit-- > 0)
            {
                var start = to;
                while (start > 0 && !UnicodeData.IsSpace(this[start - 1]))
                    start--;
                pieces.Add(Slice(start, to));
                to = SkipSpaceBack(start);
            }
            if (to > 0)
                pieces.Add(Slice(0, to));
        }
        else
        {
            var separator = SplitSeparator(sep);
            while (maxsplit-- > 0)
            {
                var at = LastIndexOf(separator, 0, to);
                if (at < 0)
                    break;
                pieces.Add(Slice(at + separator._length, to));
                to = at;
            }
            pieces.Add(Slice(0, to));
        }
        pieces.Reverse();
        return PyList.Create(thread, pieces.ToArray());
    }

    private static PyStr SplitSeparator(PyObject sep)
    {
        if (sep is not PyStr text)
            throw Errors.Type($"must be str or None, not {sep.Type.Name}");
        return text._length > 0 ? text : throw Errors.Value("empty separator");
    }

    private int SkipSpaceBack(int end)
    {
        while (end > 0 && UnicodeData.IsSpace(this[end - 1]))
            end--;
        return end;
    }

    private PyList SplitWhitespace(ThreadState thread, long limit)
    {
        var list = PyList.Create(thread);
        var at = 0;
        while (true)
        {
            while (at < _length && UnicodeData.IsSpace(this[at]))
                at++;
            if (at >= _length)
                return list;
            if (limit-- <= 0)
            {
                list.Append(Slice(at, _length));
                return list;
            }
            var start = at;
            while (at < _length && !UnicodeData.IsSpace(this[at]))
                at++;
            list.Append(Slice(start, at));
        }
    }

    /// <summary>
    /// Return a list of the lines in the string, breaking at line boundaries.
    ///
    /// Line breaks are not included in the resulting list unless keepends is given and
    /// true.
    /// </summary>
    [PyMethod("splitlines")]
    private PyObject SplitLines(ThreadState thread, [Keyword] bool keepends = false)
    {
        var list = PyList.Create(thread);
        var at = 0;
        while (at < _length)
        {
            var start = at;
            while (at < _length && !UnicodeData.IsLineBreak(this[at]))
                at++;
            var end = at;
            if (at < _length)
            {
                at += this[at] == '\r' && at + 1 < _length && this[at + 1] == '\n' ? 2 : 1;
                if (keepends)
                    end = at;
            }
            list.Append(Slice(start, end));
        }
        return list;
    }

    /// <summary>
    /// Return a copy of the string with leading and trailing whitespace removed.
    ///
    /// If chars is given and not None, remove characters in chars instead.
    /// </summary>
    [PyMethod("strip", Signature = "($self, chars=None, /)")]
    private PyObject Strip(PyObject? chars = null) => Stripped(chars, "strip", left: true, right: true);

    /// <summary>
    /// Return a copy of the string with leading whitespace removed.
    ///
    /// If chars is given and not None, remove characters in chars instead.
    /// </summary>
    [PyMethod("lstrip", Signature = "($self, chars=None, /)")]
    private PyObject StripLeft(PyObject? chars = null) => Stripped(chars, "lstrip", left: true, right: false);

    /// <summary>
    /// Return a copy of the string with trailing whitespace removed.
    ///
    /// If chars is given and not None, remove characters in chars instead.
    /// </summary>
    [PyMethod("rstrip", Signature = "($self, chars=None, /)")]
    private PyObject StripRight(PyObject? chars = null) => Stripped(chars, "rstrip", left: false, right: true);

    private PyStr Stripped(PyObject? chars, string method, bool left, bool right)
    {
        int start = 0, end = _length;
        if (chars is null or PyNone)
        {
            if (left)
            {
                while (start < end && UnicodeData.IsSpace(this[start]))
                    start++;
            }
            if (right)
            {
                while (end > start && UnicodeData.IsSpace(this[end - 1]))
                    end--;
            }
            return Slice(start, end);
        }
        if (chars is not PyStr set)
            throw Errors.Type($"{method} arg must be None or str");
        if (left)
        {
            while (start < end && set.ContainsPoint(this[start]))
                start++;
        }
        if (right)
        {
            while (end > start && set.ContainsPoint(this[end - 1]))
                end--;
        }
        return Slice(start, end);
    }

    /// <summary>True where the code point is in the text.</summary>
    public bool ContainsPoint(int point)
    {
        if (Bmp is { } text)
            return point < 0x10000 && text.Contains((char)point);
        return Points.AsSpan().Contains(point);
    }
}
