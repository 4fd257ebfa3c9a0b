using Krait.Runtime;
using Krait.Runtime.Unicode;

namespace Krait.Modules.UnicodeDatabase;

[PyType("UCD", Module = "unicodedata", NoInstantiation = true, BasicSize = 32), PyModuleType("unicodedata")]
internal sealed partial class PyUcd : PyObject
{
    private PyUcd(PyType type) : base(type)
    {
    }

    /// <summary>The database of Unicode 3.2.</summary>
    public static PyUcd Create() => new(TypeObject);

    [PyGetter("unidata_version", Member = true)]
    private static string UnidataVersion(PyUcd self) => UnicodeData32.Version;

    /// <summary>
    /// Converts a Unicode character into its equivalent decimal value.
    ///
    /// Returns the decimal value assigned to the character chr as integer.
    /// If no such value is defined, default is returned, or, if not given,
    /// ValueError is raised.
    /// </summary>
    [PyMethod("decimal")]
    private PyObject Decimal(PyObject chr, [Default("<unrepresentable>")] PyObject? @default = null) => CharacterQueries.Decimal(chr, @default, true);

    /// <summary>
    /// Converts a Unicode character into its equivalent digit value.
    ///
    /// Returns the digit value assigned to the character chr as integer.
    /// If no such value is defined, default is returned, or, if not given,
    /// ValueError is raised.
    /// </summary>
    [PyMethod("digit")]
    private PyObject Digit(PyObject chr, [Default("<unrepresentable>")] PyObject? @default = null) => CharacterQueries.Digit(chr, @default, true);

    /// <summary>
    /// Converts a Unicode character into its equivalent numeric value.
    ///
    /// Returns the numeric value assigned to the character chr as float.
    /// If no such value is defined, default is returned, or, if not given,
    /// ValueError is raised.
    /// </summary>
    [PyMethod("numeric")]
    private PyObject Numeric(PyObject chr, [Default("<unrepresentable>")] PyObject? @default = null) => CharacterQueries.Numeric(chr, @default, true);

    /// <summary>Returns the general category assigned to the character chr as string.</summary>
    [PyMethod("category")]
    private string Category(PyObject chr) => CharacterQueries.Category(chr, true);

    /// <summary>
    /// Returns the bidirectional class assigned to the character chr as string.
    ///
    /// If no such value is defined, an empty string is returned.
    /// </summary>
    [PyMethod("bidirectional")]
    private string Bidirectional(PyObject chr) => CharacterQueries.Bidirectional(chr, true);

    /// <summary>
    /// Returns the canonical combining class assigned to the character chr as integer.
    ///
    /// Returns 0 if no combining class is defined.
    /// </summary>
    [PyMethod("combining")]
    private int Combining(PyObject chr) => CharacterQueries.Combining(chr, true);

    /// <summary>
    /// Returns the mirrored property assigned to the character chr as integer.
    ///
    /// Returns 1 if the character has been identified as a "mirrored"
    /// character in bidirectional text, 0 otherwise.
    /// </summary>
    [PyMethod("mirrored")]
    private int Mirrored(PyObject chr) => CharacterQueries.Mirrored(chr, true);

    /// <summary>Returns the east asian width assigned to the character chr as string.</summary>
    [PyMethod("east_asian_width")]
    private string EastAsianWidth(PyObject chr) => CharacterQueries.EastAsianWidth(chr, true);

    /// <summary>
    /// Returns the character decomposition mapping assigned to the character chr as string.
    ///
    /// An empty string is returned in case no such mapping is defined.
    /// </summary>
    [PyMethod("decomposition")]
    private string Decomposition(PyObject chr) => CharacterQueries.Decomposition(chr, true);

    /// <summary>
    /// Returns the name assigned to the character chr as a string.
    ///
    /// If no name is defined, default is returned, or, if not given,
    /// ValueError is raised.
    /// </summary>
    [PyMethod("name")]
    private PyObject Name(PyObject chr, [Default("<unrepresentable>")] PyObject? @default = null) => CharacterQueries.Name(chr, @default, true);

    /// <summary>
    /// Return whether the Unicode string unistr is in the normal form 'form'.
    ///
    /// Valid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.
    /// </summary>
    [PyMethod("is_normalized")]
    private bool IsNormalized(string form, PyStr unistr) => CharacterQueries.IsNormalized(form, unistr, true);

    /// <summary>
    /// Return the normal form 'form' for the Unicode string unistr.
    ///
    /// Valid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.
    /// </summary>
    [PyMethod("normalize")]
    private PyStr Normalize(string form, PyStr unistr) => CharacterQueries.Normalize(form, unistr, true);

    /// <summary>
    /// Look up character by name.
    ///
    /// If a character with the given name is found, return the
    /// corresponding character.  If not found, KeyError is raised.
    /// </summary>
    [PyMethod("lookup")]
    private PyStr Lookup(ThreadState thread, PyObject name) => CharacterQueries.Lookup(thread, name, true);
}
