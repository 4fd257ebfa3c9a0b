using Krait.Runtime;

namespace Krait.Modules.CTypes;

internal static partial class MetaTypes
{
    private static void InitSimple(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        PyType.TypeObject.TpInit!(thread, self, args, keywordNames);
        var type = (PyType)self;
        var codec = CodecOf(thread, type, out var code);
        Attach(type, codec, code);
        if (ReferenceEquals(type.Base, PyCSimple.TypeObject))
            InstallFromParam(thread, type, codec.Code);
        if (!ReferenceEquals(type.Type, Simple) || ValueCodec.Find(codec.Code, true) is not { } swapped)
            return;
        var other = CreateSwapped(thread, type, args, swapped, code);
        var (ownName, otherName) = BitConverter.IsLittleEndian ? ("__ctype_le__", "__ctype_be__") : ("__ctype_be__", "__ctype_le__");
        Op.SetAttr(thread, type, ownName, type);
        Op.SetAttr(thread, type, otherName, other);
        Op.SetAttr(thread, other, ownName, type);
        Op.SetAttr(thread, other, otherName, other);
    }

    private static ValueCodec CodecOf(ThreadState thread, PyType type, out PyStr code)
    {
        var given = Op.TryGetAttr(thread, type, "_type_")
            ?? throw Errors.New(ExceptionTypes.AttributeError, "class must define a '_type_' attribute");
        code = given as PyStr ?? throw Errors.Type("class must define a '_type_' string attribute");
        if (code.Length != 1)
            throw Errors.Value("class must define a '_type_' attribute which must be a string of length 1");
        var codec = code[0] <= char.MaxValue ? ValueCodec.Find((char)code[0], false) : null;
        return codec ?? throw Errors.New(
            ExceptionTypes.AttributeError,
            $"class must define a '_type_' attribute which must be\na single character string containing one of the\nsupported types: '{ValueCodec.Codes}'.");
    }

    private static unsafe void Attach(PyType type, ValueCodec codec, PyStr code)
    {
        var info = CTypeInfo.Attach(type);
        info.Codec = codec;
        info.FfiType = codec.FfiType;
        info.Size = codec.Size;
        info.Alignment = codec.FfiType->Alignment;
        info.Length = 0;
        info.Format = codec.Format;
        info.Proto.Value = code;
        if (codec.Code is 'z' or 'Z' or 'P' or 'O')
            info.Flags |= CTypeFlags.IsPointer;
    }

    /// <summary>The type with the other byte order.</summary>
    private static PyType CreateSwapped(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, ValueCodec codec, PyStr code)
    {
        var name = PyStr.From(type.ShortName + (BitConverter.IsLittleEndian ? "_be" : "_le"));
        var made = (PyType)type.Type.TpNew!(thread, type.Type, [name, args[1], args[2]], null);
        Attach(made, codec, code);
        return made;
    }

    private static void InstallFromParam(ThreadState thread, PyType type, char code)
    {
        NativeOneArg? function = code switch
        {
            'z' => Parameters.CharacterPointer,
            'Z' => Parameters.WideCharacterPointer,
            'P' => Parameters.VoidPointer,
            _ => null,
        };
        if (function is null)
            return;
        var method = new NativeMethod
        {
            Name = "from_param",
            Doc = Parameters.FromParamDoc,
            Kind = NativeMethodKind.Class,
            OneArg = function,
        };
        type.Dict.SetItem(thread, method.Name, PyClassMethodDescriptor.Create(thread, type, method));
        type.Modified();
    }
}
