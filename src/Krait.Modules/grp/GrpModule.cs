using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>Access to the Unix group database.
///
/// Group entries are reported as 4-tuples containing the following fields
/// from the group database, in order:
///
///   name   - name of the group
///   passwd - group password (encrypted); often empty
///   gid    - numeric ID of the group
///   mem    - list of members
///
/// The gid is an integer, name and password are strings.  (Note that most
/// users are not explicitly listed as members of the groups they are in
/// according to the password database.  Check both databases to get
/// complete membership information.)</summary>
[PyModule("grp")]
internal static partial class GrpModule
{
    private static readonly PyType s_entry = StructSequence.CreateType(
        "struct_group",
        "grp",
        """
        grp.struct_group: Results from getgr*() routines.

        This object may be accessed either as a tuple of
          (gr_name,gr_passwd,gr_gid,gr_mem)
        or via the object attributes as named in the above tuple.
        """,
        new StructField("gr_name", "group name"),
        new StructField("gr_passwd", "password"),
        new StructField("gr_gid", "group id"),
        new StructField("gr_mem", "group members"));

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module) => module.Dict.SetItem(thread, "struct_group", s_entry);

    private static PyObject ToPython(ThreadState thread, GroupEntry entry)
    {
        var members = PyList.Create(thread);
        foreach (var member in entry.Members)
            members.Append(OsPath.Text(member));
        return StructSequence.New(
            thread, s_entry, OsPath.Text(entry.Name), OsPath.Text(entry.Password), OsArguments.FromId(entry.Group), members);
    }

    /// <summary>Return the group database entry for the given numeric group ID.
    ///
    /// If id is not valid, raise KeyError.</summary>
    [PyFunction("getgrgid")]
    private static PyObject GetGrGid(ThreadState thread, [Keyword] PyObject id)
    {
        var group = OsArguments.Group(thread, id);
        var entry = OsCall.Run(thread, (out e) => GroupDatabase.Find(group, out e));
        return entry is null
            ? throw Errors.Key(thread, PyStr.From($"getgrgid(): gid not found: {Op.StrText(thread, OsArguments.FromId(group))}"))
            : ToPython(thread, entry);
    }

    /// <summary>Return the group database entry for the given group name.
    ///
    /// If name is not valid, raise KeyError.</summary>
    [PyFunction("getgrnam")]
    private static PyObject GetGrNam(ThreadState thread, [Keyword] PyStr name)
    {
        var bytes = OsPath.Encode(thread, name);
        var entry = OsCall.Run(thread, (out e) => GroupDatabase.Find(bytes, out e));
        return entry is null
            ? throw Errors.Key(thread, PyStr.From($"getgrnam(): name not found: {Op.Repr(thread, name)}"))
            : ToPython(thread, entry);
    }

    /// <summary>Return a list of all available group entries, in arbitrary order.
    ///
    /// An entry whose name starts with '+' or '-' represents an instruction
    /// to use YP/NIS and may not be accessible via getgrnam or getgrgid.</summary>
    [PyFunction("getgrall")]
    private static PyObject GetGrAll(ThreadState thread)
    {
        var list = PyList.Create(thread);
        foreach (var entry in GroupDatabase.GetAll())
            list.Append(ToPython(thread, entry));
        return list;
    }
}
