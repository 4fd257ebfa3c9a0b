using System.Buffers;
using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>The parts of Hangul syllables, and their letters by themselves.</summary>
internal static class Hangul
{
    public const int First = 0xAC00, Last = 0xD7A3;
    public const int Vowels = 21, Finals = 28;

    /// <summary>The first and the last letter by itself (compatibility jamo) that KS X 1001 has.</summary>
    public const int FirstLetter = 0x3131, FirstVowel = 0x314F, LastVowel = 0x3163;

    /// <summary>The letters of initial consonants, counted from <see cref="FirstLetter"/>.</summary>
    public static ReadOnlySpan<byte> Initials => [0, 1, 3, 6, 7, 8, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29];

    /// <summary>The letters of final consonants, of the second final on; the first is none.</summary>
    public static ReadOnlySpan<byte> FinalLetters => [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 25, 26, 27, 28, 29];
}

/// <summary>EUC-KR: KS X 1001, and eight bytes for a syllable that it has no code for.</summary>
internal sealed class EucKrEncoding() : MultiByteEncoding("euc_kr")
{
    // A syllable is a filler and three letters, each with the lead byte of the row of letters.
    private const int LetterRow = 0xA4, Filler = 0xD4, FirstLetterByte = 0xA1, FirstVowelByte = 0xBF;
    private const int SyllableLength = 8;

    public override int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var c = text[at];
        if (c < 0x80)
            return Write(output, c);
        if (Tables.Ksx1001.Code(c) is > 0 and var code)
            return WritePair(output, code);
        if (c is < Hangul.First or > Hangul.Last)
            return -1;
        var number = c - Hangul.First;
        var last = number % Hangul.Finals;
        WriteLetter(output, Filler);
        WriteLetter(output, FirstLetterByte + Hangul.Initials[number / (Hangul.Vowels * Hangul.Finals)]);
        WriteLetter(output, FirstVowelByte + (number / Hangul.Finals % Hangul.Vowels));
        return WriteLetter(output, last == 0 ? Filler : FirstLetterByte + Hangul.FinalLetters[last - 1]);
    }

    private static int WriteLetter(IBufferWriter<byte> output, int letter) => WritePair(output, (LetterRow << 8) | letter);

    public override int Decode(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output)
    {
        if (input[0] < 0x80)
            return Append(ref output, input[0], 1);
        if (input.Length < 2)
            return Incomplete;
        if (input[0] == LetterRow && input[1] == Filler)
            return input.Length < SyllableLength ? Incomplete : DecodeSyllable(input, ref output);
        var c = Tables.Ksx1001.Character((input[0] << 8) | input[1]);
        return c == 0 ? -1 : Append(ref output, c, 2);
    }

    private static int DecodeSyllable(ReadOnlySpan<byte> input, ref StrBuilder output)
    {
        if (input[2] != LetterRow || input[4] != LetterRow || input[6] != LetterRow)
            return -1;
        var initial = Hangul.Initials.IndexOf((byte)(input[3] - FirstLetterByte));
        var vowel = input[5] - FirstVowelByte;
        var final = input[7] == Filler ? 0 : Hangul.FinalLetters.IndexOf((byte)(input[7] - FirstLetterByte)) + 1;
        if (initial < 0 || vowel is < 0 or >= Hangul.Vowels || final == 0 && input[7] != Filler)
            return -1;
        return Append(ref output, Hangul.First + (((initial * Hangul.Vowels) + vowel) * Hangul.Finals) + final, SyllableLength);
    }
}

/// <summary>Johab (KS X 1001, annex 3): the letters of a syllable in five bits each; the other characters of KS X 1001 moved.</summary>
internal sealed class JohabEncoding() : MultiByteEncoding("johab")
{
    private const int NoInitial = 1, NoVowel = 2, NoFinal = 1;

    private static ReadOnlySpan<byte> VowelCodes => [3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 26, 27, 28, 29];

    private static ReadOnlySpan<byte> FinalCodes =>
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29];

    public override int Encode(PyStr text, int at, bool final, ref ulong state, IBufferWriter<byte> output)
    {
        var c = text[at];
        if (c < 0x80)
            return Write(output, c);
        if (c is >= Hangul.First and <= Hangul.Last)
        {
            var number = c - Hangul.First;
            return WriteParts(
                output, 2 + (number / (Hangul.Vowels * Hangul.Finals)), VowelCodes[number / Hangul.Finals % Hangul.Vowels],
                FinalCodes[number % Hangul.Finals]);
        }
        if (c is >= Hangul.FirstLetter and <= Hangul.LastVowel)
            return EncodeLetter(c, output);
        var code = Tables.Ksx1001.Code(c);
        if (code == 0)
            return -1;
        int row = (code >> 8) - 0x80, cell = (code & 0xFF) - 0x80;
        if (row is not ((>= 0x21 and <= 0x2C) or (>= 0x4A and <= 0x7D)))
            return -1;
        // Two rows share a lead byte.
        var half = row < 0x4A ? row - 0x21 + 0x1B2 : row - 0x21 + 0x197;
        var trail = ((half & 1) != 0 ? 0x5E : 0) + cell - 0x21;
        return WritePair(output, (half >> 1 << 8) | (trail < 0x4E ? trail + 0x31 : trail + 0x43));
    }

    private static int EncodeLetter(int c, IBufferWriter<byte> output)
    {
        if (c >= Hangul.FirstVowel)
            return WriteParts(output, NoInitial, VowelCodes[c - Hangul.FirstVowel], NoFinal);
        var letter = (byte)(c - Hangul.FirstLetter);
        var initial = Hangul.Initials.IndexOf(letter);
        return initial >= 0
            ? WriteParts(output, 2 + initial, NoVowel, NoFinal)
            : WriteParts(output, NoInitial, NoVowel, FinalCodes[Hangul.FinalLetters.IndexOf(letter) + 1]);
    }

    private static int WriteParts(IBufferWriter<byte> output, int initial, int vowel, int final) =>
        WritePair(output, 0x8000 | (initial << 10) | (vowel << 5) | final);

    public override int Decode(ReadOnlySpan<byte> input, ref ulong state, ref StrBuilder output)
    {
        int lead = input[0];
        if (lead < 0x80)
            return Append(ref output, lead, 1);
        if (input.Length < 2)
            return Incomplete;
        int trail = input[1];
        if (lead < 0xD8)
        {
            var c = DecodeParts((lead >> 2) & 31, ((lead << 3) | (trail >> 5)) & 31, trail & 31);
            return c < 0 ? -1 : Append(ref output, c, 2);
        }
        if (lead is 0xDF or > 0xF9 || trail is < 0x31 or (>= 0x80 and < 0x91) || (trail & 0x7F) == 0x7F || lead == 0xDA && trail is >= 0xA1 and <= 0xD3)
            return -1;
        var row = lead < 0xE0 ? 2 * (lead - 0xD9) : (2 * lead) - 0x197;
        var cell = trail < 0x91 ? trail - 0x31 : trail - 0x43;
        row += (cell < 0x5E ? 0 : 1) + 0xA1;
        cell = (cell < 0x5E ? cell : cell - 0x5E) + 0xA1;
        var found = Tables.Ksx1001.Character((row << 8) | cell);
        return found == 0 ? -1 : Append(ref output, found, 2);
    }

    private static int DecodeParts(int initialCode, int vowelCode, int finalCode)
    {
        var initial = initialCode - 2;
        var vowel = VowelCodes.IndexOf((byte)vowelCode);
        var final = FinalCodes.IndexOf((byte)finalCode);
        if (initial >= Hangul.Initials.Length || initialCode < NoInitial || vowel < 0 && vowelCode != NoVowel || final < 0)
            return -1;
        if (initial < 0)
        {
            return (vowel, final) switch
            {
                (< 0, 0) => 0x3000,
                (< 0, _) => Hangul.FirstLetter + Hangul.FinalLetters[final - 1],
                (_, 0) => Hangul.FirstVowel + vowel,
                _ => -1,
            };
        }
        if (vowel < 0)
            return final == 0 ? Hangul.FirstLetter + Hangul.Initials[initial] : -1;
        return Hangul.First + (((initial * Hangul.Vowels) + vowel) * Hangul.Finals) + final;
    }
}
