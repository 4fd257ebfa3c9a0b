using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>This module provides access to operating system functionality that is
/// standardized by the C Standard and the POSIX standard (a thinly
/// disguised Unix interface).  Refer to the library manual and
/// corresponding Unix manual entries for more information on calls.</summary>
[PyModule("posix")]
internal static partial class PosixModule
{
    private static readonly string[] s_features =
    [
        "HAVE_EVENTFD", "HAVE_TIMERFD_CREATE", "HAVE_FACCESSAT", "HAVE_FCHDIR", "HAVE_FCHMOD", "HAVE_FCHMODAT", "HAVE_FCHOWN", "HAVE_FCHOWNAT",
        "HAVE_FEXECVE", "HAVE_FDOPENDIR", "HAVE_FPATHCONF", "HAVE_FSTATAT", "HAVE_FSTATVFS", "HAVE_FTRUNCATE", "HAVE_FUTIMENS", "HAVE_FUTIMES",
        "HAVE_FUTIMESAT", "HAVE_LINKAT", "HAVE_LCHOWN", "HAVE_LSTAT", "HAVE_LUTIMES", "HAVE_MEMFD_CREATE", "HAVE_MKDIRAT", "HAVE_MKFIFOAT",
        "HAVE_MKNODAT", "HAVE_OPENAT", "HAVE_READLINKAT", "HAVE_RENAMEAT", "HAVE_SYMLINKAT", "HAVE_UNLINKAT", "HAVE_UTIMENSAT", "HAVE_PTSNAME_R",
    ];

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var dict = module.Dict;
        OsArguments.AddConstants(thread, module, PosixConstants.All());
        var features = PyList.Create(thread);
        foreach (var feature in s_features)
            features.Append(PyStr.Intern(feature));
        dict.SetItem(thread, "_have_functions", features);
        dict.SetItem(thread, "environ", CreateEnvironment(thread));
        dict.SetItem(thread, "error", ExceptionTypes.OSError);
        dict.SetItem(thread, "sysconf_names", NameTable(thread, PosixConstants.SystemConfigurationNames()));
        dict.SetItem(thread, "pathconf_names", NameTable(thread, PosixConstants.PathConfigurationNames()));
        dict.SetItem(thread, "confstr_names", NameTable(thread, PosixConstants.StringConfigurationNames()));
        foreach (var type in (PyType[])
            [
                PosixTypes.StatResult, PosixTypes.StatvfsResult, PosixTypes.TerminalSize, PosixTypes.TimesResult, PosixTypes.UnameResult,
                PosixTypes.WaitidResult, PosixTypes.SchedParam,
            ])
        {
            dict.SetItem(thread, type.ShortName, type);
        }
    }

    private static PyDict NameTable(ThreadState thread, (string Name, long Value)[] names)
    {
        var table = PyDict.Create(thread);
        foreach (var (name, value) in names)
            table.SetItem(thread, name, PyInt.From(value));
        return table;
    }

    private static PyDict CreateEnvironment(ThreadState thread)
    {
        var environment = PyDict.Create(thread);
        foreach (var entry in ProcessEnvironment.GetAll())
        {
            var equals = entry.AsSpan().IndexOf((byte)'=');
            if (equals < 0)
                continue;
            environment.SetDefault(thread, PyBytes.From(entry.AsSpan(0, equals)), PyBytes.From(entry.AsSpan(equals + 1)));
        }
        return environment;
    }

    /// <summary>Create the environment dictionary.</summary>
    [PyFunction("_create_environ")]
    private static PyObject CreateEnviron(ThreadState thread) => CreateEnvironment(thread);

    /// <summary>Return the file system path representation of the object.
    ///
    /// If the object is str or bytes, then allow it to pass through as-is. If the
    /// object defines __fspath__(), then return the result of that method. All other
    /// types raise a TypeError.</summary>
    [PyFunction("fspath")]
    private static PyObject FsPath(ThreadState thread, [Keyword] PyObject path) => OsPath.FsPath(thread, path);

    /// <summary>Translate an error code to a message string.</summary>
    [PyFunction("strerror")]
    private static string StrError(int code) => ErrnoNames.Message(code);

    /// <summary>Return a string describing the encoding of a terminal's file descriptor.
    ///
    /// The file descriptor must be attached to a terminal.
    /// If the device is not a terminal, return None.</summary>
    [PyFunction("device_encoding")]
    private static string? DeviceEncoding([Keyword] int fd) => Terminal.IsTerminal(fd) ? "UTF-8" : null;

    /// <summary>Calls PyOS_CallInputHook droppong the GIL first</summary>
    [PyFunction("_inputhook")]
    private static void InputHook()
    {
    }

    /// <summary>Checks if PyOS_CallInputHook is set</summary>
    [PyFunction("_is_inputhook_installed")]
    private static bool IsInputHookInstalled() => false;

    /// <summary>Make sure that the path, dir_fd and follow_symlinks of a call go together.</summary>
    private static void CheckTogether(string function, OsPath path, int directory, bool followLinks = true)
    {
        if (!path.IsFd)
            return;
        if (directory != FileSystem.CurrentDirectory)
            throw Errors.Value($"{function}: can't specify dir_fd without matching path");
        if (!followLinks)
            throw Errors.Value($"{function}: cannot use fd and follow_symlinks together");
    }
}
