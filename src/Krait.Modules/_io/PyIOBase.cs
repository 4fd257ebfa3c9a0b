namespace Krait.Runtime;

/// <summary>The abstract base class for all I/O classes.</summary>
[PyType("_IOBase", Module = "_io", BaseType = true, BasicSize = 32), PyModuleType("_io")]
public partial class PyIOBase : PyContainer, IManagedDict, IWeakReferenceable
{
    internal InstanceStorage Fields;

    internal PyIOBase(PyType type) : base(type)
    {
    }

    internal override ref InstanceStorage Storage => ref Fields;

    internal override ref WeakReferenceList? WeakReferences => ref Fields.WeakReferences;

    /// <summary>True where no attribute was set on the instance that could stand before a method of the class.</summary>
    internal bool HasPlainDict => Fields.Values is null && (Fields.Dict is not { } dict || dict.Count <= _ownAttributes);

    /// <summary>How many attributes the stream itself keeps in its dict.</summary>
    private protected int _ownAttributes;

    /// <summary>Takes note of an attribute that belongs to the stream itself.</summary>
    internal void CountOwnAttribute() => _ownAttributes++;

    partial void TraverseMore(Visitor visitor) => Fields.Traverse(visitor);

    partial void ClearMore() => Fields.Clear();

    /// <summary>Throws where <c>closed</c> is true.</summary>
    internal static void CheckClosedAttribute(ThreadState thread, PyObject self)
    {
        if (Op.TryGetAttr(thread, self, Names.Closed) is { } closed && Op.IsTrue(thread, closed))
            throw IoHelpers.Closed();
    }

    internal static void CheckSeekable(ThreadState thread, PyObject o)
    {
        if (!ReferenceEquals(Op.CallMethod(thread, o, IoNames.Seekable), PyBool.True))
            throw IoHelpers.Unsupported(thread, "File or stream is not seekable.");
    }

    internal static void CheckReadable(ThreadState thread, PyObject o)
    {
        if (!ReferenceEquals(Op.CallMethod(thread, o, IoNames.Readable), PyBool.True))
            throw IoHelpers.Unsupported(thread, "File or stream is not readable.");
    }

    internal static void CheckWritable(ThreadState thread, PyObject o)
    {
        if (!ReferenceEquals(Op.CallMethod(thread, o, IoNames.Writable), PyBool.True))
            throw IoHelpers.Unsupported(thread, "File or stream is not writable.");
    }

    private static bool IsMarkedClosed(ThreadState thread, PyObject self) => Op.TryGetAttr(thread, self, IoNames.IOBaseClosed) is not null;

    /// <summary><c>_IOBase.close</c>: flushes and marks the stream as closed.</summary>
    internal static void CloseBase(ThreadState thread, PyObject self)
    {
        if (IsMarkedClosed(thread, self))
            return;
        IoHelpers.Both(() => Op.CallMethod(thread, self, Names.Flush), () => MarkClosed(thread, self));
    }

    private static void MarkClosed(ThreadState thread, PyObject self)
    {
        Op.SetAttr(thread, self, IoNames.IOBaseClosed, PyBool.True);
        if (self is PyIOBase stream)
            stream._ownAttributes++;
    }

    /// <summary>Closes a stream that nothing refers to any more.</summary>
    [PySlot(nameof(PyType.TpFinalize))]
    private static void Finalize(ThreadState thread, PyObject self)
    {
        // Nothing that Python could see happens where these are closed.
        if (!self.Type.IsHeapType && self is PyStringIO or PyBytesIO)
            return;
        try
        {
            if (IsClosedForFinalizer(thread, self))
                return;
            try
            {
                Op.SetAttr(thread, self, IoNames.Finalizing, PyBool.True);
            }
            catch (PythonException)
            {
                // A class with slots only has no place for the mark; close() works without it.
            }
            Op.CallMethod(thread, self, Names.Close);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, self, "Exception ignored while finalizing file");
        }
    }

    private static bool IsClosedForFinalizer(ThreadState thread, PyObject self)
    {
        try
        {
            return Op.TryGetAttr(thread, self, Names.Closed) is not { } closed || Op.IsTrue(thread, closed);
        }
        catch (PythonException)
        {
            // An object that was never initialised, or lost what it stands on, has nothing to close.
            return true;
        }
    }
}
