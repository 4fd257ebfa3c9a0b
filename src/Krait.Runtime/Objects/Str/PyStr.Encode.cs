namespace Krait.Runtime;

public partial class PyStr
{
    /// <summary>
    /// Encode the string using the codec registered for encoding.
    ///
    ///   encoding
    ///     The encoding in which to encode the string.
    ///   errors
    ///     The error handling scheme to use for encoding errors.
    ///     The default is 'strict' meaning that encoding errors raise a
    ///     UnicodeEncodeError.  Other possible values are 'ignore', 'replace' and
    ///     'xmlcharrefreplace' as well as any other name registered with
    ///     codecs.register_error that can handle UnicodeEncodeErrors.
    /// </summary>
    [PyMethod("encode", Signature = "($self, /, encoding='utf-8', errors='strict')")]
    private PyObject Encode(ThreadState thread, [Keyword] string? encoding = null, [Keyword] string? errors = null) =>
        Codecs.EncodeToObject(thread, this, encoding, errors);
}
