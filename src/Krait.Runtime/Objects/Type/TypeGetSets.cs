namespace Krait.Runtime;

/// <summary>The attributes of types.</summary>
internal static partial class TypeMethods
{
    private static NativeGetSet[] CreateGetSets() =>
    [
        new() { Name = "__name__", Getter = static (_, o) => ((PyType)o).NameObject ?? PyStr.Intern(((PyType)o).ShortName), Setter = SetName },
        new() { Name = "__qualname__", Getter = static (_, o) => ((PyType)o).QualName, Setter = SetQualName },
        new() { Name = "__bases__", Getter = static (_, o) => ((PyType)o).Bases, Setter = BasesAssignment.Set },
        new() { Name = "__mro__", Getter = static (_, o) => ((PyType)o).HasMro ? ((PyType)o).Mro : PyNone.Instance },
        new() { Name = "__base__", IsMember = true, Getter = static (_, o) => (PyObject?)((PyType)o).Base ?? PyNone.Instance },
        new() { Name = "__module__", Getter = GetModule, Setter = SetModule },
        new() { Name = "__abstractmethods__", Getter = GetAbstractMethods, Setter = SetAbstractMethods },
        new() { Name = "__dict__", Getter = static (t, o) => PyMappingProxy.Create(t, ((PyType)o).Dict) },
        new() { Name = "__doc__", Getter = GetDoc, Setter = SetDoc },
        new() { Name = "__text_signature__", Getter = static (_, o) => SignatureOf((PyType)o) is { Length: > 0 } text ? PyStr.From(text) : PyNone.Instance },
        new() { Name = "__annotations__", Getter = TypeAnnotations.Get, Setter = TypeAnnotations.Set },
        new() { Name = "__annotate__", Getter = TypeAnnotations.GetAnnotate, Setter = TypeAnnotations.SetAnnotate },
        new() { Name = "__type_params__", Getter = static (_, o) => ((PyType)o).IsHeapType ? ((PyType)o).Dict.GetItem(TypeNames.TypeParams) ?? PyTuple.Empty : PyTuple.Empty, Setter = SetTypeParams },
        new() { Name = "__flags__", IsMember = true, Getter = static (_, o) => PyInt.From((long)((ulong)((PyType)o).VisibleFlags & 0xffff_ffff)) },
        new() { Name = "__basicsize__", IsMember = true, Getter = static (_, o) => PyInt.From(((PyType)o).BasicSize) },
        new() { Name = "__itemsize__", IsMember = true, Getter = static (_, o) => PyInt.From(((PyType)o).ItemSize) },
        new() { Name = "__dictoffset__", IsMember = true, Getter = static (_, o) => PyInt.From(((PyType)o).HasDict ? -1 : 0) },
        new() { Name = "__weakrefoffset__", IsMember = true, Getter = static (_, o) => PyInt.From(((PyType)o).HasWeakrefs ? -32 : 0) },
    ];

    /// <summary>A class's doc string may begin with a signature, as those of native types do: <c>name(...)</c>, a line <c>--</c>, an empty one.</summary>
    private static string? SignatureOf(PyType type)
    {
        if (!type.IsHeapType)
            return type.Signature;
        if (type.Dict.GetItem("__doc__") is not PyStr doc)
            return null;
        var text = doc.ToString();
        var name = type.ShortName;
        if (!text.StartsWith(name, StringComparison.Ordinal) || text.Length <= name.Length || text[name.Length] != '(')
            return null;
        var end = text.IndexOf(")\n--\n\n", StringComparison.Ordinal);
        var paragraph = text.IndexOf("\n\n", StringComparison.Ordinal);
        return end < 0 || paragraph < end ? null : text[name.Length..(end + 1)];
    }

    private static void CheckSettable(ThreadState thread, PyType type, PyObject? value, string name)
    {
        if ((type.Features & TypeFlags.ImmutableType) != 0)
            throw Errors.Type($"cannot set '{name}' attribute of immutable type '{type.Name}'");
        if (value is null)
            throw Errors.Type($"cannot delete '{name}' attribute of immutable type '{type.Name}'");
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "object.__setattr__", type, PyStr.From(name), value);
    }

    private static void SetName(ThreadState thread, PyObject self, PyObject? value)
    {
        var type = (PyType)self;
        CheckSettable(thread, type, value, "__name__");
        if (value is not PyStr name)
            throw Errors.Type($"can only assign string to {type.Name}.__name__, not '{value!.Type.Name}'");
        ClassBuilder.CheckName(name);
        type.Name = name.ToString();
        type.NameObject = InternTable.Intern(PyStr.From(name.ToText()));
    }

    private static void SetQualName(ThreadState thread, PyObject self, PyObject? value)
    {
        var type = (PyType)self;
        CheckSettable(thread, type, value, "__qualname__");
        type.QualName = value as PyStr ?? throw Errors.Type($"can only assign string to {type.Name}.__qualname__, not '{value!.Type.Name}'");
    }

    private static PyObject GetModule(ThreadState thread, PyObject self) =>
        ((PyType)self).Module ?? throw Errors.Attribute(thread, "__module__", self, TypeNames.Module);

    private static void SetModule(ThreadState thread, PyObject self, PyObject? value)
    {
        var type = (PyType)self;
        CheckSettable(thread, type, value, "__module__");
        type.Modified();
        type.Dict.SetItem(thread, TypeNames.Module, value!);
        type.Dict.DeleteItem(thread, TypeNames.Firstlineno);
    }

    private static PyObject GetAbstractMethods(ThreadState thread, PyObject self)
    {
        var type = (PyType)self;
        // The type "type" has the descriptor under this name in its dict.
        var value = ReferenceEquals(type, TypeBootstrap.Type) ? null : type.Dict.GetItem(TypeNames.Abstractmethods);
        return value ?? throw Errors.Attribute(thread, "__abstractmethods__", self, TypeNames.Abstractmethods);
    }

    private static void SetAbstractMethods(ThreadState thread, PyObject self, PyObject? value)
    {
        var type = (PyType)self;
        var isAbstract = false;
        if (value is not null)
        {
            isAbstract = Op.IsTrue(thread, value);
            type.Dict.SetItem(thread, TypeNames.Abstractmethods, value);
        }
        else if (!type.Dict.DeleteItem(thread, TypeNames.Abstractmethods))
        {
            throw Errors.Attribute(thread, "__abstractmethods__", self, TypeNames.Abstractmethods);
        }
        type.Modified();
        if (isAbstract)
            type.Features |= TypeFlags.IsAbstract;
        else
            type.Features &= ~TypeFlags.IsAbstract;
    }

    private static PyObject GetDoc(ThreadState thread, PyObject self)
    {
        var type = (PyType)self;
        if (!type.IsHeapType)
            return type.NativeDoc is { } text ? PyStr.From(text) : PyNone.Instance;
        var doc = type.Lookup(TypeNames.Doc);
        return doc is null ? PyNone.Instance : doc.Type.TpDescriptorGet is { } get ? get(thread, doc, null, type) : doc;
    }

    private static void SetDoc(ThreadState thread, PyObject self, PyObject? value)
    {
        var type = (PyType)self;
        CheckSettable(thread, type, value, "__doc__");
        type.Modified();
        type.Dict.SetItem(thread, TypeNames.Doc, value!);
    }

    private static void SetTypeParams(ThreadState thread, PyObject self, PyObject? value)
    {
        var type = (PyType)self;
        CheckSettable(thread, type, value, "__type_params__");
        type.Dict.SetItem(thread, TypeNames.TypeParams, value!);
        type.Modified();
    }
}
