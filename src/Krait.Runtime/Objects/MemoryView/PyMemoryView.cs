namespace Krait.Runtime;

/// <summary>Create a new memoryview object which references the given object.</summary>
[PyType("memoryview", Signature = "(object)", BasicSize = 144, ItemSize = 8, IsSequence = true, IsGeneric = true)]
public sealed partial class PyMemoryView : PyContainer, IWeakReferenceable
{
    /// <summary>The memory as its owner gave it, shared by the views that were made of this one.</summary>
    private Ref<PyManagedBuffer> _managed;

    /// <summary>This view of it; its <c>Obj</c> is not set.</summary>
    private PyBuffer _view = new();

    private bool _isReleased;

    /// <summary>True for the argument of a <c>__release_buffer__</c> call: nobody may keep more of the memory than this very view.</summary>
    private bool _isRestricted;

    /// <summary>Views that others have of this view.</summary>
    private int _exports;
    private WeakReferenceList? _weakReferences;
    private bool _isHashed;
    private long _hash;

    private PyMemoryView(PyType type) : base(type)
    {
        // Giving the memory back at deallocation is the work of ClearReferences.
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>Keeps the view from being released while a method runs other code.</summary>
    private readonly ref struct Pin
    {
        private readonly PyMemoryView _memory;

        public Pin(PyMemoryView memory)
        {
            _memory = memory;
            memory._exports++;
        }

        public void Dispose() => _memory._exports--;
    }

    /// <summary>The view.</summary>
    internal PyBuffer View
    {
        get
        {
            CheckReleased();
            return _view;
        }
    }

    /// <summary>A view of any object with the buffer protocol, floating.</summary>
    public static PyMemoryView Create(ThreadState thread, PyObject o) => Create(thread, o, BufferFlags.FullReadOnly);

    internal static PyMemoryView Create(ThreadState thread, PyObject o, BufferFlags flags)
    {
        if (o is PyMemoryView other)
        {
            other.CheckReleased();
            return other.Derive(thread);
        }
        if (!PyBuffer.IsSupportedBy(o))
            throw Errors.Type($"memoryview: a bytes-like object is required, not '{o.Type.Name}'");
        return FromBuffer(thread, PyBuffer.Get(thread, o, flags));
    }

    // Shape, strides and suboffsets, one of each per dimension, stand behind the object in CPython.
    internal override long SizeOf(ThreadState thread) => Type.BasicSize + ((long)_view.Ndim * 3 * Type.ItemSize);

    /// <summary>A view that takes over an open buffer.</summary>
    public static PyMemoryView FromBuffer(ThreadState thread, PyBuffer buffer)
    {
        var managed = PyManagedBuffer.Create(thread, buffer);
        var made = New(thread, managed);
        made._view = Complete(buffer);
        return made;
    }

    /// <summary>What <c>__release_buffer__</c> gets: a view of memory that is about to be released.</summary>
    internal static PyMemoryView CreateRestricted(ThreadState thread, PyBuffer view)
    {
        var made = FromBuffer(thread, Copy(view));
        made._isRestricted = true;
        return made;
    }

    /// <summary>The object whose memory it is; null where there is none any more.</summary>
    internal PyObject? MemoryOwner => _managed.Value?.Owner;

    internal bool IsReleased => _isReleased;

    private void CheckRestricted()
    {
        if (_isRestricted)
            throw Errors.Value("cannot create new view on restricted memoryview");
    }

    private static PyMemoryView New(ThreadState thread, PyManagedBuffer managed)
    {
        var made = new PyMemoryView(TypeObject);
        made._managed.Value = managed;
        managed.Exports++;
        return thread.EnterNew(made);
    }

    /// <summary>A view of the same memory as this one.</summary>
    private PyMemoryView Derive(ThreadState thread)
    {
        CheckRestricted();
        if (_managed.Value!.IsReleased)
            throw Errors.Value("operation forbidden on released memoryview object");
        var made = New(thread, _managed.Value);
        made._view = Copy(_view);
        return made;
    }

    /// <summary>A copy of a view's description, with shape and strides filled in, that does not hold the owner.</summary>
    private static PyBuffer Complete(PyBuffer source)
    {
        var view = Copy(source);
        if (view.Ndim == 0)
            return view;
        view.Shape ??= [view.ItemSize == 0 ? 0 : view.Length / view.ItemSize];
        view.Strides ??= PyBuffer.ContiguousStrides(view.Shape, view.ItemSize, 'C');
        return view;
    }

    private static PyBuffer Copy(PyBuffer source)
    {
        var view = new PyBuffer
        {
            Length = source.Length,
            ReadOnly = source.ReadOnly,
            ItemSize = source.ItemSize,
            Format = source.Format,
            Ndim = source.Ndim,
            Shape = (long[]?)source.Shape?.Clone(),
            Strides = (long[]?)source.Strides?.Clone(),
            SubOffsets = (long[]?)source.SubOffsets?.Clone(),
        };
        view.SetMemory(source, 0);
        return view;
    }

    private void CheckReleased()
    {
        if (_isReleased || _managed.Value is not { IsReleased: false })
            throw Errors.Value("operation forbidden on released memoryview object");
    }

    internal void ReleaseView()
    {
        if (_isReleased)
            return;
        _isReleased = true;
        if (_managed.Value is { } managed && --managed.Exports == 0)
            managed.Release();
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(_managed.Value);

    internal override void ClearReferences()
    {
        ReleaseView();
        _managed.Clear();
    }
}

/// <summary>The memory that an object gave to memoryviews: given back when the last of them is released.</summary>
[PyType("managedbuffer", BasicSize = 120, NoInstantiation = true)]
public sealed partial class PyManagedBuffer : PyContainer
{
    private PyBuffer? _buffer;

    private PyManagedBuffer(PyType type) : base(type)
    {
    }

    /// <summary>The views that are not released.</summary>
    internal int Exports { get; set; }

    internal bool IsReleased => _buffer is null;

    /// <summary>The object whose memory it is.</summary>
    internal PyObject? Owner => _buffer?.Obj;

    internal static PyManagedBuffer Create(ThreadState thread, PyBuffer buffer) =>
        thread.EnterNew(new PyManagedBuffer(TypeObject) { _buffer = buffer });

    internal void Release()
    {
        var buffer = _buffer;
        _buffer = null;
        buffer?.Dispose();
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(_buffer?.Obj);

    internal override void ClearReferences() => Release();
}
