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
        if (positional.Length > 0 && Positional(thread, self, self.Type, positional, keywords, 0) < positional.Length)
            throw Errors.Type("too many initializers");
        for (var i = 0; i < keywords.Length; i++)
            Op.SetAttr(thread, self, (PyStr)keywords[i], args[positional.Length + i]);
    }

    private static int Positional(ThreadState thread, PyObject self, PyType type, ReadOnlySpan<PyObject> args, ReadOnlySpan<PyObject> keywords, int index)
    {
        if (CTypeInfo.Of(type.Base) is not null)
            index = Positional(thread, self, type.Base!, args, keywords, index);
        if (CTypeInfo.Of(type) is not { } info || type.Dict.GetItem("_fields_") is not { } fields)
            return index;
        for (var i = index; i < info.Length && i < args.Length; i++)
        {
            var pair = Op.GetItem(thread, fields, i - index);
            var name = Op.GetItem(thread, pair, 0);
            foreach (var keyword in keywords)
            {
                if (Op.AreEqual(thread, keyword, name))
                    throw Errors.Type($"duplicate values for field {Op.ReprText(thread, name)}");
            }
            Op.SetAttr(thread, self, Op.AttributeName(name), args[i]);
        }
        return (int)info.Length;
    }
}
