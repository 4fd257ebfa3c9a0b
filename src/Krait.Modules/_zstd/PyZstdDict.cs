using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Zstd;

/// <summary>How a dictionary is given to a context.</summary>
internal enum DictionaryUse
{
    Digested,
    Undigested,
    Prefix,
}

/// <summary>Represents a Zstandard dictionary.
///
/// The dictionary can be used for compression or decompression, and can be shared
/// by multiple ZstdCompressor or ZstdDecompressor objects.</summary>
[PyType("ZstdDict", Module = "compression.zstd", BaseType = true, BasicSize = 64)]
[PyModuleType("_zstd")]
public unsafe partial class PyZstdDict : PyContainer
{
    private const int ShortestContent = 8;

    private readonly Dictionary<int, nint> _forCompression = [];
    private byte* _content;
    private int _size;
    private uint _id;
    private nint _forDecompression;

    private protected PyZstdDict(PyType type) : base(type)
    {
    }

    /// <summary>Releases the library's objects.</summary>
    ~PyZstdDict()
    {
        foreach (var dictionary in _forCompression.Values)
            LibZstd.ZSTD_freeCDict(dictionary);
        LibZstd.ZSTD_freeDDict(_forDecompression);
        NativeMemory.Free(_content);
    }

    [PyNew(Signature = "(dict_content, /, *, is_raw=False)")]
    private static PyObject New(ThreadState thread, PyType type, [Buffer] ReadOnlySpan<byte> content, [KeywordOnly("is_raw")] bool isRaw = false)
    {
        if (content.Length < ShortestContent)
            throw Errors.Value("Zstandard dictionary content too short (must have at least eight bytes)");
        uint id;
        fixed (byte* data = content)
        {
            id = LibZstd.ZSTD_getDictID_fromDict(data, (nuint)content.Length);
        }
        if (!isRaw && id == 0)
            throw Errors.Value("invalid Zstandard dictionary");
        var made = (PyZstdDict)type.Allocate!(thread, type);
        made._content = (byte*)NativeMemory.Alloc((nuint)content.Length);
        content.CopyTo(new Span<byte>(made._content, content.Length));
        (made._size, made._id) = (content.Length, id);
        return made;
    }

    /// <summary>A dictionary and its use as an argument names them; null for none.</summary>
    internal static PyZstdDict? FromArgument(ThreadState thread, PyObject? argument, ref DictionaryUse use)
    {
        switch (argument)
        {
            case null or PyNone:
                return null;
            case PyZstdDict plain:
                return plain;
            case PyTuple { Count: 2 } pair when pair[0] is PyZstdDict dictionary && pair[1] is PyInt:
                var number = ArgumentConversion.ToInt(thread, pair[1]);
                if (number is >= (int)DictionaryUse.Digested and <= (int)DictionaryUse.Prefix)
                {
                    use = (DictionaryUse)number;
                    return dictionary;
                }
                break;
        }
        throw Errors.Type("zstd_dict argument should be a ZstdDict object.");
    }

    internal nuint LoadInto(ThreadState thread, nint context, DictionaryUse use, int level)
    {
        switch (use)
        {
            case DictionaryUse.Undigested:
                return LibZstd.ZSTD_CCtx_loadDictionary(context, _content, (nuint)_size);
            case DictionaryUse.Prefix:
                return LibZstd.ZSTD_CCtx_refPrefix(context, _content, (nuint)_size);
        }
        if (!_forCompression.TryGetValue(level, out var digested))
        {
            digested = LibZstd.ZSTD_createCDict(_content, (nuint)_size, level);
            if (digested == 0)
                throw Undigestible(thread, "ZSTD_CDict");
            _forCompression[level] = digested;
        }
        return LibZstd.ZSTD_CCtx_refCDict(context, digested);
    }

    internal nuint LoadInto(ThreadState thread, nint context, DictionaryUse use)
    {
        switch (use)
        {
            case DictionaryUse.Undigested:
                return LibZstd.ZSTD_DCtx_loadDictionary(context, _content, (nuint)_size);
            case DictionaryUse.Prefix:
                return LibZstd.ZSTD_DCtx_refPrefix(context, _content, (nuint)_size);
        }
        if (_forDecompression == 0)
            _forDecompression = LibZstd.ZSTD_createDDict(_content, (nuint)_size);
        return _forDecompression == 0 ? throw Undigestible(thread, "ZSTD_DDict") : LibZstd.ZSTD_DCtx_refDDict(context, _forDecompression);
    }

    private static PythonException Undigestible(ThreadState thread, string what) =>
        Errors.New(ZstdState.Of(thread).ErrorType, $"Failed to create a {what} instance from Zstandard dictionary content.");

    /// <summary>The content of a Zstandard dictionary, as a bytes object.</summary>
    [PyGetter("dict_content")]
    private PyObject DictContent => PyBytes.From(new ReadOnlySpan<byte>(_content, _size));

    /// <summary>The Zstandard dictionary, an int between 0 and 2**32.
    ///
    /// A non-zero value represents an ordinary Zstandard dictionary,
    /// conforming to the standardised format.
    ///
    /// A value of zero indicates a 'raw content' dictionary,
    /// without any restrictions on format or content.</summary>
    [PyGetter("dict_id", Member = true)]
    private long DictId => _id;

    private PyTuple As(ThreadState thread, DictionaryUse use) => PyTuple.Create(thread, this, PyInt.From((int)use));

    /// <summary>Load as a digested dictionary to compressor.</summary>
    [PyGetter("as_digested_dict")]
    private PyObject AsDigested(ThreadState thread) => As(thread, DictionaryUse.Digested);

    /// <summary>Load as an undigested dictionary to compressor.</summary>
    [PyGetter("as_undigested_dict")]
    private PyObject AsUndigested(ThreadState thread) => As(thread, DictionaryUse.Undigested);

    /// <summary>Load as a prefix to compressor/decompressor.</summary>
    [PyGetter("as_prefix")]
    private PyObject AsPrefix(ThreadState thread) => As(thread, DictionaryUse.Prefix);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => $"<ZstdDict dict_id={_id} dict_size={_size}>";

    [PySlot(nameof(PyType.SqLength))]
    private long Length() => _size;
}
