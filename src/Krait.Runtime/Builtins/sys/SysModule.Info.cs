namespace Krait.Runtime;

internal static partial class SysModule
{
    private static readonly PyType s_versionInfo = StructSequence.WithoutConstructor(
        StructSequence.CreateType("version_info", "sys", "Version information as a named tuple.", "major", "minor", "micro", "releaselevel", "serial"));

    private static readonly PyType s_flags = StructSequence.WithoutConstructor(StructSequence.CreateType(
        "flags", "sys", "Flags provided through command line arguments or environment vars.",
        [
            "debug", "inspect", "interactive", "optimize", "dont_write_bytecode", "no_user_site", "no_site", "ignore_environment", "verbose",
            "bytes_warning", "quiet", "hash_randomization", "isolated", "dev_mode", "utf8_mode", "warn_default_encoding", "safe_path", "int_max_str_digits",
            "gil", "thread_inherit_context", "context_aware_warnings",
        ], 18));

    private static readonly PyType s_floatInfo = StructSequence.CreateType(
        "float_info", "sys", "A named tuple holding information about the float type.",
        "max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp", "dig", "mant_dig", "epsilon", "radix", "rounds");

    private static readonly PyType s_intInfo = StructSequence.CreateType(
        "int_info", "sys", "A named tuple that holds information about Python's internal representation of integers.",
        "bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold");

    private static readonly PyType s_hashInfo = StructSequence.CreateType(
        "hash_info", "sys", "A named tuple providing parameters used for computing hashes.",
        "width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff");

    private static readonly PyType s_threadInfo = StructSequence.CreateType(
        "thread_info", "sys", "A named tuple holding information about the thread implementation.", "name", "lock", "version");

    private static readonly PyType s_asyncgenHooks = StructSequence.WithoutConstructor(StructSequence.CreateType(
        "asyncgen_hooks", "sys", "Hooks that asynchronous generators call.", "firstiter", "finalizer"));

    private static void SetNumbers(ThreadState thread, PyDict dict)
    {
        dict.SetItem(thread, "float_info", StructSequence.New(thread, s_floatInfo,
            PyFloat.From(double.MaxValue), PyInt.From(1024), PyInt.From(308), PyFloat.From(2.2250738585072014e-308), PyInt.From(-1021), PyInt.From(-307),
            PyInt.From(15), PyInt.From(53), PyFloat.From(double.BitIncrement(1.0) - 1.0), PyInt.From(2), PyInt.From(1)));
        dict.SetItem(thread, "int_info", StructSequence.New(thread, s_intInfo, PyInt.From(30), PyInt.From(4), PyInt.From(4300), PyInt.From(640)));
        dict.SetItem(thread, "hash_info", StructSequence.New(thread, s_hashInfo,
            PyInt.From(64), PyInt.From((1L << 61) - 1), PyInt.From(314159), PyInt.From(0), PyInt.From(1000003), PyStr.From("siphash13"), PyInt.From(64),
            PyInt.From(128), PyInt.From(0)));
        dict.SetItem(thread, "thread_info", StructSequence.New(thread, s_threadInfo,
            PyStr.From("pthread"), PyStr.From("semaphore"), PyNone.Instance));
    }

    private static PyObject MakeFlags(ThreadState thread, InterpreterConfig config) => StructSequence.New(thread, s_flags,
        PyInt.From(config.Debug), Flag(config.Inspect), Flag(config.Interactive), PyInt.From(config.OptimizationLevel), Flag(config.DontWriteBytecode),
        Flag(config.NoUserSite), Flag(config.NoSite), Flag(config.IgnoreEnvironment), PyInt.From(config.Verbose), PyInt.From(config.BytesWarning),
        PyInt.From(config.Quiet), Flag(config.HashRandomization), Flag(config.Isolated), PyBool.From(config.DevMode), Flag(config.Utf8Mode),
        Flag(config.WarnDefaultEncoding), PyBool.From(config.SafePath), PyInt.From(config.IntMaxStrDigits), PyInt.From(1), PyInt.From(0), PyInt.From(0));

    private static PyInt Flag(bool value) => PyInt.From(value ? 1 : 0);
}
