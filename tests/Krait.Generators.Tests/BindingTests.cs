using System.Reflection;
using Xunit;

namespace Krait.Generators.Tests;

/// <summary>Generated code runs: every line of the sample's log is checked.</summary>
public sealed class BindingTests
{
    private static readonly Dictionary<string, string> s_log = Run();

    [Theory]
    // Method objects check these two kinds themselves.
    [InlineData("kind none", "NoArgs")]
    [InlineData("kind one", "OneArg")]
    [InlineData("kind pop", "Fast")]
    [InlineData("kind split", "FastKeywords")]
    // Positional.
    [InlineData("pop 0", "int -1")]
    [InlineData("pop 1", "int 7")]
    [InlineData("pop 2", "TypeError: pop expected at most 1 argument, got 2")]
    [InlineData("pop str", "TypeError: 'str' object cannot be interpreted as an integer")]
    [InlineData("insert 1", "TypeError: insert expected 2 arguments, got 1")]
    [InlineData("insert 2", "str 1 int")]
    [InlineData("insert large", "OverflowError: Python int too large to convert to C ssize_t")]
    [InlineData("small large", "OverflowError: Python int too large to convert to C int")]
    [InlineData("get 0", "TypeError: get expected at least 1 argument, got 0")]
    [InlineData("get 3", "TypeError: get expected at most 2 arguments, got 3")]
    [InlineData("gcd 3", "int 3")]
    [InlineData("tail 0", "TypeError: tail expected at least 1 argument, got 0")]
    [InlineData("tail 3", "str a+2")]
    // Types.
    [InlineData("one wrong", "TypeError: one() argument must be str, not int")]
    [InlineData("one None", "TypeError: one() argument must be str, not None")]
    [InlineData("replace wrong", "TypeError: replace() argument 2 must be str, not int")]
    [InlineData("none ok", "str null")]
    [InlineData("none wrong", "TypeError: nullable() argument must be str or None, not int")]
    [InlineData("bounds", "str 9223372036854775807 ")]
    [InlineData("bounds wrong", "TypeError: slice indices must be integers or have an __index__ method")]
    [InlineData("bounds wrong 2", "TypeError: slice indices must be integers or None or have an __index__ method")]
    [InlineData("real", "float 3")]
    [InlineData("real wrong", "TypeError: must be real number, not str")]
    [InlineData("buffer", "int 3")]
    [InlineData("buffer wrong", "TypeError: a bytes-like object is required, not 'str'")]
    [InlineData("buffers open", "0")]
    [InlineData("path", "TypeError: mkdir: path should be string, bytes or os.PathLike, not int")]
    [InlineData("path null", "ValueError: mkdir: embedded null character in path")]
    [InlineData("path ok", "int 3")]
    [InlineData("text null", "ValueError: embedded null character")]
    [InlineData("unsigned", "ValueError: Cannot convert negative int")]
    [InlineData("unsigned large", "OverflowError: Python int too large for C uint64_t")]
    // Keywords.
    [InlineData("split", "str  -1")]
    [InlineData("split a,1", "str a 1")]
    [InlineData("split kw", "str b 2")]
    [InlineData("split 3", "TypeError: split() takes at most 2 arguments (3 given)")]
    [InlineData("split 0 3", "TypeError: split() takes at most 2 keyword arguments (3 given)")]
    [InlineData("split unknown", "TypeError: split() got an unexpected keyword argument 'x'")]
    [InlineData("split twice", "TypeError: argument for split() given by name ('sep') and position (1)")]
    [InlineData("split type", "TypeError: split() argument 'sep' must be str, not int")]
    [InlineData("isclose 0", "TypeError: isclose() missing required argument 'a' (pos 1)")]
    [InlineData("isclose 1", "TypeError: isclose() missing required argument 'b' (pos 2)")]
    [InlineData("isclose 3", "TypeError: isclose() takes exactly 2 positional arguments (3 given)")]
    [InlineData("isclose kw", "str 1 2 1E-09 0.5")]
    [InlineData("sort 1", "TypeError: sort() takes no positional arguments")]
    [InlineData("sum 0", "TypeError: sum() takes at least 1 positional argument (0 given)")]
    [InlineData("passing", "str 1")]
    [InlineData("passing kw", "DeprecationWarning: pass it by position")]
    [InlineData("needs", "TypeError: needs() missing required argument 'x' (pos 1)")]
    [InlineData("print", "str 2 -")]
    [InlineData("print kw", "TypeError: print() got an unexpected keyword argument 'x'")]
    [InlineData("update", "str 1 x")]
    [InlineData("update 2", "TypeError: update expected at most 1 argument, got 2")]
    // Members of a C# base class that is no Python type.
    [InlineData("shared new", "int 5")]
    [InlineData("shared new wrong", "TypeError: square expected at most 1 argument, got 2")]
    [InlineData("shared method", "int 20")]
    [InlineData("shared getter", "int 4")]
    [InlineData("shared repr", "str figure!")]
    [InlineData("shared static slot", "4")]
    [InlineData("own new", "int 0")]
    [InlineData("own method", "str circle")]
    [InlineData("own repr", "str circle!")]
    [InlineData("shared names", "name,area")]
    [InlineData("derived names", "radius")]
    [InlineData("generic names", "area,name,__class_getitem__")]
    // Signatures.
    [InlineData("signature none", "($self, /)")]
    [InlineData("signature one", "($self, text, /)")]
    [InlineData("signature pop", "($self, index=-1, /)")]
    [InlineData("signature split", "($self, /, sep=None, maxsplit=-1)")]
    [InlineData("signature isclose", "($self, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)")]
    [InlineData("signature sum", "($self, iterable, /, start=0)")]
    [InlineData("signature print", "($self, /, *args, sep=None)")]
    [InlineData("signature update", "($self, other=None, /, **kwargs)")]
    [InlineData("signature index", "($self, value, start=0, stop=sys.maxsize, /)")]
    [InlineData("signature make", "($type, x, /)")]
    [InlineData("signature free", "(x, /)")]
    [InlineData("signature type", "(x=0)")]
    [InlineData("doc one", "First line with text / and None.")]
    // Class and static methods, attributes, slots, constructors.
    [InlineData("make", "str sample")]
    [InlineData("free", "int 5")]
    [InlineData("value", "int 42")]
    [InlineData("value set", "int 8")]
    [InlineData("value delete", "TypeError: cannot delete attribute 'value'")]
    [InlineData("repr", "str sample!")]
    [InlineData("length", "3")]
    [InlineData("add", "str added")]
    [InlineData("send", "True int 1")]
    [InlineData("next", "null")]
    [InlineData("new", "int 9")]
    [InlineData("new wrong", "TypeError: sample() takes at most 1 argument (2 given)")]
    [InlineData("plain keywords", "TypeError: plain() takes no keyword arguments")]
    [InlineData("plain 2", "TypeError: plain expected at most 1 argument, got 2")]
    [InlineData("plain subclass", "null")]
    [InlineData("empty 1", "TypeError: empty() takes no arguments")]
    // Storage and traversal.
    [InlineData("instance", "Instance")]
    [InlineData("instance storage", "3")]
    [InlineData("traverse", "2")]
    [InlineData("clear", "0 1")]
    // Modules.
    [InlineData("module", "_sample _sample")]
    [InlineData("module none", "True")]
    [InlineData("module types", "sample")]
    [InlineData("module function", "str module 3")]
    [InlineData("module doc", "A module.")]
    public void Behaves(string what, string expected) => Assert.Equal(expected, s_log[what]);

    [Fact]
    public void EveryCaseIsChecked()
    {
        var data = typeof(BindingTests).GetMethod(nameof(Behaves))!.GetCustomAttributes<InlineDataAttribute>()
            .Select(static a => (string)a.GetData(null!).Single()[0]);
        Assert.Empty(s_log.Keys.Except(data));
    }

    private static Dictionary<string, string> Run()
    {
        var assembly = GeneratorHarness.Load(Sample.Source);
        var log = (Dictionary<string, string>)assembly.GetType("Sample.Program")!.GetMethod("Run")!.Invoke(null, null)!;
        return log;
    }
}
