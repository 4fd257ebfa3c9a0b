namespace Krait.Runtime;

/// <summary>Interpolation object</summary>
/// <remarks>An interpolation in a t-string (PEP 750).</remarks>
[PyType("Interpolation", Module = "string.templatelib", BasicSize = 48, MatchArgs = "value expression conversion format_spec", IsGeneric = true)]
public sealed partial class PyInterpolation : PyContainer
{
    internal Ref<PyObject> ValueField;
    internal Ref<PyObject> ExpressionField;
    internal Ref<PyObject> ConversionField;
    internal Ref<PyObject> FormatSpecField;

    private PyInterpolation(PyType type) : base(type)
    {
    }

    internal static PyInterpolation Create(ThreadState thread, PyObject value, PyObject expression, string? conversion, PyObject formatSpec)
    {
        var interpolation = thread.EnterNew(new PyInterpolation(TypeObject));
        interpolation.ValueField.Value = value;
        interpolation.ExpressionField.Value = expression;
        interpolation.ConversionField.Value = conversion is null ? PyNone.Instance : PyStr.From(conversion);
        interpolation.FormatSpecField.Value = formatSpec;
        return interpolation;
    }

    [PyNew(Signature = "")]
    private static PyObject New(
        ThreadState thread,
        PyType type,
        [Keyword] PyObject value,
        [Keyword] PyStr? expression = null,
        [Keyword] PyObject? conversion = null,
        [Keyword("format_spec")] PyStr? formatSpec = null)
    {
        string? code = null;
        if (conversion is not (null or PyNone))
        {
            if (conversion is not PyStr text)
                throw Errors.Type($"Interpolation() argument 'conversion' must be str, not {conversion.Type.Name}");
            if (text.Length != 1 || text[0] is not ('s' or 'a' or 'r'))
                throw Errors.Value("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'");
            code = text.ToString();
        }
        return Create(thread, value, expression ?? PyStr.Empty, code, formatSpec ?? PyStr.Empty);
    }

    /// <summary>Value</summary>
    [PyGetter("value", Member = true)]
    private PyObject? Value() => ValueField.Value;

    /// <summary>Expression</summary>
    [PyGetter("expression", Member = true)]
    private PyObject? Expression() => ExpressionField.Value;

    /// <summary>Conversion</summary>
    [PyGetter("conversion", Member = true)]
    private PyObject? Conversion() => ConversionField.Value;

    /// <summary>Format specifier</summary>
    [PyGetter("format_spec", Member = true)]
    private PyObject? FormatSpec() => FormatSpecField.Value;

    private PyTuple Parts(ThreadState thread) => PyTuple.Create(
        thread,
        ValueField.Value ?? PyNone.Instance,
        ExpressionField.Value ?? PyStr.Empty,
        ConversionField.Value ?? PyNone.Instance,
        FormatSpecField.Value ?? PyStr.Empty);

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr(ThreadState thread) => PyStr.Concat([PyStr.From(Type.ShortName), Op.Repr(thread, Parts(thread))]);

    /// <summary>__reduce__() -> (cls, state)</summary>
    [PyMethod("__reduce__", Signature = "($self, /)")]
    private PyObject Reduce(ThreadState thread) => PyTuple.Create(thread, Type, Parts(thread));
}
