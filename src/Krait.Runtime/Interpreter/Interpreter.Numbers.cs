namespace Krait.Runtime;

public sealed partial class Interpreter
{
    /// <summary>The most digits that an int read from or written as decimal text may have; 0 for no limit (<c>sys.set_int_max_str_digits</c>).</summary>
    internal int IntMaxStrDigits { get; set; } = 4300;
}
