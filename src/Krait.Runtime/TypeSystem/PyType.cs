using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// A Python type. Operations go through slots, as CPython's do: delegates that are inherited along the method resolution order, or set by
/// the special methods of a Python class (<see cref="SlotTable"/>).
/// </summary>
public sealed partial class PyType : PyContainer, IWeakReferenceable
{
    // Object
    public UnaryFunc? TpRepr;
    public UnaryFunc? TpStr;
    public HashFunc? TpHash;
    public CallFunc? TpCall;
    public GetAttrFunc? TpGetAttr;
    public SetAttrFunc? TpSetAttr;
    public RichCompareFunc? TpRichCompare;
    public UnaryFunc? TpIter;
    public IterNextFunc? TpIterNext;
    public DescriptorGetFunc? TpDescriptorGet;
    public DescriptorSetFunc? TpDescriptorSet;
    public NewFunc? TpNew;
    public InitFunc? TpInit;
    public FinalizeFunc? TpFinalize;

    // Number
    public BinaryFunc? NbAdd;
    public BinaryFunc? NbSubtract;
    public BinaryFunc? NbMultiply;
    public BinaryFunc? NbRemainder;
    public BinaryFunc? NbDivmod;
    public TernaryFunc? NbPower;
    public UnaryFunc? NbNegative;
    public UnaryFunc? NbPositive;
    public UnaryFunc? NbAbsolute;
    public InquiryFunc? NbBool;
    public UnaryFunc? NbInvert;
    public BinaryFunc? NbLShift;
    public BinaryFunc? NbRShift;
    public BinaryFunc? NbAnd;
    public BinaryFunc? NbXor;
    public BinaryFunc? NbOr;
    public UnaryFunc? NbInt;
    public UnaryFunc? NbFloat;
    public BinaryFunc? NbInplaceAdd;
    public BinaryFunc? NbInplaceSubtract;
    public BinaryFunc? NbInplaceMultiply;
    public BinaryFunc? NbInplaceRemainder;
    public TernaryFunc? NbInplacePower;
    public BinaryFunc? NbInplaceLShift;
    public BinaryFunc? NbInplaceRShift;
    public BinaryFunc? NbInplaceAnd;
    public BinaryFunc? NbInplaceXor;
    public BinaryFunc? NbInplaceOr;
    public BinaryFunc? NbFloorDivide;
    public BinaryFunc? NbTrueDivide;
    public BinaryFunc? NbInplaceFloorDivide;
    public BinaryFunc? NbInplaceTrueDivide;
    public UnaryFunc? NbIndex;
    public BinaryFunc? NbMatrixMultiply;
    public BinaryFunc? NbInplaceMatrixMultiply;

    // Sequence
    public LengthFunc? SqLength;
    public BinaryFunc? SqConcat;
    public RepeatFunc? SqRepeat;
    public IndexedGetFunc? SqItem;
    public IndexedSetFunc? SqAssItem;
    public ContainsFunc? SqContains;
    public BinaryFunc? SqInplaceConcat;
    public RepeatFunc? SqInplaceRepeat;

    // Mapping
    public LengthFunc? MpLength;
    public BinaryFunc? MpSubscript;
    public KeyedSetFunc? MpAssSubscript;

    // Async
    public UnaryFunc? AmAwait;
    public UnaryFunc? AmAIter;
    public UnaryFunc? AmANext;
    public SendFunc? AmSend;

    // Buffer
    public GetBufferFunc? BfGetBuffer;
    public ReleaseBufferFunc? BfReleaseBuffer;

    /// <summary>Makes the C# object of an instance; null where instances cannot be made from Python.</summary>
    public AllocateFunc? Allocate;

    /// <summary>The method resolution order, this type first.</summary>
    internal PyType[] MroTypes = [];

    private PyDict? _dict;
    private NativeTypeDefinition? _definition;

    /// <summary>
    /// The name that messages show, CPython's <c>tp_name</c>: with the module for native types outside of <c>builtins</c>, else
    /// <see cref="ShortName"/>.
    /// </summary>
    public string Name { get; internal set; }

    /// <summary>The name without module, <c>__name__</c>.</summary>
    public string ShortName => _definition?.Name ?? Name;

    /// <summary>The type's behaviour flags.</summary>
    public TypeFlags Features { get; internal set; }

    /// <summary>True for a type that a class statement or <c>type()</c> made.</summary>
    public bool IsHeapType => (Features & TypeFlags.HeapType) != 0;

    /// <summary>The base whose layout instances have, <c>__base__</c>; null for <c>object</c> only.</summary>
    public PyType? Base { get; internal set; }

    /// <summary>The size that <c>__basicsize__</c> shows, in bytes.</summary>
    public int BasicSize { get; internal set; }

    /// <summary>The size of an item that <c>__itemsize__</c> shows, in bytes.</summary>
    public int ItemSize { get; internal set; }

    /// <summary>The number of <c>__slots__</c> values of an instance, the bases' included.</summary>
    public int SlotCount { get; internal set; }

    /// <summary>
    /// Changes with every change of the type or of a type above it: what an attribute cache compares. Zero while none is assigned.
    /// </summary>
    public uint VersionTag { get; internal set; }
}

/// <summary>Behaviour flags of a type, with the bits of CPython's <c>__flags__</c> where it has them.</summary>
[Flags]
public enum TypeFlags : ulong
{
    None = 0,
    InlineValues = 1 << 2,
    ManagedWeakref = 1 << 3,
    ManagedDict = 1 << 4,
    Sequence = 1 << 5,
    Mapping = 1 << 6,
    DisallowInstantiation = 1 << 7,
    ImmutableType = 1 << 8,
    HeapType = 1 << 9,
    BaseType = 1 << 10,
    HaveVectorcall = 1 << 11,
    Ready = 1 << 12,
    HaveGc = 1 << 14,
    MethodDescriptor = 1 << 17,
    IsAbstract = 1 << 20,
    MatchSelf = 1 << 22,
    ItemsAtEnd = 1 << 23,
    LongSubclass = 1 << 24,
    ListSubclass = 1 << 25,
    TupleSubclass = 1 << 26,
    BytesSubclass = 1 << 27,
    UnicodeSubclass = 1 << 28,
    DictSubclass = 1 << 29,
    BaseExceptionSubclass = 1 << 30,
    TypeSubclass = 1UL << 31,

    /// <summary>Not CPython's: the type, or one above it, defines <c>__del__</c>.</summary>
    HasFinalizer = 1UL << 40,

    /// <summary>Not CPython's: instances keep an attribute dict of their own, see <see cref="IOwnDict"/>.</summary>
    OwnDict = 1UL << 41,

    /// <summary>What a type has because its base has it.</summary>
    InheritedMask = ManagedWeakref | ManagedDict | OwnDict | Sequence | Mapping | HaveGc | MatchSelf | LongSubclass | ListSubclass
        | TupleSubclass | BytesSubclass | UnicodeSubclass | DictSubclass | BaseExceptionSubclass | TypeSubclass | HasFinalizer,
}
