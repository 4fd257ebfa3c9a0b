#pragma warning disable
namespace Krait.Runtime;
internal sealed partial class Collector { internal long TrackedCount => 0; }
