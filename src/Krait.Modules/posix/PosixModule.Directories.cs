using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

internal static partial class PosixModule
{
    /// <summary>Return a list containing the names of the files in the directory.
    ///
    /// path can be specified as either str, bytes, or a path-like object.  If path is bytes,
    ///   the filenames returned will also be bytes; in all other circumstances
    ///   the filenames returned will be str.
    /// If path is None, uses the path='.'.
    /// On some platforms, path may also be specified as an open file descriptor;\
    ///   the file descriptor must refer to a directory.
    ///   If this functionality is unavailable, using it raises NotImplementedError.
    ///
    /// The list is in arbitrary order.  It does not include the special
    /// entries '.' and '..' even if they are present in the directory.</summary>
    [PyFunction("listdir")]
    private static PyObject ListDir(ThreadState thread, [Keyword] PyObject? path = null)
    {
        var directory = OsPath.OrNone(thread, "listdir", "path", path, allowFd: true);
        AuditEvents.Raise(thread, "os.listdir", path ?? PyNone.Instance);
        var names = OsCall.Run(thread, (out e) => ReadNames(directory, out e), directory.Object);
        var list = PyList.Create(thread);
        foreach (var name in names)
            list.Append(OsPath.Result(name, directory.IsText));
        return list;
    }

    private static List<byte[]> ReadNames(OsPath path, out Errno error)
    {
        var names = new List<byte[]>();
        using var stream = path.IsFd ? DirectoryStream.FromDescriptor(path.Fd, out error) : DirectoryStream.Open(path.Bytes, out error);
        if (stream is null)
            return names;
        while (stream.MoveNext(out error))
            names.Add(stream.Name.ToArray());
        if (path.IsFd)
            stream.Rewind();
        return names;
    }

    /// <summary>Return an iterator of DirEntry objects for given path.
    ///
    /// path can be specified as either str, bytes, or a path-like object.  If path
    /// is bytes, the names of yielded DirEntry objects will also be bytes; in
    /// all other circumstances they will be str.
    ///
    /// If path is None, uses the path='.'.</summary>
    [PyFunction("scandir")]
    private static PyObject ScanDir(ThreadState thread, [Keyword] PyObject? path = null)
    {
        var directory = OsPath.OrNone(thread, "scandir", "path", path, allowFd: true);
        AuditEvents.Raise(thread, "os.scandir", path ?? PyNone.Instance);
        var stream = OsCall.Run(
            thread,
            (out e) => directory.IsFd ? DirectoryStream.FromDescriptor(directory.Fd, out e) : DirectoryStream.Open(directory.Bytes, out e),
            directory.Object);
        return ScandirIterator.Create(thread, directory, stream!);
    }

    /// <summary>Change the current working directory to the specified path.
    ///
    /// path may always be specified as a string.
    /// On some platforms, path may also be specified as an open file descriptor.
    /// If this functionality is unavailable, using it raises an exception.</summary>
    [PyFunction("chdir")]
    private static void ChDir(ThreadState thread, [Keyword] PyObject path)
    {
        var directory = OsPath.OrFd(thread, "chdir", "path", path);
        AuditEvents.Raise(thread, "os.chdir", path);
        OsCall.Run(
            thread,
            () => directory.IsFd ? FileSystem.ChangeDirectory(directory.Fd) : FileSystem.ChangeDirectory(directory.Bytes),
            directory.Object);
    }

    /// <summary>Change to the directory of the given file descriptor.
    ///
    /// fd must be opened on a directory, not a file.
    /// Equivalent to os.chdir(fd).</summary>
    [PyFunction("fchdir")]
    private static void FChDir(ThreadState thread, [Keyword] PyObject fd)
    {
        var number = OsArguments.FileNumber(thread, fd);
        AuditEvents.Raise(thread, "os.chdir", fd);
        OsCall.Run(thread, () => FileSystem.ChangeDirectory(number));
    }

    /// <summary>Change root directory to path.</summary>
    [PyFunction("chroot")]
    private static void ChRoot(ThreadState thread, [Keyword] PyObject path)
    {
        var directory = OsPath.Of(thread, "chroot", "path", path);
        OsCall.Run(thread, () => FileSystem.ChangeRoot(directory.Bytes), directory.Object);
    }

    /// <summary>Return a unicode string representing the current working directory.</summary>
    [PyFunction("getcwd")]
    private static PyObject GetCwd(ThreadState thread) => OsPath.Text(OsCall.Run(thread, FileSystem.GetCurrentDirectory));

    /// <summary>Return a bytes string representing the current working directory.</summary>
    [PyFunction("getcwdb")]
    private static PyObject GetCwdb(ThreadState thread) => PyBytes.From(OsCall.Run(thread, FileSystem.GetCurrentDirectory));

    /// <summary>Create a directory.</summary>
    [PyFunction("mkdir")]
    private static void MkDir(
        ThreadState thread, [Keyword] PyObject path, [Keyword] int mode = 511, [KeywordOnly("dir_fd")] PyObject? dirFd = null)
    {
        var file = OsPath.Of(thread, "mkdir", "path", path);
        var directory = OsArguments.Directory(thread, dirFd);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.mkdir", path, PyInt.From(mode), OsArguments.AuditedFd(dirFd));
        OsCall.Run(thread, () => FileSystem.MakeDirectory(directory, file.Bytes, (uint)mode), file.Object);
    }

    /// <summary>Remove a directory.</summary>
    [PyFunction("rmdir")]
    private static void RmDir(ThreadState thread, [Keyword] PyObject path, [KeywordOnly("dir_fd")] PyObject? dirFd = null)
    {
        var file = OsPath.Of(thread, "rmdir", "path", path);
        var directory = OsArguments.Directory(thread, dirFd);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.rmdir", path, OsArguments.AuditedFd(dirFd));
        OsCall.Run(thread, () => FileSystem.RemoveDirectory(directory, file.Bytes), file.Object);
    }

    /// <summary>Remove a file (same as remove()).</summary>
    [PyFunction("unlink")]
    private static void Unlink(ThreadState thread, [Keyword] PyObject path, [KeywordOnly("dir_fd")] PyObject? dirFd = null) =>
        RemoveFile(thread, "unlink", path, dirFd);

    /// <summary>Remove a file (same as unlink()).</summary>
    [PyFunction("remove")]
    private static void Remove(ThreadState thread, [Keyword] PyObject path, [KeywordOnly("dir_fd")] PyObject? dirFd = null) =>
        RemoveFile(thread, "remove", path, dirFd);

    private static void RemoveFile(ThreadState thread, string function, PyObject path, PyObject? dirFd)
    {
        var file = OsPath.Of(thread, function, "path", path);
        var directory = OsArguments.Directory(thread, dirFd);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.remove", path, OsArguments.AuditedFd(dirFd));
        OsCall.Run(thread, () => FileSystem.Unlink(directory, file.Bytes), file.Object);
    }

    /// <summary>Rename a file or directory.</summary>
    [PyFunction("rename")]
    private static void Rename(
        ThreadState thread,
        [Keyword] PyObject src,
        [Keyword] PyObject dst,
        [KeywordOnly("src_dir_fd")] PyObject? srcDirFd = null,
        [KeywordOnly("dst_dir_fd")] PyObject? dstDirFd = null) => Move(thread, "rename", src, dst, srcDirFd, dstDirFd);

    /// <summary>Rename a file or directory, overwriting the destination.</summary>
    [PyFunction("replace")]
    private static void Replace(
        ThreadState thread,
        [Keyword] PyObject src,
        [Keyword] PyObject dst,
        [KeywordOnly("src_dir_fd")] PyObject? srcDirFd = null,
        [KeywordOnly("dst_dir_fd")] PyObject? dstDirFd = null) => Move(thread, "replace", src, dst, srcDirFd, dstDirFd);

    private static void Move(ThreadState thread, string function, PyObject src, PyObject dst, PyObject? srcDirFd, PyObject? dstDirFd)
    {
        var from = OsPath.Of(thread, function, "src", src);
        var to = OsPath.Of(thread, function, "dst", dst);
        var fromDirectory = OsArguments.Directory(thread, srcDirFd);
        var toDirectory = OsArguments.Directory(thread, dstDirFd);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.rename", src, dst, OsArguments.AuditedFd(srcDirFd), OsArguments.AuditedFd(dstDirFd));
        OsCall.Run(thread, () => FileSystem.Rename(fromDirectory, from.Bytes, toDirectory, to.Bytes), from.Object, to.Object);
    }

    /// <summary>Create a hard link to a file.</summary>
    [PyFunction("link")]
    private static void Link(
        ThreadState thread,
        [Keyword] PyObject src,
        [Keyword] PyObject dst,
        [KeywordOnly("src_dir_fd")] PyObject? srcDirFd = null,
        [KeywordOnly("dst_dir_fd")] PyObject? dstDirFd = null,
        [KeywordOnly("follow_symlinks")] bool followSymlinks = true)
    {
        const int SymlinkFollow = 0x400;
        var from = OsPath.Of(thread, "link", "src", src);
        var to = OsPath.Of(thread, "link", "dst", dst);
        var fromDirectory = OsArguments.Directory(thread, srcDirFd);
        var toDirectory = OsArguments.Directory(thread, dstDirFd);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.link", src, dst, OsArguments.AuditedFd(srcDirFd), OsArguments.AuditedFd(dstDirFd));
        OsCall.Run(
            thread,
            () => FileSystem.Link(fromDirectory, from.Bytes, toDirectory, to.Bytes, followSymlinks ? SymlinkFollow : 0),
            from.Object,
            to.Object);
    }

    /// <summary>Create a symbolic link pointing to src named dst.</summary>
    [PyFunction("symlink")]
    private static void SymLink(
        ThreadState thread,
        [Keyword] PyObject src,
        [Keyword] PyObject dst,
        [Keyword("target_is_directory")] bool targetIsDirectory = false,
        [KeywordOnly("dir_fd")] PyObject? dirFd = null)
    {
        _ = targetIsDirectory;
        var target = OsPath.Of(thread, "symlink", "src", src);
        var path = OsPath.Of(thread, "symlink", "dst", dst);
        var directory = OsArguments.Directory(thread, dirFd);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.symlink", src, dst, OsArguments.AuditedFd(dirFd));
        OsCall.Run(thread, () => FileSystem.SymbolicLink(target.Bytes, directory, path.Bytes), target.Object, path.Object);
    }

    /// <summary>Return a string representing the path to which the symbolic link points.</summary>
    [PyFunction("readlink")]
    private static PyObject ReadLink(ThreadState thread, [Keyword] PyObject path, [KeywordOnly("dir_fd")] PyObject? dirFd = null)
    {
        var file = OsPath.Of(thread, "readlink", "path", path);
        var directory = OsArguments.Directory(thread, dirFd);
        var target = OsCall.Run(thread, (out e) => FileSystem.ReadLink(directory, file.Bytes, out e), file.Object);
        return OsPath.Result(target, file.IsText);
    }

    /// <summary>Create a "fifo" (a POSIX named pipe).</summary>
    [PyFunction("mkfifo")]
    private static void MkFifo(
        ThreadState thread, [Keyword] PyObject path, [Keyword] int mode = 438, [KeywordOnly("dir_fd")] PyObject? dirFd = null)
    {
        var file = OsPath.Of(thread, "mkfifo", "path", path);
        var directory = OsArguments.Directory(thread, dirFd);
        OsCall.Run(thread, () => FileSystem.MakeFifo(directory, file.Bytes, (uint)mode), file.Object);
    }

    /// <summary>Create a node in the file system.</summary>
    [PyFunction("mknod")]
    private static void MkNod(
        ThreadState thread,
        [Keyword] PyObject path,
        [Keyword] int mode = 384,
        [Keyword] PyObject? device = null,
        [KeywordOnly("dir_fd")] PyObject? dirFd = null)
    {
        var file = OsPath.Of(thread, "mknod", "path", path);
        var number = device is null ? 0 : Device(thread, device);
        var directory = OsArguments.Directory(thread, dirFd);
        OsCall.Run(thread, () => FileSystem.MakeNode(directory, file.Bytes, (uint)mode, number), file.Object);
    }

    /// <summary>Truncate a file, specified by path, to a specific length.</summary>
    [PyFunction("truncate")]
    private static void Truncate(ThreadState thread, [Keyword] PyObject path, [Keyword] long length)
    {
        var file = OsPath.OrFd(thread, "truncate", "path", path);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "os.truncate", path, PyInt.From(length));
        OsCall.Run(thread, () => file.IsFd ? Descriptors.Truncate(file.Fd, length) : FileSystem.Truncate(file.Bytes, length), file.Object);
    }

    /// <summary>Set the current numeric umask and return the previous umask.</summary>
    [PyFunction("umask")]
    private static long UMask(int mask) => FileSystem.SetCreationMask((uint)mask);

    /// <summary>Force write of everything to disk.</summary>
    [PyFunction("sync")]
    private static void Sync(ThreadState thread)
    {
        using (thread.AllowThreads())
            FileSystem.Sync();
    }
}
