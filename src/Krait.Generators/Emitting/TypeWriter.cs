using Krait.Generators.Reading;
using Microsoft.CodeAnalysis;

namespace Krait.Generators.Emitting;

/// <summary>Writes the generated half of a <c>[PyType]</c> class.</summary>
internal sealed class TypeWriter
{
    private readonly CodeWriter _writer = new();
    private readonly List<string> _specs = [];
    private readonly ClassModel _model;
    private readonly INamedTypeSymbol _symbol;
    private readonly AttributeData _attribute;
    private readonly string _name;
    private readonly CallWriter _calls;

    private TypeWriter(ClassModel model, AttributeData attribute)
    {
        _model = model;
        _symbol = model.Symbol;
        _attribute = attribute;
        _name = _symbol.Full();
        _calls = new CallWriter(_writer, _name, _specs);
    }

    /// <summary>The source; checks of the class as a whole go to the model's problems.</summary>
    public static string Write(ClassModel model, AttributeData attribute) => new TypeWriter(model, attribute).Write();

    private bool IsBaseType => _attribute.Named<bool>("BaseType");

    private bool IsGeneric => _attribute.Named<bool>("IsGeneric");

    private bool HasStorage => _symbol.Overrides("Storage");

    private bool IsContainer => _symbol.Is("PyContainer") || _symbol.DerivesFrom("PyContainer");

    private bool HasConstructor => _symbol.InstanceConstructors.Any(static c => c.Parameters is [var p] && p.Type.Is("PyType"));

    private bool NeedsInstance => IsBaseType && !HasStorage && !_symbol.IsAbstract;

    private string Write()
    {
        Check();
        SourceFile.Open(_writer, _symbol);
        WriteTypeObject();
        WriteDefinition();
        WriteSlots();
        new MemberTableWriter(_writer, _calls, _model, _name, IsGeneric).Write();
        new TraversalWriter(_writer, _model).Write();
        if (NeedsInstance)
            WriteInstance();
        SourceFile.WriteSpecs(_writer, _specs);
        SourceFile.Close(_writer, _symbol);
        return _writer.ToString();
    }

    private void Check()
    {
        if (!IsBaseType || _symbol.IsAbstract)
            return;
        if (NeedsInstance && _symbol.IsSealed)
            _model.Report(Diagnostics.SealedBaseType, _symbol, _symbol.Name);
        else if (!HasConstructor && !_attribute.Named<bool>("NoInstantiation"))
            _model.Report(Diagnostics.NoConstructor, _symbol, _symbol.Name);
    }

    private void WriteTypeObject()
    {
        if (_symbol.GetMembers("TypeObject").Length > 0)
            return;
        // A holder class: static fields of the class itself, which are initialised first, may need the type.
        _writer.Line("/// <summary>The Python type.</summary>");
        _writer.Line($"public static {Symbols.Global}PyType TypeObject => TypeHolder.Value;");
        _writer.Line();
        _writer.Open("private static class TypeHolder");
        _writer.Line($"public static readonly {Symbols.Global}PyType Value = {Symbols.Global}PyType.CreateBuiltin(CreateDefinition());");
        _writer.Close();
        _writer.Line();
    }

    private void WriteDefinition()
    {
        _writer.Line($"private static {Symbols.Global}NativeTypeDefinition CreateDefinition() => new {Symbols.Global}NativeTypeDefinition");
        _writer.Open();
        _writer.Line($"Name = {Symbols.Literal(_attribute.Text())},");
        _writer.Line($"Module = {Symbols.Literal(_attribute.Named("Module", "builtins"))},");
        _writer.Line($"Doc = {Symbols.Literal(Documentation.Of(_symbol))},");
        var signature = _attribute.Named<string>("Signature") is { } given ? given : _model.Init?.PythonOrder.Count > 0 || _model.New is null ? _model.Init?.Signature ?? _model.New?.Signature : _model.New.Signature;
        _writer.Line($"Signature = {Symbols.Literal(signature)},");
        _writer.Line($"ClrType = typeof({_name}),");
        if (!_attribute.Named<bool>("StandsAlone") && _symbol.PythonBase() is { } pythonBase)
            _writer.Line($"Base = static () => {pythonBase.Full()}.TypeObject,");
        _writer.Line($"Flags = {Flags()},");
        _writer.Line($"BasicSize = {_attribute.Named("BasicSize", 16)},");
        _writer.Line($"ItemSize = {_attribute.Named("ItemSize", 0)},");
        if (_attribute.Named<string>("MatchArgs") is { } matchArgs)
            _writer.Line($"MatchArgs = {Symbols.Literal(matchArgs)},");
        _writer.Line("Slots = FillSlots,");
        if (_model.Methods.Count > 0 || IsGeneric)
            _writer.Line("Methods = CreateMethods,");
        if (_model.Attributes.Count > 0)
            _writer.Line("GetSets = CreateGetSets,");
        _writer.Close("};");
        _writer.Line();
    }

    private string Flags()
    {
        var flags = new List<string> { "ImmutableType" };
        void Add(string property, string flag)
        {
            if (_attribute.Named<bool>(property))
                flags.Add(flag);
        }
        Add("BaseType", "BaseType");
        Add("NoInstantiation", "DisallowInstantiation");
        Add("IsSequence", "Sequence");
        Add("IsMapping", "Mapping");
        Add("MatchSelf", "MatchSelf");
        Add("IsMethodDescriptor", "MethodDescriptor");
        if (IsContainer)
            flags.Add("HaveGc");
        return string.Join(" | ", flags.Select(static f => Symbols.Global + "TypeFlags." + f));
    }

    private void WriteSlots()
    {
        _writer.Open($"private static void FillSlots({Symbols.Global}PyType type)");
        WriteAllocate();
        if (_model.New is { } create)
            _calls.WriteConstructor(create);
        if (_model.Init is { } initialize)
            _calls.WriteConstructor(initialize);
        foreach (var slot in _model.Slots)
            WriteSlot(slot);
        _writer.Close();
        _writer.Line();
    }

    private void WriteAllocate()
    {
        if (!HasConstructor || _symbol.IsAbstract)
            return;
        // An exact object that holds no references need not be drained.
        var exact = IsContainer ? $"thread.EnterNew(new {_name}(made))" : $"new {_name}(made)";
        if (NeedsInstance)
        {
            _writer.Line($"type.Allocate = static (thread, made) => made.IsHeapType ? thread.EnterNew(new Instance(made)) : {exact};");
        }
        else if (IsBaseType && !IsContainer)
        {
            _writer.Line($"type.Allocate = static (thread, made) => made.IsHeapType ? thread.EnterNew(new {_name}(made)) : {exact};");
        }
        else
        {
            _writer.Line($"type.Allocate = static (thread, made) => {exact};");
        }
    }

    private void WriteSlot(SlotMethod slot)
    {
        var names = slot.Delegate.Parameters.Select(static (p, i) => p.Type.Is("ThreadState") && i == 0 ? "thread" : "a" + i).ToList();
        // An out parameter needs its type, and then all do.
        var typed = slot.Delegate.Parameters.Any(static p => p.RefKind != RefKind.None);
        var parameters = slot.Delegate.Parameters.Select((p, i) => typed ? $"{Modifier(p)}{p.Type.FullNullable()} {names[i]}" : names[i]);
        var self = names[slot.Delegate.Parameters[0].Type.Is("ThreadState") ? 1 : 0];
        var typedSelf = $"global::System.Runtime.CompilerServices.Unsafe.As<{_name}>({self})";
        var arguments = slot.Arguments.Select(i => Modifier(slot.Delegate.Parameters[i]) + (slot.TypedSelf && names[i] == self ? typedSelf : names[i]));
        var target = slot.Symbol.IsStatic ? _name : typedSelf;
        var call = $"{target}.{CallWriter.Escape(slot.Symbol.Name)}({string.Join(", ", arguments)})";
        var wanted = slot.Delegate.ReturnType;
        if (wanted.IsPyObject())
        {
            _writer.Line($"type.{slot.Slot} = static ({string.Join(", ", parameters)}) =>");
            _writer.Open();
            CallWriter.WriteReturn(_writer, slot.Symbol.ReturnType, call, wanted.NullableAnnotation == NullableAnnotation.Annotated);
            _writer.Close("};");
        }
        else
        {
            _writer.Line($"type.{slot.Slot} = static ({string.Join(", ", parameters)}) => {call};");
        }
    }

    private static string Modifier(IParameterSymbol parameter) => parameter.RefKind switch
    {
        RefKind.Out => "out ",
        RefKind.Ref => "ref ",
        RefKind.In => "in ",
        _ => "",
    };

    private void WriteInstance()
    {
        _writer.Line("/// <summary>An instance of a Python class derived from the type.</summary>");
        _writer.Open($"internal sealed partial class Instance : {_name}");
        _writer.Line($"private {Symbols.Global}InstanceStorage _storage;");
        _writer.Line();
        _writer.Line($"internal Instance({Symbols.Global}PyType type) : base(type) => Flags |= {Symbols.Global}ObjectFlags.Pooled;");
        _writer.Line();
        _writer.Line($"internal override ref {Symbols.Global}InstanceStorage Storage => ref _storage;");
        _writer.Line();
        if (!_symbol.Overrides("WeakReferences"))
        {
            _writer.Line($"internal override ref {Symbols.Global}WeakReferenceList? WeakReferences => ref _storage.WeakReferences;");
            _writer.Line();
        }
        _writer.Line("// The free lists are for exact objects.");
        _writer.Line($"internal override bool Recycle({Symbols.Global}ThreadState thread) => false;");
        _writer.Line();
        _writer.Open($"internal override void Traverse({Symbols.Global}Visitor visitor)");
        _writer.Line("base.Traverse(visitor);");
        _writer.Line("_storage.Traverse(visitor);");
        _writer.Close();
        _writer.Line();
        _writer.Open("internal override void ClearReferences()");
        _writer.Line("base.ClearReferences();");
        _writer.Line("_storage.Clear();");
        _writer.Close();
        _writer.Close();
        _writer.Line();
    }
}
