using System.Runtime.InteropServices;

namespace Krait.Runtime.Unicode;

/// <summary>A resource made of sections (see tools/unicode/make_tables.py), read where the loader mapped it.</summary>
internal static unsafe class UnicodeTables
{
    private static readonly byte* s_base = Map("UnicodeData.bin", out _);

    internal static readonly TwoStage Records = new(0);
    internal static readonly UnicodeRecord* RecordValues = (UnicodeRecord*)Section(3, out _);
    internal static readonly TwoStage Numbers = new(4);
    internal static readonly NumberRecord* NumberValues = (NumberRecord*)Section(7, out _);
    internal static readonly TwoStage Cases = new(8);
    internal static readonly CaseRecord* CaseValues = (CaseRecord*)Section(11, out _);
    internal static readonly int* SpecialCases = (int*)Section(12, out _);
    internal static readonly TwoStage Decompositions = new(13);
    internal static readonly int* DecompositionValues = (int*)Section(16, out _);

    /// <summary>The composites: first, second, composite; sorted.</summary>
    internal static ReadOnlySpan<int> Pairs => Span<int>(17);

    /// <summary>The section as a span over the mapped resource.</summary>
    internal static ReadOnlySpan<T> Span<T>(int section)
        where T : unmanaged
    {
        byte* data = Section(section, out int length);
        return new ReadOnlySpan<T>(data, length / sizeof(T));
    }

    internal static byte* Section(int section, out int length)
    {
        int* entry = (int*)(s_base + 8 + 8 * section);
        length = entry[1];
        return s_base + entry[0];
    }

    /// <summary>The address of an embedded resource. The loader maps resources; a copy is made only if this one does not.</summary>
    internal static byte* Map(string name, out int length)
    {
        using Stream stream = typeof(UnicodeTables).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"resource {name} is missing");
        length = (int)stream.Length;
        if (stream is UnmanagedMemoryStream mapped)
        {
            return mapped.PositionPointer;
        }
        byte* copy = (byte*)NativeMemory.Alloc((nuint)length);
        stream.ReadExactly(new Span<byte>(copy, length));
        return copy;
    }

    /// <summary>A map from code points to 16-bit values in which equal blocks are stored once.</summary>
    internal readonly struct TwoStage
    {
        private readonly ushort* _stage1;
        private readonly ushort* _stage2;
        private readonly int _shift;
        private readonly int _mask;

        internal TwoStage(int section)
        {
            _shift = *(int*)Section(section, out _);
            _mask = (1 << _shift) - 1;
            _stage1 = (ushort*)Section(section + 1, out _);
            _stage2 = (ushort*)Section(section + 2, out _);
        }

        internal int this[int cp] => _stage2[(_stage1[cp >> _shift] << _shift) + (cp & _mask)];
    }
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct UnicodeRecord
{
    internal byte Category;
    internal byte Bidirectional;
    internal byte Combining;
    internal byte Width;
    internal CharFlags Flags;
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct NumberRecord
{
    internal double Numeric;
    internal sbyte Decimal;
    internal sbyte Digit;
    internal short HasNumeric;
    internal int Reserved;
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct CaseRecord
{
    internal int LowerDelta;
    internal int UpperDelta;
    internal int TitleDelta;
    internal int FoldDelta;
    internal int Special;
}

/// <summary>What the methods of <c>str</c> ask of a code point.</summary>
[Flags]
internal enum CharFlags : uint
{
    Alpha = 1 << 0,
    Decimal = 1 << 1,
    Digit = 1 << 2,
    Numeric = 1 << 3,
    Space = 1 << 4,
    Upper = 1 << 5,
    Lower = 1 << 6,
    Title = 1 << 7,
    Printable = 1 << 8,
    XidStart = 1 << 9,
    XidContinue = 1 << 10,
    Cased = 1 << 11,
    CaseIgnorable = 1 << 12,
    LineBreak = 1 << 13,
    NfdNo = 1 << 14,
    NfkdNo = 1 << 15,
    NfcNo = 1 << 16,
    NfcMaybe = 1 << 17,
    NfkcNo = 1 << 18,
    NfkcMaybe = 1 << 19,
    Mirrored = 1 << 20,
    AlphaNumeric = Alpha | Decimal | Digit | Numeric,
}
