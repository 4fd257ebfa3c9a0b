using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>This module provides access to the Unix password database.
/// It is available on all Unix versions.
///
/// Password database entries are reported as 7-tuples containing the following
/// items from the password database (see `&lt;pwd.h&gt;'), in order:
/// pw_name, pw_passwd, pw_uid, pw_gid, pw_gecos, pw_dir, pw_shell.
/// The uid and gid items are integers, all others are strings. An
/// exception is raised if the entry asked for cannot be found.</summary>
[PyModule("pwd")]
internal static partial class PwdModule
{
    private static readonly PyType s_entry = StructSequence.CreateType(
        "struct_passwd",
        "pwd",
        """
        pwd.struct_passwd: Results from getpw*() routines.

        This object may be accessed either as a tuple of
          (pw_name,pw_passwd,pw_uid,pw_gid,pw_gecos,pw_dir,pw_shell)
        or via the object attributes as named in the above tuple.
        """,
        new StructField("pw_name", "user name"),
        new StructField("pw_passwd", "password"),
        new StructField("pw_uid", "user id"),
        new StructField("pw_gid", "group id"),
        new StructField("pw_gecos", "real name"),
        new StructField("pw_dir", "home directory"),
        new StructField("pw_shell", "shell program"));

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module) => module.Dict.SetItem(thread, "struct_passwd", s_entry);

    private static PyObject ToPython(ThreadState thread, UserEntry entry) => StructSequence.New(
        thread,
        s_entry,
        OsPath.Text(entry.Name),
        OsPath.Text(entry.Password),
        OsArguments.FromId(entry.User),
        OsArguments.FromId(entry.Group),
        OsPath.Text(entry.Comment),
        OsPath.Text(entry.Directory),
        OsPath.Text(entry.Shell));

    /// <summary>Return the password database entry for the given numeric user ID.
    ///
    /// See `help(pwd)` for more on password database entries.</summary>
    [PyFunction("getpwuid")]
    private static PyObject GetPwUid(ThreadState thread, PyObject uid)
    {
        uint id;
        try
        {
            id = OsArguments.User(thread, uid);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.OverflowError))
        {
            throw Errors.Key(thread, PyStr.From("getpwuid(): uid not found"));
        }
        var entry = OsCall.Run(thread, (out e) => UserDatabase.Find(id, out e));
        return entry is null
            ? throw Errors.Key(thread, PyStr.From($"getpwuid(): uid not found: {Op.StrText(thread, OsArguments.FromId(id))}"))
            : ToPython(thread, entry);
    }

    /// <summary>Return the password database entry for the given user name.
    ///
    /// See `help(pwd)` for more on password database entries.</summary>
    [PyFunction("getpwnam")]
    private static PyObject GetPwNam(ThreadState thread, PyStr name)
    {
        var bytes = OsPath.Encode(thread, name);
        var entry = OsCall.Run(thread, (out e) => UserDatabase.Find(bytes, out e));
        return entry is null
            ? throw Errors.Key(thread, PyStr.From($"getpwnam(): name not found: {Op.Repr(thread, name)}"))
            : ToPython(thread, entry);
    }

    /// <summary>Return a list of all available password database entries, in arbitrary order.
    ///
    /// See help(pwd) for more on password database entries.</summary>
    [PyFunction("getpwall")]
    private static PyObject GetPwAll(ThreadState thread)
    {
        var list = PyList.Create(thread);
        foreach (var entry in UserDatabase.GetAll())
            list.Append(ToPython(thread, entry));
        return list;
    }
}
