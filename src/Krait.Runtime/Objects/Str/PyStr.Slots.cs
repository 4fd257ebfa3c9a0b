using System.Buffers;
using System.Runtime.CompilerServices;
using Krait.Runtime.Numerics;
using Krait.Runtime.Unicode;
using Krait.Syntax;

namespace Krait.Runtime;

public partial class PyStr
{
    /// <summary>Where a concatenation is long enough to be kept as a part of an <see cref="AppendBuffer"/>.</summary>
    private const int ShortestBuffered = 512;

    /// <summary>Made at the first repr of a long text: a start-up has none.</summary>
    private static class PlainInRepr
    {
        public static readonly SearchValues<char> Values =
            SearchValues.Create(" !#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");
    }

    private static bool IsPlainInRepr(string text)
    {
        if (text.Length > 100)
            return text.AsSpan().IndexOfAnyExcept(PlainInRepr.Values) < 0;
        foreach (var c in text)
        {
            if (c is < ' ' or > '~' or '\'' or '"' or '\\')
                return false;
        }
        return true;
    }

    /// <summary>The hash, as CPython takes it from its representation of the text; cached.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long HashOf(PyStr text)
    {
        var hash = text.CachedHash;
        return hash != 0 ? hash : text.ComputeHash();
    }

    private long ComputeHash() =>
        CachedHash = Bmp is { } text ? HashFunctions.OfString(text, HashSecret.Key) : HashFunctions.OfCodePoints(Points, HashSecret.Key);

    /// <summary>Orders by code points: negative, zero or positive.</summary>
    public static int Compare(PyStr a, PyStr b)
    {
        if (a.Bmp is { } left && b.Bmp is { } right)
            return string.CompareOrdinal(left, right);
        if (a.Points is { } leftPoints && b.Points is { } rightPoints)
            return leftPoints.AsSpan().SequenceCompareTo(rightPoints);
        var shorter = Math.Min(a.Length, b.Length);
        for (var i = 0; i < shorter; i++)
        {
            var difference = a[i] - b[i];
            if (difference != 0)
                return difference;
        }
        return a.Length - b.Length;
    }

    /// <summary>Joins strs; every object must be one. What f-strings are made with.</summary>
    public static PyStr Concat(ReadOnlySpan<PyObject> parts)
    {
        switch (parts.Length)
        {
            case 0:
                return Empty;
            case 1:
                return ((PyStr)parts[0]).Exact();
            case 2 when ((PyStr)parts[0]).Bmp is { } left && ((PyStr)parts[1]).Bmp is { } right:
                return FromBmp(string.Concat(left, right));
        }
        long length = 0;
        var narrow = true;
        foreach (var part in parts)
        {
            var text = (PyStr)part;
            length += text.Length;
            narrow &= text.Bmp is not null;
        }
        if (length > Array.MaxLength / 2)
            throw Errors.Memory();
        if (!narrow)
            return ConcatWide(parts, (int)length);
        if (length == 0)
            return Empty;
        var joined = new string('\0', (int)length);
        var target = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
            ref Unsafe.AsRef(in joined.GetPinnableReference()), joined.Length);
        foreach (var part in parts)
        {
            var text = Unsafe.As<PyStr>(part).Bmp!;
            text.CopyTo(target);
            target = target[text.Length..];
        }
        return FromBmp(joined);
    }

    private static PyStr ConcatWide(ReadOnlySpan<PyObject> parts, int length)
    {
        var points = new int[length];
        var at = 0;
        foreach (var part in parts)
        {
            var text = (PyStr)part;
            if (text.Bmp is { } bmp)
            {
                foreach (var c in bmp)
                    points[at++] = c;
            }
            else
            {
                text.Points!.CopyTo(points, at);
                at += text.Length;
            }
        }
        return new PyStr(points);
    }

    /// <summary>The two texts one after the other.</summary>
    public static PyStr Concat(PyStr left, PyStr right)
    {
        if (right._length == 0)
            return left.Exact();
        if (left._length == 0)
            return right.Exact();
        if (left._bmp is null && left._other is AppendBuffer buffer && right.Bmp is { } more && buffer.TryAppend(left._length, more))
            return new PyStr(buffer, left._length + more.Length);
        if (left.Bmp is not { } first || right.Bmp is not { } second)
            return ConcatWide([left, right], left._length + right._length);
        if ((long)first.Length + second.Length > int.MaxValue / 2)
            throw Errors.Memory();
        return first.Length >= ShortestBuffered && second.Length < first.Length
            ? new PyStr(AppendBuffer.Create(first, second), first.Length + second.Length)
            : new PyStr(string.Concat(first, second));
    }

    private static readonly ArgumentSpec s_newArguments = new("str", ["object", "encoding", "errors"], 0, 3, 0, false, false);

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is null && args.Length > 3)
            throw ArgumentBinder.PositionalCount("str", args.Length, 0, 3);
        var bound = default(ArgumentPlaces4);
        ArgumentBinder.Bind(s_newArguments, args, keywordNames, bound);
        var encoding = bound[1] is null ? null : ArgumentConversion.ToText("str() argument 'encoding'", bound[1]!);
        var errors = bound[2] is null ? null : ArgumentConversion.ToText("str() argument 'errors'", bound[2]!);
        var o = bound[0];
        PyStr text;
        if (o is null)
            text = Empty;
        else if (encoding is null && errors is null)
            text = Op.Str(thread, o);
        else
            text = Codecs.FromObject(thread, o, encoding, errors);
        if (ReferenceEquals(type, TypeObject))
            return text;
        var made = (PyStr)type.Allocate!(thread, type);
        made.Initialize(text);
        return made;
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash() => HashOf(this);

    [PySlot(nameof(PyType.TpStr))]
    private PyObject Str() => Exact();

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr() => ReprOf(this);

    /// <summary>The repr of a text: quoted and escaped.</summary>
    public static PyStr ReprOf(PyStr text)
    {
        if (text.Bmp is { } bmp && IsPlainInRepr(bmp))
            return FromBmp(string.Concat("'", bmp, "'"));
        bool single = false, twofold = false;
        for (var i = 0; i < text.Length; i++)
        {
            single |= text[i] == '\'';
            twofold |= text[i] == '"';
        }
        var quote = single && !twofold ? '"' : '\'';
        var builder = new StrBuilder(text.Length + 2);
        builder.Append(quote);
        for (var i = 0; i < text.Length; i++)
        {
            var point = text[i];
            if (point == quote || point == '\\')
            {
                builder.Append('\\');
                builder.Append(point);
            }
            else if (point is >= ' ' and < 127 || (point > 127 && UnicodeData.IsPrintable(point)))
            {
                builder.Append(point);
            }
            else
            {
                AppendEscape(ref builder, point);
            }
        }
        builder.Append(quote);
        return builder.ToStr();
    }

    private static void AppendEscape(ref StrBuilder builder, int point)
    {
        switch (point)
        {
            case '\t':
                builder.Append("\\t");
                break;
            case '\n':
                builder.Append("\\n");
                break;
            case '\r':
                builder.Append("\\r");
                break;
            case < 0x100:
                builder.Append($"\\x{point:x2}");
                break;
            case < 0x10000:
                builder.Append($"\\u{point:x4}");
                break;
            default:
                builder.Append($"\\U{point:x8}");
                break;
        }
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(PyObject self, PyObject other, CompareOp op)
    {
        if (self is not PyStr left || other is not PyStr right)
            return PyNotImplemented.Instance;
        return op switch
        {
            CompareOp.Eq => PyBool.From(TextEquals(left, right)),
            CompareOp.Ne => PyBool.From(!TextEquals(left, right)),
            _ => Op.Ordered(Compare(left, right), op),
        };
    }

    [PySlot(nameof(PyType.SqLength))]
    [PySlot(nameof(PyType.MpLength))]
    private long GetLength() => _length;

    [PySlot(nameof(PyType.SqItem))]
    private PyObject ItemAt(long index)
    {
        if ((ulong)index >= (ulong)_length)
            throw Errors.Index("string index out of range");
        return FromCodePoint(this[(int)index]);
    }

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject key)
    {
        if (key is PySlice slice)
        {
            var count = (int)slice.Indices(thread, _length, out var start, out _, out var step);
            return step == 1 ? Slice((int)start, (int)start + count) : Stepped((int)start, step, count);
        }
        return Op.TryAsIndex(thread, key, out var index)
            ? ItemAt(Op.FromEnd(index, _length))
            : throw Errors.Type($"string indices must be integers, not '{key.Type.Name}'");
    }

    private PyStr Stepped(int start, long step, int count)
    {
        if (count <= 0)
            return Empty;
        if (Bmp is { } text)
        {
            return FromBmp(string.Create(count, (text, start, step), static (chars, state) =>
            {
                long at = state.start;
                for (var i = 0; i < chars.Length; i++, at += state.step)
                    chars[i] = state.text[(int)at];
            }));
        }
        var points = new int[count];
        long from = start;
        for (var i = 0; i < count; i++, from += step)
            points[i] = Points![from];
        return FromCodePoints(points);
    }

    [PySlot(nameof(PyType.SqContains))]
    private bool Contains(PyObject value)
    {
        if (value is not PyStr sub)
            throw Errors.Type($"'in <string>' requires string as left operand, not {value.Type.Name}");
        return IndexOf(sub, 0, _length) >= 0;
    }

    [PySlot(nameof(PyType.SqConcat))]
    private PyObject Add(PyObject other)
    {
        if (other is not PyStr right)
            throw Errors.Type($"can only concatenate str (not \"{other.Type.Name}\") to str");
        return Concat(this, right);
    }

    [PySlot(nameof(PyType.SqRepeat))]
    private PyObject Repeat(long count)
    {
        if (count <= 0 || _length == 0)
            return Empty;
        if (count == 1)
            return Exact();
        if (count > long.MaxValue / _length)
            throw Errors.Overflow("repeated string is too long");
        var length = count * _length;
        if (length > int.MaxValue / 2)
            throw Errors.Memory();
        if (Bmp is { } text)
            return FromBmp(string.Create((int)length, text, static (chars, unit) => ByteStrings.FillRepeated(chars, unit.AsSpan())));
        var points = new int[length];
        ByteStrings.FillRepeated(points, (ReadOnlySpan<int>)Points);
        return new PyStr(points);
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyStrIterator.Create(thread, this);

    /// <summary>Return a formatted version of the string as described by format_spec.</summary>
    [PyMethod("__format__", Signature = "($self, format_spec, /)")]
    private PyObject Format(ThreadState thread, PyStr spec) => FormatWith(thread, spec);

    internal PyStr FormatWith(ThreadState thread, PyStr spec)
    {
        if (spec.Length == 0)
            return GetType() == typeof(PyStr) ? this : Op.Str(thread, this);
        try
        {
            return From(FormatSpec.FormatString(ToText(), spec.ToText(), Type.Name));
        }
        catch (FormatSpecException error)
        {
            throw FormatErrors.ToPython(error);
        }
    }

    /// <summary>Return the size of the string in memory, in bytes.</summary>
    [PyMethod("__sizeof__")]
    private long SizeOfMethod(ThreadState thread) => SizeOf(thread);

    internal override long SizeOf(ThreadState thread)
    {
        var size = 4;
        if (Bmp is { } text)
        {
            var ascii = System.Text.Ascii.IsValid(text);
            if (ascii && GetType() == typeof(PyStr))
                return 40 + text.Length + 1;
            size = ascii || TextScan.IsLatin1(text) ? 1 : 2;
        }
        return (GetType() == typeof(PyStr) ? 56 : 64) + (long)size * (_length + 1);
    }

    [PyMethod("__getnewargs__", Signature = "($self, /)")]
    private PyObject GetNewArgs(ThreadState thread) => PyTuple.Create(thread, Bmp is { } text ? FromBmp(new string(text.AsSpan())) : new PyStr((int[])Points!.Clone()));
}
