using Krait.Compiler;

namespace Krait.Runtime;

internal static unsafe partial class Handlers
{
    private static void RegisterNames(delegate*<ThreadState, PyFrame, int, bool>[] table)
    {
        table[(int)Opcode.LoadName] = &LoadName;
        table[(int)Opcode.StoreName] = &StoreName;
        table[(int)Opcode.DeleteName] = &DeleteName;
        table[(int)Opcode.LoadGlobal] = &LoadGlobal;
        table[(int)Opcode.StoreGlobal] = &StoreGlobal;
        table[(int)Opcode.DeleteGlobal] = &DeleteGlobal;
        table[(int)Opcode.LoadFromDictOrGlobals] = &LoadFromDictOrGlobals;
        table[(int)Opcode.LoadLocals] = &LoadLocals;
        table[(int)Opcode.LoadBuildClass] = &LoadBuildClass;
        table[(int)Opcode.SetupAnnotations] = &SetupAnnotations;
        table[(int)Opcode.ImportName] = &ImportName;
        table[(int)Opcode.ImportFrom] = &ImportFrom;
    }

    private static bool LoadName(ThreadState thread, PyFrame frame, int arg)
    {
        var name = frame.Code.Names[arg];
        frame.Push(Op.TryGetMappingItem(thread, LocalsOf(frame, name), name) ?? Global(thread, frame, name));
        return true;
    }

    private static PyObject LocalsOf(PyFrame frame, PyStr name)
    {
        if (frame.LocalsMapping is { } locals)
            return locals;
        // A function made from a module's code, types.FunctionType(code, globals), has its globals for locals.
        if ((frame.Code.CodeFlags & CodeFlags.Optimized) == 0)
            return frame.Globals;
        throw Errors.System($"no locals when looking for {name}");
    }

    private static bool StoreName(ThreadState thread, PyFrame frame, int arg)
    {
        var name = frame.Code.Names[arg];
        var value = frame.Peek(1)!;
        if (LocalsOf(frame, name) is var locals && locals.GetType() == typeof(PyDict))
            ((PyDict)locals).SetItem(thread, name, value);
        else
            Op.SetItem(thread, locals, name, value);
        frame.Drop();
        return true;
    }

    private static bool DeleteName(ThreadState thread, PyFrame frame, int arg)
    {
        var name = frame.Code.Names[arg];
        var locals = LocalsOf(frame, name);
        if (locals.GetType() == typeof(PyDict))
        {
            if (!((PyDict)locals).DeleteItem(thread, name))
                throw NotDefined(thread, name);
            return true;
        }
        try
        {
            Op.DelItem(thread, locals, name);
        }
        catch (PythonException exception) when (exception.Matches(ExceptionTypes.KeyError))
        {
            throw NotDefined(thread, name);
        }
        return true;
    }

    private static bool LoadGlobal(ThreadState thread, PyFrame frame, int arg)
    {
        frame.Push(Global(thread, frame, frame.Code.Names[arg >> 1]));
        if ((arg & 1) != 0)
            frame.PushOwned(null);
        return true;
    }

    private static PyObject Global(ThreadState thread, PyFrame frame, PyStr name) =>
        Lookup(thread, frame.Globals, name) ?? Lookup(thread, frame.Builtins, name) ?? throw NotDefined(thread, name);

    /// <summary>A subclass of dict may define what it gives for a name.</summary>
    private static PyObject? Lookup(ThreadState thread, PyDict names, PyStr name) =>
        names.GetType() == typeof(PyDict) ? names.GetItem(name) : Op.TryGetMappingItem(thread, names, name);

    private static PythonException NotDefined(ThreadState thread, PyStr name) => Errors.Name(thread, $"name '{name}' is not defined", name);

    private static bool StoreGlobal(ThreadState thread, PyFrame frame, int arg)
    {
        frame.Globals.SetItem(thread, frame.Code.Names[arg], frame.Peek(1)!);
        frame.Drop();
        return true;
    }

    private static bool DeleteGlobal(ThreadState thread, PyFrame frame, int arg)
    {
        var name = frame.Code.Names[arg];
        if (!frame.Globals.DeleteItem(thread, name))
            throw NotDefined(thread, name);
        return true;
    }

    private static bool LoadFromDictOrGlobals(ThreadState thread, PyFrame frame, int arg)
    {
        var name = frame.Code.Names[arg];
        Replace(frame, 1, Op.TryGetMappingItem(thread, frame.Peek(1)!, name) ?? Global(thread, frame, name));
        return true;
    }

    private static bool LoadLocals(ThreadState thread, PyFrame frame, int arg)
    {
        frame.Push(frame.LocalsMapping ?? throw Errors.System("no locals"));
        return true;
    }

    private static bool LoadBuildClass(ThreadState thread, PyFrame frame, int arg)
    {
        var build = Op.TryGetMappingItem(thread, frame.Builtins, Names.BuildClass)
            ?? throw Errors.Name(thread, "__build_class__ not found", Names.BuildClass);
        frame.Push(build);
        return true;
    }

    private static bool SetupAnnotations(ThreadState thread, PyFrame frame, int arg)
    {
        var locals = LocalsOf(frame, Names.Annotations);
        if (Op.TryGetMappingItem(thread, locals, Names.Annotations) is null)
            Op.SetItem(thread, locals, Names.Annotations, PyDict.Create(thread));
        return true;
    }

    private static bool ImportName(ThreadState thread, PyFrame frame, int arg)
    {
        var name = frame.Code.Names[arg];
        var import = Lookup(thread, frame.Builtins, Names.Import)
            ?? throw Errors.New(ExceptionTypes.ImportError, "__import__ not found");
        var locals = frame.LocalsMapping ?? PyNone.Instance;
        var module = Op.Call(thread, import, name, frame.Globals, locals, frame.Peek(1)!, frame.Peek(2)!);
        Replace(frame, 2, module);
        return true;
    }

    private static bool ImportFrom(ThreadState thread, PyFrame frame, int arg)
    {
        frame.Push(ImportHelpers.ImportFrom(thread, frame.Peek(1)!, frame.Code.Names[arg]));
        return true;
    }
}
