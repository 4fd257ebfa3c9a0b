using Krait.Runtime;

namespace Krait.Modules.Sre;

/// <summary>The engine of regular expressions, as the module <c>re</c> uses it.</summary>
[PyModule("_sre")]
internal static partial class SreModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        module.Dict.SetItem(thread, "MAGIC", PyInt.From(20230612));
        module.Dict.SetItem(thread, "CODESIZE", PyInt.From(4));
        module.Dict.SetItem(thread, "MAXREPEAT", PyInt.From(uint.MaxValue));
        module.Dict.SetItem(thread, "MAXGROUPS", PyInt.From(int.MaxValue / 2));
    }

    /// <remarks>Makes a pattern of the code that re._compiler has emitted.</remarks>
    [PyFunction("compile", Signature = "($module, /, pattern, flags, code, groups, groupindex, indexgroup)")]
    private static PyObject Compile(
        ThreadState thread, [Keyword] PyObject pattern, [Keyword] int flags, [Keyword] PyList code, [Keyword] int groups, [Keyword] PyDict groupindex,
        [Keyword] PyTuple indexgroup)
    {
        var words = new uint[code.Count];
        for (var i = 0; i < words.Length; i++)
        {
            var word = Op.AsIndexLong(thread, code[i]);
            if ((ulong)word > uint.MaxValue)
                throw Errors.Overflow("regular expression code size limit exceeded");
            words[i] = (uint)word;
        }
        try
        {
            return PyPattern.Create(thread, pattern, flags, new SreProgram(words, groups, flags), groupindex, indexgroup);
        }
        catch (SreCodeException)
        {
            throw Errors.Runtime("invalid SRE code");
        }
    }

    /// <summary>Prepares a replacement template.</summary>
    [PyFunction("template")]
    private static PyObject Template(ThreadState thread, PyObject pattern, PyList template) => PyTemplateObject.Create(thread, template);

    [PyFunction("getcodesize")]
    private static int GetCodeSize() => 4;

    [PyFunction("ascii_iscased")]
    private static bool AsciiIsCased(int character) => SreCase.AsciiIsCased(character);

    [PyFunction("unicode_iscased")]
    private static bool UnicodeIsCased(int character) => SreCase.UnicodeIsCased(character);

    [PyFunction("ascii_tolower")]
    private static int AsciiToLower(int character) => SreCase.AsciiToLower(character);

    [PyFunction("unicode_tolower")]
    private static int UnicodeToLower(int character) => SreCase.UnicodeToLower(character);
}
