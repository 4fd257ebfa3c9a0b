using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>Expat, the XML parser: each method is the function of that name in its header.</summary>
public static unsafe partial class LibExpat
{
    /// <summary>The file to load.</summary>
    public const string Library = "libexpat.so.1";

    /// <summary>Whether the library puts off parsing tokens that are not complete yet, and can be told not to (2.6).</summary>
    public static bool HasReparseDeferral { get; } = SystemLibrary.Exports(Library, "XML_SetReparseDeferralEnabled");

    [LibraryImport(Library)] public static partial nint XML_ParserCreate_MM(byte* encoding, void* memory, byte* separator);
    [LibraryImport(Library)] public static partial nint XML_ExternalEntityParserCreate(nint parser, byte* context, byte* encoding);
    [LibraryImport(Library)] public static partial void XML_ParserFree(nint parser);
    [LibraryImport(Library)] public static partial void XML_SetUserData(nint parser, nint data);
    [LibraryImport(Library)] public static partial int XML_Parse(nint parser, byte* data, int size, int isFinal);
    [LibraryImport(Library)] public static partial int XML_SetEncoding(nint parser, byte* encoding);
    [LibraryImport(Library)] public static partial int XML_SetBase(nint parser, byte* address);
    [LibraryImport(Library)] public static partial byte* XML_GetBase(nint parser);
    [LibraryImport(Library)] public static partial byte* XML_GetInputContext(nint parser, int* offset, int* size);
    [LibraryImport(Library)] public static partial int XML_SetParamEntityParsing(nint parser, int when);
    [LibraryImport(Library)] public static partial int XML_UseForeignDTD(nint parser, byte use);
    [LibraryImport(Library)] public static partial byte XML_SetReparseDeferralEnabled(nint parser, byte enabled);
    [LibraryImport(Library)] public static partial void XML_SetReturnNSTriplet(nint parser, int value);
    [LibraryImport(Library)] public static partial int XML_SetHashSalt(nint parser, nuint salt);
    [LibraryImport(Library)] public static partial int XML_GetSpecifiedAttributeCount(nint parser);
    [LibraryImport(Library)] public static partial int XML_GetErrorCode(nint parser);
    [LibraryImport(Library)] public static partial nuint XML_GetCurrentLineNumber(nint parser);
    [LibraryImport(Library)] public static partial nuint XML_GetCurrentColumnNumber(nint parser);
    [LibraryImport(Library)] public static partial nint XML_GetCurrentByteIndex(nint parser);
    [LibraryImport(Library)] public static partial byte* XML_ErrorString(int code);
    [LibraryImport(Library)] public static partial byte* XML_ExpatVersion();
    [LibraryImport(Library)] public static partial ExpatFeature* XML_GetFeatureList();
    [LibraryImport(Library)] public static partial void XML_FreeContentModel(nint parser, ExpatContent* model);
    [LibraryImport(Library)] public static partial void XML_SetUnknownEncodingHandler(nint parser, nint handler, nint data);
    [LibraryImport(Library)] public static partial void XML_SetStartElementHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetEndElementHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetProcessingInstructionHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetCharacterDataHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetUnparsedEntityDeclHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetNotationDeclHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetStartNamespaceDeclHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetEndNamespaceDeclHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetCommentHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetStartCdataSectionHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetEndCdataSectionHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetDefaultHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetDefaultHandlerExpand(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetNotStandaloneHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetExternalEntityRefHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetStartDoctypeDeclHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetEndDoctypeDeclHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetEntityDeclHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetXmlDeclHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetElementDeclHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetAttlistDeclHandler(nint parser, nint handler);
    [LibraryImport(Library)] public static partial void XML_SetSkippedEntityHandler(nint parser, nint handler);
}

/// <summary>XML_Feature: something that the library was built with.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ExpatFeature
{
    /// <summary>Its number; 0 ends the list.</summary>
    public int Number;

    /// <summary>Its name.</summary>
    public byte* Name;

    /// <summary>How much of it.</summary>
    public nint Value;
}

/// <summary>XML_Content: what an element may contain.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ExpatContent
{
    /// <summary>The kind of content.</summary>
    public int Type;

    /// <summary>How often it may come.</summary>
    public int Quantifier;

    /// <summary>The element's name; null for none.</summary>
    public byte* Name;

    /// <summary>The number of parts.</summary>
    public uint Count;

    /// <summary>The parts.</summary>
    public ExpatContent* Children;
}

/// <summary>XML_Encoding: what the single bytes of an encoding mean.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ExpatEncoding
{
    /// <summary>The character for each byte; -1 for none.</summary>
    public fixed int Map[256];

    /// <summary>For the two functions.</summary>
    public nint Data;

    /// <summary>Converts characters of several bytes.</summary>
    public nint Convert;

    /// <summary>Called when the encoding is no longer used.</summary>
    public nint Release;
}
