namespace Krait.Runtime;

/// <summary>Base class for raw binary I/O.</summary>
[PyType("_RawIOBase", Module = "_io", BaseType = true, BasicSize = 32), PyModuleType("_io")]
public partial class PyRawIOBase : PyIOBase
{
    internal PyRawIOBase(PyType type) : base(type)
    {
    }

    [PyMethod("read")]
    private static PyObject ReadBase(ThreadState thread, PyObject self, long size = -1)
    {
        if (size < 0)
            return Op.CallMethod(thread, self, IoNames.Readall);
        var array = Op.Call(thread, PyByteArray.TypeObject, PyInt.From(size));
        using var held = new Held(thread, array);
        var result = Op.CallMethod(thread, self, IoNames.Readinto, array);
        if (result is PyNone)
            return result;
        var count = Op.AsIndexLong(thread, result, ExceptionTypes.ValueError);
        using var view = PyBuffer.Get(thread, array, BufferFlags.Simple);
        if (count < 0 || count > view.Length)
            throw Errors.Value($"readinto returned {count} outside buffer size {view.Length}");
        return PyBytes.From(view.Span[..(int)count]);
    }

    /// <summary>Read until EOF, using multiple read() call.</summary>
    [PyMethod("readall")]
    private static PyObject ReadAllBase(ThreadState thread, PyObject self)
    {
        var collected = new ByteCollector();
        var isFirst = true;
        while (true)
        {
            var data = IoHelpers.CallRetrying(thread, self, Names.Read, PyInt.From(IoHelpers.DefaultBufferSize));
            if (data is PyNone)
            {
                if (isFirst)
                    return data;
                break;
            }
            if (data is not PyBytes bytes)
                throw Errors.Type("read() should return bytes");
            if (bytes.Length == 0)
                break;
            isFirst = false;
            collected.Append(bytes.Span);
        }
        return collected.ToBytes();
    }

    [PyMethod("readinto", Signature = "")]
    private static PyObject ReadIntoBase(PyObject self, ReadOnlySpan<PyObject> args) => throw Errors.New(ThreadState.Current, ExceptionTypes.NotImplementedError);

    [PyMethod("write", Signature = "")]
    private static PyObject WriteBase(PyObject self, ReadOnlySpan<PyObject> args) => throw Errors.New(ThreadState.Current, ExceptionTypes.NotImplementedError);
}

/// <summary>Base class for buffered IO objects.</summary>
[PyType("_BufferedIOBase", Module = "_io", BaseType = true, BasicSize = 32), PyModuleType("_io")]
public partial class PyBufferedIOBase : PyIOBase
{
    internal PyBufferedIOBase(PyType type) : base(type)
    {
    }

    /// <summary>Disconnect this buffer from its underlying raw stream and return it.</summary>
    [PyMethod("detach")]
    private static PyObject DetachBase(ThreadState thread, PyObject self) => throw IoHelpers.Unsupported(thread, "detach");

    /// <summary>Read and return up to n bytes.</summary>
    [PyMethod("read", Signature = "($self, size=-1, /)")]
    private static PyObject ReadBase(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args) => throw IoHelpers.Unsupported(thread, "read");

    /// <summary>Read and return up to size bytes, with at most one read() call to the underlying raw stream.</summary>
    [PyMethod("read1", Signature = "($self, size=-1, /)")]
    private static PyObject Read1Base(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args) => throw IoHelpers.Unsupported(thread, "read1");

    /// <summary>Write buffer b to the IO stream.</summary>
    [PyMethod("write", Signature = "($self, b, /)")]
    private static PyObject WriteBase(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args) => throw IoHelpers.Unsupported(thread, "write");

    [PyMethod("readinto")]
    private static long ReadIntoBase(ThreadState thread, PyObject self, PyObject buffer) => ReadIntoWith(thread, self, buffer, Names.Read);

    [PyMethod("readinto1")]
    private static long ReadInto1Base(ThreadState thread, PyObject self, PyObject buffer) => ReadIntoWith(thread, self, buffer, IoNames.Read1);

    private static long ReadIntoWith(ThreadState thread, PyObject self, PyObject target, PyStr method)
    {
        using var view = Writable(thread, target, method.TextEquals("read") ? "readinto" : "readinto1");
        var data = Op.CallMethod(thread, self, method, PyInt.From(view.Length));
        if (data is not PyBytes bytes)
            throw Errors.Type("read() should return bytes");
        if (bytes.Length > view.Length)
            throw Errors.Value($"read() returned too much data: {view.Length} bytes requested, {bytes.Length} returned");
        bytes.Span.CopyTo(view.Span);
        return bytes.Length;
    }

    /// <summary>The memory of the argument of readinto().</summary>
    internal static PyBuffer Writable(ThreadState thread, PyObject target, string function)
    {
        if (!Op.HasBuffer(target))
            throw Errors.Type($"{function}() argument must be read-write bytes-like object, not {(target is PyNone ? "None" : target.Type.Name)}");
        try
        {
            return PyBuffer.Get(thread, target, BufferFlags.Writable);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.BufferError))
        {
            throw Errors.Type($"{function}() argument must be read-write bytes-like object, not {target.Type.Name}");
        }
    }
}

/// <summary>Base class for text I/O.</summary>
[PyType("_TextIOBase", Module = "_io", BaseType = true, BasicSize = 32), PyModuleType("_io")]
public partial class PyTextIOBase : PyIOBase
{
    internal PyTextIOBase(PyType type) : base(type)
    {
    }

    /// <summary>Separate the underlying buffer from the TextIOBase and return it.</summary>
    [PyMethod("detach")]
    private static PyObject DetachBase(ThreadState thread, PyObject self) => throw IoHelpers.Unsupported(thread, "detach");

    /// <summary>Read at most size characters from stream.</summary>
    [PyMethod("read", Signature = "($self, size=-1, /)")]
    private static PyObject ReadBase(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args) => throw IoHelpers.Unsupported(thread, "read");

    /// <summary>Read until newline or EOF.</summary>
    [PyMethod("readline", Signature = "($self, size=-1, /)")]
    private static PyObject ReadlineBase(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args) => throw IoHelpers.Unsupported(thread, "readline");

    /// <summary>Write string s to stream.</summary>
    [PyMethod("write", Signature = "($self, s, /)")]
    private static PyObject WriteBase(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args) => throw IoHelpers.Unsupported(thread, "write");

    /// <summary>Encoding of the text stream.</summary>
    [PyGetter("encoding")]
    private static PyObject? EncodingBase(PyObject self) => null;

    /// <summary>Line endings translated so far.</summary>
    [PyGetter("newlines")]
    private static PyObject? NewlinesBase(PyObject self) => null;

    /// <summary>The error setting of the decoder or encoder.</summary>
    [PyGetter("errors")]
    private static PyObject? ErrorsBase(PyObject self) => null;
}
