using Krait.Generators.Reading;
using Microsoft.CodeAnalysis;

namespace Krait.Generators.Emitting;

/// <summary>Writes the tables of methods and computed attributes.</summary>
internal sealed class MemberTableWriter(CodeWriter writer, CallWriter calls, ClassModel model, string className, bool isGeneric = false)
{
    public void Write()
    {
        if (model.Methods.Count > 0 || isGeneric)
            WriteMethods();
        if (model.Attributes.Count > 0)
            WriteGetSets();
    }

    private void WriteMethods()
    {
        writer.Line($"private static {Symbols.Global}NativeMethod[] CreateMethods() => new {Symbols.Global}NativeMethod[]");
        writer.Open();
        foreach (var method in model.Methods)
        {
            writer.Line($"new {Symbols.Global}NativeMethod");
            writer.Open();
            writer.Line($"Name = {Symbols.Literal(method.PythonName)},");
            writer.Line($"Doc = {Symbols.Literal(Documentation.Of(method.Symbol))},");
            writer.Line($"Signature = {Symbols.Literal(method.Signature)},");
            if (method.Kind is CallableKind.ClassMethod or CallableKind.StaticMethod)
                writer.Line($"Kind = {Symbols.Global}NativeMethodKind.{(method.Kind == CallableKind.ClassMethod ? "Class" : "Static")},");
            if (method.Symbol.Has("ResumesGenerator"))
                writer.Line("ResumesGenerator = true,");
            calls.WriteFunction(method, CallWriter.DelegateOf(method), ",");
            writer.Close("},");
        }
        if (isGeneric)
            writer.Line($"{Symbols.Global}GenericTypes.ClassGetItem,");
        writer.Close("};");
        writer.Line();
    }

    private void WriteGetSets()
    {
        writer.Line($"private static {Symbols.Global}NativeGetSet[] CreateGetSets() => new {Symbols.Global}NativeGetSet[]");
        writer.Open();
        foreach (var attribute in model.Attributes)
        {
            writer.Line($"new {Symbols.Global}NativeGetSet");
            writer.Open();
            writer.Line($"Name = {Symbols.Literal(attribute.Name)},");
            writer.Line($"Doc = {Symbols.Literal(attribute.Getter is null ? null : Documentation.Of(attribute.Getter))},");
            if (attribute.IsMember)
                writer.Line("IsMember = true,");
            if (attribute.Getter is { } getter)
                WriteGetter(getter);
            if (attribute.Setter is { } setter)
                WriteSetter(attribute, setter);
            writer.Close("},");
        }
        writer.Close("};");
        writer.Line();
    }

    private string TypedSelf => $"global::System.Runtime.CompilerServices.Unsafe.As<{className}>(self)";

    private void WriteGetter(ISymbol getter)
    {
        var target = getter.IsStatic ? className : TypedSelf;
        var access = $"{target}.{CallWriter.Escape(getter.Name)}";
        var type = getter is IPropertySymbol property ? property.Type : ((IMethodSymbol)getter).ReturnType;
        if (getter is IMethodSymbol method)
            access += $"({string.Join(", ", LeadingArguments(method, method.Parameters.Length))})";
        writer.Line("Getter = static (thread, self) =>");
        writer.Open();
        CallWriter.WriteReturn(writer, type, access, passNull: false);
        writer.Close("},");
    }

    private IEnumerable<string> LeadingArguments(IMethodSymbol method, int count) =>
        method.Parameters.Take(count).Select(p => p.Type.Is("ThreadState") ? "thread" : p.Type.Is("PyObject") ? "self" : TypedSelf);

    private void WriteSetter(Reading.Attribute attribute, IMethodSymbol setter)
    {
        var parameter = attribute.Value!;
        var deletable = parameter.Type.NullableAnnotation == NullableAnnotation.Annotated;
        var arguments = LeadingArguments(setter, parameter.Place).ToList();
        writer.Line("Setter = static (thread, self, value) =>");
        writer.Open();
        if (!deletable)
        {
            writer.Line("if (value is null)");
            writer.Line($"    throw {Symbols.Global}ArgumentConversion.CannotDelete({Symbols.Literal(attribute.Name)});");
        }
        var where = Symbols.Literal($"attribute '{attribute.Name}'");
        var converted = CallWriter.ConvertArgument(parameter, "value", where);
        writer.Line(deletable && parameter.Conversion != Conversion.Object
            ? $"{parameter.Type.FullNullable()} converted = value is null ? null : {converted};"
            : $"{parameter.Type.FullNullable()} converted = {converted};");
        arguments.Add("converted");
        writer.Line($"{(setter.IsStatic ? className : TypedSelf)}.{CallWriter.Escape(setter.Name)}({string.Join(", ", arguments)});");
        writer.Close("},");
    }
}
