using Krait.Platform;
using Krait.Runtime;

namespace Krait.Cli;

/// <summary>Runs what the command line names: a command, a module, a script.</summary>
internal static class Runner
{
    /// <summary><c>-c</c>.</summary>
    public static void RunCommand(Interpreter interpreter, ThreadState thread, PyModule main, string command)
    {
        if (!interpreter.Config.SafePath)
            PrependPath(interpreter, thread, "");
        CheckDecoded(thread, command);
        command = Dedent(command);
        var code = Compile(thread, interpreter, command);
        PyObject.Retain(code);
        // Tracebacks show the lines of a command too.
        Op.CallMethod(thread, Op.ImportModule(thread, "linecache"), "_register_code", code, PyStr.From(command), PyStr.From("<string>"));
        try
        {
            Op.CallMethod(thread, interpreter.Builtins, "exec", code, main.Dict);
        }
        finally
        {
            PyObject.Release(code);
        }
    }

    /// <summary>A command with bytes that are no UTF-8 cannot be compiled.</summary>
    private static void CheckDecoded(ThreadState thread, string command)
    {
        try
        {
            Op.CallMethod(thread, PyStr.From(command), "encode");
        }
        catch (PythonException)
        {
            TracebackPrinter.WritePlain(
                thread, thread.Interpreter.SysModuleDict.GetItem("stderr"), "Unable to decode the command from the command line:\n");
            throw;
        }
    }

    /// <summary>Takes away the white space that all lines begin with, as <c>textwrap.dedent</c> does; blank lines become empty.</summary>
    private static string Dedent(string command)
    {
        var lines = command.Split('\n');
        string? margin = null;
        foreach (var line in lines)
        {
            var content = line.AsSpan().TrimStart(" \t");
            if (content.IsEmpty)
                continue;
            var indent = line[..(line.Length - content.Length)];
            margin = margin is null ? indent : indent[..indent.AsSpan().CommonPrefixLength(margin)];
        }
        if (string.IsNullOrEmpty(margin))
            return command;
        for (var i = 0; i < lines.Length; i++)
            lines[i] = lines[i].StartsWith(margin, StringComparison.Ordinal) && !lines[i].AsSpan().Trim(" \t").IsEmpty ? lines[i][margin.Length..] : "";
        return string.Join('\n', lines);
    }

    private static PyObject Compile(ThreadState thread, Interpreter interpreter, string command) => Op.CallMethod(
        thread, interpreter.Builtins, "compile", PyStr.From(command), PyStr.From("<string>"), PyStr.From("exec"), PyInt.From(0), PyBool.True);

    /// <summary><c>-m</c>.</summary>
    public static int RunModule(Interpreter interpreter, ThreadState thread, string name)
    {
        if (!interpreter.Config.SafePath)
            PrependPath(interpreter, thread, Directory.GetCurrentDirectory());
        var runpy = Op.ImportModule(thread, "runpy");
        Op.CallMethod(thread, runpy, "_run_module_as_main", PyStr.From(name), PyBool.True);
        return 0;
    }

    /// <summary>A script, or a folder or zip file with a <c>__main__.py</c>, or standard input for <c>-</c>.</summary>
    public static int RunScript(Interpreter interpreter, ThreadState thread, PyModule main, string path)
    {
        if (path == "-")
        {
            if (!interpreter.Config.SafePath)
                PrependPath(interpreter, thread, "");
            RunSource(interpreter, thread, main, ReadStandardInput(), "<stdin>");
            return 0;
        }
        if (!Path.IsPathRooted(path))
            path = $"{Directory.GetCurrentDirectory()}/{path}";
        var name = FileSystemText.Encode(thread, PyStr.From(path));
        if (!FileSystem.Status(name, out var status).Failed && status.IsDirectory || LooksLikeZip(path))
        {
            PrependPath(interpreter, thread, path);
            var runpy = Op.ImportModule(thread, "runpy");
            Op.CallMethod(thread, runpy, "_run_module_as_main", PyStr.From("__main__"), PyBool.False);
            return 0;
        }
        if (WholeFile.Read(name, out var error) is not { } source)
        {
            Console.Error.WriteLine($"{interpreter.Config.Executable}: can't open file {Op.ReprText(thread, PyStr.From(path))}: [Errno {error.Value}] {error.Message}");
            return 2;
        }
        if (!interpreter.Config.SafePath)
            PrependPath(interpreter, thread, Path.GetDirectoryName(ResolveLinks(Path.GetFullPath(path), name)) ?? "");
        main.Dict.SetItem(thread, "__file__", PyStr.From(path));
        SetLoader(thread, main, path, source);
        main.Dict.SetItem(thread, "__cached__", PyNone.Instance);
        try
        {
            RunSource(interpreter, thread, main, source, path);
        }
        finally
        {
            // The prompt of -i does not show it.
            if (interpreter.Config.Inspect)
                main.Dict.DeleteItem(thread, PyStr.From("__file__"));
        }
        return 0;
    }

    /// <summary><c>__loader__</c>, with which <c>inspect</c> and <c>linecache</c> find the source of the program.</summary>
    private static void SetLoader(ThreadState thread, PyModule main, string path, byte[] source)
    {
        var kind = Interpreter.IsBytecode(path, source) ? "SourcelessFileLoader" : "SourceFileLoader";
        var loader = Op.GetAttr(thread, Op.ImportModule(thread, "_frozen_importlib_external"), kind);
        main.Dict.SetItem(thread, "__loader__", Op.Call(thread, loader, PyStr.From("__main__"), PyStr.From(path)));
    }

    private static void RunSource(Interpreter interpreter, ThreadState thread, PyModule main, byte[] source, string filename)
    {
        var code = Interpreter.IsBytecode(filename, source)
            ? Interpreter.ReadBytecode(thread, source)
            : Interpreter.CompileScript(thread, source, filename);
        interpreter.RunMain(thread, code, main);
    }

    private static byte[] ReadStandardInput()
    {
        using var input = Console.OpenStandardInput();
        using var copy = new MemoryStream();
        input.CopyTo(copy);
        return copy.ToArray();
    }

    private static bool LooksLikeZip(string path)
    {
        // A folder within a zip file is a program too.
        var archive = path;
        while (!File.Exists(archive) && Path.GetDirectoryName(archive) is { Length: > 0 } parent)
            archive = parent;
        if (!File.Exists(archive) || archive.EndsWith(".py", StringComparison.Ordinal))
            return false;
        try
        {
            using var file = File.OpenRead(archive);
            Span<byte> head = stackalloc byte[4];
            return file.Read(head) == 4 && head is [(byte)'P', (byte)'K', 3 or 5, _];
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string ResolveLinks(string path, byte[] name)
    {
        const int most = 40;
        for (var i = 0; i < most; i++)
        {
            var target = FileSystem.ReadLink(FileSystem.CurrentDirectory, name, out var error);
            if (error.Failed)
                break;
            path = Path.Combine(Path.GetDirectoryName(path) ?? "", FileSystemText.Decode(target));
            name = FileSystemText.Encode(path);
        }
        return Path.GetFullPath(path);
    }

    private static void PrependPath(Interpreter interpreter, ThreadState thread, string folder)
    {
        interpreter.Config.ScriptDirectory = folder;
        var path = interpreter.SysModuleDict.GetItem("path");
        if (path is not null)
            Op.CallMethod(thread, path, "insert", PyInt.From(0), PyStr.From(folder));
    }
}
