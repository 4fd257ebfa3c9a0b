namespace Krait.Runtime;

public sealed partial class PyFrame
{
    /// <summary>What <c>locals()</c> gives: the mapping of a module or class, a new dict of a function's variables (PEP 667).</summary>
    internal PyObject LocalsSnapshot(ThreadState thread)
    {
        if (!HasFastLocals)
            return LocalsMapping ?? Globals;
        var dict = PyDict.Create(thread);
        dict.Merge(thread, PyFrameLocalsProxy.Create(thread, this));
        return dict;
    }
}
