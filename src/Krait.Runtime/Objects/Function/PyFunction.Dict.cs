namespace Krait.Runtime;

public sealed partial class PyFunction : IOwnDict, IWeakReferenceable
{
    internal override PyDict? GetOwnDict(ThreadState thread, bool create)
    {
        if (DictField.Value is null && create)
            DictField.Value = PyDict.Create(thread);
        return DictField.Value;
    }

    internal override void SetOwnDict(ThreadState thread, PyDict? dict) => DictField.Value = dict;
}
