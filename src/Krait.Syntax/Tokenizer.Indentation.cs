namespace Krait.Syntax;

internal sealed partial class Tokenizer
{
    /// <summary>The blanks at the start of a line, and the indents or dedents that they make.</summary>
    private Done Indentation(ref bool blankLine)
    {
        int column = 0, altColumn = 0, continuedColumn = 0;
        _atLineStart = false;
        int c;
        while (true)
        {
            c = NextChar();
            if (c == ' ')
            {
                column++;
                altColumn++;
            }
            else if (c == '\t')
            {
                column = (column / 8 + 1) * 8;
                altColumn++;
            }
            else if (c == '\f')
            {
                column = altColumn = 0;
            }
            else if (c == '\\')
            {
                // The indentation cannot be split over several physical lines: the first line counts.
                continuedColumn = continuedColumn != 0 ? continuedColumn : column;
                var error = ContinueLine();
                if (error != Done.Ok)
                    return error;
            }
            else
            {
                break;
            }
        }
        Backup(c);
        if (c is '#' or '\n' or '\r')
            blankLine = true;
        if (blankLine || _level > 0)
            return Done.Ok;
        if (continuedColumn != 0)
            column = altColumn = continuedColumn;
        return CompareIndentation(column, altColumn);
    }

    private Done CompareIndentation(int column, int altColumn)
    {
        if (column == _indents[_indent])
            return altColumn == _altIndents[_indent] ? Done.Ok : TabSpace();
        if (column > _indents[_indent])
        {
            if (_indent + 1 >= MaxIndent)
            {
                _cur = _inp;
                return Done.TooDeep;
            }
            if (altColumn <= _altIndents[_indent])
                return TabSpace();
            _pending++;
            _indents[++_indent] = column;
            _altIndents[_indent] = altColumn;
            return Done.Ok;
        }
        while (_indent > 0 && column < _indents[_indent])
        {
            _pending--;
            _indent--;
        }
        if (column != _indents[_indent])
        {
            _cur = _inp;
            return Done.Dedent;
        }
        return altColumn == _altIndents[_indent] ? Done.Ok : TabSpace();
    }

    private Done TabSpace()
    {
        _cur = _inp;
        return Done.TabSpace;
    }
}
