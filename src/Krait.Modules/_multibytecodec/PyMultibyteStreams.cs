using Krait.Runtime;

namespace Krait.Modules.Multibyte;

/// <summary>Reads text from a stream of bytes.</summary>
[PyType("MultibyteStreamReader", Module = "_multibytecodec", BaseType = true, BasicSize = 64)]
[PyModuleType("_multibytecodec")]
public partial class PyMultibyteStreamReader : PyContainer
{
    private Ref<PyMultibyteCodec> _codec;
    private Ref<PyObject> _stream;
    private string _errors = "strict";
    private byte[] _pending = [];

    private protected PyMultibyteStreamReader(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(stream, errors='strict')")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject stream, [Keyword, NoNull] string errors = "strict")
    {
        var codec = PyMultibyteCodec.Of(thread, type);
        var made = (PyMultibyteStreamReader)type.Allocate!(thread, type);
        made._codec.Value = codec;
        made._stream.Value = stream;
        made._errors = errors;
        return made;
    }

    [PyGetter("stream")]
    private PyObject Stream => _stream.Value!;

    // The class of codecs that stands behind in a Python class has nothing to set up.
    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
    }

    /// <summary>how to treat errors</summary>
    [PyGetter("errors")]
    private string ErrorsAttribute => _errors;

    [PySetter("errors")]
    private void SetErrors(PyObject value) => _errors = PyMultibyteCodec.ErrorsName(value);

    [PyMethod("read")]
    private PyObject Read(ThreadState thread, long? sizeobj = null) => Read(thread, "read", sizeobj ?? -1);

    [PyMethod("readline")]
    private PyObject ReadLine(ThreadState thread, long? sizeobj = null) => Read(thread, "readline", sizeobj ?? -1);

    [PyMethod("readlines")]
    private PyObject ReadLines(ThreadState thread, long? sizehintobj = null) =>
        Op.CallMethod(thread, Read(thread, "read", sizehintobj ?? -1), "splitlines", PyBool.True);

    [PyMethod("reset")]
    private void Reset() => _pending = [];

    private PyStr Read(ThreadState thread, string method, long size)
    {
        while (size != 0)
        {
            var result = size < 0
                ? Op.CallMethod(thread, _stream.Value!, method)
                : Op.CallMethod(thread, _stream.Value!, method, PyInt.From(size));
            if (result is not PyBytes read)
                throw Errors.Type($"stream function returned a non-bytes object ({result.Type.Name})");
            var isEnd = size < 0 || read.Length == 0;
            var text = _codec.Value!.Decode(thread, [.. _pending, .. read.Span], _errors, isEnd, out var rest);
            _pending = rest;
            if (isEnd || text.Length > 0)
                return text;
            // All that came is part of one character: byte by byte up to its end.
            size = 1;
        }
        return PyStr.Empty;
    }
}

/// <summary>Writes text to a stream of bytes.</summary>
[PyType("MultibyteStreamWriter", Module = "_multibytecodec", BaseType = true, BasicSize = 64)]
[PyModuleType("_multibytecodec")]
public partial class PyMultibyteStreamWriter : PyContainer
{
    private Ref<PyMultibyteCodec> _codec;
    private Ref<PyObject> _stream;
    private string _errors = "strict";

    private protected PyMultibyteStreamWriter(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(stream, errors='strict')")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject stream, [Keyword, NoNull] string errors = "strict")
    {
        var codec = PyMultibyteCodec.Of(thread, type);
        var made = (PyMultibyteStreamWriter)type.Allocate!(thread, type);
        made._codec.Value = codec;
        made._stream.Value = stream;
        made._errors = errors;
        return made;
    }

    [PyGetter("stream")]
    private PyObject Stream => _stream.Value!;

    // The class of codecs that stands behind in a Python class has nothing to set up.
    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
    }

    /// <summary>how to treat errors</summary>
    [PyGetter("errors")]
    private string ErrorsAttribute => _errors;

    [PySetter("errors")]
    private void SetErrors(PyObject value) => _errors = PyMultibyteCodec.ErrorsName(value);

    [PyMethod("write")]
    private void Write(ThreadState thread, PyObject strobj)
    {
        var data = _codec.Value!.Encode(thread, strobj as PyStr ?? Op.Str(thread, strobj), _errors);
        Op.CallMethod(thread, _stream.Value!, "write", PyBytes.From(data));
    }

    [PyMethod("writelines")]
    private void WriteLines(ThreadState thread, PyObject lines)
    {
        if (!Op.IsSequence(lines))
            throw Errors.Type("arg must be a sequence object");
        for (long i = 0; i < Op.Length(thread, lines); i++)
            Write(thread, Op.GetItem(thread, lines, i));
    }

    // Nothing is kept back.
    [PyMethod("reset")]
    private static void Reset(PyMultibyteStreamWriter self)
    {
    }
}
