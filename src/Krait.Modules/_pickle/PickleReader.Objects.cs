using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Krait.Runtime;

namespace Krait.Modules.Pickling;

internal sealed partial class PickleReader
{

    private bool ExecuteObject(byte opcode)
    {
        switch (opcode)
        {
            case Opcode.Global:
                LoadGlobal();
                return true;
            case Opcode.StackGlobal:
                LoadStackGlobal();
                return true;
            case Opcode.Reduce:
                var args = _stack.Pop();
                var function = _stack.Pop();
                if (args is not PyTuple tuple)
                    throw Errors.Type("argument list must be a tuple");
                _stack.Push(Op.Call(_thread, function, tuple.Items, null));
                return true;
            case Opcode.Build:
                LoadBuild();
                return true;
            case Opcode.NewObj:
                LoadNewObject(false);
                return true;
            case Opcode.NewObjEx:
                LoadNewObject(true);
                return true;
            case Opcode.Inst:
                LoadInst();
                return true;
            case Opcode.Obj:
                LoadObj();
                return true;
            case Opcode.PersId:
                LoadPersistentText();
                return true;
            case Opcode.BinPersId:
                _stack.Push(PersistentLoad(_stack.Pop()));
                return true;
            case Opcode.Ext1:
                LoadExtension(_source.ReadByte());
                return true;
            case Opcode.Ext2:
                LoadExtension(BinaryPrimitives.ReadUInt16LittleEndian(_source.Read(2)));
                return true;
            case Opcode.Ext4:
                LoadExtension(ReadInt32());
                return true;
            default:
                return false;
        }
    }

    private void LoadGlobal()
    {
        var module = DecodeStrictly(_source.ReadLine());
        var name = DecodeStrictly(_source.ReadLine());
        _stack.Push(FindClass(module, name));
    }

    private PyStr DecodeStrictly(ReadOnlySpan<byte> line)
    {
        if (line.Length < 2)
            throw Error("pickle data was truncated");
        line = line[..^1];
        return System.Text.Unicode.Utf8.IsValid(line)
            ? PyStr.From(System.Text.Encoding.UTF8.GetString(line))
            : (PyStr)Op.CallMethod(_thread, PyBytes.From(line), Names.Decode, PyStr.Intern("utf-8"));
    }

    private void LoadStackGlobal()
    {
        var name = _stack.Pop();
        var module = _stack.Pop();
        if (module is not PyStr || name is not PyStr)
            throw Error("STACK_GLOBAL requires str");
        _stack.Push(FindClass(module, name));
    }

    private PyObject FindClass(PyObject module, PyObject name) => Owner is { HasOwnFindClass: true }
        ? Op.CallMethod(_thread, Owner, PickleNames.FindClass, module, name)
        : FindClassPlainly(module, name);

    /// <summary>What <c>Unpickler.find_class</c> does.</summary>
    public PyObject FindClassPlainly(PyObject module, PyObject name)
    {
        AuditEvents.Raise(_thread, "pickle.find_class", module, name);
        if (_protocol < 3 && _fixImports)
            MapToPython3(ref module, ref name);
        if (module is not PyStr moduleName)
            throw Errors.Type($"module name must be str, not {module.Type.Name}");
        var found = PickleState.Import(_thread, moduleName);
        var text = Op.AttributeName(name);
        if (_protocol < 4 || text.Bmp?.Contains('.') != true)
            return Op.GetAttr(_thread, found, text.GetType() == typeof(PyStr) ? InternTable.Intern(text) : text);
        try
        {
            foreach (var part in text.ToString().Split('.'))
                found = Op.GetAttr(_thread, found, part);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.AttributeError))
        {
            var shown = Errors.New(
                ExceptionTypes.AttributeError, $"Can't resolve path {Op.ReprText(_thread, name)} on module {Op.ReprText(_thread, module)}");
            shown.Value.ContextField.Value = error.Value;
            throw shown;
        }
        return found;
    }

    private void MapToPython3(ref PyObject module, ref PyObject name)
    {
        if (PickleState.Compatibility(_thread, "NAME_MAPPING").GetItem(_thread, PyTuple.Create(_thread, module, name)) is { } mapped)
        {
            if (mapped is not PyTuple { Count: 2 } pair)
                throw Errors.Runtime($"_compat_pickle.NAME_MAPPING values should be 2-tuples, not {mapped.Type.Name}");
            if (pair[0] is not PyStr || pair[1] is not PyStr)
                throw Errors.Runtime($"_compat_pickle.NAME_MAPPING values should be pairs of str, not ({pair[0].Type.Name}, {pair[1].Type.Name})");
            (module, name) = (pair[0], pair[1]);
        }
        else if (PickleState.Compatibility(_thread, "IMPORT_MAPPING").GetItem(_thread, module) is { } mappedModule)
        {
            module = mappedModule as PyStr
                ?? throw Errors.Runtime($"_compat_pickle.IMPORT_MAPPING values should be strings, not {mappedModule.Type.Name}");
        }
    }

    private void LoadNewObject(bool withKeywords)
    {
        var opcode = withKeywords ? "NEWOBJ_EX" : "NEWOBJ";
        var keywords = withKeywords ? _stack.Pop() : null;
        var args = _stack.Pop();
        var cls = _stack.Pop();
        if (cls is not PyType type)
            throw Error($"{opcode} class argument must be a type, not {cls.Type.Name}");
        if (type.TpNew is not { } create)
            throw Error($"{opcode} class argument '{type.Name}' doesn't have __new__");
        if (args is not PyTuple tuple)
            throw Error($"{opcode} args argument must be a tuple, not {args.Type.Name}");
        if (keywords is not (null or PyDict))
            throw Error($"{opcode} kwargs argument must be a dict, not {keywords.Type.Name}");
        if (keywords is not PyDict { Count: > 0 } dict)
        {
            _stack.Push(create(_thread, type, tuple.Items, null));
            return;
        }
        List<PyObject> names = [];
        List<PyObject> all = [.. tuple.Items];
        var position = 0;
        while (dict.Next(ref position, out var key, out var value))
        {
            names.Add(key is PyStr ? key : throw Errors.Type("keywords must be strings"));
            all.Add(value);
        }
        _stack.Push(create(_thread, type, all.ToArray(), PyTuple.FromArray(_thread, names.ToArray())));
    }

    private PyObject Instantiate(PyObject cls, PyTuple args)
    {
        // Protocol 0's instances of classes without __getinitargs__ are made without calling __init__.
        if (args.Count == 0 && cls is PyType && Op.TryGetAttr(_thread, cls, PickleNames.GetInitArgs) is null)
            return Op.CallMethod(_thread, cls, PickleNames.New, cls);
        return Op.Call(_thread, cls, args.Items, null);
    }

    private void LoadInst()
    {
        var start = _stack.PopMark();
        var args = _stack.PopTuple(start);
        using var held = new Held(_thread, args);
        var module = DecodeStrictly(_source.ReadLine());
        var name = DecodeStrictly(_source.ReadLine());
        _stack.Push(Instantiate(FindClass(module, name), args));
    }

    private void LoadObj()
    {
        var start = _stack.PopMark();
        if (_stack.Count - start < 1)
        {
            _stack.CheckAbove(_stack.Count + 1 - start);
            throw Error("unpickling stack underflow");
        }
        var args = _stack.PopTuple(start + 1);
        var cls = _stack.Pop();
        _stack.Push(Instantiate(cls, args));
    }

    private void LoadPersistentText()
    {
        var line = _source.ReadLine()[..^1];
        if (!System.Text.Ascii.IsValid(line))
            throw Error("persistent IDs in protocol 0 must be ASCII strings");
        _stack.Push(PersistentLoad(PyStr.From(System.Text.Encoding.ASCII.GetString(line))));
    }

    private PyObject PersistentLoad(PyObject id)
    {
        if (Owner is null)
            throw NoPersistentLoad(_thread);
        return Op.Call(_thread, Op.GetAttr(_thread, Owner, PickleNames.PersistentLoad), id);
    }

    /// <summary>The error of a persistent id where nobody knows what it stands for.</summary>
    public static PythonException NoPersistentLoad(ThreadState thread) => PickleState.Unpickling(
        thread, "A load persistent id instruction was encountered, but no persistent_load function was specified.");

    private void LoadExtension(int code)
    {
        if (code <= 0)
            throw Error("EXT specifies code <= 0");
        var key = PyInt.From(code);
        var cache = (PyDict)PickleState.CopyRegistry(_thread, "_extension_cache");
        if (cache.GetItem(_thread, key) is { } cached)
        {
            _stack.Push(cached);
            return;
        }
        var registry = (PyDict)PickleState.CopyRegistry(_thread, "_inverted_registry");
        if (registry.GetItem(_thread, key) is not { } pair)
            throw Errors.Value($"unregistered extension code {code}");
        if (pair is not PyTuple { Count: 2 } tuple || tuple[0] is not PyStr || tuple[1] is not PyStr)
            throw Errors.Value($"_inverted_registry[{code}] isn't a 2-tuple of strings");
        var found = FindClass(tuple[0], tuple[1]);
        cache.SetItem(_thread, key, found);
        _stack.Push(found);
    }

    private void LoadBuild()
    {
        _stack.CheckAbove(2);
        var state = _stack.Pop();
        var target = _stack.Top;
        using var held = new Held(_thread, state);
        if (Op.TryGetAttr(_thread, target, PickleNames.SetState) is { } setState)
        {
            Op.Call(_thread, setState, state);
            return;
        }
        PyObject? slots = null;
        if (state is PyTuple { Count: 2 } pair)
            (state, slots) = (pair[0], pair[1]);
        if (state is not PyNone)
            SetAttributes(target, state as PyDict ?? throw Error("state is not a dictionary"));
        if (slots is null or PyNone)
            return;
        if (slots is not PyDict values)
            throw Error("slot state is not a dictionary");
        var position = 0;
        while (values.Next(ref position, out var name, out var value))
            Op.SetAttr(_thread, target, Op.AttributeName(name), value);
    }

    private void SetAttributes(PyObject target, PyDict state)
    {
        var type = target.Type;
        var direct = type.HasGenericGetAttr && type.IsHeapType && type.Lookup(Names.Dict) is PyGetSetDescriptor
            && (type.Features & TypeFlags.ManagedDict) != 0;
        PyObject? dict = direct ? null : Op.GetAttr(_thread, target, Names.Dict);
        var position = 0;
        while (state.Next(ref position, out var key, out var value))
        {
            var name = key.GetType() == typeof(PyStr) ? InternTable.Intern(Unsafe.As<PyStr>(key)) : key;
            if (direct && name is PyStr text)
                GenericAttributes.SetInInstance(_thread, target, text, value);
            else
                Op.SetItem(_thread, dict ??= Op.GetAttr(_thread, target, Names.Dict), name, value);
        }
    }
}
