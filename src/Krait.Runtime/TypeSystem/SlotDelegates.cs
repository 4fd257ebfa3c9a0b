namespace Krait.Runtime;

/// <summary>A slot that takes the object alone.</summary>
public delegate PyObject UnaryFunc(ThreadState thread, PyObject self);

/// <summary>A slot with one more operand.</summary>
public delegate PyObject BinaryFunc(ThreadState thread, PyObject self, PyObject other);

/// <summary>A slot with two more operands.</summary>
public delegate PyObject TernaryFunc(ThreadState thread, PyObject self, PyObject other, PyObject third);

/// <summary>A slot that answers yes or no.</summary>
public delegate bool InquiryFunc(ThreadState thread, PyObject self);

/// <summary>A slot that answers whether <paramref name="value"/> is in the object.</summary>
public delegate bool ContainsFunc(ThreadState thread, PyObject self, PyObject value);

/// <summary>A length; never negative.</summary>
public delegate long LengthFunc(ThreadState thread, PyObject self);

/// <summary>A hash; never -1.</summary>
public delegate long HashFunc(ThreadState thread, PyObject self);

/// <summary>A rich comparison; may return NotImplemented.</summary>
public delegate PyObject RichCompareFunc(ThreadState thread, PyObject self, PyObject other, CompareOp op);

/// <summary>The next item of an iterator; null at its end. A StopIteration with a value is thrown.</summary>
public delegate PyObject? IterNextFunc(ThreadState thread, PyObject self);

/// <summary>An item by position (already adjusted for negative positions by the caller).</summary>
public delegate PyObject IndexedGetFunc(ThreadState thread, PyObject self, long index);

/// <summary>Sets (or, with null, deletes) an item by position.</summary>
public delegate void IndexedSetFunc(ThreadState thread, PyObject self, long index, PyObject? value);

/// <summary>Sets (or, with null, deletes) an item by key.</summary>
public delegate void KeyedSetFunc(ThreadState thread, PyObject self, PyObject key, PyObject? value);

/// <summary>Repeats a sequence.</summary>
public delegate PyObject RepeatFunc(ThreadState thread, PyObject self, long count);

/// <summary>Reads an attribute; throws AttributeError where there is none.</summary>
public delegate PyObject GetAttrFunc(ThreadState thread, PyObject self, PyStr name);

/// <summary>Sets (or, with null, deletes) an attribute.</summary>
public delegate void SetAttrFunc(ThreadState thread, PyObject self, PyStr name, PyObject? value);

/// <summary><c>__get__</c>: <paramref name="instance"/> is null when read from the class.</summary>
public delegate PyObject DescriptorGetFunc(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner);

/// <summary><c>__set__</c> and, with null, <c>__delete__</c>.</summary>
public delegate void DescriptorSetFunc(ThreadState thread, PyObject descriptor, PyObject instance, PyObject? value);

/// <summary>
/// A call. <paramref name="args"/> holds the positional arguments, then the values of the keyword arguments that
/// <paramref name="keywordNames"/> names (CPython's vectorcall).
/// </summary>
public delegate PyObject CallFunc(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames);

/// <summary><c>__new__</c>: makes an instance of <paramref name="type"/>.</summary>
public delegate PyObject NewFunc(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames);

/// <summary><c>__init__</c>.</summary>
public delegate void InitFunc(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames);

/// <summary><c>__del__</c>; must not throw.</summary>
public delegate void FinalizeFunc(ThreadState thread, PyObject self);

/// <summary>Makes an empty C# object for an instance of <paramref name="type"/>, floating and, where it holds references, pooled and tracked.</summary>
public delegate PyObject AllocateFunc(ThreadState thread, PyType type);

/// <summary>
/// Sends a value into an iterator (<c>am_send</c>). True: it yielded <paramref name="result"/>; false: it returned <paramref name="result"/>.
/// </summary>
public delegate bool SendFunc(ThreadState thread, PyObject self, PyObject? value, out PyObject result);

/// <summary>Gives a view of the object's memory, or throws.</summary>
public delegate void GetBufferFunc(ThreadState thread, PyObject self, PyBuffer view, BufferFlags flags);

/// <summary>Takes note that a view of the object's memory is not used any more.</summary>
public delegate void ReleaseBufferFunc(PyObject self, PyBuffer view);

/// <summary>The six comparisons, with CPython's numbers.</summary>
public enum CompareOp
{
    Lt = 0,
    Le = 1,
    Eq = 2,
    Ne = 3,
    Gt = 4,
    Ge = 5,
}

/// <summary>A native function without arguments.</summary>
public delegate PyObject NativeNoArgs(ThreadState thread, PyObject self);

/// <summary>A native function of one positional argument.</summary>
public delegate PyObject NativeOneArg(ThreadState thread, PyObject self, PyObject arg);

/// <summary>A native function of positional arguments only.</summary>
public delegate PyObject NativeFast(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args);

/// <summary>A native function that takes keyword arguments.</summary>
public delegate PyObject NativeFastKeywords(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames);

/// <summary>What a native function is: CPython's PyMethodDef. Exactly one of the four delegates is set.</summary>
public sealed class NativeMethod
{
    public required string Name { get; init; }
    public string? Doc { get; init; }

    /// <summary>The signature in the form of <c>__text_signature__</c>, <c>($self, x, /, *, key=None)</c>; null for none.</summary>
    public string? Signature { get; init; }
    public NativeMethodKind Kind { get; init; }

    /// <summary>See <see cref="ResumesGeneratorAttribute"/>.</summary>
    public bool ResumesGenerator { get; init; }
    public NativeNoArgs? NoArgs { get; init; }
    public NativeOneArg? OneArg { get; init; }
    public NativeFast? Fast { get; init; }
    public NativeFastKeywords? FastKeywords { get; init; }
}

/// <summary>What a native method's <c>self</c> is.</summary>
public enum NativeMethodKind
{
    /// <summary>The instance; for a module's function the module.</summary>
    Instance,

    /// <summary>The class (<c>METH_CLASS</c>).</summary>
    Class,

    /// <summary>Nothing (<c>METH_STATIC</c>).</summary>
    Static,
}

/// <summary>An attribute of a built-in type computed by C# code: CPython's PyGetSetDef.</summary>
public sealed class NativeGetSet
{
    public required string Name { get; init; }
    public string? Doc { get; init; }
    public UnaryFunc? Getter { get; init; }

    /// <summary>True for an attribute that Python sees as a <c>member_descriptor</c>, CPython's PyMemberDef.</summary>
    public bool IsMember { get; init; }

    /// <summary>Takes null for a deletion.</summary>
    public NativeSetter? Setter { get; init; }
}

/// <summary>Writes an attribute, or with null deletes it.</summary>
public delegate void NativeSetter(ThreadState thread, PyObject self, PyObject? value);
