using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Readline;

/// <summary>
/// Reads a line by the library's interface of single characters: between them the interpreter's lock is free, and signals are looked at.
/// The library has one line for the process, so one thread reads at a time.
/// </summary>
internal sealed unsafe class ReadlineEditor(ReadlineState state) : ILineEditor
{
    private const int StandardInput = 0;

    private const short HasInput = 1;

    // A change of the window's size interrupts nothing: it is looked for this often.
    private const int Milliseconds = 250;

    private static readonly SemaphoreSlim s_free = new(1);
    private static ThreadState? s_reader;
    private static byte[]? s_line;
    private static bool s_isDone;

    public byte[] ReadLine(ThreadState thread, byte[] prompt)
    {
        if (ReferenceEquals(Volatile.Read(ref s_reader), thread))
            throw Errors.Runtime("can't re-enter readline");
        using (thread.AllowThreads())
            s_free.Wait();
        s_reader = thread;
        using var characters = new EnvironmentCharacters();
        try
        {
            return Read(thread, prompt);
        }
        finally
        {
            s_reader = null;
            s_free.Release();
        }
    }

    private byte[] Read(ThreadState thread, byte[] prompt)
    {
        s_line = null;
        s_isDone = false;
        using var text = new NativeBytes(prompt);
        LibReadline.rl_callback_handler_install(text, &OnLine);
        try
        {
            while (!s_isDone)
            {
                WaitForInput(thread);
                LibReadline.rl_callback_read_char();
            }
        }
        catch (PythonException)
        {
            LibReadline.rl_free_line_state();
            LibReadline.rl_cleanup_after_signal();
            LibReadline.rl_callback_handler_remove();
            throw;
        }
        if (s_line is not { } line)
            return [];
        if (state.AddsToHistory && line.Length > 0)
            ReadlineModule.Remember(line);
        return [.. line, (byte)'\n'];
    }

    private static void WaitForInput(ThreadState thread)
    {
        Span<PollEntry> entries = [new PollEntry { Descriptor = StandardInput, Events = HasInput }];
        var size = Terminal.GetSize(StandardInput, out _);
        while (true)
        {
            int ready;
            using (thread.AllowThreads())
                ready = Polling.Poll(entries, Milliseconds, out _);
            thread.CheckSignals();
            if (ready > 0)
                return;
            var now = Terminal.GetSize(StandardInput, out var error);
            if (!error.Failed && now != size)
            {
                size = now;
                LibReadline.rl_resize_terminal();
            }
        }
    }

    /// <summary>The line is complete, or with null the input ended.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLine(byte* line)
    {
        LibReadline.rl_callback_handler_remove();
        if (line != null)
        {
            s_line = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(line).ToArray();
            LibReadline.Free(line);
        }
        s_isDone = true;
    }
}

/// <summary>While it lives, the C library takes the encoding of text from the environment, whatever the program has set: the library asks it
/// how wide and how long characters are.</summary>
internal readonly ref struct EnvironmentCharacters : IDisposable
{
    private const int Category = 0;

    private readonly byte[]? _before = LocaleCalls.Set(Category, null);

    public EnvironmentCharacters() => LocaleCalls.UseCharactersOfEnvironment();

    public void Dispose() => LocaleCalls.Set(Category, _before);
}
