using Krait.Compiler;

namespace Krait.Runtime;

public sealed partial class PyCode
{
    /// <summary>What a code object is made of when Python code makes one.</summary>
    private sealed class Parts
    {
        public int ArgCount;
        public int PosOnlyArgCount;
        public int KwOnlyArgCount;
        public int LocalCount;
        public int StackSize;
        public int Flags;
        public required PyBytes Code;
        public required PyTuple Constants;
        public required PyTuple Names;
        public required PyTuple VarNames;
        public required PyStr Filename;
        public required PyStr Name;
        public required PyStr QualName;
        public int FirstLine;
        public required PyBytes LineTable;
        public required PyBytes ExceptionTable;
        public required PyTuple FreeVars;
        public required PyTuple CellVars;
    }

    /// <summary>Create a code object.  Not for the faint of heart.</summary>
    [PyNew]
    private static PyObject New(
        ThreadState thread, PyType type, int argcount, int posonlyargcount, int kwonlyargcount, int nlocals, int stacksize, int flags,
        PyBytes codestring, PyTuple constants, PyTuple names, PyTuple varnames, PyStr filename, PyStr name, PyStr qualname, int firstlineno,
        PyBytes linetable, PyBytes exceptiontable, PyTuple? freevars = null, PyTuple? cellvars = null)
    {
        CheckNotNegative(argcount, "argcount");
        CheckNotNegative(posonlyargcount, "posonlyargcount");
        CheckNotNegative(kwonlyargcount, "kwonlyargcount");
        CheckNotNegative(nlocals, "nlocals");
        CheckNames(names);
        CheckNames(varnames);
        CheckNames(freevars);
        CheckNames(cellvars);
        return Build(thread, new Parts
        {
            ArgCount = argcount,
            PosOnlyArgCount = posonlyargcount,
            KwOnlyArgCount = kwonlyargcount,
            LocalCount = nlocals,
            StackSize = stacksize,
            Flags = flags,
            Code = codestring,
            Constants = constants,
            Names = names,
            VarNames = varnames,
            Filename = filename,
            Name = name,
            QualName = qualname,
            FirstLine = firstlineno,
            LineTable = linetable,
            ExceptionTable = exceptiontable,
            FreeVars = freevars ?? PyTuple.Empty,
            CellVars = cellvars ?? PyTuple.Empty,
        });
    }

    private static void CheckNotNegative(int value, string name)
    {
        if (value < 0)
            throw Errors.Value($"code: {name} must not be negative");
    }

    private static void CheckNames(PyTuple? names)
    {
        foreach (var name in (names ?? PyTuple.Empty).Items)
        {
            if (name is not PyStr)
                throw Errors.Type($"name tuples must contain only strings, not '{name.Type.Name}'");
        }
    }

    /// <summary>Return a copy of the code object with new values for the specified fields.</summary>
    [PyMethod("replace", Signature = "($self, /, **changes)")]
    private PyObject Replace(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? changes) =>
        Replace(thread, args, changes, "replace");

    /// <summary>The same as replace().</summary>
    [PyMethod("__replace__", Signature = "($self, /, **changes)")]
    private PyObject ReplaceSpecial(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? changes) =>
        Replace(thread, args, changes, "__replace__");

    private PyObject Replace(ThreadState thread, ReadOnlySpan<PyObject> args, PyDict? changes, string method)
    {
        if (args.Length > 0)
            throw Errors.Type($"{method}() takes no positional arguments");
        var parts = ToParts(thread);
        var position = 0;
        while (changes is not null && changes.Next(ref position, out var key, out var value))
            Change(thread, parts, ((PyStr)key).ToString(), value);
        CheckSlots(parts.Names);
        CheckSlots(parts.VarNames);
        CheckSlots(parts.FreeVars);
        CheckSlots(parts.CellVars);
        return Build(thread, parts);
    }

    private static void CheckSlots(PyTuple names)
    {
        foreach (var name in names.Items)
        {
            if (name is not PyStr)
                throw Errors.System("non-string found in code slot");
        }
    }

    private Parts ToParts(ThreadState thread) => new()
    {
        ArgCount = ArgCount,
        PosOnlyArgCount = Compiled.PosOnlyArgCount,
        KwOnlyArgCount = KwOnlyArgCount,
        LocalCount = LocalCount,
        StackSize = Compiled.StackSize,
        Flags = (int)CodeFlags,
        Code = (PyBytes)CodeAttribute(),
        Constants = (PyTuple)ConstantsAttribute(thread),
        Names = (PyTuple)NamesAttribute(thread),
        VarNames = NamesOfKind(thread, LocalKinds.Local),
        Filename = FilenameField,
        Name = NameField,
        QualName = QualNameField,
        FirstLine = Compiled.FirstLineNumber,
        LineTable = (PyBytes)LineTableAttribute(),
        ExceptionTable = (PyBytes)ExceptionTableAttribute(),
        FreeVars = NamesOfKind(thread, LocalKinds.Free),
        CellVars = NamesOfKind(thread, LocalKinds.Cell),
    };

    private static void Change(ThreadState thread, Parts parts, string name, PyObject value)
    {
        switch (name)
        {
            case "co_argcount":
                parts.ArgCount = Positive(thread, name, value);
                break;
            case "co_posonlyargcount":
                parts.PosOnlyArgCount = Positive(thread, name, value);
                break;
            case "co_kwonlyargcount":
                parts.KwOnlyArgCount = Positive(thread, name, value);
                break;
            case "co_nlocals":
                parts.LocalCount = Positive(thread, name, value);
                break;
            case "co_stacksize":
                parts.StackSize = Positive(thread, name, value);
                break;
            case "co_flags":
                parts.Flags = Positive(thread, name, value);
                break;
            case "co_firstlineno":
                parts.FirstLine = Positive(thread, name, value);
                break;
            case "co_code":
                parts.Code = Expect<PyBytes>(name, value, "bytes");
                break;
            case "co_linetable":
                parts.LineTable = Expect<PyBytes>(name, value, "bytes");
                break;
            case "co_exceptiontable":
                parts.ExceptionTable = Expect<PyBytes>(name, value, "bytes");
                break;
            case "co_consts":
                parts.Constants = Expect<PyTuple>(name, value, "tuple");
                break;
            case "co_names":
                parts.Names = Expect<PyTuple>(name, value, "tuple");
                break;
            case "co_varnames":
                parts.VarNames = Expect<PyTuple>(name, value, "tuple");
                break;
            case "co_freevars":
                parts.FreeVars = Expect<PyTuple>(name, value, "tuple");
                break;
            case "co_cellvars":
                parts.CellVars = Expect<PyTuple>(name, value, "tuple");
                break;
            case "co_filename":
                parts.Filename = Expect<PyStr>(name, value, "str");
                break;
            case "co_name":
                parts.Name = Expect<PyStr>(name, value, "str");
                break;
            case "co_qualname":
                parts.QualName = Expect<PyStr>(name, value, "str");
                break;
            default:
                throw Errors.Type($"replace() got an unexpected keyword argument '{name}'");
        }
    }

    private static int Positive(ThreadState thread, string name, PyObject value)
    {
        var number = Op.AsInt(thread, value);
        return number >= 0 ? number : throw Errors.Value($"{name} must be a positive integer");
    }

    private static T Expect<T>(string name, PyObject value, string expected) where T : PyObject =>
        value as T ?? throw ArgumentConversion.WrongType($"replace() argument '{name}'", expected, value);

    private static PyCode Build(ThreadState thread, Parts parts)
    {
        var flags = (CodeFlags)parts.Flags;
        if (parts.PosOnlyArgCount > parts.ArgCount || parts.StackSize < 0 || parts.Flags < 0)
            throw Errors.System("bad argument to internal function");
        if (parts.Code.Length % 2 != 0)
            throw Errors.Value("code: co_code is malformed");
        var arguments = (long)parts.ArgCount + parts.KwOnlyArgCount
            + ((flags & CodeFlags.VarArgs) != 0 ? 1 : 0) + ((flags & CodeFlags.VarKeywords) != 0 ? 1 : 0);
        if (arguments > parts.VarNames.Count)
            throw Errors.Value("code: co_varnames is too small");
        if (parts.VarNames.Count != parts.LocalCount)
            throw Errors.Value("code: co_nlocals != len(co_varnames)");
        var names = new List<string>();
        var kinds = new List<LocalKinds>();
        AddLocals(parts, flags, names, kinds);
        var compiled = new CompiledCode
        {
            ArgCount = parts.ArgCount,
            PosOnlyArgCount = parts.PosOnlyArgCount,
            KwOnlyArgCount = parts.KwOnlyArgCount,
            StackSize = parts.StackSize,
            Flags = flags,
            Code = parts.Code.Span.ToArray(),
            Constants = [],
            Names = System.Array.ConvertAll(parts.Names.Array, static name => name is PyStr text ? text.ToString() : ""),
            LocalsPlusNames = names.ToArray(),
            LocalsPlusKinds = kinds.ToArray(),
            Filename = parts.Filename.ToString(),
            Name = parts.Name.ToString(),
            QualifiedName = parts.QualName.ToString(),
            FirstLineNumber = parts.FirstLine,
            LineTable = parts.LineTable.Span.ToArray(),
            ExceptionTable = parts.ExceptionTable.Span.ToArray(),
        };
        return thread.EnterNewUntracked(new PyCode(compiled, parts.Constants.Items.ToArray(), parts.Filename));
    }

    /// <summary>Locals, then the cells that are no locals, then the free variables.</summary>
    private static void AddLocals(Parts parts, CodeFlags flags, List<string> names, List<LocalKinds> kinds)
    {
        var positional = parts.ArgCount;
        var keywords = positional + parts.KwOnlyArgCount;
        var varArgs = (flags & CodeFlags.VarArgs) != 0 ? keywords : -1;
        var varKeywords = (flags & CodeFlags.VarKeywords) != 0 ? keywords + (varArgs >= 0 ? 1 : 0) : -1;
        for (var i = 0; i < parts.VarNames.Count; i++)
        {
            names.Add(((PyStr)parts.VarNames[i]).ToString());
            kinds.Add(LocalKinds.Local | i switch
            {
                _ when i < parts.PosOnlyArgCount => LocalKinds.ArgumentPositional,
                _ when i < positional => LocalKinds.ArgumentPositional | LocalKinds.ArgumentKeyword,
                _ when i < keywords => LocalKinds.ArgumentKeyword,
                _ when i == varArgs => LocalKinds.ArgumentVariable | LocalKinds.ArgumentPositional,
                _ when i == varKeywords => LocalKinds.ArgumentVariable | LocalKinds.ArgumentKeyword,
                _ => 0,
            });
        }
        foreach (var cell in parts.CellVars.Items)
        {
            var place = names.IndexOf(((PyStr)cell).ToString());
            if (place >= 0)
            {
                kinds[place] |= LocalKinds.Cell;
                continue;
            }
            names.Add(((PyStr)cell).ToString());
            kinds.Add(LocalKinds.Cell);
        }
        foreach (var free in parts.FreeVars.Items)
        {
            names.Add(((PyStr)free).ToString());
            kinds.Add(LocalKinds.Free);
        }
    }
}
