using System.Numerics;
using System.Text;
using Krait.Runtime.Numerics;
using Xunit;

namespace Krait.Numerics.Tests;

/// <summary>Expected values are those of CPython with <c>PYTHONHASHSEED=0</c>.</summary>
public class HashFunctionsTests
{
    [Theory]
    [InlineData("abc", -4594863902769663758)]
    [InlineData("a", 4644417185603328019)]
    [InlineData("abcdefgh", 4574395652268504554)]
    [InlineData("abcdefghijklmnopq", 7044894726457044172)]
    [InlineData("é", 6047309291227476195)]
    [InlineData("€", -5529981157763016009)]
    [InlineData("", 0)]
    public void Strings(string text, long expected) => Assert.Equal(expected, HashFunctions.OfString(text, default));

    [Fact]
    public void AstralStrings() => Assert.Equal(-3536540696076613844, HashFunctions.OfCodePoints([0x1F600], default));

    [Fact]
    public void Bytes() => Assert.Equal(-4594863902769663758, HashFunctions.OfBytes(Encoding.ASCII.GetBytes("abc"), default));

    [Fact]
    public void SeededKey() => Assert.Equal(-6019719312852672851, HashFunctions.OfString("abc", HashKey.FromSeed(123)));

    [Fact]
    public void Containers()
    {
        Assert.Equal(529344067295497451, HashFunctions.OfTuple([1, 2, 3]));
        Assert.Equal(5740354900026072187, HashFunctions.OfTuple([]));
        Assert.Equal(-6644214454873602895, HashFunctions.OfTuple([1]));
        Assert.Equal(-272375401224217160, HashFunctions.OfFrozenSet([3, 1, 2]));
        Assert.Equal(133146708735736, HashFunctions.OfFrozenSet([]));
    }

    [Fact]
    public void Numbers()
    {
        Assert.Equal(1537228672809129301, ModularHash.OfRatio(1, 3));
        Assert.Equal(230584300921369408, ModularHash.OfDouble(0.1));
        Assert.Equal(1224995262755759164, ModularHash.OfDouble(1e300));
        Assert.Equal(2000007, ModularHash.Combine(1, 2));
        Assert.Equal(-1286943511913312073, ModularHash.OfInteger(-BigInteger.Pow(7, 90)));
        Assert.Equal(ModularHash.OfDouble(0.5), ModularHash.OfDecimal(5, false, -1));
        Assert.Equal(-2, ModularHash.OfInteger(-1));
        Assert.Equal(-2, ModularHash.OfDouble(-1.0));
    }

    [Fact]
    public void Twister()
    {
        var random = new MersenneTwister();
        random.Seed(42);
        Assert.Equal(0.6394267984578837, random.NextDouble());
        Assert.Equal(BigInteger.Parse("327273841618135227089"), random.NextBigInteger(70));
        Assert.Equal(256787UL, random.NextBits(20));
        random.Seed(-(BigInteger.One << 100) - 7);
        Assert.Equal(0.41604161323913513, random.NextDouble());
        var state = new uint[625];
        random.GetState(state);
        var next = random.Next();
        Assert.True(random.TrySetState(state));
        Assert.Equal(next, random.Next());
    }
}
