using System.Collections.Immutable;
using Krait.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Krait.Generators;

/// <summary>
/// Reports members marked for Python in classes that are not, and contact with the operating system outside Krait.Platform.
/// Types of System.IO that stay in memory are allowed.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MisuseAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> s_inMemory = ImmutableHashSet.Create(
        "Stream", "MemoryStream", "UnmanagedMemoryStream", "BufferedStream", "TextReader", "TextWriter", "StringReader", "StringWriter", "BinaryReader",
        "BinaryWriter", "SeekOrigin", "IOException", "EndOfStreamException", "InvalidDataException");

    private static readonly ImmutableHashSet<string> s_typeMembers = ImmutableHashSet.Create(
        "PyMethodAttribute", "PyClassMethodAttribute", "PyStaticMethodAttribute", "PySlotAttribute", "PyNewAttribute", "PyInitAttribute",
        "PyGetterAttribute", "PySetterAttribute");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Diagnostics.OutsideType, Diagnostics.SystemAccess];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(CheckMember, SymbolKind.Method, SymbolKind.Property);
        context.RegisterCompilationStartAction(static start =>
        {
            var name = start.Compilation.AssemblyName ?? "";
            if (!name.StartsWith("Krait.", StringComparison.Ordinal) || name is "Krait.Platform" or "Krait.Cli" || name.EndsWith(".Tests", StringComparison.Ordinal))
                return;
            start.RegisterOperationAction(
                CheckOperation, OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.PropertyReference, OperationKind.FieldReference);
            start.RegisterSymbolAction(CheckDeclaration, SymbolKind.Field, SymbolKind.Property, SymbolKind.Method);
        });
    }

    private static void CheckMember(SymbolAnalysisContext context)
    {
        var type = context.Symbol.ContainingType;
        foreach (var attribute in context.Symbol.GetAttributes())
        {
            if (attribute.AttributeClass is not { } marked || marked.ContainingNamespace?.ToDisplayString() != Symbols.Namespace)
                continue;
            var needed = s_typeMembers.Contains(marked.Name) ? "PyType"
                : marked.Name is "PyFunctionAttribute" or "PyModuleExecAttribute" ? "PyModule"
                : null;
            // The types below an abstract class take over its members.
            if (needed is null || type.Has(needed) || (needed == "PyType" && type.IsAbstract && !type.IsStatic))
                continue;
            var display = "[" + marked.Name.Substring(0, marked.Name.Length - "Attribute".Length) + "]";
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.OutsideType, context.Symbol.Locations[0], context.Symbol.Name, display, $"[{needed}]"));
        }
    }

    private static void CheckOperation(OperationAnalysisContext context)
    {
        var type = context.Operation switch
        {
            IInvocationOperation invocation => invocation.TargetMethod.ContainingType,
            IObjectCreationOperation creation => creation.Constructor?.ContainingType,
            IMemberReferenceOperation reference => reference.Member.ContainingType,
            _ => null,
        };
        if (ReachesSystem(type))
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.SystemAccess, context.Operation.Syntax.GetLocation(), type!.ToDisplayString()));
    }

    private static void CheckDeclaration(SymbolAnalysisContext context)
    {
        var type = context.Symbol switch
        {
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            IMethodSymbol { MethodKind: MethodKind.Ordinary } method => method.Parameters.Select(static p => p.Type).FirstOrDefault(ReachesSystem) ?? method.ReturnType,
            _ => null,
        };
        if (!context.Symbol.IsImplicitlyDeclared && ReachesSystem(type))
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.SystemAccess, context.Symbol.Locations[0], type!.ToDisplayString()));
    }

    private static bool ReachesSystem(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol { ContainingType: null } named)
            return false;
        return named.ContainingNamespace?.ToDisplayString() switch
        {
            "System.IO" => !s_inMemory.Contains(named.Name),
            "System.Diagnostics" => named.Name is "Process" or "ProcessStartInfo",
            "System.Net.Sockets" => named.Name is not ("SocketError" or "SocketException"),
            _ => false,
        };
    }
}
