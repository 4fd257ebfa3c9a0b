namespace Krait.Runtime;

/// <summary>Template object</summary>
/// <remarks>What a t-string evaluates to (PEP 750): texts and interpolations in turn; there is one text more than interpolations.</remarks>
[PyType("Template", Module = "string.templatelib", BasicSize = 32, IsGeneric = true)]
public sealed partial class PyTemplate : PyContainer
{
    internal Ref<PyTuple> StringsField;
    internal Ref<PyTuple> InterpolationsField;

    private PyTemplate(PyType type) : base(type)
    {
    }

    internal static PyTemplate Create(ThreadState thread, PyTuple strings, PyTuple interpolations)
    {
        var template = thread.EnterNew(new PyTemplate(TypeObject));
        template.StringsField.Value = strings;
        template.InterpolationsField.Value = interpolations;
        return template;
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw Errors.Type("Template.__new__ only accepts *args arguments");
        var strings = new List<PyObject>();
        var interpolations = new List<PyObject>();
        PyStr? text = null;
        foreach (var arg in args)
        {
            switch (arg)
            {
                case PyStr more:
                    text = text is null ? more.Exact() : PyStr.Concat(text, more);
                    break;
                case PyInterpolation:
                    strings.Add(text ?? PyStr.Empty);
                    interpolations.Add(arg);
                    text = null;
                    break;
                default:
                    throw Errors.Type(
                        $"Template.__new__ *args need to be of type 'str' or 'Interpolation', got {arg.Type.FullName}");
            }
        }
        strings.Add(text ?? PyStr.Empty);
        return Create(thread, PyTuple.FromArray(thread, strings.ToArray()), PyTuple.FromArray(thread, interpolations.ToArray()));
    }

    private PyTuple StringsOrEmpty => StringsField.Value ?? PyTuple.Empty;

    private PyTuple InterpolationsOrEmpty => InterpolationsField.Value ?? PyTuple.Empty;

    /// <summary>Strings</summary>
    [PyGetter("strings", Member = true)]
    private PyObject Strings() => StringsOrEmpty;

    /// <summary>Interpolations</summary>
    [PyGetter("interpolations", Member = true)]
    private PyObject Interpolations() => InterpolationsOrEmpty;

    /// <summary>Values of interpolations</summary>
    [PyGetter("values")]
    private PyObject Values(ThreadState thread)
    {
        var interpolations = InterpolationsOrEmpty;
        var values = new PyObject[interpolations.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = ((PyInterpolation)interpolations[i]).ValueField.Value!;
        return PyTuple.FromArray(thread, values);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr(ThreadState thread) => PyStr.Concat(
    [
        PyStr.From(Type.ShortName + "(strings="), Op.Repr(thread, StringsOrEmpty),
        PyStr.From(", interpolations="), Op.Repr(thread, InterpolationsOrEmpty), PyStr.From(")"),
    ]);

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyTemplateIterator.Create(thread, this);

    /// <summary>The place of text and interpolation number <paramref name="step"/> as iteration counts them; null for an empty text.</summary>
    internal bool TryGetPart(int step, out PyObject? part)
    {
        part = null;
        var index = step >> 1;
        if ((step & 1) == 0)
        {
            if (index >= StringsOrEmpty.Count)
                return false;
            part = StringsOrEmpty[index] is PyStr { Length: > 0 } text ? text : null;
            return true;
        }
        if (index >= InterpolationsOrEmpty.Count)
            return false;
        part = InterpolationsOrEmpty[index];
        return true;
    }

    [PySlot(nameof(PyType.SqConcat))]
    private static PyObject Concat(ThreadState thread, PyObject self, PyObject other)
    {
        if (self is not PyTemplate left || other is not PyTemplate right)
        {
            throw Errors.Type(
                $"can only concatenate string.templatelib.Template (not \"{other.Type.FullName}\") to string.templatelib.Template");
        }
        var first = left.StringsOrEmpty.Items;
        var second = right.StringsOrEmpty.Items;
        var strings = new PyObject[first.Length + second.Length - 1];
        first.CopyTo(strings);
        strings[first.Length - 1] = PyStr.Concat((PyStr)first[^1], (PyStr)second[0]);
        second[1..].CopyTo(strings.AsSpan(first.Length));
        PyObject[] interpolations = [.. left.InterpolationsOrEmpty.Items, .. right.InterpolationsOrEmpty.Items];
        return Create(thread, PyTuple.FromArray(thread, strings), PyTuple.FromArray(thread, interpolations));
    }

    [PyMethod("__reduce__", Signature = "($self, /)")]
    private PyObject Reduce(ThreadState thread) => PyTuple.Create(
        thread,
        Op.ImportFrom(thread, "string.templatelib", "_template_unpickle"),
        PyTuple.Create(thread, StringsOrEmpty, InterpolationsOrEmpty));
}

/// <summary>Template iterator object</summary>
[PyType("TemplateIter", Module = "string.templatelib", BasicSize = 40, NoInstantiation = true)]
public sealed partial class PyTemplateIterator : PyIterator
{
    private Ref<PyTemplate> _template;
    private int _step;

    private PyTemplateIterator(PyType type) : base(type)
    {
    }

    internal static PyObject Create(ThreadState thread, PyTemplate template)
    {
        var made = new PyTemplateIterator(TypeObject);
        made._template.Value = template;
        return thread.EnterNew(made);
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext()
    {
        while (_template.Value is { } template && template.TryGetPart(_step, out var part))
        {
            _step++;
            if (part is not null)
                return part;
        }
        return null;
    }
}
