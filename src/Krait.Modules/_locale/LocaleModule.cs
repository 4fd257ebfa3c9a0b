using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>Support for POSIX locales.</summary>
[PyModule("_locale")]
internal static partial class LocaleModule
{
    private const byte EndOfGrouping = 127;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        OsArguments.AddConstants(thread, module, LocaleConstants.All());
        module.Dict.SetItem(thread, "Error", ModuleExceptions.Define(thread, "locale", "Error"));
    }

    private static PythonException Unsupported(ThreadState thread, PyModule module) => Errors.New(
        thread, module.Dict.GetItem("Error") as PyType ?? ExceptionTypes.ValueError, PyStr.From("unsupported locale setting"));

    /// <summary>Activates/queries locale processing.</summary>
    [PyFunction("setlocale")]
    private static PyObject SetLocale(ThreadState thread, PyModule module, int category, [NoneAllowed] PyStr? locale = null)
    {
        var wanted = locale is null ? null : OsPath.Encode(thread, locale);
        return LocaleCalls.Set(category, wanted) is { } name ? OsPath.Text(name) : throw Unsupported(thread, module);
    }

    /// <summary>Returns numeric and monetary locale-specific parameters.</summary>
    [PyFunction("localeconv")]
    private static PyObject LocaleConv(ThreadState thread)
    {
        var c = LocaleCalls.GetConventions();
        var result = PyDict.Create(thread);
        foreach (var (name, text) in ((string, byte[])[])
            [
                ("decimal_point", c.DecimalPoint), ("thousands_sep", c.ThousandsSeparator), ("int_curr_symbol", c.InternationalCurrency),
                ("currency_symbol", c.Currency), ("mon_decimal_point", c.MonetaryDecimalPoint),
                ("mon_thousands_sep", c.MonetaryThousandsSeparator), ("positive_sign", c.PositiveSign), ("negative_sign", c.NegativeSign),
            ])
        {
            result.SetItem(thread, name, OsPath.Text(text));
        }
        foreach (var (name, value) in ((string, byte)[])
            [
                ("int_frac_digits", c.InternationalFractionDigits), ("frac_digits", c.FractionDigits),
                ("p_cs_precedes", c.PositiveCurrencyPrecedes), ("p_sep_by_space", c.PositiveSeparatedBySpace),
                ("n_cs_precedes", c.NegativeCurrencyPrecedes), ("n_sep_by_space", c.NegativeSeparatedBySpace),
                ("p_sign_posn", c.PositiveSignPosition), ("n_sign_posn", c.NegativeSignPosition),
            ])
        {
            result.SetItem(thread, name, PyInt.From(value));
        }
        result.SetItem(thread, "grouping", Grouping(thread, c.Grouping));
        result.SetItem(thread, "mon_grouping", Grouping(thread, c.MonetaryGrouping));
        return result;
    }

    // The list ends with 0 (the last size repeats) or CHAR_MAX (no further grouping).
    private static PyList Grouping(ThreadState thread, byte[] sizes)
    {
        var list = PyList.Create(thread);
        if (sizes.Length == 0)
            return list;
        foreach (var size in sizes)
        {
            list.Append(PyInt.From(size));
            if (size == EndOfGrouping)
                return list;
        }
        list.Append(PyInt.From(0));
        return list;
    }

    /// <summary>Compares two strings according to the locale.</summary>
    [PyFunction("strcoll")]
    private static long StrColl(PyStr os1, PyStr os2)
    {
        CheckNull(os1);
        CheckNull(os2);
        return LocaleCalls.Compare(os1.ToString(), os2.ToString());
    }

    /// <summary>Return a string that can be used as a key for locale-aware comparisons.</summary>
    [PyFunction("strxfrm", Signature = "($module, string, /)")]
    private static PyObject StrXfrm(PyStr text)
    {
        CheckNull(text);
        return PyStr.FromCodePoints(LocaleCalls.Transform(text.ToString()));
    }

    private static void CheckNull(PyStr text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == 0)
                throw Errors.Value("embedded null character");
        }
    }

    /// <summary>Return the value for the locale information associated with key.</summary>
    [PyFunction("nl_langinfo")]
    private static PyObject NlLangInfo(ThreadState thread, PyModule module, int key)
    {
        // Any other number would read the memory behind the locale's tables.
        foreach (var (name, value) in LocaleConstants.All())
        {
            if (value == key && !name.StartsWith("LC_", StringComparison.Ordinal) && name != "CHAR_MAX")
                return OsPath.Text(LocaleCalls.GetInformation(key));
        }
        throw Errors.Value("unsupported langinfo constant");
    }

    /// <summary>Get the current locale encoding.</summary>
    [PyFunction("getencoding")]
    private static string GetEncoding() => "utf-8";

    /// <summary>gettext(msg) -> string
    /// Return translation of msg.</summary>
    [PyFunction("gettext")]
    private static PyObject GetText(ThreadState thread, PyStr msg) => OsPath.Text(LocaleCalls.Translate(null, OsPath.Encode(thread, msg)));

    /// <summary>dgettext(domain, msg) -> string
    /// Return translation of msg in domain.</summary>
    [PyFunction("dgettext")]
    private static PyObject DGetText(ThreadState thread, [NoneAllowed] PyStr? domain, PyStr msg) =>
        OsPath.Text(LocaleCalls.Translate(OrNull(thread, domain), OsPath.Encode(thread, msg)));

    /// <summary>Return translation of msg in domain and category.</summary>
    [PyFunction("dcgettext")]
    private static PyObject DCGetText(ThreadState thread, [NoneAllowed] PyStr? domain, PyStr msg, int category) =>
        OsPath.Text(LocaleCalls.Translate(OrNull(thread, domain), OsPath.Encode(thread, msg), category));

    private static byte[]? OrNull(ThreadState thread, PyStr? text) => text is null ? null : OsPath.Encode(thread, text);

    /// <summary>Set the C library's textdmain to domain, returning the new domain.</summary>
    [PyFunction("textdomain")]
    private static PyObject TextDomain(ThreadState thread, [NoneAllowed] PyStr? domain)
    {
        var name = OrNull(thread, domain);
        return Named(OsCall.Query(thread, (out e) => LocaleCalls.SetTextDomain(name, out e)));
    }

    /// <summary>Bind the C library's domain to dir.</summary>
    [PyFunction("bindtextdomain")]
    private static PyObject BindTextDomain(ThreadState thread, PyModule module, PyStr domain, PyObject dir)
    {
        if (domain.Length == 0)
            throw Errors.New(thread, (PyType)module.Dict.GetItem("Error")!, PyStr.From("domain must be a non-empty string"));
        var name = OsPath.Encode(thread, domain);
        var path = dir is PyNone ? null : OsPath.Encode(thread, dir);
        return Named(OsCall.Query(thread, (out e) => LocaleCalls.BindTextDomain(name, path, out e)));
    }

    /// <summary>Bind the C library's domain to codeset.</summary>
    [PyFunction("bind_textdomain_codeset")]
    private static PyObject BindTextDomainCodeset(ThreadState thread, PyStr domain, [NoneAllowed] PyStr? codeset)
    {
        var name = OsPath.Encode(thread, domain);
        var set = OrNull(thread, codeset);
        return Named(OsCall.Query(thread, (out e) => LocaleCalls.BindTextDomainCodeset(name, set, out e)));
    }

    private static PyObject Named(byte[]? text) => text is null ? PyNone.Instance : OsPath.Text(text);
}
