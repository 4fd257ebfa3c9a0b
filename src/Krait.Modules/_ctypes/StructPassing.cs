using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>How structs, unions and what they contain are described to libffi, which knows neither arrays, nor unions, nor bit fields.</summary>
internal static unsafe class StructPassing
{
    /// <summary>Larger structs go through memory on every processor: only their size counts.</summary>
    private const int LargestInRegisters = 64;

    /// <summary>The elements of a struct or union.</summary>
    public static List<nint> ElementsOf(CTypeInfo info)
    {
        var leaves = new List<Leaf>();
        if (info.Size <= LargestInRegisters)
            AddLeaves(info, 0, leaves);
        if (leaves.Count == 0)
            return [(nint)LibFfi.TypeOf("uint8")];
        return (info.Flags & (CTypeFlags.HasUnion | CTypeFlags.HasBitField)) != 0 ? Merge(leaves, info.Size) : [.. leaves.Select(static leaf => leaf.Type)];
    }

    private readonly record struct Leaf(nint Type, long Offset, long Size, bool IsFloating);

    private static void AddLeaves(CTypeInfo info, long offset, List<Leaf> leaves)
    {
        if (info.Shape.Length > 0)
        {
            if (CTypeInfo.Of(info.Proto.Value) is not { } item)
                return;
            for (var i = 0; i < info.Length; i++)
                AddLeaves(item, offset + (i * item.Size), leaves);
        }
        else if (info.FfiType != null && info.FfiType->Kind == FfiType.Struct)
        {
            foreach (var field in info.Fields)
            {
                if (CTypeInfo.Of(field.FieldType) is { } part)
                    AddLeaves(part, offset + field.Offset, leaves);
            }
        }
        else
        {
            leaves.Add(new Leaf((nint)info.FfiType, offset, info.Size, info.Codec is { Code: 'f' or 'd' }));
        }
    }

    /// <summary>
    /// Elements that are passed as overlapping ones are: where an integer lies in eight bytes they go through an integer register, otherwise through one
    /// for floating-point numbers. (What decides on x86-64; on other processors an approximation.)
    /// </summary>
    private static List<nint> Merge(List<Leaf> leaves, long size)
    {
        var merged = new List<nint>();
        for (long start = 0; start < size; start += sizeof(long))
        {
            var here = leaves.FindAll(leaf => leaf.Offset < start + sizeof(long) && leaf.Offset + leaf.Size > start);
            var isFloating = here.Count > 0 && here.TrueForAll(static leaf => leaf.IsFloating);
            var rest = Math.Min(sizeof(long), size - start);
            if (isFloating && here.TrueForAll(static leaf => leaf.Size == sizeof(float)))
                Repeat("float", rest / sizeof(float));
            else if (isFloating)
                Repeat("double", 1);
            else if (rest == sizeof(long))
                Repeat("uint64", 1);
            else
                Repeat("uint8", rest);
        }
        return merged;

        void Repeat(string name, long count)
        {
            for (; count > 0; count--)
                merged.Add((nint)LibFfi.TypeOf(name));
        }
    }
}
