using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>
/// GNU readline, or libedit, which has the same functions: each method is the function of that name in readline's manual. Nothing here may be
/// used unless <see cref="IsAvailable"/>.
/// </summary>
public static unsafe class LibReadline
{
    /// <summary>The file to load.</summary>
    public const string Library = "libreadline.so.8";

    /// <summary>The file to load where the first is missing.</summary>
    public const string EditLine = "libedit.so.2";

    private static readonly nint s_library = SystemLibrary.Load(Library, EditLine);

    /// <summary>True where one of the two is there.</summary>
    public static bool IsAvailable => s_library != 0;

    /// <summary>rl_library_version.</summary>
    public static string LibraryVersion => Marshal.PtrToStringUTF8(*(nint*)Find("rl_library_version")) ?? "";

    /// <summary>rl_readline_version: 0x0802 is 8.2.</summary>
    public static int ReadlineVersion => *(int*)Find("rl_readline_version");

    /// <summary>rl_readline_name: what init files ask for in <c>$if</c>. The library keeps the pointer.</summary>
    public static byte* ReadlineName { set => *(byte**)Find("rl_readline_name") = value; }

    /// <summary>rl_catch_signals.</summary>
    public static bool CatchSignals { set => *(int*)Find("rl_catch_signals") = value ? 1 : 0; }

    /// <summary>rl_catch_sigwinch.</summary>
    public static bool CatchWindowChanges { set => *(int*)Find("rl_catch_sigwinch") = value ? 1 : 0; }

    /// <summary>rl_line_buffer: null before the first line.</summary>
    public static byte* LineBuffer => *(byte**)Find("rl_line_buffer");

    /// <summary>rl_completer_word_break_characters. The library keeps the pointer.</summary>
    public static ref byte* CompleterWordBreakCharacters => ref *(byte**)Find("rl_completer_word_break_characters");

    /// <summary>rl_basic_word_break_characters. The library keeps the pointer.</summary>
    public static byte* BasicWordBreakCharacters { set => *(byte**)Find("rl_basic_word_break_characters") = value; }

    /// <summary>rl_completion_type.</summary>
    public static int CompletionType => *(int*)Find("rl_completion_type");

    /// <summary>rl_completion_append_character: what follows a word that is complete; 0 for nothing.</summary>
    public static int CompletionAppendCharacter { set => *(int*)Find("rl_completion_append_character") = value; }

    /// <summary>rl_completion_suppress_append.</summary>
    public static bool CompletionSuppressAppend { set => *(int*)Find("rl_completion_suppress_append") = value ? 1 : 0; }

    /// <summary>rl_attempted_completion_over: file names are not tried after the completer.</summary>
    public static bool AttemptedCompletionOver { set => *(int*)Find("rl_attempted_completion_over") = value ? 1 : 0; }

    /// <summary>rl_attempted_completion_function.</summary>
    public static delegate* unmanaged[Cdecl]<byte*, int, int, byte**> AttemptedCompletionFunction
    {
        set => *(nint*)Find("rl_attempted_completion_function") = (nint)value;
    }

    /// <summary>rl_completion_display_matches_hook; null leaves showing them to the library.</summary>
    public static delegate* unmanaged[Cdecl]<byte**, int, int, void> CompletionDisplayMatchesHook
    {
        set => *(nint*)Find("rl_completion_display_matches_hook") = (nint)value;
    }

    /// <summary>rl_startup_hook.</summary>
    public static delegate* unmanaged[Cdecl]<int> StartupHook { set => *(nint*)Find("rl_startup_hook") = (nint)value; }

    /// <summary>rl_pre_input_hook.</summary>
    public static delegate* unmanaged[Cdecl]<int> PreInputHook { set => *(nint*)Find("rl_pre_input_hook") = (nint)value; }

    /// <summary>history_length: the number of lines in the history.</summary>
    public static int HistoryLength => *(int*)Find("history_length");

    public static void rl_initialize() => ((delegate* unmanaged[Cdecl]<int>)Find("rl_initialize"))();

    public static void using_history() => ((delegate* unmanaged[Cdecl]<void>)Find("using_history"))();

    public static int rl_variable_bind(byte* name, byte* value) => ((delegate* unmanaged[Cdecl]<byte*, byte*, int>)Find("rl_variable_bind"))(name, value);

    /// <summary>rl_bind_key of a key to the function of the library with a name.</summary>
    public static void BindKey(int key, string function) => ((delegate* unmanaged[Cdecl]<int, nint, int>)Find("rl_bind_key"))(key, Find(function));

    /// <summary>rl_bind_key_in_map of a key after Escape to the function of the library with a name.</summary>
    public static void BindMetaKey(int key, string function) =>
        ((delegate* unmanaged[Cdecl]<int, nint, nint, int>)Find("rl_bind_key_in_map"))(key, Find(function), Find("emacs_meta_keymap"));

    public static int rl_parse_and_bind(byte* line) => ((delegate* unmanaged[Cdecl]<byte*, int>)Find("rl_parse_and_bind"))(line);

    public static int rl_read_init_file(byte* name) => ((delegate* unmanaged[Cdecl]<byte*, int>)Find("rl_read_init_file"))(name);

    public static int read_history(byte* name) => ((delegate* unmanaged[Cdecl]<byte*, int>)Find("read_history"))(name);

    public static int write_history(byte* name) => ((delegate* unmanaged[Cdecl]<byte*, int>)Find("write_history"))(name);

    public static int append_history(int count, byte* name) => ((delegate* unmanaged[Cdecl]<int, byte*, int>)Find("append_history"))(count, name);

    public static int history_truncate_file(byte* name, int lines) =>
        ((delegate* unmanaged[Cdecl]<byte*, int, int>)Find("history_truncate_file"))(name, lines);

    public static void add_history(byte* line) => ((delegate* unmanaged[Cdecl]<byte*, void>)Find("add_history"))(line);

    public static void clear_history() => ((delegate* unmanaged[Cdecl]<void>)Find("clear_history"))();

    public static HistoryEntry* history_get(int offset) => ((delegate* unmanaged[Cdecl]<int, HistoryEntry*>)Find("history_get"))(offset);

    public static HistoryEntry* remove_history(int index) => ((delegate* unmanaged[Cdecl]<int, HistoryEntry*>)Find("remove_history"))(index);

    public static HistoryEntry* replace_history_entry(int index, byte* line) =>
        ((delegate* unmanaged[Cdecl]<int, byte*, nint, HistoryEntry*>)Find("replace_history_entry"))(index, line, 0);

    public static void free_history_entry(HistoryEntry* entry) => ((delegate* unmanaged[Cdecl]<HistoryEntry*, nint>)Find("free_history_entry"))(entry);

    public static int rl_insert_text(byte* text) => ((delegate* unmanaged[Cdecl]<byte*, int>)Find("rl_insert_text"))(text);

    public static void rl_redisplay() => ((delegate* unmanaged[Cdecl]<void>)Find("rl_redisplay"))();

    public static byte** rl_completion_matches(byte* text, delegate* unmanaged[Cdecl]<byte*, int, byte*> generator) =>
        ((delegate* unmanaged[Cdecl]<byte*, nint, byte**>)Find("rl_completion_matches"))(text, (nint)generator);

    public static void rl_callback_handler_install(byte* prompt, delegate* unmanaged[Cdecl]<byte*, void> handler) =>
        ((delegate* unmanaged[Cdecl]<byte*, nint, void>)Find("rl_callback_handler_install"))(prompt, (nint)handler);

    public static void rl_callback_read_char() => ((delegate* unmanaged[Cdecl]<void>)Find("rl_callback_read_char"))();

    public static void rl_callback_handler_remove() => ((delegate* unmanaged[Cdecl]<void>)Find("rl_callback_handler_remove"))();

    public static void rl_free_line_state() => ((delegate* unmanaged[Cdecl]<void>)Find("rl_free_line_state"))();

    public static void rl_cleanup_after_signal() => ((delegate* unmanaged[Cdecl]<void>)Find("rl_cleanup_after_signal"))();

    public static void rl_resize_terminal() => ((delegate* unmanaged[Cdecl]<void>)Find("rl_resize_terminal"))();

    /// <summary>A copy of a text in memory that the library frees or keeps.</summary>
    public static byte* Duplicate(ReadOnlySpan<byte> text)
    {
        var copy = (byte*)NativeMemory.Alloc((nuint)text.Length + 1);
        text.CopyTo(new Span<byte>(copy, text.Length));
        copy[text.Length] = 0;
        return copy;
    }

    /// <summary>Frees what the library hands over, or what <see cref="Duplicate"/> made.</summary>
    public static void Free(void* memory) => NativeMemory.Free(memory);

    private static nint Find(string name) => NativeLibrary.GetExport(s_library, name);
}

/// <summary>HIST_ENTRY: a line of the history.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct HistoryEntry
{
    /// <summary>The line.</summary>
    public byte* Line;

    private readonly nint _time, _data;
}
