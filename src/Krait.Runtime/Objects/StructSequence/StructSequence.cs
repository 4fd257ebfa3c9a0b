using System.Collections.Concurrent;

namespace Krait.Runtime;

/// <summary>A field of a struct sequence type; a field without a name is an item that can be reached by its index only.</summary>
public readonly record struct StructField(string? Name, string? Doc = null)
{
    /// <summary>A field without a doc text.</summary>
    public static implicit operator StructField(string name) => new(name);
}

/// <summary>Makes struct sequence types and their instances (CPython: <c>PyStructSequence_NewType</c>, <c>PyStructSequence_New</c>).</summary>
public static class StructSequence
{
    private static readonly ConcurrentDictionary<PyType, StructSequenceShape> s_shapes = new();

    /// <summary>A type all of whose fields are items.</summary>
    public static PyType CreateType(string name, string module, string? doc, params StructField[] fields) =>
        CreateType(name, module, doc, fields, fields.Length);

    /// <summary>
    /// A type whose first <paramref name="visible"/> fields are items and whose others are attributes only. The type is static and immortal:
    /// keep it in a static field.
    /// </summary>
    /// <param name="name">The name without the module.</param>
    /// <param name="module">The value of <c>__module__</c>.</param>
    /// <param name="doc">The doc text.</param>
    /// <param name="fields">The fields, the items first.</param>
    /// <param name="visible">The number of items.</param>
    public static PyType CreateType(string name, string module, string? doc, StructField[] fields, int visible) =>
        CreateType(new StructSequenceShape($"{module}.{name}", fields, visible), name, module, doc);

    /// <summary>A type whose constructor completes what it was given, as that of <c>os.stat_result</c> does.</summary>
    internal static PyType CreateType(
        string name, string module, string? doc, StructField[] fields, int visible, Action<PyObject[]> complete) =>
        CreateType(new StructSequenceShape($"{module}.{name}", fields, visible) { Complete = complete }, name, module, doc);

    private static PyType CreateType(StructSequenceShape shape, string name, string module, string? doc)
    {
        var type = PyType.CreateBuiltin(new NativeTypeDefinition
        {
            Name = name,
            Module = module,
            Doc = doc,
            ClrType = typeof(PyStructSequence),
            Base = static () => PyTuple.TypeObject,
            BasicSize = PyTuple.TypeObject.BasicSize,
            ItemSize = PyTuple.TypeObject.ItemSize,
            Flags = TypeFlags.Sequence,
            Slots = shape.FillSlots,
            Methods = shape.CreateMethods,
            GetSets = shape.CreateGetSets,
        });
        shape.Type = type;
        s_shapes[type] = shape;
        shape.AddConstants(ThreadState.Current, type.Dict);
        return type;
    }

    /// <summary>Takes constructing instances away from Python, as <c>sys.flags</c> has it.</summary>
    public static PyType WithoutConstructor(PyType type)
    {
        type.Features |= TypeFlags.DisallowInstantiation;
        type.TpNew = null;
        type.Dict.DeleteItem(ThreadState.Current, TypeNames.New);
        return type;
    }

    /// <summary>A new instance, floating. Values for hidden fields that are left out are None.</summary>
    public static PyStructSequence New(ThreadState thread, PyType type, params PyObject[] values) =>
        s_shapes[type].Make(thread, values);
}

/// <summary>What a struct sequence type knows of its fields, and what its instances do.</summary>
internal sealed class StructSequenceShape
{
    private static readonly PyStr s_sequence = PyStr.Intern("sequence");
    private static readonly PyStr s_dict = PyStr.Intern("dict");

    private readonly string _fullName;
    private readonly StructField[] _fields;
    private readonly PyStr?[] _names;
    private readonly int _visible;
    private readonly int _unnamed;

    internal StructSequenceShape(string fullName, StructField[] fields, int visible)
    {
        _fullName = fullName;
        _fields = fields;
        _visible = visible;
        _names = new PyStr?[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Name is { } name)
                _names[i] = PyStr.Intern(name);
            else
                _unnamed++;
        }
    }

    internal PyType Type { get; set; } = null!;

    internal Action<PyObject[]>? Complete { get; init; }

    internal void FillSlots(PyType type)
    {
        type.TpNew = New;
        type.TpRepr = Repr;
    }

    internal NativeMethod[] CreateMethods() =>
    [
        new() { Name = "__reduce__", Signature = "($self, /)", NoArgs = Reduce },
        new()
        {
            Name = "__replace__", Doc = "Return a copy of the structure with new values for the specified fields.",
            Signature = "($self, /, **changes)", FastKeywords = Replace,
        },
    ];

    internal NativeGetSet[] CreateGetSets()
    {
        var attributes = new List<NativeGetSet>();
        for (var i = 0; i < _fields.Length; i++)
        {
            var index = i;
            if (_fields[i].Name is { } name)
                attributes.Add(new() { Name = name, IsMember = true, Doc = _fields[i].Doc, Getter = (_, self) => ((PyStructSequence)self).Field(index) });
        }
        return [.. attributes];
    }

    internal void AddConstants(ThreadState thread, PyDict dict)
    {
        dict.SetItem(thread, "n_sequence_fields", PyInt.From(_visible));
        dict.SetItem(thread, "n_fields", PyInt.From(_fields.Length));
        dict.SetItem(thread, "n_unnamed_fields", PyInt.From(_unnamed));
        var names = new List<PyObject>();
        for (var i = 0; i < _visible; i++)
        {
            if (_names[i] is { } name)
                names.Add(name);
        }
        dict.SetItem(thread, "__match_args__", PyType.MakeImmortal(thread, PyTuple.FromArray(thread, [.. names])));
    }

    internal PyStructSequence Make(ThreadState thread, ReadOnlySpan<PyObject> values)
    {
        var items = values[.._visible].ToArray();
        var hidden = new PyObject[_fields.Length - _visible];
        for (var i = 0; i < hidden.Length; i++)
            hidden[i] = _visible + i < values.Length ? values[_visible + i] : PyNone.Instance;
        return thread.EnterNew(new PyStructSequence(Type, items, hidden));
    }

    private PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var (sequence, dict) = Arguments(args, keywordNames);
        var given = Op.SequenceFast(thread, sequence, "constructor requires a sequence");
        if (dict is not null and not PyDict)
            throw Errors.Type($"{_fullName}() takes a dict as second arg, if any");
        var items = Op.ItemsOf(given);
        CheckLength(items.Length);
        var values = new PyObject[_fields.Length];
        items.CopyTo(values);
        FillFromDict(thread, values, items.Length, (PyDict?)dict);
        Complete?.Invoke(values);
        return Make(thread, values);
    }

    private (PyObject Sequence, PyObject? Dict) Arguments(ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var keywords = keywordNames?.Count ?? 0;
        var positional = args.Length - keywords;
        if (positional > 2)
            throw Errors.Type($"structseq() takes at most 2 arguments ({args.Length} given)");
        var sequence = positional > 0 ? args[0] : null;
        var dict = positional > 1 ? args[1] : null;
        for (var i = 0; i < keywords; i++)
        {
            var name = (PyStr)keywordNames![i];
            if (PyStr.TextEquals(name, s_sequence) && sequence is null)
                sequence = args[positional + i];
            else if (PyStr.TextEquals(name, s_dict) && dict is null)
                dict = args[positional + i];
            else
                throw Errors.Type($"structseq() got an unexpected keyword argument '{name}'");
        }
        return (sequence ?? throw Errors.Type($"structseq() missing required argument 'sequence' (pos 1)"), dict);
    }

    private void CheckLength(int length)
    {
        if (_visible == _fields.Length)
        {
            if (length != _visible)
                throw Errors.Type($"{_fullName}() takes a {_visible}-sequence ({length}-sequence given)");
            return;
        }
        if (length < _visible)
            throw Errors.Type($"{_fullName}() takes an at least {_visible}-sequence ({length}-sequence given)");
        if (length > _fields.Length)
            throw Errors.Type($"{_fullName}() takes an at most {_fields.Length}-sequence ({length}-sequence given)");
    }

    private void FillFromDict(ThreadState thread, PyObject[] values, int from, PyDict? dict)
    {
        var used = 0;
        for (var i = from; i < values.Length; i++)
        {
            var value = dict is not null && _names[i] is { } name ? dict.GetItem(thread, name) : null;
            if (value is not null)
                used++;
            values[i] = value ?? PyNone.Instance;
        }
        if (dict is not null && dict.Count > used)
            throw Errors.Type($"{_fullName}() got duplicate or unexpected field name(s)");
    }

    private PyObject Repr(ThreadState thread, PyObject self)
    {
        var parts = new List<string>(_visible);
        var items = (PyStructSequence)self;
        for (var i = 0; i < _visible; i++)
            parts.Add($"{VisibleName(i)}={Op.Repr(thread, items[i])}");
        return PyStr.From($"{_fullName}({string.Join(", ", parts)})");
    }

    // CPython takes the names in order, the unnamed fields left out: stat_result shows the three integer times as st_atime and so on.
    private string VisibleName(int index)
    {
        var seen = 0;
        foreach (var field in _fields)
        {
            if (field.Name is { } name && seen++ == index)
                return name;
        }
        return "?";
    }

    private PyObject Reduce(ThreadState thread, PyObject self)
    {
        var value = (PyStructSequence)self;
        var hidden = PyDict.Create(thread);
        for (var i = _visible; i < _fields.Length; i++)
        {
            if (_names[i] is { } name)
                hidden.SetItem(thread, name, value.Field(i));
        }
        return PyTuple.Create(thread, Type, PyTuple.Create(thread, PyTuple.Create(thread, value.Items), hidden));
    }

    private PyObject Replace(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var keywords = keywordNames?.Count ?? 0;
        if (args.Length > keywords)
            throw Errors.Type("__replace__() takes no positional arguments");
        if (_unnamed > 0)
            throw Errors.Type($"__replace__() is not supported for {_fullName} because it has unnamed field(s)");
        var value = (PyStructSequence)self;
        var values = new PyObject[_fields.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = value.Field(i);
        var unexpected = new List<PyObject>();
        for (var i = 0; i < keywords; i++)
        {
            var name = (PyStr)keywordNames![i];
            var index = Array.FindIndex(_names, own => PyStr.TextEquals(own!, name));
            if (index >= 0)
                values[index] = args[i];
            else
                unexpected.Add(name);
        }
        if (unexpected.Count > 0)
            throw Errors.Type($"Got unexpected field name(s): {Op.Repr(thread, PyList.Create(thread, [.. unexpected]))}");
        return Make(thread, values);
    }
}
