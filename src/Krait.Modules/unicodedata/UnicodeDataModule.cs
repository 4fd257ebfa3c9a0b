using Krait.Runtime;
using Krait.Runtime.Unicode;

namespace Krait.Modules.UnicodeDatabase;

/// <summary>
/// This module provides access to the Unicode Character Database which
/// defines character properties for all Unicode characters. The data in
/// this database is based on the UnicodeData.txt file version
/// 16.0.0 which is publicly available from ftp://ftp.unicode.org/.
///
/// The module uses the same names and symbols as defined by the
/// UnicodeData File Format 16.0.0.
/// </summary>
[PyModule("unicodedata")]
internal static partial class UnicodeDataModule
{
    /// <summary>
    /// Converts a Unicode character into its equivalent decimal value.
    ///
    /// Returns the decimal value assigned to the character chr as integer.
    /// If no such value is defined, default is returned, or, if not given,
    /// ValueError is raised.
    /// </summary>
    [PyFunction("decimal")]
    private static PyObject Decimal(PyObject chr, [Default("<unrepresentable>")] PyObject? @default = null) => CharacterQueries.Decimal(chr, @default, false);

    /// <summary>
    /// Converts a Unicode character into its equivalent digit value.
    ///
    /// Returns the digit value assigned to the character chr as integer.
    /// If no such value is defined, default is returned, or, if not given,
    /// ValueError is raised.
    /// </summary>
    [PyFunction("digit")]
    private static PyObject Digit(PyObject chr, [Default("<unrepresentable>")] PyObject? @default = null) => CharacterQueries.Digit(chr, @default, false);

    /// <summary>
    /// Converts a Unicode character into its equivalent numeric value.
    ///
    /// Returns the numeric value assigned to the character chr as float.
    /// If no such value is defined, default is returned, or, if not given,
    /// ValueError is raised.
    /// </summary>
    [PyFunction("numeric")]
    private static PyObject Numeric(PyObject chr, [Default("<unrepresentable>")] PyObject? @default = null) => CharacterQueries.Numeric(chr, @default, false);

    /// <summary>Returns the general category assigned to the character chr as string.</summary>
    [PyFunction("category")]
    private static string Category(PyObject chr) => CharacterQueries.Category(chr, false);

    /// <summary>
    /// Returns the bidirectional class assigned to the character chr as string.
    ///
    /// If no such value is defined, an empty string is returned.
    /// </summary>
    [PyFunction("bidirectional")]
    private static string Bidirectional(PyObject chr) => CharacterQueries.Bidirectional(chr, false);

    /// <summary>
    /// Returns the canonical combining class assigned to the character chr as integer.
    ///
    /// Returns 0 if no combining class is defined.
    /// </summary>
    [PyFunction("combining")]
    private static int Combining(PyObject chr) => CharacterQueries.Combining(chr, false);

    /// <summary>
    /// Returns the mirrored property assigned to the character chr as integer.
    ///
    /// Returns 1 if the character has been identified as a "mirrored"
    /// character in bidirectional text, 0 otherwise.
    /// </summary>
    [PyFunction("mirrored")]
    private static int Mirrored(PyObject chr) => CharacterQueries.Mirrored(chr, false);

    /// <summary>Returns the east asian width assigned to the character chr as string.</summary>
    [PyFunction("east_asian_width")]
    private static string EastAsianWidth(PyObject chr) => CharacterQueries.EastAsianWidth(chr, false);

    /// <summary>
    /// Returns the character decomposition mapping assigned to the character chr as string.
    ///
    /// An empty string is returned in case no such mapping is defined.
    /// </summary>
    [PyFunction("decomposition")]
    private static string Decomposition(PyObject chr) => CharacterQueries.Decomposition(chr, false);

    /// <summary>
    /// Returns the name assigned to the character chr as a string.
    ///
    /// If no name is defined, default is returned, or, if not given,
    /// ValueError is raised.
    /// </summary>
    [PyFunction("name")]
    private static PyObject Name(PyObject chr, [Default("<unrepresentable>")] PyObject? @default = null) => CharacterQueries.Name(chr, @default, false);

    /// <summary>
    /// Return whether the Unicode string unistr is in the normal form 'form'.
    ///
    /// Valid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.
    /// </summary>
    [PyFunction("is_normalized")]
    private static bool IsNormalized(string form, PyStr unistr) => CharacterQueries.IsNormalized(form, unistr, false);

    /// <summary>
    /// Return the normal form 'form' for the Unicode string unistr.
    ///
    /// Valid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.
    /// </summary>
    [PyFunction("normalize")]
    private static PyStr Normalize(string form, PyStr unistr) => CharacterQueries.Normalize(form, unistr, false);

    /// <summary>
    /// Look up character by name.
    ///
    /// If a character with the given name is found, return the
    /// corresponding character.  If not found, KeyError is raised.
    /// </summary>
    [PyFunction("lookup")]
    private static PyStr Lookup(ThreadState thread, PyObject name) => CharacterQueries.Lookup(thread, name, false);

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        module.Dict.SetItem(thread, "unidata_version", PyStr.From(UnicodeData.Version));
        module.Dict.SetItem(thread, "ucd_3_2_0", PyUcd.Create());
    }
}
