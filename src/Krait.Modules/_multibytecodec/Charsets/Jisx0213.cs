namespace Krait.Modules.MultiByte;

/// <summary>JIS X 0213 with its two planes, in codes of seven bits; those of the second plane have bit 15 set.</summary>
/// <param name="Is2000">Whether it is the edition of 2000, which lacks ten characters and has another one at its place.</param>
internal sealed record Jisx0213(bool Is2000)
{
    public const int Plane2 = 0x8000;
    /// <summary>The tilde, for which EUC, where it is in ASCII, has a wide one.</summary>
    public const int TildeCode = 0x2232, FullTilde = 0xFF5E;

    private const int Moved = 0x9B1D, MovedCode = 0x7D3B;

    public static readonly Jisx0213 Edition2000 = new(true);
    public static readonly Jisx0213 Edition2004 = new(false);

    /// <summary>
    /// The code of the character at the beginning of a text; 0 for none, -1 where it depends on the next character, which is not there yet.
    /// JIS X 0208 is a part.
    /// </summary>
    /// <param name="c">The character.</param>
    /// <param name="next">The next one; -1 where the text is at its end, -2 where that is not known.</param>
    /// <param name="taken">The number of characters that the code is for.</param>
    public int Code(int c, int next, out int taken)
    {
        taken = 1;
        if (c == FullTilde)
            return 0;
        if (c == '~')
            return TildeCode;
        var plane1 = ExtensionTable.Jisx0213Plane1;
        if (plane1.BeginsPair(c))
        {
            if (next == -2)
                return -1;
            if (plane1.Code(c, next) is > 0 and var pair)
            {
                taken = 2;
                return pair;
            }
        }
        if (Is2000)
        {
            if (c == Moved)
                return Plane2 | MovedCode;
            if (Lacks(c))
                return 0;
        }
        if (Tables.Jisx0208.Code(c) is > 0 and var common)
            return common;
        if (plane1.Code(c) is > 0 and var first)
            return first;
        return ExtensionTable.Jisx0213Plane2.Code(c) is > 0 and var second ? Plane2 | second : 0;
    }

    /// <summary>Whether the edition of 2004 brought a character.</summary>
    public bool Lacks(int c) =>
        Is2000 && c is (0x9B1C or 0x4FF1 or 0x525D or 0x541E or 0x5653 or 0x59F8 or 0x5C5B or 0x5E77 or 0x7626 or 0x7E6B or 0x20B9F);

    /// <summary>Whether the edition of 2004 brought a code of the first plane.</summary>
    public bool LacksCode(int code) => Is2000 && code is (0x2E21 or 0x2F7E or 0x4F54 or 0x4F7E or 0x7427 or (>= 0x7E7A and <= 0x7E7E));

    /// <summary>The character of a code of the first plane, and the combining one after it or 0; false for none.</summary>
    public bool TryPlane1(int code, out (int Character, int Combining) found)
    {
        found = ('~', 0);
        if (code == TildeCode)
            return true;
        if (LacksCode(code))
            return false;
        found = (Tables.Jisx0208.Character(code), 0);
        return found.Character != 0 || ExtensionTable.Jisx0213Plane1.TryCharacter(code, out found);
    }

    /// <summary>The character of a code of the second plane; 0 for none.</summary>
    public int Plane2Character(int code)
    {
        if (Is2000 && code == MovedCode)
            return Moved;
        return ExtensionTable.Jisx0213Plane2.TryCharacter(code, out var found) ? found.Character : 0;
    }
}
