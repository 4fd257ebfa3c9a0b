namespace Krait.Runtime;

/// <summary>What a user of the buffer protocol asks for, with the bits of CPython's <c>PyBUF_*</c>.</summary>
[Flags]
public enum BufferFlags
{
    Simple = 0,
    Writable = 1,
    Format = 4,
    Nd = 8,
    Strides = 0x10 | Nd,
    CContiguous = 0x20 | Strides,
    FContiguous = 0x40 | Strides,
    AnyContiguous = 0x80 | Strides,
    Indirect = 0x100 | Strides,
    Contiguous = Nd | Writable,
    ContiguousReadOnly = Nd,
    Strided = Strides | Writable,
    StridedReadOnly = Strides,
    Records = Strides | Writable | Format,
    RecordsReadOnly = Strides | Format,
    Full = Indirect | Writable | Format,
    FullReadOnly = Indirect | Format,
}
