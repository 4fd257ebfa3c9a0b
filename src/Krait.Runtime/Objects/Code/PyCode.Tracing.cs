namespace Krait.Runtime;

public sealed partial class PyCode
{
    /// <summary>What tracing and monitoring know about the code; null until they look at it.</summary>
    internal CodeTracing? TracingData;

    /// <summary>As <see cref="TracingData"/>, made where it is missing.</summary>
    internal CodeTracing GetTracingData() => TracingData ??= new CodeTracing(this);
}
