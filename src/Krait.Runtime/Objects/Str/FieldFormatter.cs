using Krait.Runtime.Numerics;
using Krait.Syntax;

namespace Krait.Runtime;

/// <summary>The work of <c>str.format</c> and <c>str.format_map</c>: the replacement fields of a template.</summary>
internal ref struct FieldFormatter
{
    private enum Numbering
    {
        Unknown,
        Automatic,
        Manual,
    }

    private readonly ThreadState _thread;
    private readonly ReadOnlySpan<PyObject> _args;
    private readonly PyObject? _mapping;
    private readonly bool _isMap;
    private Numbering _numbering;
    private long _nextNumber;

    /// <param name="isMap">True for <c>format_map</c>, where positional fields are an error.</param>
    public FieldFormatter(ThreadState thread, ReadOnlySpan<PyObject> args, PyObject? mapping, bool isMap)
    {
        _thread = thread;
        _args = args;
        _mapping = mapping;
        _isMap = isMap;
    }

    /// <summary>The template with its fields filled in.</summary>
    public PyStr Format(PyStr template)
    {
        try
        {
            return Expand(template.ToText(), 2);
        }
        catch (FormatSpecException error)
        {
            throw FormatErrors.ToPython(error);
        }
    }

    private PyStr Expand(Text template, int depth)
    {
        if (depth <= 0)
            throw Errors.Value("Max string recursion exceeded");
        var builder = new StrBuilder(template.Length + 32);
        var reader = new FormatTemplateReader(template);
        while (reader.TryRead(out var piece))
        {
            if (piece.Literal.Bmp is { } bmp)
                builder.Append(bmp);
            else
                builder.Append((ReadOnlySpan<int>)piece.Literal.CodePoints);
            if (piece.Field is { } field)
                builder.Append(Render(field, piece, depth));
        }
        return builder.ToStr();
    }

    private PyStr Render(Text field, in TemplatePiece piece, int depth)
    {
        var value = Resolve(field);
        using var held = new Held(_thread, value);
        if (piece.Conversion != 0)
            value = Convert(value, piece.Conversion);
        using var converted = new Held(_thread, value);
        var spec = piece.SpecNeedsExpanding ? Expand(piece.Spec, depth - 1) : PyStr.From(piece.Spec);
        if (spec.Length == 0 && value.GetType() == typeof(PyStr))
            return (PyStr)value;
        return Op.Format(_thread, value, spec);
    }

    private readonly PyObject Convert(PyObject value, int conversion) => conversion switch
    {
        'r' => Op.Repr(_thread, value),
        's' => Op.Str(_thread, value),
        'a' => Op.Ascii(_thread, value),
        > 32 and < 127 => throw Errors.Value($"Unknown conversion specifier {(char)conversion}"),
        _ => throw Errors.Value($"Unknown conversion specifier \\x{conversion:x}"),
    };

    private PyObject Resolve(Text field)
    {
        var reader = new FieldNameReader(field);
        var index = reader.FirstIndex;
        if (reader.First.Length == 0 || index >= 0)
            index = Number(index);
        PyObject value;
        if (index < 0)
        {
            var key = PyStr.From(reader.First);
            value = _mapping is null ? throw Errors.Key(_thread, key) : Op.GetItem(_thread, _mapping, key);
        }
        else
        {
            if (_isMap)
                throw Errors.Value("Format string contains positional fields");
            if (index >= _args.Length)
                throw Errors.Index($"Replacement index {index} out of range for positional args tuple");
            value = _args[(int)index];
        }
        while (reader.TryReadStep(out var step))
        {
            using var held = new Held(_thread, value);
            if (step.IsAttribute)
                value = Op.GetAttr(_thread, value, PyStr.From(step.Name));
            else if (step.Index >= 0)
                value = Op.GetItem(_thread, value, PyInt.From(step.Index));
            else
                value = Op.GetItem(_thread, value, PyStr.From(step.Name));
        }
        return value;
    }

    private long Number(long given)
    {
        var kind = given < 0 ? Numbering.Automatic : Numbering.Manual;
        if (_numbering == Numbering.Unknown)
        {
            _numbering = kind;
        }
        else if (_numbering != kind)
        {
            throw Errors.Value(_numbering == Numbering.Manual
                ? "cannot switch from manual field specification to automatic field numbering"
                : "cannot switch from automatic field numbering to manual field specification");
        }
        return given < 0 ? _nextNumber++ : given;
    }
}
