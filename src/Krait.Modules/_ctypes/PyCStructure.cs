using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>Structure base class</summary>
[PyType("Structure", Module = "_ctypes", BaseType = true, BasicSize = 80), PyModuleType("_ctypes")]
internal partial class PyCStructure : PyCData
{
    private protected PyCStructure(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        FieldInitialization.Run(thread, self, args, keywordNames);
}

/// <summary>Union base class</summary>
[PyType("Union", Module = "_ctypes", BaseType = true, BasicSize = 80), PyModuleType("_ctypes")]
internal partial class PyCUnion : PyCData
{
    private protected PyCUnion(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        FieldInitialization.Run(thread, self, args, keywordNames);
}

/// <summary>The arguments of the constructors of structs and unions: values of the fields, those of the bases first.</summary>
internal static class FieldInitialization
{
    /// <summary>Sets the fields.</summary>
    public static void Run(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var keywords = keywordNames is null ? [] : keywordNames.Items;
        var positional = args[..^keywords.Length];
        SetPositional(thread, self, positional, keywords);
        for (var i = 0; i < keywords.Length; i++)
            Op.SetAttr(thread, self, (PyStr)keywords[i], args[positional.Length + i]);
    }

    private static void SetPositional(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, ReadOnlySpan<PyObject> keywords)
    {
        if (args.Length == 0)
            return;
        // Those of the bases come first in the list.
        var fields = CTypeInfo.OfConcrete(self.Type).Fields;
        for (var i = 0; i < fields.Count && i < args.Length; i++)
        {
            var name = fields[i].FieldName;
            foreach (var keyword in keywords)
            {
                if (PyStr.TextEquals((PyStr)keyword, name))
                    throw Errors.Type($"duplicate values for field {Op.ReprText(thread, name)}");
            }
            Op.SetAttr(thread, self, name, args[i]);
        }
        if (args.Length > fields.Count)
            throw Errors.Type("too many initializers");
    }
}
