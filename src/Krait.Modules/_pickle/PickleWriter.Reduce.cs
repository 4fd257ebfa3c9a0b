using System.Text;
using Krait.Runtime;

namespace Krait.Modules.Pickling;

internal sealed partial class PickleWriter
{
    /// <summary>What <c>__reduce__</c> returned, taken apart and checked.</summary>
    private readonly ref struct Reduction(PyTuple tuple)
    {
        public readonly PyObject Function = tuple[0];
        public readonly PyObject Args = tuple[1];
        public readonly PyObject? State = Part(tuple, 2);
        public readonly PyObject? ListItems = Part(tuple, 3);
        public readonly PyObject? DictItems = Part(tuple, 4);
        public readonly PyObject? StateSetter = Part(tuple, 5);

        private static PyObject? Part(PyTuple tuple, int index) => index < tuple.Count && tuple[index] is not PyNone ? tuple[index] : null;
    }

    private Reduction CheckReduction(PyTuple tuple)
    {
        if (tuple.Count is < 2 or > 6)
            throw Error("tuple returned by __reduce__ must contain 2 through 6 elements");
        var parts = new Reduction(tuple);
        if (!Op.IsCallable(parts.Function))
            throw Error($"first item of the tuple returned by __reduce__ must be callable, not {parts.Function.Type.FullName}");
        if (parts.Args is not PyTuple)
            throw Error($"second item of the tuple returned by __reduce__ must be a tuple, not {parts.Args.Type.FullName}");
        if (parts.ListItems is { } list && !Op.IsIterator(list))
            throw Error($"fourth item of the tuple returned by __reduce__ must be an iterator, not {list.Type.FullName}");
        if (parts.DictItems is { } dict && !Op.IsIterator(dict))
            throw Error($"fifth item of the tuple returned by __reduce__ must be an iterator, not {dict.Type.FullName}");
        if (parts.StateSetter is { } setter && !Op.IsCallable(setter))
            throw Error($"sixth item of the tuple returned by __reduce__ must be callable, not {setter.Type.FullName}");
        return parts;
    }

    /// <summary>Writes an object by how it says it can be made.</summary>
    private void SaveReduce(PyTuple tuple, PyObject o)
    {
        var parts = CheckReduction(tuple);
        var args = (PyTuple)parts.Args;
        var name = _protocol >= 2 ? Op.TryGetAttr(_thread, parts.Function, PickleNames.Name) as PyStr : null;
        if (name is not null && name.TextEquals("__newobj_ex__"))
        {
            SaveNewObjectEx(args, o);
        }
        else if (name is not null && name.TextEquals("__newobj__"))
        {
            SaveNewObject(args, o);
        }
        else
        {
            SavePart(parts.Function, o, "reconstructor");
            SavePart(args, o, "reconstructor arguments");
            _output.Write(Opcode.Reduce);
        }
        // Writing the parts may have written the object itself: it is recursive.
        if (_memo.TryGet(o, out var known))
        {
            _output.Write(Opcode.Pop);
            WriteGet(known);
        }
        else
        {
            Memoize(o);
        }
        if (parts.ListItems is { } list)
            AppendAll(list, o);
        if (parts.DictItems is { } dict)
            SetAll(dict, o);
        if (parts.State is { } state)
            SaveState(o, state, parts.StateSetter);
    }

    private void SaveState(PyObject o, PyObject state, PyObject? setter)
    {
        if (setter is null)
        {
            SavePart(state, o, "state");
            _output.Write(Opcode.Build);
            return;
        }
        // The setter is called with the object, which the memo has, and its state; what it returns is thrown away.
        SavePart(setter, o, "state setter");
        Save(o);
        SavePart(state, o, "state");
        _output.Write([Opcode.Tuple2, Opcode.Reduce, Opcode.Pop]);
    }

    private void CheckClass(PyObject cls, string function)
    {
        if (cls is not PyType)
            throw Error($"first argument to {function}() must be a class, not {cls.Type.FullName}");
    }

    private void SaveNewObject(PyTuple args, PyObject o)
    {
        if (args.Count < 1)
            throw Error("__newobj__ expected at least 1 argument, got 0");
        CheckClass(args[0], "__newobj__");
        var own = Op.GetAttr(_thread, o, Names.Class);
        if (!ReferenceEquals(own, args[0]))
            throw Error($"first argument to __newobj__() must be {Op.ReprText(_thread, own)}, not {Op.ReprText(_thread, args[0])}");
        SavePart(args[0], o, "class");
        var rest = PyTuple.Create(_thread, args.Items[1..]);
        using var held = new Held(_thread, rest);
        SavePart(rest, o, "__new__ arguments");
        _output.Write(Opcode.NewObj);
    }

    private void SaveNewObjectEx(PyTuple args, PyObject o)
    {
        if (args.Count != 3)
            throw Error($"__newobj_ex__ expected 3 arguments, got {args.Count}");
        CheckClass(args[0], "__newobj_ex__");
        if (args[1] is not PyTuple positional)
            throw Error($"second argument to __newobj_ex__() must be a tuple, not {args[1].Type.FullName}");
        if (args[2] is not PyDict keywords)
            throw Error($"third argument to __newobj_ex__() must be a dict, not {args[2].Type.FullName}");
        if (_protocol >= 4)
        {
            SavePart(args[0], o, "class");
            SavePart(positional, o, "__new__ arguments");
            SavePart(keywords, o, "__new__ arguments");
            _output.Write(Opcode.NewObjEx);
            return;
        }
        // Older protocols have no opcode for keyword arguments.
        var create = Op.GetAttr(_thread, args[0], PickleNames.New);
        var all = PyTuple.Create(_thread, [create, args[0], .. positional.Items]);
        var made = Op.CallWithDict(_thread, Op.ImportFrom(_thread, "functools", "partial"), all, keywords);
        using var held = new Held(_thread, made);
        SavePart(made, o, "reconstructor");
        Save(PyTuple.Empty);
        _output.Write(Opcode.Reduce);
    }

    private void SaveType(PyType type)
    {
        PyObject? singleton = type == PyNone.Instance.Type ? PyNone.Instance
            : type == PyNotImplemented.Instance.Type ? PyNotImplemented.Instance
            : type == PyEllipsis.Instance.Type ? PyEllipsis.Instance
            : null;
        if (singleton is null)
        {
            SaveGlobal(type, null);
            return;
        }
        var reduced = PyTuple.Create(_thread, PyType.TypeObject, PyTuple.Create(_thread, singleton));
        using var held = new Held(_thread, reduced);
        SaveReduce(reduced, type);
    }

    /// <summary>Writes an object as the name under which its module has it.</summary>
    private void SaveGlobal(PyObject o, PyStr? givenName)
    {
        var name = givenName
            ?? Op.TryGetAttr(_thread, o, Names.Qualname) as PyStr
            ?? Op.GetAttr(_thread, o, PickleNames.Name) as PyStr
            ?? throw Error($"Can't pickle {Op.ReprText(_thread, o)}: its name is not a string");
        using var heldName = new Held(_thread, name);
        var path = name.ToString().Split('.');
        var module = ModuleOf(o, path);
        using var heldModule = new Held(_thread, module);
        CheckImport(o, module, name, path);
        if (_protocol >= 2 && SaveExtension(o, module, name))
            return;
        if (_protocol >= 4)
        {
            Save(module);
            Save(name);
            _output.Write(Opcode.StackGlobal);
        }
        else if (path.Length > 1)
        {
            SaveDotted(module, path);
        }
        else
        {
            SaveTopLevel(module, name);
        }
        Memoize(o);
    }

    /// <summary>The name of the module where an object is found.</summary>
    private PyObject ModuleOf(PyObject o, string[] path)
    {
        var module = Op.TryGetAttr(_thread, o, Names.Module);
        if (Array.IndexOf(path, "<locals>") >= 0)
            throw Error($"Can't pickle local object {Op.ReprText(_thread, o)}");
        if (module is not (null or PyNone))
            return module;
        // The copy: reading attributes of modules may import further ones.
        if (Op.ImportFrom(_thread, "sys", "modules") is not PyDict modules)
            throw Errors.Runtime("unable to get sys.modules");
        var copy = modules.Copy(_thread);
        using var held = new Held(_thread, copy);
        var position = 0;
        while (copy.Next(ref position, out var name, out var candidate))
        {
            if (candidate is PyNone || name is not PyStr text || text.TextEquals("__main__") || text.TextEquals("__mp_main__"))
                continue;
            if (ReferenceEquals(TryFollow(candidate, path), o))
                return name;
        }
        return PyStr.Intern("__main__");
    }

    private PyObject? TryFollow(PyObject from, string[] path)
    {
        PyObject? at = from;
        foreach (var part in path)
        {
            at = Op.TryGetAttr(_thread, at, part);
            if (at is null)
                return null;
        }
        return at;
    }

    private void CheckImport(PyObject o, PyObject moduleName, PyStr name, string[] path)
    {
        PyObject module;
        try
        {
            module = PickleState.Import(_thread, moduleName);
        }
        catch (PythonException error) when (
            error.Matches(ExceptionTypes.ImportError) || error.Matches(ExceptionTypes.ValueError) || error.Matches(ExceptionTypes.KeyError))
        {
            throw PickleState.Pickling(_thread, $"Can't pickle {Op.ReprText(_thread, o)}: {Op.StrText(_thread, error.Value)}", error);
        }
        PyObject found = module;
        try
        {
            foreach (var part in path)
                found = Op.GetAttr(_thread, found, part);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.AttributeError))
        {
            throw PickleState.Pickling(
                _thread, $"Can't pickle {Op.ReprText(_thread, o)}: it's not found as {Op.StrText(_thread, moduleName)}.{name}", error);
        }
        if (!ReferenceEquals(found, o))
            throw Error($"Can't pickle {Op.ReprText(_thread, o)}: it's not the same object as {Op.StrText(_thread, moduleName)}.{name}");
    }

    private bool SaveExtension(PyObject o, PyObject module, PyStr name)
    {
        var registry = PickleState.CopyRegistry(_thread, "_extension_registry");
        if (registry is PyDict { Count: 0 })
            return false;
        if (Op.TryGetMappingItem(_thread, registry, PyTuple.Create(_thread, module, name)) is not { } found)
            return false;
        if (found is not PyInt number)
            throw Error($"Can't pickle {Op.ReprText(_thread, o)}: extension code {Op.ReprText(_thread, found)} isn't an integer");
        if (!number.TryGetLong(out var code) || code is <= 0 or > 0x7FFFFFFF)
            throw Errors.Runtime($"Can't pickle {Op.ReprText(_thread, o)}: extension code {Op.ReprText(_thread, found)} is out of range");
        if (code <= byte.MaxValue)
            _output.Write(Opcode.Ext1, (byte)code);
        else if (code <= ushort.MaxValue)
            _output.Write([Opcode.Ext2, (byte)code, (byte)(code >> 8)]);
        else
            _output.WriteInt32(Opcode.Ext4, (uint)code);
        return true;
    }

    // Before protocol 4 a dotted name is written as getattr(getattr(..., first), second).
    private void SaveDotted(PyObject module, string[] path)
    {
        var getattr = Op.Builtin(_thread, PyStr.Intern("getattr"));
        for (var i = 1; i < path.Length; i++)
        {
            Save(getattr);
            if (_protocol < 2)
                _output.Write(Opcode.Mark);
        }
        SaveTopLevel(module, PyStr.From(path[0]));
        for (var i = 1; i < path.Length; i++)
        {
            Save(PyStr.From(path[i]));
            _output.Write(_protocol < 2 ? Opcode.Tuple : Opcode.Tuple2);
            _output.Write(Opcode.Reduce);
        }
    }

    private void SaveTopLevel(PyObject module, PyObject name)
    {
        if (_fixImports)
            MapToPython2(ref module, ref name);
        _output.Write(Opcode.Global);
        WriteIdentifier(module, "module");
        WriteIdentifier(name, "global");
    }

    private void MapToPython2(ref PyObject module, ref PyObject name)
    {
        if (PickleState.Compatibility(_thread, "REVERSE_NAME_MAPPING").GetItem(_thread, PyTuple.Create(_thread, module, name)) is { } mapped)
        {
            if (mapped is not PyTuple { Count: 2 } pair)
                throw Errors.Runtime($"_compat_pickle.REVERSE_NAME_MAPPING values should be 2-tuples, not {mapped.Type.Name}");
            if (pair[0] is not PyStr || pair[1] is not PyStr)
            {
                throw Errors.Runtime(
                    $"_compat_pickle.REVERSE_NAME_MAPPING values should be pairs of str, not ({pair[0].Type.Name}, {pair[1].Type.Name})");
            }
            (module, name) = (pair[0], pair[1]);
        }
        else if (PickleState.Compatibility(_thread, "REVERSE_IMPORT_MAPPING").GetItem(_thread, module) is { } mappedModule)
        {
            module = mappedModule as PyStr
                ?? throw Errors.Runtime($"_compat_pickle.REVERSE_IMPORT_MAPPING values should be strings, not {mappedModule.Type.Name}");
        }
    }

    private void WriteIdentifier(PyObject identifier, string what)
    {
        if (identifier is not PyStr text)
            throw NotEncodable(identifier, what);
        if (!text.IsAscii)
        {
            try
            {
                Op.CallMethod(_thread, text, Names.Encode, PyStr.Intern(_protocol >= 3 ? "utf-8" : "ascii"));
            }
            catch (PythonException error) when (error.Matches(ExceptionTypes.UnicodeEncodeError))
            {
                var shown = NotEncodable(identifier, what);
                shown.Value.ContextField.Value = error.Value;
                throw shown;
            }
        }
        _output.Write(PickleText.Encode(text));
        _output.Write((byte)'\n');
    }

    private PythonException NotEncodable(PyObject identifier, string what) =>
        Error($"can't pickle {what} identifier {Op.ReprText(_thread, identifier)} using pickle protocol {_protocol}");
}
