using Krait.Runtime;

namespace Krait.Modules.Sre;

/// <summary>The result of re.match() and re.search().</summary>
[PyType("Match", Module = "re", BasicSize = 80, NoInstantiation = true, IsGeneric = true)]
public sealed partial class PyMatch : PyContainer
{
    private Ref<PyPattern> _pattern;
    private Ref<PyObject> _text;
    private int[] _spans = [];
    private int _pos;
    private int _endPos;
    private int _lastIndex;

    private PyMatch() : base(TypeObject)
    {
    }

    /// <summary>The match that a context holds.</summary>
    internal static PyMatch Create(ThreadState thread, PyPattern pattern, PyObject text, SreContext context, int pos, int endPos)
    {
        var match = thread.EnterNew(new PyMatch
        {
            _spans = new int[2 * (pattern.Groups + 1)],
            _pos = pos,
            _endPos = endPos,
            _lastIndex = context.LastIndex,
        });
        match._pattern.Value = pattern;
        match._text.Value = text;
        context.CopySpans(match._spans);
        return match;
    }

    /// <summary>The text of a group; null where it did not take part.</summary>
    internal PyObject? GroupOrNull(ThreadState thread, int group)
    {
        if ((uint)group > (uint)_pattern.Value!.Groups)
            throw Errors.Index("no such group");
        var start = _spans[2 * group];
        if (start < 0)
            return null;
        using var subject = new Subject(thread, _text.Value!);
        return subject.Slice(Math.Min(start, subject.Length), Math.Min(_spans[2 * group + 1], subject.Length));
    }

    private int IndexOf(ThreadState thread, PyObject group)
    {
        if (Op.IsIndex(group))
        {
            var index = Op.AsIndexClamped(thread, group);
            if (index >= 0 && index <= _pattern.Value!.Groups)
                return (int)index;
        }
        else if (_pattern.Value!.GroupIndexField.Value!.GetItem(thread, group) is PyInt named)
        {
            return (int)named.Value;
        }
        throw Errors.Index("no such group");
    }

    /// <summary>Return subgroup(s) of the match by indices or names.</summary>
    [PyMethod("group", Signature = "")]
    private PyObject Group(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        if (args.Length == 0)
            return GroupOrNull(thread, 0)!;
        if (args.Length == 1)
            return GroupOrNull(thread, IndexOf(thread, args[0])) ?? PyNone.Instance;
        var items = new PyObject[args.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = GroupOrNull(thread, IndexOf(thread, args[i])) ?? PyNone.Instance;
        return PyTuple.FromArray(thread, items);
    }

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject GetItem(ThreadState thread, PyObject key) => GroupOrNull(thread, IndexOf(thread, key)) ?? PyNone.Instance;

    /// <summary>Return a tuple containing all the subgroups of the match, from 1.</summary>
    [PyMethod("groups")]
    private PyObject Groups(ThreadState thread, [Keyword][Default("None")] PyObject? @default = null)
    {
        var items = new PyObject[_pattern.Value!.Groups];
        for (var i = 0; i < items.Length; i++)
            items[i] = GroupOrNull(thread, i + 1) ?? @default ?? PyNone.Instance;
        return PyTuple.FromArray(thread, items);
    }

    /// <summary>Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name.</summary>
    [PyMethod("groupdict")]
    private PyObject GroupDict(ThreadState thread, [Keyword][Default("None")] PyObject? @default = null)
    {
        var dict = PyDict.Create(thread);
        var position = 0;
        while (_pattern.Value!.GroupIndexField.Value!.Next(ref position, out var name, out var index))
            dict.SetItem(thread, name, GroupOrNull(thread, (int)((PyInt)index).Value) ?? @default ?? PyNone.Instance);
        return dict;
    }

    /// <summary>Return index of the start of the substring matched by group.</summary>
    [PyMethod("start")]
    private int Start(ThreadState thread, [Default("0")] PyObject? group = null) => _spans[2 * (group is null ? 0 : IndexOf(thread, group))];

    /// <summary>Return index of the end of the substring matched by group.</summary>
    [PyMethod("end")]
    private int End(ThreadState thread, [Default("0")] PyObject? group = null) => _spans[2 * (group is null ? 0 : IndexOf(thread, group)) + 1];

    /// <summary>For match object m, return the 2-tuple (m.start(group), m.end(group)).</summary>
    [PyMethod("span")]
    private PyObject Span(ThreadState thread, [Default("0")] PyObject? group = null) => SpanOf(thread, group is null ? 0 : IndexOf(thread, group));

    private PyTuple SpanOf(ThreadState thread, int group) => PyTuple.Create(thread, PyInt.From(_spans[2 * group]), PyInt.From(_spans[2 * group + 1]));

    /// <summary>Return the string obtained by doing backslash substitution on the string template, as done by the sub() method.</summary>
    [PyMethod("expand")]
    private PyObject Expand(ThreadState thread, [Keyword] PyObject template)
    {
        var compiled = Op.CallMethod(thread, Op.ImportModule(thread, "re"), "_compile_template", _pattern.Value!, template);
        if (compiled is not PyTemplateObject parsed)
            return compiled;
        var parts = PyList.Create(thread);
        parsed.Expand(thread, this, parts);
        return Op.CallMethod(thread, _text.Value is PyStr ? PyStr.Empty : PyBytes.Empty, "join", parts);
    }

    /// <summary>The string passed to match() or search().</summary>
    [PyGetter("string", Member = true)]
    private PyObject? StringAttribute() => _text.Value;

    /// <summary>The regular expression object.</summary>
    [PyGetter("re", Member = true)]
    private PyObject? Pattern() => _pattern.Value;

    /// <summary>The index into the string at which the RE engine started looking for a match.</summary>
    [PyGetter("pos", Member = true)]
    private int Pos() => _pos;

    /// <summary>The index into the string beyond which the RE engine will not go.</summary>
    [PyGetter("endpos", Member = true)]
    private int EndPos() => _endPos;

    /// <summary>The integer index of the last matched capturing group.</summary>
    [PyGetter("lastindex")]
    private PyObject LastIndex() => _lastIndex >= 0 ? PyInt.From(_lastIndex) : PyNone.Instance;

    /// <summary>The name of the last matched capturing group.</summary>
    [PyGetter("lastgroup")]
    private PyObject LastGroup()
    {
        var names = _pattern.Value!.IndexGroupField.Value!;
        return _lastIndex >= 0 && _lastIndex < names.Count ? names[_lastIndex] : PyNone.Instance;
    }

    [PyGetter("regs")]
    private PyObject Regs(ThreadState thread)
    {
        var items = new PyObject[_spans.Length / 2];
        for (var i = 0; i < items.Length; i++)
            items[i] = SpanOf(thread, i);
        return PyTuple.FromArray(thread, items);
    }

    [PyMethod("__copy__")]
    private PyObject Copy() => this;

    [PyMethod("__deepcopy__")]
    private PyObject DeepCopy(PyObject memo) => this;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) =>
        $"<re.Match object; span=({_spans[0]}, {_spans[1]}), match={Op.ReprText(thread, GroupOrNull(thread, 0)!)}>";
}
