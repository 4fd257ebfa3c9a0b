using Krait.Generators.Reading;

namespace Krait.Generators.Emitting;

/// <summary>Writes traversal and clearing of the counted fields of a class.</summary>
internal sealed class TraversalWriter(CodeWriter writer, ClassModel model)
{
    public void Write()
    {
        var symbol = model.Symbol;
        var traverseMore = symbol.GetMembers("TraverseMore").Length > 0;
        var clearMore = symbol.GetMembers("ClearMore").Length > 0;
        if (symbol.GetMembers("Traverse").Length == 0 && (model.Fields.Count > 0 || traverseMore))
            WriteTraverse();
        if (symbol.GetMembers("ClearReferences").Length == 0 && (model.Fields.Count > 0 || clearMore))
            WriteClear();
    }

    private void WriteTraverse()
    {
        writer.Open($"internal override void Traverse({Symbols.Global}Visitor visitor)");
        writer.Line("base.Traverse(visitor);");
        foreach (var field in model.Fields)
        {
            if (!field.IsArray)
                writer.Line($"visitor.Visit({field.Name}.Value);");
            else if (field.Length is not null)
                writer.Line($"visitor.Visit({field.Name}, (int){field.Length});");
            else
                writer.Line($"visitor.Visit({field.Name}, {field.Name}{(field.IsNullable ? "?" : "")}.Length{(field.IsNullable ? " ?? 0" : "")});");
        }
        writer.Line("TraverseMore(visitor);");
        writer.Close();
        writer.Line();
        writer.Line($"partial void TraverseMore({Symbols.Global}Visitor visitor);");
        writer.Line();
    }

    private void WriteClear()
    {
        writer.Open("internal override void ClearReferences()");
        writer.Line("base.ClearReferences();");
        foreach (var field in model.Fields)
        {
            if (field.IsArray)
                WriteClearArray(field);
            else
                writer.Line($"{field.Name}.Clear();");
        }
        writer.Line("ClearMore();");
        writer.Close();
        writer.Line();
        writer.Line("partial void ClearMore();");
        writer.Line();
    }

    /// <summary>Releasing may run Python code that sees the object again: it must find it empty.</summary>
    private void WriteClearArray(CountedField field)
    {
        var items = "items" + field.Name.TrimStart('_');
        writer.Line($"var {items} = {field.Name};");
        writer.Open($"if ({items} is not null)");
        writer.Line($"var count = {(field.Length is null ? items + ".Length" : "(int)" + field.Length)};");
        if (field.CanResetLength)
            writer.Line($"{field.Length} = 0;");
        if (field.CanReplace)
            writer.Line($"{field.Name} = {(field.IsNullable ? "null" : "[]")};");
        writer.Open("for (var i = 0; i < count; i++)");
        writer.Line($"var item = {items}[i];");
        writer.Line($"{items}[i] = null!;");
        writer.Line("XRelease(item);");
        writer.Close();
        writer.Close();
    }
}
