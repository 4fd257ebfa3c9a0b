using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Xml;

/// <summary>What a parser calls, by the names that Python sees without their ending.</summary>
internal enum ExpatHandler
{
    StartElementHandler,
    EndElementHandler,
    ProcessingInstructionHandler,
    CharacterDataHandler,
    UnparsedEntityDeclHandler,
    NotationDeclHandler,
    StartNamespaceDeclHandler,
    EndNamespaceDeclHandler,
    CommentHandler,
    StartCdataSectionHandler,
    EndCdataSectionHandler,
    DefaultHandler,
    DefaultHandlerExpand,
    NotStandaloneHandler,
    ExternalEntityRefHandler,
    StartDoctypeDeclHandler,
    EndDoctypeDeclHandler,
    EntityDeclHandler,
    XmlDeclHandler,
    ElementDeclHandler,
    AttlistDeclHandler,
    SkippedEntityHandler,
}

public sealed unsafe partial class PyXmlParser
{
    private static readonly int s_handlerCount = Enum.GetValues<ExpatHandler>().Length;

    /// <summary>Tells the library to call for a handler, or not to.</summary>
    private void Install(ExpatHandler handler, bool isSet)
    {
        switch (handler)
        {
            case ExpatHandler.StartElementHandler:
                LibExpat.XML_SetStartElementHandler(_parser, isSet ? ExpatCallbacks.StartElementHandler : 0);
                break;
            case ExpatHandler.EndElementHandler:
                LibExpat.XML_SetEndElementHandler(_parser, isSet ? ExpatCallbacks.EndElementHandler : 0);
                break;
            case ExpatHandler.ProcessingInstructionHandler:
                LibExpat.XML_SetProcessingInstructionHandler(_parser, isSet ? ExpatCallbacks.ProcessingInstructionHandler : 0);
                break;
            case ExpatHandler.CharacterDataHandler:
                LibExpat.XML_SetCharacterDataHandler(_parser, isSet ? ExpatCallbacks.CharacterDataHandler : 0);
                break;
            case ExpatHandler.UnparsedEntityDeclHandler:
                LibExpat.XML_SetUnparsedEntityDeclHandler(_parser, isSet ? ExpatCallbacks.UnparsedEntityDeclHandler : 0);
                break;
            case ExpatHandler.NotationDeclHandler:
                LibExpat.XML_SetNotationDeclHandler(_parser, isSet ? ExpatCallbacks.NotationDeclHandler : 0);
                break;
            case ExpatHandler.StartNamespaceDeclHandler:
                LibExpat.XML_SetStartNamespaceDeclHandler(_parser, isSet ? ExpatCallbacks.StartNamespaceDeclHandler : 0);
                break;
            case ExpatHandler.EndNamespaceDeclHandler:
                LibExpat.XML_SetEndNamespaceDeclHandler(_parser, isSet ? ExpatCallbacks.EndNamespaceDeclHandler : 0);
                break;
            case ExpatHandler.CommentHandler:
                LibExpat.XML_SetCommentHandler(_parser, isSet ? ExpatCallbacks.CommentHandler : 0);
                break;
            case ExpatHandler.StartCdataSectionHandler:
                LibExpat.XML_SetStartCdataSectionHandler(_parser, isSet ? ExpatCallbacks.StartCdataSectionHandler : 0);
                break;
            case ExpatHandler.EndCdataSectionHandler:
                LibExpat.XML_SetEndCdataSectionHandler(_parser, isSet ? ExpatCallbacks.EndCdataSectionHandler : 0);
                break;
            case ExpatHandler.DefaultHandler:
                LibExpat.XML_SetDefaultHandler(_parser, isSet ? ExpatCallbacks.DefaultHandler : 0);
                break;
            case ExpatHandler.DefaultHandlerExpand:
                LibExpat.XML_SetDefaultHandlerExpand(_parser, isSet ? ExpatCallbacks.DefaultHandlerExpand : 0);
                break;
            case ExpatHandler.NotStandaloneHandler:
                LibExpat.XML_SetNotStandaloneHandler(_parser, isSet ? ExpatCallbacks.NotStandaloneHandler : 0);
                break;
            case ExpatHandler.ExternalEntityRefHandler:
                LibExpat.XML_SetExternalEntityRefHandler(_parser, isSet ? ExpatCallbacks.ExternalEntityRefHandler : 0);
                break;
            case ExpatHandler.StartDoctypeDeclHandler:
                LibExpat.XML_SetStartDoctypeDeclHandler(_parser, isSet ? ExpatCallbacks.StartDoctypeDeclHandler : 0);
                break;
            case ExpatHandler.EndDoctypeDeclHandler:
                LibExpat.XML_SetEndDoctypeDeclHandler(_parser, isSet ? ExpatCallbacks.EndDoctypeDeclHandler : 0);
                break;
            case ExpatHandler.EntityDeclHandler:
                LibExpat.XML_SetEntityDeclHandler(_parser, isSet ? ExpatCallbacks.EntityDeclHandler : 0);
                break;
            case ExpatHandler.XmlDeclHandler:
                LibExpat.XML_SetXmlDeclHandler(_parser, isSet ? ExpatCallbacks.XmlDeclHandler : 0);
                break;
            case ExpatHandler.ElementDeclHandler:
                LibExpat.XML_SetElementDeclHandler(_parser, isSet ? ExpatCallbacks.ElementDeclHandler : 0);
                break;
            case ExpatHandler.AttlistDeclHandler:
                LibExpat.XML_SetAttlistDeclHandler(_parser, isSet ? ExpatCallbacks.AttlistDeclHandler : 0);
                break;
            case ExpatHandler.SkippedEntityHandler:
                LibExpat.XML_SetSkippedEntityHandler(_parser, isSet ? ExpatCallbacks.SkippedEntityHandler : 0);
                break;
        }
    }

    [PyGetter("StartElementHandler")]
    private PyObject StartElementHandler => Handler(ExpatHandler.StartElementHandler);

    [PySetter("StartElementHandler")]
    private void SetStartElementHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.StartElementHandler, value);

    [PyGetter("EndElementHandler")]
    private PyObject EndElementHandler => Handler(ExpatHandler.EndElementHandler);

    [PySetter("EndElementHandler")]
    private void SetEndElementHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.EndElementHandler, value);

    [PyGetter("ProcessingInstructionHandler")]
    private PyObject ProcessingInstructionHandler => Handler(ExpatHandler.ProcessingInstructionHandler);

    [PySetter("ProcessingInstructionHandler")]
    private void SetProcessingInstructionHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.ProcessingInstructionHandler, value);

    [PyGetter("CharacterDataHandler")]
    private PyObject CharacterDataHandler => Handler(ExpatHandler.CharacterDataHandler);

    [PySetter("CharacterDataHandler")]
    private void SetCharacterDataHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.CharacterDataHandler, value);

    [PyGetter("UnparsedEntityDeclHandler")]
    private PyObject UnparsedEntityDeclHandler => Handler(ExpatHandler.UnparsedEntityDeclHandler);

    [PySetter("UnparsedEntityDeclHandler")]
    private void SetUnparsedEntityDeclHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.UnparsedEntityDeclHandler, value);

    [PyGetter("NotationDeclHandler")]
    private PyObject NotationDeclHandler => Handler(ExpatHandler.NotationDeclHandler);

    [PySetter("NotationDeclHandler")]
    private void SetNotationDeclHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.NotationDeclHandler, value);

    [PyGetter("StartNamespaceDeclHandler")]
    private PyObject StartNamespaceDeclHandler => Handler(ExpatHandler.StartNamespaceDeclHandler);

    [PySetter("StartNamespaceDeclHandler")]
    private void SetStartNamespaceDeclHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.StartNamespaceDeclHandler, value);

    [PyGetter("EndNamespaceDeclHandler")]
    private PyObject EndNamespaceDeclHandler => Handler(ExpatHandler.EndNamespaceDeclHandler);

    [PySetter("EndNamespaceDeclHandler")]
    private void SetEndNamespaceDeclHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.EndNamespaceDeclHandler, value);

    [PyGetter("CommentHandler")]
    private PyObject CommentHandler => Handler(ExpatHandler.CommentHandler);

    [PySetter("CommentHandler")]
    private void SetCommentHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.CommentHandler, value);

    [PyGetter("StartCdataSectionHandler")]
    private PyObject StartCdataSectionHandler => Handler(ExpatHandler.StartCdataSectionHandler);

    [PySetter("StartCdataSectionHandler")]
    private void SetStartCdataSectionHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.StartCdataSectionHandler, value);

    [PyGetter("EndCdataSectionHandler")]
    private PyObject EndCdataSectionHandler => Handler(ExpatHandler.EndCdataSectionHandler);

    [PySetter("EndCdataSectionHandler")]
    private void SetEndCdataSectionHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.EndCdataSectionHandler, value);

    [PyGetter("DefaultHandler")]
    private PyObject DefaultHandler => Handler(ExpatHandler.DefaultHandler);

    [PySetter("DefaultHandler")]
    private void SetDefaultHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.DefaultHandler, value);

    [PyGetter("DefaultHandlerExpand")]
    private PyObject DefaultHandlerExpand => Handler(ExpatHandler.DefaultHandlerExpand);

    [PySetter("DefaultHandlerExpand")]
    private void SetDefaultHandlerExpand(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.DefaultHandlerExpand, value);

    [PyGetter("NotStandaloneHandler")]
    private PyObject NotStandaloneHandler => Handler(ExpatHandler.NotStandaloneHandler);

    [PySetter("NotStandaloneHandler")]
    private void SetNotStandaloneHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.NotStandaloneHandler, value);

    [PyGetter("ExternalEntityRefHandler")]
    private PyObject ExternalEntityRefHandler => Handler(ExpatHandler.ExternalEntityRefHandler);

    [PySetter("ExternalEntityRefHandler")]
    private void SetExternalEntityRefHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.ExternalEntityRefHandler, value);

    [PyGetter("StartDoctypeDeclHandler")]
    private PyObject StartDoctypeDeclHandler => Handler(ExpatHandler.StartDoctypeDeclHandler);

    [PySetter("StartDoctypeDeclHandler")]
    private void SetStartDoctypeDeclHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.StartDoctypeDeclHandler, value);

    [PyGetter("EndDoctypeDeclHandler")]
    private PyObject EndDoctypeDeclHandler => Handler(ExpatHandler.EndDoctypeDeclHandler);

    [PySetter("EndDoctypeDeclHandler")]
    private void SetEndDoctypeDeclHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.EndDoctypeDeclHandler, value);

    [PyGetter("EntityDeclHandler")]
    private PyObject EntityDeclHandler => Handler(ExpatHandler.EntityDeclHandler);

    [PySetter("EntityDeclHandler")]
    private void SetEntityDeclHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.EntityDeclHandler, value);

    [PyGetter("XmlDeclHandler")]
    private PyObject XmlDeclHandler => Handler(ExpatHandler.XmlDeclHandler);

    [PySetter("XmlDeclHandler")]
    private void SetXmlDeclHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.XmlDeclHandler, value);

    [PyGetter("ElementDeclHandler")]
    private PyObject ElementDeclHandler => Handler(ExpatHandler.ElementDeclHandler);

    [PySetter("ElementDeclHandler")]
    private void SetElementDeclHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.ElementDeclHandler, value);

    [PyGetter("AttlistDeclHandler")]
    private PyObject AttlistDeclHandler => Handler(ExpatHandler.AttlistDeclHandler);

    [PySetter("AttlistDeclHandler")]
    private void SetAttlistDeclHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.AttlistDeclHandler, value);

    [PyGetter("SkippedEntityHandler")]
    private PyObject SkippedEntityHandler => Handler(ExpatHandler.SkippedEntityHandler);

    [PySetter("SkippedEntityHandler")]
    private void SetSkippedEntityHandler(ThreadState thread, PyObject? value) => SetHandler(thread, ExpatHandler.SkippedEntityHandler, value);
}
