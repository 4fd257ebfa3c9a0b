using Krait.Compiler;

namespace Krait.Runtime;

public sealed partial class PyCode
{
    private Ref<PyTuple> _constantsTuple;

    [PyGetter("co_argcount", Member = true)]
    private long ArgCountAttribute() => ArgCount;

    [PyGetter("co_posonlyargcount", Member = true)]
    private long PosOnlyArgCountAttribute() => Compiled.PosOnlyArgCount;

    [PyGetter("co_kwonlyargcount", Member = true)]
    private long KwOnlyArgCountAttribute() => KwOnlyArgCount;

    [PyGetter("co_stacksize", Member = true)]
    private long StackSizeAttribute() => Compiled.StackSize;

    [PyGetter("co_flags", Member = true)]
    private long FlagsAttribute() => (long)CodeFlags;

    [PyGetter("co_nlocals", Member = true)]
    private long LocalCountAttribute() => LocalCount;

    [PyGetter("co_firstlineno", Member = true)]
    private long FirstLineAttribute() => Compiled.FirstLineNumber;

    [PyGetter("co_consts", Member = true)]
    private PyObject ConstantsAttribute(ThreadState thread) =>
        _constantsTuple.Value ??= PyTuple.FromArray(thread, (PyObject[])Constants.Clone());

    [PyGetter("co_names", Member = true)]
    private PyObject NamesAttribute(ThreadState thread) => PyTuple.FromArray(thread, System.Array.ConvertAll(Names, static PyObject (name) => name));

    [PyGetter("co_varnames")]
    private PyObject VarNamesAttribute(ThreadState thread) => NamesOfKind(thread, LocalKinds.Local);

    [PyGetter("co_cellvars")]
    private PyObject CellVarsAttribute(ThreadState thread) => NamesOfKind(thread, LocalKinds.Cell);

    [PyGetter("co_freevars")]
    private PyObject FreeVarsAttribute(ThreadState thread) => NamesOfKind(thread, LocalKinds.Free);

    [PyGetter("co_filename", Member = true)]
    private PyObject FilenameAttribute() => FilenameField;

    [PyGetter("co_name", Member = true)]
    private PyObject NameAttribute() => NameField;

    [PyGetter("co_qualname", Member = true)]
    private PyObject QualNameAttribute() => QualNameField;

    [PyGetter("co_linetable", Member = true)]
    private PyObject LineTableAttribute() => PyBytes.From(Compiled.LineTable);

    [PyGetter("co_exceptiontable", Member = true)]
    private PyObject ExceptionTableAttribute() => PyBytes.From(Compiled.ExceptionTable);

    [PyGetter("co_code")]
    private PyObject CodeAttribute() => PyBytes.From(Compiled.Code);

    [PyGetter("_co_code_adaptive")]
    private PyObject AdaptiveCodeAttribute() => PyBytes.From(Compiled.Code);

    [PyGetter("co_lnotab")]
    private PyObject LineDeltasAttribute(ThreadState thread)
    {
        Op.Warn(thread, ExceptionTypes.DeprecationWarning, "co_lnotab is deprecated, use co_lines instead.");
        return PyBytes.From(CodeTables.LineDeltas(this));
    }

    [PyMethod("co_lines")]
    private PyObject Lines(ThreadState thread) => Op.GetIter(thread, CodeTables.Lines(thread, this));

    [PyMethod("co_positions")]
    private PyObject Positions(ThreadState thread) => Op.GetIter(thread, CodeTables.Positions(thread, this));

    [PyMethod("co_branches")]
    private PyObject Branches(ThreadState thread) => Op.GetIter(thread, CodeTables.Branches(thread, this));

    /// <summary>(internal-only) Return the local variable name for the given oparg.
    ///
    /// WARNING: this method is for internal use only and may change or go away.</summary>
    [PyMethod("_varname_from_oparg")]
    private PyObject VarNameFromArgument([Keyword] int oparg) =>
        (uint)oparg < (uint)LocalsPlusNames.Length ? LocalsPlusNames[oparg] : throw Errors.Index("tuple index out of range");

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var line = Compiled.FirstLineNumber != 0 ? Compiled.FirstLineNumber : -1;
        return $"<code object {NameField} at 0x{Op.Id(thread, this):x}, file \"{FilenameField}\", line {line}>";
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        var hash = default(HashCode);
        hash.Add(PyStr.HashOf(NameField));
        hash.Add(Compiled.ArgCount);
        hash.Add(Compiled.PosOnlyArgCount);
        hash.Add(Compiled.KwOnlyArgCount);
        hash.Add(Compiled.FirstLineNumber);
        hash.Add((int)Compiled.Flags);
        hash.AddBytes(Compiled.Code);
        hash.AddBytes(Compiled.LineTable);
        foreach (var name in Names)
            hash.Add(PyStr.HashOf(name));
        var value = hash.ToHashCode();
        return value == -1 ? -2 : value;
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne) || self is not PyCode a || other is not PyCode b)
            return PyNotImplemented.Instance;
        var equal = ReferenceEquals(a, b) || CodeComparison.AreEqual(thread, a, b);
        return PyBool.From(equal == (op == CompareOp.Eq));
    }

    private PyTuple NamesOfKind(ThreadState thread, LocalKinds kind)
    {
        var names = new List<PyObject>();
        for (var i = 0; i < LocalsPlusNames.Length; i++)
        {
            if ((Compiled.LocalsPlusKinds[i] & kind) != 0)
                names.Add(LocalsPlusNames[i]);
        }
        return PyTuple.FromArray(thread, names.ToArray());
    }
}
