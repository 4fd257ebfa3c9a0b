using Krait.Runtime;

namespace Krait.Modules.Sre;

/// <summary>Compiled regular expression object.</summary>
[PyType("Pattern", Module = "re", BasicSize = 88, NoInstantiation = true, IsGeneric = true)]
public sealed partial class PyPattern : PyContainer, IWeakReferenceable
{
    private const int FlagLocale = 4;
    private const int FlagUnicode = 32;
    private const int FlagDebug = 128;

    internal SreProgram Program = null!;
    internal Ref<PyObject> PatternField;
    internal Ref<PyDict> GroupIndexField;
    internal Ref<PyTuple> IndexGroupField;
    private int _flags;
    private bool? _isBytes;
    private WeakReferenceList? _weakReferences;

    private PyPattern() : base(TypeObject)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    internal int Groups => Program.Groups;

    internal static PyPattern Create(ThreadState thread, PyObject pattern, int flags, SreProgram program, PyDict groupIndex, PyTuple indexGroup)
    {
        var made = thread.EnterNew(new PyPattern { Program = program, _flags = flags });
        made.PatternField.Value = pattern;
        made.GroupIndexField.Value = groupIndex;
        made.IndexGroupField.Value = indexGroup;
        made._isBytes = pattern is PyNone ? null : pattern is not PyStr;
        return made;
    }

    /// <summary>TypeError where a str pattern meets bytes, or the other way round.</summary>
    internal void CheckKind(in Subject subject)
    {
        if (_isBytes == false && subject.IsBytes)
            throw Errors.Type("cannot use a string pattern on a bytes-like object");
        if (_isBytes == true && !subject.IsBytes)
            throw Errors.Type("cannot use a bytes pattern on a string-like object");
    }

    internal SreContext Rent(ThreadState thread)
    {
        var context = Program.Rent();
        context.Check = thread.CheckInterrupts;
        return context;
    }

    /// <summary>The pattern string from which the RE object was compiled.</summary>
    [PyGetter("pattern", Member = true)]
    private PyObject? PatternAttribute() => PatternField.Value;

    /// <summary>The regex matching flags.</summary>
    [PyGetter("flags", Member = true)]
    private int FlagsAttribute() => _flags;

    /// <summary>The number of capturing groups in the pattern.</summary>
    [PyGetter("groups", Member = true)]
    private int GroupsAttribute() => Groups;

    /// <summary>A dictionary mapping group names to group numbers.</summary>
    [PyGetter("groupindex")]
    private PyObject GroupIndexAttribute(ThreadState thread) => PyMappingProxy.Create(thread, GroupIndexField.Value!);

    private PyObject Apply(ThreadState thread, PyObject text, long pos, long endpos, int kind)
    {
        using var subject = new Subject(thread, text);
        CheckKind(subject);
        subject.Clamp(ref pos, ref endpos);
        if (pos > endpos)
            return PyNone.Instance;
        var context = Rent(thread);
        try
        {
            var found = kind == 0 ? subject.Search(context, (int)pos, (int)endpos, false) : subject.Match(context, (int)pos, (int)endpos, kind == 2);
            return found ? PyMatch.Create(thread, this, text, context, (int)pos, (int)endpos) : PyNone.Instance;
        }
        finally
        {
            Program.Return(context);
        }
    }

    /// <summary>Matches zero or more characters at the beginning of the string.</summary>
    [PyMethod("match")]
    private PyObject Match(ThreadState thread, [Keyword] PyObject @string, [Keyword] long pos = 0, [Keyword][Default("sys.maxsize")] long endpos = long.MaxValue) =>
        Apply(thread, @string, pos, endpos, 1);

    /// <summary>Matches against all of the string.</summary>
    [PyMethod("fullmatch")]
    private PyObject FullMatch(ThreadState thread, [Keyword] PyObject @string, [Keyword] long pos = 0, [Keyword][Default("sys.maxsize")] long endpos = long.MaxValue) =>
        Apply(thread, @string, pos, endpos, 2);

    /// <summary>Scan through string looking for a match, and return a corresponding match object instance.</summary>
    [PyMethod("search")]
    private PyObject Search(ThreadState thread, [Keyword] PyObject @string, [Keyword] long pos = 0, [Keyword][Default("sys.maxsize")] long endpos = long.MaxValue) =>
        Apply(thread, @string, pos, endpos, 0);

    /// <summary>Return a list of all non-overlapping matches of pattern in string.</summary>
    [PyMethod("findall")]
    private PyObject FindAll(ThreadState thread, [Keyword] PyObject @string, [Keyword] long pos = 0, [Keyword][Default("sys.maxsize")] long endpos = long.MaxValue)
    {
        using var subject = new Subject(thread, @string);
        CheckKind(subject);
        subject.Clamp(ref pos, ref endpos);
        var list = PyList.Create(thread);
        var context = Rent(thread);
        try
        {
            var at = (int)pos;
            var mustAdvance = false;
            while (at <= endpos && subject.Search(context, at, (int)endpos, mustAdvance))
            {
                list.Append(FindAllItem(thread, subject, context));
                at = context.End;
                mustAdvance = context.End == context.Start;
            }
        }
        finally
        {
            Program.Return(context);
        }
        return list;
    }

    private PyObject FindAllItem(ThreadState thread, in Subject subject, SreContext context)
    {
        if (Groups == 0)
            return subject.Slice(context.Start, context.End);
        if (Groups == 1)
            return GroupText(subject, context, 1);
        var items = new PyObject[Groups];
        for (var i = 0; i < items.Length; i++)
            items[i] = GroupText(subject, context, i + 1);
        return PyTuple.FromArray(thread, items);
    }

    private static PyObject GroupText(in Subject subject, SreContext context, int group)
    {
        var (start, end) = context.Group(group);
        return start < 0 ? subject.IsBytes ? PyBytes.Empty : PyStr.Empty : subject.Slice(start, end);
    }

    /// <summary>Return an iterator over all non-overlapping matches for the RE pattern in string.</summary>
    [PyMethod("finditer")]
    private PyObject FindIter(ThreadState thread, [Keyword] PyObject @string, [Keyword] long pos = 0, [Keyword][Default("sys.maxsize")] long endpos = long.MaxValue)
    {
        var scanner = PyScanner.Create(thread, this, @string, pos, endpos);
        using var held = new Held(thread, scanner);
        return PyCallableIterator.Create(thread, Op.GetAttr(thread, scanner, "search"), PyNone.Instance);
    }

    [PyMethod("scanner")]
    private PyObject Scanner(ThreadState thread, [Keyword] PyObject @string, [Keyword] long pos = 0, [Keyword][Default("sys.maxsize")] long endpos = long.MaxValue) =>
        PyScanner.Create(thread, this, @string, pos, endpos);

    /// <summary>Split string by the occurrences of pattern.</summary>
    [PyMethod("split")]
    private PyObject Split(ThreadState thread, [Keyword] PyObject @string, [Keyword] long maxsplit = 0)
    {
        using var subject = new Subject(thread, @string);
        CheckKind(subject);
        var list = PyList.Create(thread);
        var context = Rent(thread);
        try
        {
            var last = 0;
            var at = 0;
            var mustAdvance = false;
            for (long count = 0; (maxsplit == 0 || count < maxsplit) && subject.Search(context, at, subject.Length, mustAdvance); count++)
            {
                list.Append(subject.Slice(last, context.Start));
                for (var group = 1; group <= Groups; group++)
                {
                    var (start, end) = context.Group(group);
                    list.Append(start < 0 ? PyNone.Instance : subject.Slice(start, end));
                }
                mustAdvance = context.End == context.Start;
                at = last = context.End;
            }
            list.Append(subject.Slice(last, subject.Length));
        }
        finally
        {
            Program.Return(context);
        }
        return list;
    }

    /// <summary>Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl.</summary>
    [PyMethod("sub")]
    private PyObject Sub(ThreadState thread, [Keyword] PyObject repl, [Keyword] PyObject @string, [Keyword] long count = 0) =>
        Substitute(thread, repl, @string, count, out _);

    /// <summary>As sub, but return a tuple of the new string and the number of substitutions made.</summary>
    [PyMethod("subn")]
    private PyObject SubN(ThreadState thread, [Keyword] PyObject repl, [Keyword] PyObject @string, [Keyword] long count = 0)
    {
        var text = Substitute(thread, repl, @string, count, out var made);
        return PyTuple.Create(thread, text, PyInt.From(made));
    }

    private PyObject Substitute(ThreadState thread, PyObject replacement, PyObject text, long limit, out long made)
    {
        using var subject = new Subject(thread, text);
        CheckKind(subject);
        var isCallable = Op.IsCallable(replacement);
        PyTemplateObject? template = null;
        if (!isCallable)
        {
            var compiled = IsLiteral(thread, replacement) ? replacement
                : Op.CallMethod(thread, Op.ImportModule(thread, "re"), "_compile_template", this, replacement);
            template = compiled as PyTemplateObject;
            replacement = compiled;
        }
        PyObject.Retain(replacement);
        var parts = PyList.Create(thread);
        PyObject.Retain(parts);
        var context = Rent(thread);
        made = 0;
        try
        {
            var last = 0;
            var at = 0;
            var mustAdvance = false;
            while ((limit == 0 || made < limit) && subject.Search(context, at, subject.Length, mustAdvance))
            {
                var (start, end) = (context.Start, context.End);
                if (start > last)
                    parts.Append(subject.Slice(last, start));
                if (isCallable || template is not null)
                {
                    var match = PyMatch.Create(thread, this, text, context, 0, subject.Length);
                    if (template is not null)
                        template.Expand(thread, match, parts);
                    else if (Op.Call(thread, replacement, match) is var result and not PyNone)
                        parts.Append(result);
                }
                else
                {
                    parts.Append(replacement);
                }
                made++;
                mustAdvance = start == end;
                at = last = end;
            }
            if (made == 0 && text.GetType() is var exact && (exact == typeof(PyStr) || exact == typeof(PyBytes)))
                return text;
            if (last < subject.Length)
                parts.Append(subject.Slice(last, subject.Length));
            return Op.CallMethod(thread, subject.IsBytes ? PyBytes.Empty : PyStr.Empty, "join", parts);
        }
        finally
        {
            Program.Return(context);
            PyObject.Float(thread, parts);
            PyObject.Float(thread, replacement);
        }
    }

    /// <summary>True where a replacement has no backslash: it stands for itself.</summary>
    private static bool IsLiteral(ThreadState thread, PyObject replacement) => replacement switch
    {
        PyStr { Bmp: { } chars } => !chars.Contains('\\'),
        PyStr { Points: { } points } => !points.AsSpan().Contains('\\'),
        PyBytes bytes => bytes.Span.IndexOf((byte)'\\') < 0,
        _ => Op.HasBuffer(replacement) && Op.CopyBytes(thread, replacement).AsSpan().IndexOf((byte)'\\') < 0,
    };

    [PyMethod("__copy__")]
    private PyObject Copy() => this;

    [PyMethod("__deepcopy__")]
    private PyObject DeepCopy(PyObject memo) => this;

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        var hash = HashCode.Combine(Op.Hash(thread, PatternField.Value!), _flags, _isBytes, Groups);
        return hash == -1 ? -2 : hash;
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject Compare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne) || self is not PyPattern a || other is not PyPattern b)
            return PyNotImplemented.Instance;
        var equal = ReferenceEquals(a, b) || (a._flags == b._flags && a._isBytes == b._isBytes && a.Groups == b.Groups
            && a.Program.HasSameCode(b.Program) && Op.AreEqual(thread, a.PatternField.Value!, b.PatternField.Value!));
        return PyBool.From(equal == (op == CompareOp.Eq));
    }

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr(ThreadState thread)
    {
        var shown = _flags;
        // The default of str patterns is not shown.
        if (_isBytes == false && (shown & (FlagLocale | FlagUnicode | 256)) == FlagUnicode)
            shown &= ~FlagUnicode;
        var names = new List<string>();
        foreach (var (bit, name) in s_flagNames)
        {
            if ((shown & bit) == 0)
                continue;
            names.Add("re." + name);
            shown &= ~bit;
        }
        if (shown != 0)
            names.Add($"0x{shown:x}");
        var text = Op.ReprText(thread, PatternField.Value!);
        if (text.Length > 200)
            text = text[..200];
        return PyStr.From(names.Count == 0 ? $"re.compile({text})" : $"re.compile({text}, {string.Join("|", names)})");
    }

    private static readonly (int, string)[] s_flagNames =
    [
        (2, "IGNORECASE"), (FlagLocale, "LOCALE"), (8, "MULTILINE"), (16, "DOTALL"), (FlagUnicode, "UNICODE"), (64, "VERBOSE"), (FlagDebug, "DEBUG"),
        (256, "ASCII"),
    ];
}
