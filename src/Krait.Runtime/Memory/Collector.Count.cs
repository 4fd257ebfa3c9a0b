namespace Krait.Runtime;

internal sealed partial class Collector
{
    /// <summary>The number of containers in all generations.</summary>
    internal long TrackedCount
    {
        get
        {
            long count = 0;
            foreach (var generation in _generations)
                count += generation.Used - generation.Holes;
            return count;
        }
    }
}
