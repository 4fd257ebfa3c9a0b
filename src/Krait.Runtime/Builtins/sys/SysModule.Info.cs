namespace Krait.Runtime;

internal static partial class SysModule
{
    private static readonly PyType s_versionInfo = StructSequence.WithoutConstructor(
        StructSequence.CreateType("version_info", "sys", "Version information as a named tuple.",
            new("major", "Major release number"), new("minor", "Minor release number"), new("micro", "Patch release number"),
            new("releaselevel", "'alpha', 'beta', 'candidate', or 'final'"), new("serial", "Serial release number")));

    private static readonly PyType s_flags = StructSequence.WithoutConstructor(StructSequence.CreateType(
        "flags", "sys", "Flags provided through command line arguments or environment vars.",
        [
            new("debug", "-d"), new("inspect", "-i"), new("interactive", "-i"), new("optimize", "-O or -OO"), new("dont_write_bytecode", "-B"),
            new("no_user_site", "-s"), new("no_site", "-S"), new("ignore_environment", "-E"), new("verbose", "-v"), new("bytes_warning", "-b"),
            new("quiet", "-q"), new("hash_randomization", "-R"), new("isolated", "-I"), new("dev_mode", "-X dev"), new("utf8_mode", "-X utf8"),
            new("warn_default_encoding", "-X warn_default_encoding"), new("safe_path", "-P"), new("int_max_str_digits", "-X int_max_str_digits"),
            new("gil", "-X gil"), new("thread_inherit_context", "-X thread_inherit_context"),
            new("context_aware_warnings", "-X context_aware_warnings"),
        ], 18));

    private static readonly PyType s_floatInfo = StructSequence.CreateType(
        "float_info", "sys", "A named tuple holding information about the float type.",
        new("max", "DBL_MAX -- maximum representable finite float"), new("max_exp", "DBL_MAX_EXP -- radix**(e-1) is representable for e up to this"),
        new("max_10_exp", "DBL_MAX_10_EXP -- 10**e is representable for e up to this"), new("min", "DBL_MIN -- minimum positive normalized float"),
        new("min_exp", "DBL_MIN_EXP -- radix**(e-1) is normalized for e from this on"),
        new("min_10_exp", "DBL_MIN_10_EXP -- 10**e is normalized for e from this on"), new("dig", "DBL_DIG -- decimal digits that a float keeps"),
        new("mant_dig", "DBL_MANT_DIG -- mantissa digits"), new("epsilon", "DBL_EPSILON -- from 1 to the next float"),
        new("radix", "FLT_RADIX -- radix of the exponent"), new("rounds", "FLT_ROUNDS -- rounding mode of arithmetic"));

    private static readonly PyType s_intInfo = StructSequence.CreateType(
        "int_info", "sys", "A named tuple that holds information about Python's internal representation of integers.",
        new StructField("bits_per_digit", "size of a digit in bits"), new("sizeof_digit", "size in bytes of the C type that holds a digit"),
        new("default_max_str_digits", "maximum string conversion digits limitation"),
        new("str_digits_check_threshold", "minimum positive value for int_max_str_digits"));

    private static readonly PyType s_hashInfo = StructSequence.CreateType(
        "hash_info", "sys", "A named tuple providing parameters used for computing hashes.",
        new("width", "width of a hash in bits"), new("modulus", "prime that hashes of numbers are computed modulo"),
        new("inf", "hash of a positive infinity"), new("nan", "hash of a nan; no longer used"),
        new("imag", "multiplier for the imaginary part of a complex"), new("algorithm", "algorithm for str, bytes and memoryviews"),
        new("hash_bits", "internal output size of that algorithm in bits"), new("seed_bits", "seed size of that algorithm in bits"),
        new("cutoff", "up to which length another algorithm serves for short texts"));

    private static readonly PyType s_threadInfo = StructSequence.CreateType(
        "thread_info", "sys", "A named tuple holding information about the thread implementation.",
        new StructField("name", "name of the thread implementation"), new("lock", "name of the lock implementation"),
        new("version", "name and version of the thread library"));

    private static readonly PyType s_asyncgenHooks = StructSequence.WithoutConstructor(StructSequence.CreateType(
        "asyncgen_hooks", "sys", "Hooks that asynchronous generators call.",
        new StructField("firstiter", "called when a generator is first iterated"), new("finalizer", "called when a generator is about to be finalized")));

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
