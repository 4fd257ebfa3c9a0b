using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>What the incremental coders and the streams have in common: a constructor that does it all, and the treatment of errors.</summary>
internal abstract class PyMultibyteCoder : PyContainer
{
    private protected PyMultibyteCoder(PyType type) : base(type)
    {
    }

    /// <summary>how to treat errors</summary>
    [PyGetter("errors")]
    private protected string ErrorHandler { get; private set; } = "strict";

    [PySetter("errors")]
    private protected void SetErrorHandler(PyObject? value) => ErrorHandler = value switch
    {
        null => throw Errors.New(ExceptionTypes.AttributeError, "cannot delete attribute"),
        PyStr name => name.ToString(),
        _ => throw Errors.Type("errors must be a string"),
    };

    /// <summary>The constructor has done it all; the classes of <c>codecs</c> that come later in the order must not do it again.</summary>
    [PySlot(nameof(PyType.TpInit))]
    private protected static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
    }

    private protected static PyMultibyteCoder Make(ThreadState thread, PyType type, string errors)
    {
        var encoding = PyMultibyteCodec.Of(thread, type);
        var made = (PyMultibyteCoder)type.Allocate!(thread, type);
        made.Start(encoding);
        made.ErrorHandler = errors;
        return made;
    }

    /// <summary>Takes the encoding of the class.</summary>
    private protected abstract void Start(MultiByteEncoding encoding);
}

/// <summary>What gets its input in pieces.</summary>
internal abstract class PyMultibyteIncrementalCoder : PyMultibyteCoder
{
    private protected PyMultibyteIncrementalCoder(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "")]
    private protected static PyObject New(ThreadState thread, PyType type, [Keyword, NoNull] string errors = "strict") => Make(thread, type, errors);
}

/// <summary>What works on a stream of bytes.</summary>
internal abstract class PyMultibyteStream : PyMultibyteCoder
{
    private Ref<PyObject> _stream;

    private protected PyMultibyteStream(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "")]
    private protected static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject stream, [Keyword, NoNull] string errors = "strict")
    {
        var made = (PyMultibyteStream)Make(thread, type, errors);
        made._stream.Value = stream;
        return made;
    }

    [PyGetter("stream", Member = true)]
    private protected PyObject? Stream => _stream.Value;

    internal override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        visitor.Visit(_stream.Value);
    }

    internal override void ClearReferences()
    {
        base.ClearReferences();
        _stream.Clear();
    }
}
