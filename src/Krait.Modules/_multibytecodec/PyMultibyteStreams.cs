using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <remarks>Reads text from a stream of bytes.</remarks>
[PyType("MultibyteStreamReader", Module = "_multibytecodec", BaseType = true, BasicSize = 64), PyModuleType("_multibytecodec")]
internal partial class PyMultibyteStreamReader : PyMultibyteStream
{
    private static readonly PyStr s_readline = PyStr.Intern("readline");
    private DecoderCore _core = null!;

    private protected PyMultibyteStreamReader(PyType type) : base(type)
    {
    }

    private protected override void Start(MultiByteEncoding encoding) => _core = new DecoderCore(encoding);

    [PyMethod("read")]
    private PyObject Read(ThreadState thread, PyObject? sizeobj = null) => ReadWith(thread, Names.Read, Size(thread, sizeobj));

    [PyMethod("readline")]
    private PyObject ReadLine(ThreadState thread, PyObject? sizeobj = null) => ReadWith(thread, s_readline, Size(thread, sizeobj));

    [PyMethod("readlines")]
    private PyObject ReadLines(ThreadState thread, PyObject? sizehintobj = null) =>
        Op.CallMethod(thread, ReadWith(thread, Names.Read, Size(thread, sizehintobj)), "splitlines", PyBool.True);

    [PyMethod("reset")]
    private void Reset() => _core.Reset();

    private static long Size(ThreadState thread, PyObject? size) => size switch
    {
        null or PyNone => -1,
        PyInt => Op.AsIndexLong(thread, size),
        _ => throw Errors.Type("arg 1 must be an integer"),
    };

    private PyStr ReadWith(ThreadState thread, PyStr method, long size)
    {
        if (size == 0)
            return PyStr.Empty;
        while (true)
        {
            var stream = Stream!;
            var result = size < 0 ? Op.CallMethod(thread, stream, method) : Op.CallMethod(thread, stream, method, PyInt.From(size));
            if (result is not PyBytes bytes)
                throw Errors.Type($"stream function returned a non-bytes object ({result.Type.Name})");
            var text = _core.Decode(thread, bytes.Span, ErrorHandler, bytes.Length == 0 || size < 0);
            if (size < 0 || text.Length > 0 || bytes.Length == 0)
                return text;
            // All that came is the beginning of a character.
            size = 1;
        }
    }
}

/// <remarks>Writes text to a stream of bytes.</remarks>
[PyType("MultibyteStreamWriter", Module = "_multibytecodec", BaseType = true, BasicSize = 56), PyModuleType("_multibytecodec")]
internal partial class PyMultibyteStreamWriter : PyMultibyteStream
{
    private EncoderCore _core = null!;

    private protected PyMultibyteStreamWriter(PyType type) : base(type)
    {
    }

    private protected override void Start(MultiByteEncoding encoding) => _core = new EncoderCore(encoding);

    [PyMethod("write")]
    private void Write(ThreadState thread, PyObject strobj) => WriteBytes(thread, _core.Encode(thread, strobj, ErrorHandler, false));

    [PyMethod("writelines")]
    private void WriteLines(ThreadState thread, PyObject lines)
    {
        if (!Op.IsSequence(lines))
            throw Errors.Type("arg must be a sequence object");
        for (var i = 0; i < Op.Length(thread, lines); i++)
            Write(thread, Op.GetItem(thread, lines, i));
    }

    [PyMethod("reset")]
    private void Reset(ThreadState thread)
    {
        if (!_core.HasPending)
            return;
        var bytes = _core.Flush(thread, ErrorHandler);
        if (bytes.Length > 0)
            WriteBytes(thread, bytes);
    }

    private void WriteBytes(ThreadState thread, byte[] bytes) => Op.CallMethod(thread, Stream!, Names.Write, PyBytes.From(bytes));
}
