namespace Krait.Runtime;

/// <summary>The exception that a thread's code, or a generator's, is handling: a link of the chain behind <c>sys.exception()</c>.</summary>
internal sealed class ExceptionInfo
{
    /// <summary>The handled exception, counted; null for none.</summary>
    public PyBaseException? Value;

    /// <summary>That of the code which resumed the generator.</summary>
    public ExceptionInfo? Previous;
}
