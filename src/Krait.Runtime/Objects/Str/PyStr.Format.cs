namespace Krait.Runtime;

public partial class PyStr
{
    /// <summary>True where there is text and nothing in it to replace.</summary>
    private bool IsPlainTemplate => _length > 0 && !ContainsPoint('{') && !ContainsPoint('}');

    /// <summary>
    /// Return a formatted version of the string, using substitutions from args and kwargs.
    ///
    /// The substitutions are identified by braces ('{' and '}').
    /// </summary>
    [PyMethod("format", Signature = "($self, /, *args, **kwargs)")]
    private PyObject FormatFields(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs) =>
        IsPlainTemplate ? this : new FieldFormatter(thread, args, kwargs, isMap: false).Format(this);

    /// <summary>
    /// Return a formatted version of the string, using substitutions from mapping.
    ///
    /// The substitutions are identified by braces ('{' and '}').
    /// </summary>
    [PyMethod("format_map")]
    private PyObject FormatMap(ThreadState thread, PyObject mapping) =>
        IsPlainTemplate ? this : new FieldFormatter(thread, default, mapping, isMap: true).Format(this);
}
