using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Xml;

/// <summary>What Expat calls while it parses. Nothing may be thrown through the library: errors are noted on the parser.</summary>
internal static unsafe class ExpatCallbacks
{
    /// <summary>The parser whose handler is to be called, with the text before the event out of the way; null where it is not to be called.</summary>
    private static PyXmlParser? Begin(nint data, ExpatHandler handler, out ThreadState thread)
    {
        thread = ThreadState.Current;
        if (PyXmlParser.FromData(data) is not { } parser || parser.Pending is not null || parser.Handler(handler) is PyNone)
            return null;
        parser.FlushText(thread);
        return parser.Pending is null && parser.Handler(handler) is not PyNone ? parser : null;
    }

    public static nint StartElementHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte**, void>)&OnStartElementHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnStartElementHandler(nint data, byte* name, byte** attributes)
    {
        if (Begin(data, ExpatHandler.StartElementHandler, out var thread) is not { } parser)
            return;
        try
        {
            var count = 0;
            if (parser.WantsSpecifiedOnly)
                count = LibExpat.XML_GetSpecifiedAttributeCount(parser.Native);
            else
                while (attributes[count] != null)
                    count += 2;
            PyObject container = parser.OrdersAttributes ? PyList.Create(thread) : PyDict.Create(thread);
            for (var i = 0; i < count; i += 2)
                Add(thread, container, parser.Name(thread, attributes[i]), PyXmlParser.TextOrNone(attributes[i + 1]));
            parser.Call(thread, ExpatHandler.StartElementHandler, parser.Name(thread, name), container);
        }
        catch (PythonException error)
        {
            parser.Fail(error);
        }
    }

    private static void Add(ThreadState thread, PyObject container, PyObject name, PyObject value)
    {
        if (container is PyList list)
        {
            list.Append(name);
            list.Append(value);
        }
        else
        {
            ((PyDict)container).SetItem(thread, name, value);
        }
    }

    public static nint EndElementHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, void>)&OnEndElementHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnEndElementHandler(nint data, byte* name)
    {
        if (Begin(data, ExpatHandler.EndElementHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.EndElementHandler, parser.Name(thread, name));
    }

    public static nint ProcessingInstructionHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, void>)&OnProcessingInstructionHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnProcessingInstructionHandler(nint data, byte* target, byte* text)
    {
        if (Begin(data, ExpatHandler.ProcessingInstructionHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.ProcessingInstructionHandler, parser.Name(thread, target), PyXmlParser.TextOrNone(text));
    }

    public static nint CharacterDataHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, int, void>)&OnCharacterDataHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnCharacterDataHandler(nint data, byte* text, int size)
    {
        if (PyXmlParser.FromData(data) is { Pending: null } parser && parser.Handler(ExpatHandler.CharacterDataHandler) is not PyNone)
            parser.AddText(ThreadState.Current, new ReadOnlySpan<byte>(text, size));
    }

    public static nint UnparsedEntityDeclHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, byte*, byte*, void>)&OnUnparsedEntityDeclHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnUnparsedEntityDeclHandler(nint data, byte* name, byte* address, byte* systemId, byte* publicId, byte* notation)
    {
        if (Begin(data, ExpatHandler.UnparsedEntityDeclHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.UnparsedEntityDeclHandler, parser.Name(thread, name), parser.Name(thread, address), parser.Name(thread, systemId), parser.Name(thread, publicId), parser.Name(thread, notation));
    }

    public static nint NotationDeclHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, byte*, void>)&OnNotationDeclHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnNotationDeclHandler(nint data, byte* name, byte* address, byte* systemId, byte* publicId)
    {
        if (Begin(data, ExpatHandler.NotationDeclHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.NotationDeclHandler, parser.Name(thread, name), parser.Name(thread, address), parser.Name(thread, systemId), parser.Name(thread, publicId));
    }

    public static nint StartNamespaceDeclHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, void>)&OnStartNamespaceDeclHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnStartNamespaceDeclHandler(nint data, byte* prefix, byte* uri)
    {
        if (Begin(data, ExpatHandler.StartNamespaceDeclHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.StartNamespaceDeclHandler, parser.Name(thread, prefix), parser.Name(thread, uri));
    }

    public static nint EndNamespaceDeclHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, void>)&OnEndNamespaceDeclHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnEndNamespaceDeclHandler(nint data, byte* prefix)
    {
        if (Begin(data, ExpatHandler.EndNamespaceDeclHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.EndNamespaceDeclHandler, parser.Name(thread, prefix));
    }

    public static nint CommentHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, void>)&OnCommentHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnCommentHandler(nint data, byte* text)
    {
        if (Begin(data, ExpatHandler.CommentHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.CommentHandler, PyXmlParser.TextOrNone(text));
    }

    public static nint StartCdataSectionHandler => (nint)(delegate* unmanaged[Cdecl]<nint, void>)&OnStartCdataSectionHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnStartCdataSectionHandler(nint data)
    {
        if (Begin(data, ExpatHandler.StartCdataSectionHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.StartCdataSectionHandler);
    }

    public static nint EndCdataSectionHandler => (nint)(delegate* unmanaged[Cdecl]<nint, void>)&OnEndCdataSectionHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnEndCdataSectionHandler(nint data)
    {
        if (Begin(data, ExpatHandler.EndCdataSectionHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.EndCdataSectionHandler);
    }

    public static nint DefaultHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, int, void>)&OnDefaultHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDefaultHandler(nint data, byte* text, int size)
    {
        if (Begin(data, ExpatHandler.DefaultHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.DefaultHandler, PyXmlParser.Text(new ReadOnlySpan<byte>(text, size)));
    }

    public static nint DefaultHandlerExpand => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, int, void>)&OnDefaultHandlerExpand;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDefaultHandlerExpand(nint data, byte* text, int size)
    {
        if (Begin(data, ExpatHandler.DefaultHandlerExpand, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.DefaultHandlerExpand, PyXmlParser.Text(new ReadOnlySpan<byte>(text, size)));
    }

    public static nint NotStandaloneHandler => (nint)(delegate* unmanaged[Cdecl]<nint, int>)&OnNotStandaloneHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnNotStandaloneHandler(nint data)
    {
        return Begin(data, ExpatHandler.NotStandaloneHandler, out var thread) is { } parser
            ? Number(thread, parser, parser.Call(thread, ExpatHandler.NotStandaloneHandler))
            : 0;
    }

    /// <summary>What a handler answered; 0, which stops the parser, where it failed.</summary>
    private static int Number(ThreadState thread, PyXmlParser parser, PyObject? answer)
    {
        if (answer is null)
            return 0;
        try
        {
            return ArgumentConversion.ToInt(thread, answer);
        }
        catch (PythonException error)
        {
            parser.Fail(error);
            return 0;
        }
    }

    public static nint ExternalEntityRefHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, byte*, int>)&OnExternalEntityRefHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnExternalEntityRefHandler(nint native, byte* context, byte* address, byte* systemId, byte* publicId)
    {
        return Begin(UserData(native), ExpatHandler.ExternalEntityRefHandler, out var thread) is { } parser
            ? Number(thread, parser, parser.Call(
                thread, ExpatHandler.ExternalEntityRefHandler, PyXmlParser.TextOrNone(context), parser.Name(thread, address),
                parser.Name(thread, systemId), parser.Name(thread, publicId)))
            : 0;
    }

    // The header's macro XML_GetUserData: the first field of the library's parser.
    private static nint UserData(nint native) => *(nint*)native;

    public static nint RefuseEntity => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, byte*, int>)&OnRefuseEntity;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnRefuseEntity(nint native, byte* context, byte* address, byte* systemId, byte* publicId)
    {
        return 0;
    }

    public static nint StartDoctypeDeclHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, int, void>)&OnStartDoctypeDeclHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnStartDoctypeDeclHandler(nint data, byte* name, byte* systemId, byte* publicId, int hasInternalSubset)
    {
        if (Begin(data, ExpatHandler.StartDoctypeDeclHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.StartDoctypeDeclHandler, parser.Name(thread, name), parser.Name(thread, systemId), parser.Name(thread, publicId), PyInt.From(hasInternalSubset));
    }

    public static nint EndDoctypeDeclHandler => (nint)(delegate* unmanaged[Cdecl]<nint, void>)&OnEndDoctypeDeclHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnEndDoctypeDeclHandler(nint data)
    {
        if (Begin(data, ExpatHandler.EndDoctypeDeclHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.EndDoctypeDeclHandler);
    }

    public static nint EntityDeclHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, int, byte*, int, byte*, byte*, byte*, byte*, void>)&OnEntityDeclHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnEntityDeclHandler(nint data, byte* name, int isParameter, byte* value, int size, byte* address, byte* systemId, byte* publicId, byte* notation)
    {
        if (Begin(data, ExpatHandler.EntityDeclHandler, out var thread) is not { } parser)
            return;
        PyObject text = value == null ? PyNone.Instance : PyXmlParser.Text(new ReadOnlySpan<byte>(value, size));
        parser.Call(
            thread, ExpatHandler.EntityDeclHandler, parser.Name(thread, name), PyInt.From(isParameter), text, parser.Name(thread, address),
            parser.Name(thread, systemId), parser.Name(thread, publicId), parser.Name(thread, notation));
    }

    public static nint XmlDeclHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, void>)&OnXmlDeclHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnXmlDeclHandler(nint data, byte* version, byte* encoding, int standalone)
    {
        if (Begin(data, ExpatHandler.XmlDeclHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.XmlDeclHandler, PyXmlParser.TextOrNone(version), PyXmlParser.TextOrNone(encoding), PyInt.From(standalone));
    }

    public static nint ElementDeclHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, ExpatContent*, void>)&OnElementDeclHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnElementDeclHandler(nint data, byte* name, ExpatContent* model)
    {
        var owner = PyXmlParser.FromData(data);
        if (Begin(data, ExpatHandler.ElementDeclHandler, out var thread) is { } parser)
        {
            try
            {
                parser.Call(thread, ExpatHandler.ElementDeclHandler, parser.Name(thread, name), Model(thread, parser, model));
            }
            catch (PythonException error)
            {
                parser.Fail(error);
            }
        }
        LibExpat.XML_FreeContentModel(owner!.Native, model);
    }

    private static PyTuple Model(ThreadState thread, PyXmlParser parser, ExpatContent* model)
    {
        Op.EnterRecursion(thread, " in conv_content_model");
        var children = new PyObject[model->Count];
        for (var i = 0; i < children.Length; i++)
            children[i] = Model(thread, parser, model->Children + i);
        return PyTuple.Create(
            thread, PyInt.From(model->Type), PyInt.From(model->Quantifier), parser.Name(thread, model->Name), PyTuple.Create(thread, children));
    }

    public static nint AttlistDeclHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, byte*, int, void>)&OnAttlistDeclHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnAttlistDeclHandler(nint data, byte* element, byte* name, byte* type, byte* value, int isRequired)
    {
        if (Begin(data, ExpatHandler.AttlistDeclHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.AttlistDeclHandler, parser.Name(thread, element), parser.Name(thread, name), PyXmlParser.TextOrNone(type), PyXmlParser.TextOrNone(value), PyInt.From(isRequired));
    }

    public static nint SkippedEntityHandler => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, int, void>)&OnSkippedEntityHandler;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSkippedEntityHandler(nint data, byte* name, int isParameter)
    {
        if (Begin(data, ExpatHandler.SkippedEntityHandler, out var thread) is { } parser)
            parser.Call(thread, ExpatHandler.SkippedEntityHandler, parser.Name(thread, name), PyInt.From(isParameter));
    }

    public static nint UnknownEncoding => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, ExpatEncoding*, int>)&OnUnknownEncoding;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnUnknownEncoding(nint data, byte* name, ExpatEncoding* encoding)
    {
        var thread = ThreadState.Current;
        var bytes = new byte[256];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)i;
        try
        {
            var text = Op.CallMethod(thread, PyBytes.From(bytes), "decode", PyXmlParser.TextOrNone(name), PyStr.Intern("replace"));
            if (text is not PyStr { Length: 256 } characters)
                throw Errors.Value("multi-byte encodings are not supported");
            for (var i = 0; i < 256; i++)
                encoding->Map[i] = characters[i] == 0xFFFD ? -1 : characters[i];
        }
        catch (PythonException error)
        {
            PyXmlParser.FromData(data)?.Fail(error);
            return 0;
        }
        (encoding->Data, encoding->Convert, encoding->Release) = (0, 0, 0);
        return 1;
    }
}
