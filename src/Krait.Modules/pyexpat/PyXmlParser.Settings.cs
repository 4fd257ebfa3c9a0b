using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Xml;

public sealed unsafe partial class PyXmlParser
{
    private int _bufferSize = DefaultBufferSize;
    private byte[]? _text;
    private int _textLength;

    /// <summary>Text that came: kept until there is enough of it, or given to the handler.</summary>
    internal void AddText(ThreadState thread, ReadOnlySpan<byte> text)
    {
        if (_text is null)
        {
            Call(thread, ExpatHandler.CharacterDataHandler, Text(text));
            return;
        }
        if (_textLength + text.Length > _text.Length)
        {
            FlushText(thread);
            // The handler may have gone, or taken the buffer away.
            if (_handlers[(int)ExpatHandler.CharacterDataHandler] is null || _text is null)
                return;
        }
        if (text.Length > _text.Length)
        {
            Call(thread, ExpatHandler.CharacterDataHandler, Text(text));
            return;
        }
        text.CopyTo(_text.AsSpan(_textLength));
        _textLength += text.Length;
    }

    /// <summary>Gives the text that is kept to the handler.</summary>
    internal void FlushText(ThreadState thread)
    {
        if (_text is null || _textLength == 0)
            return;
        var text = Text(_text.AsSpan(0, _textLength));
        _textLength = 0;
        Call(thread, ExpatHandler.CharacterDataHandler, text);
    }

    [PyGetter("buffer_text")]
    private bool BufferText => _text is not null;

    [PySetter("buffer_text")]
    private void SetBufferText(ThreadState thread, PyObject? value)
    {
        if (Required(thread, value))
        {
            _text ??= new byte[_bufferSize];
            return;
        }
        FlushText(thread);
        _text = null;
    }

    private static bool Required(ThreadState thread, PyObject? value) => value is null ? throw Errors.Runtime("Cannot delete attribute") : Op.IsTrue(thread, value);

    [PyGetter("buffer_size")]
    private long BufferSize => _bufferSize;

    [PySetter("buffer_size")]
    private void SetBufferSize(ThreadState thread, PyObject? value)
    {
        if (value is null)
            throw Errors.Runtime("Cannot delete attribute");
        if (value is not PyInt number)
            throw Errors.Type("buffer_size must be an integer");
        if (!number.TryGetLong(out var size))
            throw Errors.Overflow("Python int too large to convert to C long");
        if (size == _bufferSize)
            return;
        if (size <= 0)
            throw Errors.Value("buffer_size must be greater than zero");
        if (size > int.MaxValue)
            throw Errors.Value($"buffer_size must not be greater than {int.MaxValue}");
        if (_text is not null)
        {
            FlushText(thread);
            _text = new byte[size];
        }
        _bufferSize = (int)size;
    }

    [PyGetter("buffer_used")]
    private long BufferUsed => _textLength;

    [PyGetter("namespace_prefixes")]
    private bool NamespacePrefixes => _namespacePrefixes;

    [PySetter("namespace_prefixes")]
    private void SetNamespacePrefixes(ThreadState thread, PyObject? value)
    {
        _namespacePrefixes = Required(thread, value);
        LibExpat.XML_SetReturnNSTriplet(_parser, _namespacePrefixes ? 1 : 0);
    }

    [PyGetter("ordered_attributes")]
    private bool OrderedAttributes => _orderedAttributes;

    [PySetter("ordered_attributes")]
    private void SetOrderedAttributes(ThreadState thread, PyObject? value) => _orderedAttributes = Required(thread, value);

    [PyGetter("specified_attributes")]
    private bool SpecifiedAttributes => _specifiedAttributes;

    [PySetter("specified_attributes")]
    private void SetSpecifiedAttributes(ThreadState thread, PyObject? value) => _specifiedAttributes = Required(thread, value);

    [PyGetter("intern")]
    private PyObject Intern => _intern.Value ?? (PyObject)PyNone.Instance;

    [PyGetter("ErrorCode")]
    private long ErrorCode => LibExpat.XML_GetErrorCode(_parser);

    [PyGetter("ErrorLineNumber")]
    private long ErrorLineNumber => CurrentLineNumber;

    [PyGetter("ErrorColumnNumber")]
    private long ErrorColumnNumber => CurrentColumnNumber;

    [PyGetter("ErrorByteIndex")]
    private long ErrorByteIndex => CurrentByteIndex;

    [PyGetter("CurrentLineNumber")]
    private long CurrentLineNumber => (long)LibExpat.XML_GetCurrentLineNumber(_parser);

    [PyGetter("CurrentColumnNumber")]
    private long CurrentColumnNumber => (long)LibExpat.XML_GetCurrentColumnNumber(_parser);

    [PyGetter("CurrentByteIndex")]
    private long CurrentByteIndex => LibExpat.XML_GetCurrentByteIndex(_parser);
}
