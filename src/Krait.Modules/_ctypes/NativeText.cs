using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>
/// Copies of bytes and str in memory that does not move and that ends in a null character: what C code gets for them. A copy lives as long as the
/// data of the object, so that the pointer is good for as long as it is in CPython, and the same for the same object.
/// </summary>
internal static unsafe class NativeText
{
    private static readonly ConditionalWeakTable<object, Block> s_copies = [];

    private sealed class Block(nuint size)
    {
        public readonly void* Address = NativeMemory.AllocZeroed(size);

        ~Block() => NativeMemory.Free(Address);
    }

    /// <summary>The characters of a bytes object.</summary>
    public static nint Of(PyBytes bytes) => (nint)s_copies.GetValue(bytes.Data, static key =>
    {
        var data = (byte[])key;
        var block = new Block((nuint)data.Length + 1);
        data.CopyTo(new Span<byte>(block.Address, data.Length));
        return block;
    }).Address;

    /// <summary>The characters of a str as wchar_t, which has four bytes.</summary>
    public static nint Of(PyStr text) => (nint)s_copies.GetValue((object?)text.Bmp ?? text.Points!, static key =>
    {
        var length = key is string characters ? characters.Length : ((int[])key).Length;
        var block = new Block(((nuint)length + 1) * sizeof(int));
        var target = new Span<int>(block.Address, length);
        if (key is string bmp)
        {
            for (var i = 0; i < length; i++)
                target[i] = bmp[i];
        }
        else
        {
            ((int[])key).CopyTo(target);
        }
        return block;
    }).Address;

    /// <summary>The bytes at an address, up to a null character.</summary>
    public static PyBytes ReadBytes(nint address) => PyBytes.From(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)address));

    /// <summary>The wchar_t at an address, up to a null character.</summary>
    public static PyStr ReadText(ThreadState thread, nint address)
    {
        var length = 0;
        while (((int*)address)[length] != 0)
            length++;
        return ReadText(thread, address, length);
    }

    /// <summary>A number of wchar_t at an address.</summary>
    public static PyStr ReadText(ThreadState thread, nint address, int length)
    {
        var points = new ReadOnlySpan<int>((void*)address, length);
        foreach (var point in points)
        {
            if ((uint)point > 0x10ffff)
                throw Errors.Value($"character U+{(uint)point:x} is not in range [U+0000; U+10ffff]");
        }
        return PyStr.FromCodePoints(points);
    }
}
