using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>A NUL-terminated copy of a byte string for one native call, in the caller's stack memory where it fits.</summary>
internal unsafe ref struct CString
{
    /// <summary>The stack memory to offer; longer strings go to native memory.</summary>
    internal const int Small = 256;

    private readonly byte* _pointer;
    private readonly bool _owned;

    /// <param name="text">The bytes. An embedded NUL ends the string as the system sees it.</param>
    /// <param name="stack">Memory on the stack (never on the heap: it is not pinned).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal CString(ReadOnlySpan<byte> text, Span<byte> stack)
    {
        _owned = text.Length >= stack.Length;
        _pointer = _owned ? (byte*)NativeMemory.Alloc((nuint)text.Length + 1) : (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(stack));
        text.CopyTo(new Span<byte>(_pointer, text.Length));
        _pointer[text.Length] = 0;
    }

    public static implicit operator byte*(CString text) => text._pointer;

    internal readonly void Dispose()
    {
        if (_owned)
        {
            NativeMemory.Free(_pointer);
        }
    }
}

/// <summary>A NULL-terminated array of NUL-terminated strings in native memory, such as argv.</summary>
internal unsafe ref struct CStringArray
{
    private byte** _array;

    internal CStringArray(IReadOnlyList<byte[]> strings)
    {
        nuint size = (nuint)(strings.Count + 1) * (nuint)sizeof(byte*);
        nuint header = size;
        for (int i = 0; i < strings.Count; i++)
        {
            size += (nuint)strings[i].Length + 1;
        }
        _array = (byte**)NativeMemory.Alloc(size);
        byte* next = (byte*)_array + header;
        for (int i = 0; i < strings.Count; i++)
        {
            byte[] text = strings[i];
            text.CopyTo(new Span<byte>(next, text.Length));
            next[text.Length] = 0;
            _array[i] = next;
            next += text.Length + 1;
        }
        _array[strings.Count] = null;
    }

    public static implicit operator byte**(CStringArray array) => array._array;

    internal void Dispose()
    {
        NativeMemory.Free(_array);
        _array = null;
    }
}

/// <summary>Copies out of native strings.</summary>
internal static unsafe class NativeText
{
    internal static byte[] Copy(byte* text) => text == null ? [] : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).ToArray();

    internal static byte[][] CopyAll(byte** list)
    {
        int count = 0;
        while (list != null && list[count] != null)
        {
            count++;
        }
        var strings = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            strings[i] = Copy(list[i]);
        }
        return strings;
    }
}
