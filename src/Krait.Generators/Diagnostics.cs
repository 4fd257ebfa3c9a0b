using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Krait.Generators;

/// <summary>The errors that misuse of the attributes gives.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor NotPartial =
        Error("KR0001", "Class must be partial", "'{0}' must be partial (and the classes around it too): the generator adds to it");

    public static readonly DiagnosticDescriptor NotAnObject =
        Error("KR0002", "Class must derive from PyObject", "'{0}' is marked [PyType] but does not derive from PyObject");

    public static readonly DiagnosticDescriptor NoConstructor =
        Error("KR0003", "Constructor is missing", "'{0}' can be subclassed from Python and needs a constructor that takes one PyType and is not private to its base");

    public static readonly DiagnosticDescriptor SealedBaseType =
        Error("KR0004", "Class must not be sealed", "'{0}' has BaseType = true and no Storage: a class is derived from it, so it must not be sealed");

    public static readonly DiagnosticDescriptor UnknownSlot =
        Error("KR0005", "Unknown slot", "PyType has no slot '{0}'");

    public static readonly DiagnosticDescriptor SlotSignature =
        Error("KR0006", "Slot method has the wrong signature", "'{0}' does not fit slot {1}, which is {2}");

    public static readonly DiagnosticDescriptor BinarySlotNotStatic =
        Error("KR0007", "Binary slot must be static", "'{0}' implements {1}: either operand may be the one of this type, so the method must be static");

    public static readonly DiagnosticDescriptor ParameterType =
        Error("KR0008", "Parameter cannot be converted", "Parameter '{0}' has type '{1}', which no Python argument converts to");

    public static readonly DiagnosticDescriptor ReturnType =
        Error("KR0009", "Result cannot be converted", "'{0}' returns '{1}', which does not convert to {2}");

    public static readonly DiagnosticDescriptor DuplicateName =
        Error("KR0010", "Duplicate name", "'{0}' is defined twice in '{1}'");

    public static readonly DiagnosticDescriptor MethodShape =
        Error("KR0011", "Method has the wrong shape", "'{0}' must be {1}");

    public static readonly DiagnosticDescriptor ParameterOrder =
        Error("KR0012", "Parameters in an order that Python does not have", "Parameter '{0}': {1}");

    public static readonly DiagnosticDescriptor CountedField =
        Error("KR0013", "[Counted] does not fit", "Field '{0}': {1}");

    public static readonly DiagnosticDescriptor ModuleShape =
        Error("KR0014", "Module class must be static", "'{0}' is marked [PyModule] and must be a static class");

    public static readonly DiagnosticDescriptor UnknownModule =
        Error("KR0015", "Unknown module", "'{0}' names module '{1}', which this assembly does not define");

    public static readonly DiagnosticDescriptor ParameterAttribute =
        Error("KR0016", "Attribute does not fit the parameter", "Parameter '{0}': {1}");

    public static readonly DiagnosticDescriptor GenericClass =
        Error("KR0017", "Class must not be generic", "'{0}' is generic: a Python type is one C# class");

    public static readonly DiagnosticDescriptor OutsideType =
        Error("KR0018", "Attribute outside a type or module", "'{0}' is marked {1}, but its class is not marked {2}");

    public static readonly DiagnosticDescriptor SystemAccess =
        new("KR0100", "The operating system is reached through Krait.Platform", "'{0}' reaches the operating system: only Krait.Platform and Krait.Cli may", "Krait", DiagnosticSeverity.Warning, true);

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> s_byId = new[]
    {
        NotPartial, NotAnObject, NoConstructor, SealedBaseType, UnknownSlot, SlotSignature, BinarySlotNotStatic, ParameterType,
        ReturnType, DuplicateName, MethodShape, ParameterOrder, CountedField, ModuleShape, UnknownModule, ParameterAttribute,
        GenericClass, OutsideType, SystemAccess,
    }.ToImmutableDictionary(static d => d.Id);

    public static DiagnosticDescriptor ById(string id) => s_byId[id];

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Krait", DiagnosticSeverity.Error, true);
}
