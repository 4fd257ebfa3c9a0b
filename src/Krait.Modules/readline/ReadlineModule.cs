using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Readline;

/// <summary>Importing this module enables command line editing using GNU readline.</summary>
[PyModule("readline")]
internal static unsafe partial class ReadlineModule
{
    private const string DefaultDelimiters = " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?";

    /// <summary>True where libedit takes the place of GNU readline.</summary>
    private static bool IsEditLine { get; } = LibReadline.IsAvailable && LibReadline.LibraryVersion.StartsWith("EditLine wrapper", StringComparison.Ordinal);

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        if (!LibReadline.IsAvailable)
            RequiredLibrary.Load(LibReadline.Library, $"readline needs the system's readline library, or {LibReadline.EditLine}");
        SetUp();
        thread.Interpreter.LineEditor = new ReadlineEditor(ReadlineState.Of(thread));
        var dict = module.Dict;
        dict.SetItem(thread, "_READLINE_VERSION", PyInt.From(LibReadline.ReadlineVersion));
        dict.SetItem(thread, "_READLINE_RUNTIME_VERSION", PyInt.From(LibReadline.ReadlineVersion));
        dict.SetItem(thread, "_READLINE_LIBRARY_VERSION", PyStr.From(LibReadline.LibraryVersion));
        dict.SetItem(thread, "backend", PyStr.From(IsEditLine ? "editline" : "readline"));
        if (IsEditLine)
            dict.SetItem(thread, "__doc__", PyStr.From("Importing this module enables command line editing using libedit readline."));
    }

    private static void SetUp()
    {
        const int escape = 27;
        using var characters = new EnvironmentCharacters();
        LibReadline.ReadlineName = LibReadline.Duplicate("python"u8);
        // Signals are Python's: a handler of the library would put itself before those of the program.
        LibReadline.CatchSignals = false;
        LibReadline.CatchWindowChanges = false;
        // Initializing asks for the meta key by a sequence to the terminal, which has no place in a file or pipe.
        if (!Terminal.IsTerminal(1))
            SwitchOff("enable-meta-key"u8);
        // Its sequences, too, would come between the prompt and what the program writes; an init file can switch it on.
        SwitchOff("enable-bracketed-paste"u8);
        if (IsEditLine)
            LibReadline.rl_initialize();
        LibReadline.using_history();
        LibReadline.BindKey('\t', "rl_insert");
        LibReadline.BindMetaKey('\t', "rl_complete");
        LibReadline.BindMetaKey(escape, "rl_complete");
        LibReadline.StartupHook = ReadlineCallbacks.Startup;
        LibReadline.PreInputHook = ReadlineCallbacks.PreInput;
        LibReadline.AttemptedCompletionFunction = ReadlineCallbacks.Complete;
        LibReadline.CompleterWordBreakCharacters = LibReadline.Duplicate(System.Text.Encoding.ASCII.GetBytes(DefaultDelimiters));
        if (IsEditLine)
            LibReadline.rl_read_init_file(null);
        else
            LibReadline.rl_initialize();
    }

    private static void SwitchOff(ReadOnlySpan<byte> variable)
    {
        using var name = new NativeBytes(variable);
        using var off = new NativeBytes("off"u8);
        LibReadline.rl_variable_bind(name, off);
    }

    /// <summary>The bytes of an argument, null at the end.</summary>
    private static NativeBytes Encode(ThreadState thread, PyStr text)
    {
        var bytes = FileSystemText.Encode(thread, text);
        return bytes.AsSpan().Contains((byte)0) ? throw Errors.Value("embedded null character") : new NativeBytes(bytes);
    }

    private static PyObject DecodeOrNone(byte* text) => text == null ? PyNone.Instance : Decode(text);

    internal static PyStr Decode(byte* text) => PyStr.From(FileSystemText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)));

    /// <summary>Execute the init line provided in the string argument.</summary>
    [PyFunction("parse_and_bind")]
    private static void ParseAndBind(ThreadState thread, PyStr @string)
    {
        using var line = Encode(thread, @string);
        LibReadline.rl_parse_and_bind(line);
    }

    /// <summary>Execute a readline initialization file.
    ///
    /// The default filename is the last filename used.</summary>
    [PyFunction("read_init_file")]
    private static void ReadInitFile(ThreadState thread, PyObject? filename = null)
    {
        using var name = FileName(thread, filename, "<readline_init_file>", "r");
        Check(thread, LibReadline.rl_read_init_file(name));
    }

    /// <summary>Set or remove the completer function.
    ///
    /// The function is called as function(text, state) for state in 0, 1, 2, ...,
    /// until it returns something that is no string. What it returns are the
    /// possible completions that start with 'text'.</summary>
    [PyFunction("set_completer")]
    private static void SetCompleter(ThreadState thread, PyObject? function = null) =>
        ReadlineState.Of(thread).Completer = Callable(function, "completer");

    /// <summary>Get the current completer function.</summary>
    [PyFunction("get_completer")]
    private static PyObject GetCompleter(ThreadState thread) => ReadlineState.Of(thread).Completer ?? PyNone.Instance;

    /// <summary>Set or remove the completion display function.
    ///
    /// The function is called as
    ///   function(substitution, [matches], longest_match_length)
    /// each time matches need to be displayed.</summary>
    [PyFunction("set_completion_display_matches_hook")]
    private static void SetDisplayMatches(ThreadState thread, PyObject? function = null)
    {
        var state = ReadlineState.Of(thread);
        state.DisplayMatches = Callable(function, "completion_display_matches_hook");
        LibReadline.CompletionDisplayMatchesHook = state.DisplayMatches is null ? null : ReadlineCallbacks.DisplayMatches;
    }

    /// <summary>Set or remove the function invoked by the rl_startup_hook callback.
    ///
    /// The function is called with no arguments just before readline prints
    /// the first prompt.</summary>
    [PyFunction("set_startup_hook")]
    private static void SetStartupHook(ThreadState thread, PyObject? function = null) =>
        ReadlineState.Of(thread).Startup = Callable(function, "startup_hook");

    /// <summary>Set or remove the function invoked by the rl_pre_input_hook callback.
    ///
    /// The function is called with no arguments after the first prompt has been
    /// printed, before readline reads characters.</summary>
    [PyFunction("set_pre_input_hook")]
    private static void SetPreInputHook(ThreadState thread, PyObject? function = null) =>
        ReadlineState.Of(thread).PreInput = Callable(function, "pre_input_hook");

    private static PyObject? Callable(PyObject? function, string name) => function switch
    {
        null or PyNone => null,
        _ when Op.IsCallable(function) => function,
        _ => throw Errors.Type($"set_{name}(func): argument not callable"),
    };

    /// <summary>Get the type of completion being attempted.</summary>
    [PyFunction("get_completion_type")]
    private static int GetCompletionType() => LibReadline.CompletionType;

    /// <summary>Get the beginning index of the completion scope.</summary>
    [PyFunction("get_begidx")]
    private static int GetBegin(ThreadState thread) => ReadlineState.Of(thread).Begin;

    /// <summary>Get the ending index of the completion scope.</summary>
    [PyFunction("get_endidx")]
    private static int GetEnd(ThreadState thread) => ReadlineState.Of(thread).End;

    /// <summary>Set the word delimiters for completion.</summary>
    [PyFunction("set_completer_delims")]
    private static void SetDelimiters(ThreadState thread, PyStr @string)
    {
        using var text = Encode(thread, @string);
        var made = LibReadline.Duplicate(text.Span);
        var old = LibReadline.CompleterWordBreakCharacters;
        LibReadline.CompleterWordBreakCharacters = made;
        // libedit looks at these as well.
        if (IsEditLine)
            LibReadline.BasicWordBreakCharacters = made;
        LibReadline.Free(old);
    }

    /// <summary>Get the word delimiters for completion.</summary>
    [PyFunction("get_completer_delims")]
    private static PyObject GetDelimiters() => DecodeOrNone(LibReadline.CompleterWordBreakCharacters);

    /// <summary>Return the current contents of the line buffer.</summary>
    [PyFunction("get_line_buffer")]
    private static PyObject GetLineBuffer() => LibReadline.LineBuffer == null ? PyStr.Empty : Decode(LibReadline.LineBuffer);

    /// <summary>Insert text into the line buffer at the cursor position.</summary>
    [PyFunction("insert_text")]
    private static void InsertText(ThreadState thread, PyStr @string)
    {
        using var text = Encode(thread, @string);
        LibReadline.rl_insert_text(text);
    }

    /// <summary>Change what's displayed on the screen to reflect contents of the line buffer.</summary>
    [PyFunction("redisplay")]
    private static void Redisplay() => LibReadline.rl_redisplay();

    /// <summary>An absent or None file name is null for the library.</summary>
    private static NativeBytes FileName(ThreadState thread, PyObject? filename, string whenAbsent, string mode)
    {
        if (filename is null or PyNone)
        {
            AuditEvents.Raise(thread, "open", PyStr.From(whenAbsent), PyStr.From(mode), PyInt.From(0));
            return default;
        }
        var bytes = Os.OsPath.Encode(thread, filename);
        AuditEvents.Raise(thread, "open", filename, PyStr.From(mode), PyInt.From(0));
        return new NativeBytes(bytes);
    }

    private static void Check(ThreadState thread, int error)
    {
        if (error != 0)
            throw Errors.Os(thread, error);
    }
}

/// <summary>Bytes in memory that a library may read, and write, with a null byte at the end. The default is a null pointer.</summary>
internal readonly unsafe ref struct NativeBytes(ReadOnlySpan<byte> text)
{
    private readonly byte* _pointer = LibReadline.Duplicate(text);

    public ReadOnlySpan<byte> Span => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(_pointer);

    public static implicit operator byte*(NativeBytes bytes) => bytes._pointer;

    public void Dispose() => LibReadline.Free(_pointer);
}
