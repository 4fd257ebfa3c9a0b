using Krait.Runtime;
using Krait.Runtime.Numerics;

namespace Krait.Modules;

/// <summary>string helper module</summary>
[PyModule("_string")]
internal static partial class StringModule
{
    private static PyStr Text(PyObject o) =>
        o as PyStr ?? throw Errors.Type($"expected str, got {o.Type.Name}");

    /// <summary>parse the argument as a format string</summary>
    [PyFunction("formatter_parser")]
    private static PyObject Parse(ThreadState thread, PyObject @object) => new PyFormatterIterator(Text(@object));

    /// <summary>split the argument as a field name</summary>
    [PyFunction("formatter_field_name_split")]
    private static PyObject SplitFieldName(ThreadState thread, PyObject @object)
    {
        var steps = new PyFieldNameIterator(Text(@object));
        return PyTuple.Create(thread, steps.First, steps);
    }
}

/// <summary>The pieces of a format string.</summary>
[PyType("formatteriterator", NoInstantiation = true, BasicSize = 48)]
internal sealed partial class PyFormatterIterator : PyObject
{
    private FormatTemplateReader _reader;

    private PyFormatterIterator(PyType type) : base(type)
    {
    }

    internal PyFormatterIterator(PyStr template) : base(TypeObject) => _reader = new FormatTemplateReader(template.ToText());

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext(ThreadState thread)
    {
        TemplatePiece piece;
        try
        {
            if (!_reader.TryRead(out piece))
                return null;
        }
        catch (FormatSpecException error)
        {
            throw FormatErrors.ToPython(error);
        }
        var literal = PyStr.From(piece.Literal);
        if (piece.Field is not { } field)
            return PyTuple.Create(thread, literal, PyNone.Instance, PyNone.Instance, PyNone.Instance);
        PyObject conversion = piece.Conversion == 0 ? PyNone.Instance : PyStr.FromCodePoint(piece.Conversion);
        return PyTuple.Create(thread, literal, PyStr.From(field), PyStr.From(piece.Spec), conversion);
    }
}

/// <summary>The steps of a field name behind its first part.</summary>
[PyType("fieldnameiterator", NoInstantiation = true, BasicSize = 48)]
internal sealed partial class PyFieldNameIterator : PyObject
{
    private FieldNameReader _reader;

    private PyFieldNameIterator(PyType type) : base(type)
    {
    }

    internal PyFieldNameIterator(PyStr name) : base(TypeObject)
    {
        try
        {
            _reader = new FieldNameReader(name.ToText());
        }
        catch (FormatSpecException error)
        {
            throw FormatErrors.ToPython(error);
        }
    }

    /// <summary>The first part: a number or a name.</summary>
    internal PyObject First => _reader.FirstIndex >= 0 ? PyInt.From(_reader.FirstIndex) : PyStr.From(_reader.First);

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? IterNext(ThreadState thread)
    {
        try
        {
            if (!_reader.TryReadStep(out var step))
                return null;
            return PyTuple.Create(
                thread,
                PyBool.From(step.IsAttribute),
                step.Index >= 0 && !step.IsAttribute ? PyInt.From(step.Index) : PyStr.From(step.Name));
        }
        catch (FormatSpecException error)
        {
            throw FormatErrors.ToPython(error);
        }
    }
}
