namespace Krait.Runtime;

/// <summary>What a t-string evaluates to (PEP 750): texts and interpolations in turn.</summary>
[PyType("Template", Module = "string.templatelib", BasicSize = 32)]
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
}

/// <summary>An interpolation in a t-string (PEP 750).</summary>
[PyType("Interpolation", Module = "string.templatelib", BasicSize = 48)]
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
}
