using Microsoft.CodeAnalysis;

namespace Krait.Generators.Reading;

/// <summary>An attribute that C# code computes.</summary>
internal sealed class Attribute(string name)
{
    public string Name { get; } = name;
    public ISymbol? Getter { get; set; }
    public IMethodSymbol? Setter { get; set; }
    public Parameter? Value { get; set; }
    public bool IsMember { get; set; }
}

/// <summary>A field that holds counted references.</summary>
internal sealed record CountedField(string Name, bool IsArray, string? Length, bool CanReplace, bool CanResetLength, bool IsNullable);

/// <summary>The members of a class that Python sees.</summary>
internal sealed class ClassModel
{
    public required INamedTypeSymbol Symbol { get; init; }
    public List<Callable> Methods { get; } = [];
    public List<Attribute> Attributes { get; } = [];
    public List<SlotMethod> Slots { get; } = [];
    public List<CountedField> Fields { get; } = [];
    public Callable? New { get; private set; }
    public Callable? Init { get; private set; }
    public IMethodSymbol? Exec { get; private set; }
    public List<DiagnosticInfo> Problems { get; } = [];

    /// <summary>The members of the class, and those of the C# classes between it and its Python base, which belong to no type else.</summary>
    public static ClassModel Read(INamedTypeSymbol symbol, string pythonName, INamedTypeSymbol? pyType)
    {
        var model = new ClassModel { Symbol = symbol };
        model.ReadMembers(pythonName, pyType);
        foreach (var member in symbol.GetMembers().OfType<IFieldSymbol>())
            model.ReadField(member);
        for (var shared = symbol.BaseType; shared is not null && !shared.Has("PyType"); shared = shared.BaseType)
        {
            var inherited = new ClassModel { Symbol = shared };
            inherited.ReadMembers(pythonName, pyType);
            model.Inherit(inherited);
        }
        return model;
    }

    private void ReadMembers(string pythonName, INamedTypeSymbol? pyType)
    {
        foreach (var member in Symbol.GetMembers())
        {
            if (member is IMethodSymbol method)
                ReadMethod(method, pythonName, pyType);
            else if (member is IPropertySymbol property)
                ReadGetters(property, property.Type);
        }
    }

    /// <summary>Takes what a class further down does not define itself.</summary>
    private void Inherit(ClassModel shared)
    {
        Methods.AddRange(shared.Methods.Where(m => !Defines(m.PythonName)).ToList());
        Attributes.AddRange(shared.Attributes.Where(a => !Defines(a.Name)).ToList());
        if (New is null && !HasSlot("TpNew"))
            New = shared.New;
        if (Init is null && !HasSlot("TpInit"))
            Init = shared.Init;
        Slots.AddRange(shared.Slots.Where(s => !HasSlot(s.Slot)).ToList());
        Problems.AddRange(shared.Problems);
    }

    private bool Defines(string name) => Methods.Any(m => m.PythonName == name) || Attributes.Any(a => a.Name == name);

    private bool HasSlot(string slot) =>
        Slots.Any(s => s.Slot == slot) || (slot == "TpNew" && New is not null) || (slot == "TpInit" && Init is not null);

    public void Report(DiagnosticDescriptor descriptor, ISymbol where, params string[] arguments) =>
        Problems.Add(DiagnosticInfo.Create(descriptor, where, arguments));

    private void ReadMethod(IMethodSymbol method, string pythonName, INamedTypeSymbol? pyType)
    {
        if (method.MethodKind != MethodKind.Ordinary)
            return;
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is not { } type || !type.ContainingNamespace.ToDisplayString().Equals(Symbols.Namespace))
                continue;
            switch (type.Name)
            {
                case "PyMethodAttribute":
                    AddCallable(method, CallableKind.Method, attribute);
                    break;
                case "PyClassMethodAttribute":
                    AddCallable(method, CallableKind.ClassMethod, attribute);
                    break;
                case "PyStaticMethodAttribute":
                    AddCallable(method, CallableKind.StaticMethod, attribute);
                    break;
                case "PyFunctionAttribute":
                    AddCallable(method, CallableKind.Function, attribute);
                    break;
                case "PyNewAttribute":
                    ReadConstructor(method, CallableKind.New, pythonName, attribute);
                    break;
                case "PyInitAttribute":
                    ReadConstructor(method, CallableKind.Init, pythonName, attribute);
                    break;
                case "PySlotAttribute":
                    AddSlot(method, attribute.Text() ?? "", pyType);
                    break;
                case "PyModuleExecAttribute":
                    ReadExec(method);
                    break;
                case "PySetterAttribute":
                    ReadSetter(method, attribute.Text() ?? "");
                    break;
            }
        }
        ReadGetters(method, method.ReturnType);
    }

    private void AddCallable(IMethodSymbol method, CallableKind kind, AttributeData attribute)
    {
        var name = attribute.Text() ?? "";
        if (Callable.Read(method, kind, name, attribute.Named<string>("Signature"), Problems) is not { } callable)
            return;
        if (!Results.Converts(method.ReturnType))
        {
            Report(Diagnostics.ReturnType, method, method.Name, method.ReturnType.ToDisplayString(), "a Python object");
            return;
        }
        if (Defines(name))
            Report(Diagnostics.DuplicateName, method, name, Symbol.Name);
        Methods.Add(callable);
    }

    private void ReadConstructor(IMethodSymbol method, CallableKind kind, string pythonName, AttributeData attribute)
    {
        if (Callable.Read(method, kind, pythonName, attribute.Named<string>("Signature"), Problems) is not { } callable)
            return;
        var isNew = kind == CallableKind.New;
        var fits = isNew
            ? method.ReturnType.IsPyObject() || method.ReturnType.TypeKind == TypeKind.Error
            : method.ReturnType.SpecialType == SpecialType.System_Void;
        if (!fits)
            Report(Diagnostics.ReturnType, method, method.Name, method.ReturnType.ToDisplayString(), isNew ? "the new object" : "nothing (void)");
        if (HasSlot(isNew ? "TpNew" : "TpInit"))
            Report(Diagnostics.DuplicateName, method, isNew ? "__new__" : "__init__", Symbol.Name);
        if (isNew)
            New = callable;
        else
            Init = callable;
    }

    private void AddSlot(IMethodSymbol method, string slot, INamedTypeSymbol? pyType)
    {
        if (SlotMethod.Read(method, slot, pyType, Problems) is not { } read)
            return;
        if (HasSlot(slot))
            Report(Diagnostics.DuplicateName, method, slot, Symbol.Name);
        Slots.Add(read);
    }

    private void ReadExec(IMethodSymbol method)
    {
        if (!method.IsStatic || !method.ReturnsVoid || method.Parameters.Length != 2
            || !method.Parameters[0].Type.Is("ThreadState") || !(method.Parameters[1].Type.Is("PyModule") || method.Parameters[1].Type.TypeKind == TypeKind.Error))
        {
            Report(Diagnostics.MethodShape, method, method.Name, "static void (ThreadState, PyModule)");
            return;
        }
        if (Exec is not null)
            Report(Diagnostics.DuplicateName, method, "[PyModuleExec]", Symbol.Name);
        Exec = method;
    }

    private void ReadGetters(ISymbol member, ITypeSymbol type)
    {
        foreach (var attribute in member.Attributes("PyGetter"))
        {
            var name = attribute.Text() ?? "";
            if (member is IMethodSymbol method && !IsGetterShape(method))
            {
                Report(Diagnostics.MethodShape, member, member.Name, "a method without parameters but the thread state (and, where it is static, PyObject self)");
                continue;
            }
            if (type.SpecialType == SpecialType.System_Void || !Results.Converts(type))
            {
                Report(Diagnostics.ReturnType, member, member.Name, type.ToDisplayString(), "a Python object");
                continue;
            }
            var target = AttributeOf(name);
            if (target.Getter is not null || Methods.Any(m => m.PythonName == name))
                Report(Diagnostics.DuplicateName, member, name, Symbol.Name);
            target.Getter = member;
            target.IsMember = attribute.Named<bool>("Member");
        }
    }

    private static bool IsGetterShape(IMethodSymbol method)
    {
        var rest = method.Parameters.Where(static (p, i) => i > 0 || !p.Type.Is("ThreadState")).ToList();
        if (!method.IsStatic)
            return rest.Count == 0;
        return rest.Count == 1 && (rest[0].Type.Is("PyObject") || SymbolEqualityComparer.Default.Equals(rest[0].Type, method.ContainingType));
    }

    private void ReadSetter(IMethodSymbol method, string name)
    {
        var callable = Callable.Read(method, CallableKind.Method, name, "", Problems);
        if (callable is null)
            return;
        if (callable.Parameters is not [{ Passing: Passing.PositionalOnly, Conversion: not Conversion.Buffer } value] || !method.ReturnsVoid)
        {
            Report(Diagnostics.MethodShape, method, method.Name, "a void method that takes the value (after the thread state)");
            return;
        }
        var target = AttributeOf(name);
        if (target.Setter is not null)
            Report(Diagnostics.DuplicateName, method, name, Symbol.Name);
        target.Setter = method;
        target.Value = value;
    }

    private Attribute AttributeOf(string name)
    {
        if (Attributes.FirstOrDefault(a => a.Name == name) is { } known)
            return known;
        var attribute = new Attribute(name);
        Attributes.Add(attribute);
        return attribute;
    }

    private void ReadField(IFieldSymbol field)
    {
        if (field.IsStatic)
            return;
        var counted = field.Attribute("Counted");
        if (counted is not null)
            ReadCounted(field, counted);
        else if (field.Type is INamedTypeSymbol { Name: "Ref", Arity: 1 } reference && reference.ContainingNamespace.ToDisplayString() == Symbols.Namespace)
            Fields.Add(new CountedField(field.Name, false, null, false, false, false));
    }

    private void ReadCounted(IFieldSymbol field, AttributeData counted)
    {
        if (field.Type is not IArrayTypeSymbol { Rank: 1 } array || !array.ElementType.IsPyObject())
        {
            Report(Diagnostics.CountedField, field, field.Name, "[Counted] is for arrays of PyObject; a single reference is a field of type Ref<T>");
            return;
        }
        var length = counted.Named<string>("Length");
        var member = length is null ? null : Symbol.GetMembers(length).FirstOrDefault(static m => m is IFieldSymbol or IPropertySymbol);
        if (length is not null && member is null)
        {
            Report(Diagnostics.CountedField, field, field.Name, $"there is no field or property '{length}'");
            return;
        }
        var canReset = member switch
        {
            IFieldSymbol lengthField => !lengthField.IsReadOnly,
            IPropertySymbol property => property.SetMethod is { IsInitOnly: false },
            _ => true,
        };
        var nullable = field.NullableAnnotation == NullableAnnotation.Annotated;
        Fields.Add(new CountedField(field.Name, true, length, !field.IsReadOnly && canReset, length is not null && canReset, nullable));
    }
}
