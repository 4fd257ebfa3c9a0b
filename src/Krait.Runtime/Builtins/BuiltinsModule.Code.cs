using Krait.Compiler;

namespace Krait.Runtime;

internal static partial class BuiltinsModule
{
    /// <summary>Compile source into a code object that can be executed by exec() or eval().</summary>
    [PyFunction("compile", Signature = "($module, /, source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)")]
    private static PyObject Compile(
        ThreadState thread, [Keyword] PyObject source, [Keyword] PyObject filename, [Keyword] string mode, [Keyword] int flags = 0,
        [Keyword("dont_inherit")] bool dontInherit = false, [Keyword] int optimize = -1, [KeywordOnly("_feature_version")] int featureVersion = -1)
    {
        var request = new CompileRequest
        {
            Filename = CompileRequest.FilenameFrom(thread, filename),
            Mode = mode,
            Flags = flags,
            OptimizationLevel = optimize,
            FeatureVersion = featureVersion,
        };
        AuditSource(thread, source, filename);
        if (!dontInherit)
            request.InheritFlags(thread);
        return SourceCompiler.Compile(thread, source, request);
    }

    /// <summary>Evaluate the given source in the context of globals and locals.</summary>
    [PyFunction("eval", Signature = "($module, source, /, globals=None, locals=None)")]
    private static PyObject Eval(
        ThreadState thread, PyObject source, [Keyword][NoneAllowed] PyObject? globals = null, [Keyword][NoneAllowed] PyObject? locals = null)
    {
        if (locals is not null && !Op.IsMapping(locals))
            throw Errors.Type("locals must be a mapping");
        if (globals is not (null or PyDict))
        {
            throw Errors.Type(Op.IsMapping(globals)
                ? "globals must be a real dict; try eval(code, {}, mapping)"
                : "globals must be a dict");
        }
        var scope = Scope(thread, (PyDict?)globals, ref locals);
        if (source is PyCode code)
        {
            if (code.FreeCount > 0)
                throw Errors.Type("code object passed to eval() may not contain free variables");
            return RunAudited(thread, code, scope, locals);
        }
        var request = new CompileRequest { Filename = "<string>", Mode = "eval", StripLeadingSpace = true };
        request.InheritFlags(thread);
        if (source is not (PyStr or PyBytes) && !Op.HasBuffer(source))
            throw Errors.Type("eval() arg 1 must be a string, bytes or code object");
        return RunAudited(thread, CompileAudited(thread, source, request), scope, locals);
    }

    /// <summary>Execute the given source in the context of globals and locals.</summary>
    [PyFunction("exec", Signature = "($module, source, /, globals=None, locals=None, *, closure=None)")]
    private static void Exec(
        ThreadState thread, PyObject source, [Keyword][NoneAllowed] PyObject? globals = null, [Keyword][NoneAllowed] PyObject? locals = null,
        [KeywordOnly][NoneAllowed] PyObject? closure = null)
    {
        if (globals is not (null or PyDict))
            throw Errors.Type($"exec() globals must be a dict, not {globals.Type.Name}");
        if (locals is not null && !Op.IsMapping(locals))
            throw Errors.Type($"locals must be a mapping or None, not {locals.Type.Name}");
        var scope = Scope(thread, (PyDict?)globals, ref locals);
        if (source is PyCode code)
        {
            CheckClosure(code, closure);
            RunAudited(thread, code, scope, locals, closure as PyTuple);
            return;
        }
        if (closure is not null)
            throw Errors.Type("closure can only be used when source is a code object");
        if (source is not (PyStr or PyBytes) && !Op.HasBuffer(source))
            throw Errors.Type("exec() arg 1 must be a string, bytes or code object");
        var request = new CompileRequest { Filename = "<string>", Mode = "exec" };
        request.InheritFlags(thread);
        RunAudited(thread, CompileAudited(thread, source, request), scope, locals);
    }

    private static PyCode CompileAudited(ThreadState thread, PyObject source, CompileRequest request)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditSource(thread, source, PyStr.From(request.Filename));
        return (PyCode)SourceCompiler.Compile(thread, source, request);
    }

    // A syntax tree was audited when it was parsed.
    private static void AuditSource(ThreadState thread, PyObject source, PyObject filename)
    {
        if (!thread.Interpreter.HasAuditHooks || source is not (PyStr or PyBytes))
            return;
        var bytes = source is PyStr ? Op.CallMethod(thread, source, "encode", PyStr.From("utf-8"), PyStr.From("surrogatepass")) : source;
        AuditEvents.Raise(thread, "compile", bytes, filename);
    }

    private static PyObject RunAudited(ThreadState thread, PyCode code, PyDict globals, PyObject? locals, PyTuple? closure = null)
    {
        AuditEvents.Raise(thread, "exec", code);
        return Calls.RunCode(thread, code, globals, locals, closure);
    }

    private static void CheckClosure(PyCode code, PyObject? closure)
    {
        if (code.FreeCount == 0)
        {
            if (closure is not null)
                throw Errors.Type("cannot use a closure with this code object");
            return;
        }
        var isRight = closure is PyTuple cells && cells.Count == code.FreeCount;
        if (isRight)
        {
            foreach (var cell in ((PyTuple)closure!).Items)
                isRight &= cell is PyCell;
        }
        if (!isRight)
            throw Errors.Type($"code object requires a closure of exactly length {code.FreeCount}");
    }

    /// <summary>The globals to run with, builtins put in; where neither is given, the running frame's names.</summary>
    private static PyDict Scope(ThreadState thread, PyDict? globals, ref PyObject? locals)
    {
        if (globals is null)
        {
            var frame = thread.Frame ?? throw Errors.System("globals and locals cannot be NULL");
            globals = frame.Globals;
            locals ??= frame.LocalsSnapshot(thread);
        }
        else
        {
            locals ??= globals;
        }
        if (globals.GetItem(Names.Builtins) is null)
            globals.SetItem(thread, Names.Builtins, PyBuiltinsMapping.Visible(thread.Frame?.Builtins ?? thread.Interpreter.BuiltinsDict));
        return globals;
    }

    /// <summary>Import a module. Python code should use importlib.import_module() instead.</summary>
    [PyFunction("__import__", Signature = "($module, /, name, globals=None, locals=None, fromlist=(), level=0)")]
    private static PyObject Import(
        ThreadState thread, [Keyword] PyObject name, [Keyword][NoneAllowed] PyObject? globals = null, [Keyword][NoneAllowed] PyObject? locals = null,
        [Keyword][NoneAllowed] PyObject? fromlist = null, [Keyword] int level = 0)
    {
        if (name is not PyStr text)
            throw Errors.Type("module name must be a string");
        return Importer.Import(thread, text, globals, fromlist, level);
    }
}
