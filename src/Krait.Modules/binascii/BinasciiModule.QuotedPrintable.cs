using Krait.Runtime;

namespace Krait.Modules;

internal static partial class BinasciiModule
{
    private const int MaxLineLength = 76;

    /// <summary>Decode a string of qp-encoded data.</summary>
    [PyFunction("a2b_qp")]
    private static PyObject DecodeQuotedPrintable(ThreadState thread, [Keyword] PyObject data, [Keyword] bool header = false)
    {
        var source = AsciiBytes(thread, data);
        var target = new byte[source.Length];
        int at = 0, length = 0;
        while (at < source.Length)
        {
            var c = source[at++];
            if (c != '=')
            {
                target[length++] = header && c == '_' ? (byte)' ' : c;
                continue;
            }
            if (at >= source.Length)
                break;
            if (source[at] is (byte)'\n' or (byte)'\r')
            {
                // A soft line break goes up to the line feed.
                while (at < source.Length && source[at] != '\n')
                    at++;
                at++;
            }
            else if (source[at] == '=')
            {
                target[length++] = (byte)'=';
                at++;
            }
            else if (at + 1 < source.Length && ByteStrings.HexValue(source[at]) >= 0 && ByteStrings.HexValue(source[at + 1]) >= 0)
            {
                target[length++] = (byte)(ByteStrings.HexValue(source[at]) << 4 | ByteStrings.HexValue(source[at + 1]));
                at += 2;
            }
            else
            {
                target[length++] = (byte)'=';
            }
        }
        return PyBytes.From(target.AsSpan(0, length));
    }

    /// <summary>
    /// Encode a string using quoted-printable encoding.
    ///
    /// On encoding, when istext is set, newlines are not encoded, and white
    /// space at end of lines is.  When istext is not set, \r and \n (CR/LF)
    /// are both encoded.  When quotetabs is set, space and tabs are encoded.
    /// </summary>
    [PyFunction("b2a_qp")]
    private static PyObject EncodeQuotedPrintable(
        [Keyword, Buffer] ReadOnlySpan<byte> data, [Keyword] bool quotetabs = false, [Keyword] bool istext = true, [Keyword] bool header = false)
    {
        var writer = new QuotedPrintableWriter(data, quotetabs, istext, header);
        return PyBytes.From(writer.Write());
    }

    private ref struct QuotedPrintableWriter
    {
        private readonly ReadOnlySpan<byte> _source;
        private readonly bool _quoteTabs;
        private readonly bool _isText;
        private readonly bool _header;
        private readonly bool _carriageReturns;
        private readonly List<byte> _target = [];
        private int _lineLength;

        public QuotedPrintableWriter(ReadOnlySpan<byte> source, bool quoteTabs, bool isText, bool header)
        {
            _source = source;
            _quoteTabs = quoteTabs;
            _isText = isText;
            _header = header;
            // Lines end as the first one does.
            var firstLine = source.IndexOf((byte)'\n');
            _carriageReturns = firstLine > 0 && source[firstLine - 1] == '\r';
        }

        public byte[] Write()
        {
            for (var at = 0; at < _source.Length;)
            {
                var c = _source[at];
                if (MustEncode(at))
                {
                    if (_lineLength + 3 >= MaxLineLength)
                        SoftBreak();
                    Encode(c);
                    _lineLength += 3;
                    at++;
                }
                else if (_isText && (c == '\n' || (c == '\r' && at + 1 < _source.Length && _source[at + 1] == '\n')))
                {
                    EndLine();
                    at += c == '\r' ? 2 : 1;
                }
                else
                {
                    if (at + 1 != _source.Length && _source[at + 1] != '\n' && _lineLength + 1 >= MaxLineLength)
                        SoftBreak();
                    _lineLength++;
                    _target.Add(_header && c == ' ' ? (byte)'_' : c);
                    at++;
                }
            }
            return [.. _target];
        }

        private readonly bool MustEncode(int at)
        {
            var c = _source[at];
            var isLast = at + 1 == _source.Length;
            if (c > 126 || c == '=' || (_header && c == '_'))
                return true;
            // A dot alone on a line ends a mail.
            if (c == '.' && _lineLength == 0 && (isLast || _source[at + 1] is (byte)'\n' or (byte)'\r' or 0))
                return true;
            if (c is (byte)'\r' or (byte)'\n')
                return !_isText;
            if (c is (byte)'\t' or (byte)' ')
                return isLast || (_quoteTabs && c < 33);
            return c < 33;
        }

        private void Encode(byte c)
        {
            const string Digits = "0123456789ABCDEF";
            _target.Add((byte)'=');
            _target.Add((byte)Digits[c >> 4]);
            _target.Add((byte)Digits[c & 15]);
        }

        private void SoftBreak()
        {
            _target.Add((byte)'=');
            LineEnd();
        }

        private void LineEnd()
        {
            if (_carriageReturns)
                _target.Add((byte)'\r');
            _target.Add((byte)'\n');
            _lineLength = 0;
        }

        private void EndLine()
        {
            // Space before a line's end would get lost on the way.
            if (_target.Count > 0 && _target[^1] is (byte)' ' or (byte)'\t')
            {
                var space = _target[^1];
                _target.RemoveAt(_target.Count - 1);
                Encode(space);
            }
            LineEnd();
        }
    }
}
