namespace Krait.Runtime;

public partial class PyStr
{
    /// <summary>
    /// Return a centered string of length width.
    ///
    /// Padding is done using the specified fill character (default is a space).
    /// </summary>
    [PyMethod("center", Signature = "($self, width, fillchar=' ', /)")]
    private PyObject Center(long width, PyObject? fillchar = null)
    {
        var fill = FillPoint(fillchar);
        var margin = width - _length;
        if (margin <= 0)
            return Exact();
        var left = margin / 2 + (margin & width & 1);
        return Padded(left, margin - left, fill);
    }

    /// <summary>
    /// Return a left-justified string of length width.
    ///
    /// Padding is done using the specified fill character (default is a space).
    /// </summary>
    [PyMethod("ljust", Signature = "($self, width, fillchar=' ', /)")]
    private PyObject JustifyLeft(long width, PyObject? fillchar = null) => Padded(0, width - _length, FillPoint(fillchar));

    /// <summary>
    /// Return a right-justified string of length width.
    ///
    /// Padding is done using the specified fill character (default is a space).
    /// </summary>
    [PyMethod("rjust", Signature = "($self, width, fillchar=' ', /)")]
    private PyObject JustifyRight(long width, PyObject? fillchar = null) => Padded(width - _length, 0, FillPoint(fillchar));

    /// <summary>
    /// Pad a numeric string with zeros on the left, to fill a field of the given width.
    ///
    /// The string is never truncated.
    /// </summary>
    [PyMethod("zfill")]
    private PyObject ZeroFill(long width)
    {
        var fill = width - _length;
        if (fill <= 0)
            return Exact();
        CheckPadded(fill);
        var signed = _length > 0 && this[0] is '+' or '-';
        var builder = new StrBuilder((int)width);
        if (signed)
            builder.Append(this[0]);
        builder.Append('0', (int)fill);
        builder.Append(this, signed ? 1 : 0, _length);
        return builder.ToStr();
    }

    private static int FillPoint(PyObject? fill)
    {
        if (fill is null)
            return ' ';
        if (fill is not PyStr text)
            throw Errors.Type($"The fill character must be a unicode character, not {fill.Type.Name}");
        return text._length == 1 ? text[0] : throw Errors.Type("The fill character must be exactly one character long");
    }

    private void CheckPadded(long more)
    {
        if (more > long.MaxValue - _length)
            throw Errors.Overflow("padded string is too long");
        if (more + _length > int.MaxValue / 2)
            throw Errors.Memory();
    }

    private PyStr Padded(long left, long right, int fill)
    {
        if (left <= 0 && right <= 0)
            return Exact();
        left = Math.Max(left, 0);
        right = Math.Max(right, 0);
        CheckPadded(left > right ? left : right);
        var builder = new StrBuilder((int)Math.Min(left + right + _length, int.MaxValue / 2));
        builder.Append(fill, (int)left);
        builder.Append(this);
        builder.Append(fill, (int)right);
        return builder.ToStr();
    }

    /// <summary>
    /// Return a copy where all tab characters are expanded using spaces.
    ///
    /// If tabsize is not given, a tab size of 8 characters is assumed.
    /// </summary>
    [PyMethod("expandtabs")]
    private PyObject ExpandTabs([Keyword] int tabsize = 8)
    {
        if (!ContainsPoint('\t'))
            return Exact();
        var builder = new StrBuilder(_length + 32);
        long column = 0;
        for (var i = 0; i < _length; i++)
        {
            var point = this[i];
            if (point == '\t')
            {
                if (tabsize <= 0)
                    continue;
                var spaces = tabsize - (int)(column % tabsize);
                column += spaces;
                if ((long)builder.Length + spaces > int.MaxValue / 2)
                    throw Errors.Overflow("new string is too long");
                builder.Append(' ', spaces);
            }
            else
            {
                column = point is '\n' or '\r' ? 0 : column + 1;
                builder.Append(point);
            }
        }
        return builder.ToStr();
    }
}
