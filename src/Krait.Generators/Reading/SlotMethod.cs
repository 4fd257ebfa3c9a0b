using Microsoft.CodeAnalysis;

namespace Krait.Generators.Reading;

/// <summary>A method that implements a slot.</summary>
internal sealed class SlotMethod
{
    public required IMethodSymbol Symbol { get; init; }
    public required string Slot { get; init; }
    public required IMethodSymbol Delegate { get; init; }

    /// <summary>The C# arguments, as places of the delegate's parameters.</summary>
    public required List<int> Arguments { get; init; }

    /// <summary>True where the method takes self as its own class.</summary>
    public bool TypedSelf { get; init; }

    public static SlotMethod? Read(IMethodSymbol method, string slot, INamedTypeSymbol? pyType, List<DiagnosticInfo> problems)
    {
        var field = pyType?.GetMembers(slot).OfType<IFieldSymbol>().FirstOrDefault();
        if (field?.Type is not INamedTypeSymbol { DelegateInvokeMethod: { } shape } || slot == "Allocate")
        {
            problems.Add(DiagnosticInfo.Create(Diagnostics.UnknownSlot, method, slot));
            return null;
        }
        if (!method.IsStatic && slot.StartsWith("Nb", StringComparison.Ordinal) && !slot.StartsWith("NbInplace", StringComparison.Ordinal)
            && shape.Parameters.Count(static p => p.Type.IsPyObject()) > 1)
        {
            problems.Add(DiagnosticInfo.Create(Diagnostics.BinarySlotNotStatic, method, method.Name, slot));
            return null;
        }
        var arguments = Match(method, shape, out var typedSelf);
        if (arguments is null)
        {
            var parameters = string.Join(", ", shape.Parameters.Select(static p => p.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) + " " + p.Name));
            var described = $"{shape.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} ({parameters})";
            problems.Add(DiagnosticInfo.Create(Diagnostics.SlotSignature, method, method.Name, slot, described));
            return null;
        }
        if (!Returns(method.ReturnType, shape.ReturnType))
        {
            problems.Add(DiagnosticInfo.Create(
                Diagnostics.ReturnType, method, method.Name, method.ReturnType.ToDisplayString(), $"{shape.ReturnType.Name}, the result of slot {slot}"));
            return null;
        }
        return new SlotMethod { Symbol = method, Slot = slot, Delegate = shape, Arguments = arguments, TypedSelf = typedSelf };
    }

    private static List<int>? Match(IMethodSymbol method, IMethodSymbol shape, out bool typedSelf)
    {
        typedSelf = false;
        var arguments = new List<int>();
        var next = 0;
        for (var place = 0; place < shape.Parameters.Length; place++)
        {
            var wanted = shape.Parameters[place];
            var isThread = place == 0 && wanted.Type.Is("ThreadState");
            var isSelf = place == (shape.Parameters[0].Type.Is("ThreadState") ? 1 : 0);
            if (isSelf && !method.IsStatic)
                continue;
            var given = next < method.Parameters.Length ? method.Parameters[next] : null;
            if (isThread && (given is null || !given.Type.Is("ThreadState")))
                continue;
            if (given is null || given.RefKind != wanted.RefKind)
                return null;
            if (isSelf && !wanted.Type.Is("PyType") && SymbolEqualityComparer.Default.Equals(given.Type, method.ContainingType))
                typedSelf = true;
            else if (!SymbolEqualityComparer.Default.Equals(given.Type, wanted.Type))
                return null;
            arguments.Add(place);
            next++;
        }
        return next == method.Parameters.Length ? arguments : null;
    }

    private static bool Returns(ITypeSymbol given, ITypeSymbol wanted)
    {
        if (given.TypeKind == TypeKind.Error)
            return true;
        if (wanted.IsPyObject())
            return given.SpecialType == SpecialType.System_Void || Results.Converts(given);
        if (wanted.SpecialType == SpecialType.System_Int64)
            return given.SpecialType is SpecialType.System_Int64 or SpecialType.System_Int32 or SpecialType.System_UInt32;
        return SymbolEqualityComparer.Default.Equals(given, wanted);
    }
}

/// <summary>What results become Python objects.</summary>
internal static class Results
{
    public static bool Converts(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_Void || type.IsPyObject() || type.TypeKind == TypeKind.Error || type.IsBytes())
            return true;
        var inner = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var argument] } ? argument : type;
        return inner.SpecialType is SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_Int32
                or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_String
            || inner.IsBigInteger();
    }
}
