namespace Krait.Runtime;

/// <summary>Functions that read and write Python values in a binary format.</summary>
[PyModule("marshal")]
internal static partial class MarshalModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module) =>
        module.Dict.SetItem(thread, "version", PyInt.From(MarshalWriter.CurrentVersion));

    /// <summary>Return the bytes object that would be written to a file by dump(value, file).</summary>
    [PyFunction("dumps", Signature = "($module, value, version=version, /, *, allow_code=True)")]
    private static PyObject Dumps(
        ThreadState thread, PyObject value, int version = MarshalWriter.CurrentVersion, [KeywordOnly("allow_code")] bool allowCode = true)
    {
        AuditEvents.Raise(thread, "marshal.dumps", value, PyInt.From(version));
        return PyBytes.From(new MarshalWriter(thread, version, allowCode).Write(value));
    }

    /// <summary>Write the value on the open file.</summary>
    [PyFunction("dump", Signature = "($module, value, file, version=version, /, *, allow_code=True)")]
    private static PyObject Dump(
        ThreadState thread, PyObject value, PyObject file, int version = MarshalWriter.CurrentVersion, [KeywordOnly("allow_code")] bool allowCode = true)
    {
        AuditEvents.Raise(thread, "marshal.dumps", value, PyInt.From(version));
        return Op.CallMethod(thread, file, Names.Write, PyBytes.From(new MarshalWriter(thread, version, allowCode).Write(value)));
    }

    /// <summary>Convert the bytes-like object to a value.</summary>
    [PyFunction("loads")]
    private static PyObject Loads(ThreadState thread, [Buffer] ReadOnlySpan<byte> bytes, [KeywordOnly("allow_code")] bool allowCode = true)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "marshal.loads", PyBytes.From(bytes));
        return new MarshalReader(thread, bytes, allowCode).Read();
    }

    /// <summary>Read one value from the open file and return it; the rest of the file stays unread.</summary>
    [PyFunction("load")]
    private static PyObject Load(ThreadState thread, PyObject file, [KeywordOnly("allow_code")] bool allowCode = true)
    {
        // A file that gives text is refused before anything is read.
        var data = Op.CallMethod(thread, file, Names.Read, PyInt.From(0));
        if (data is not PyBytes)
            throw Errors.Type($"file.read() returned not bytes but {data.Type.Name}");
        AuditEvents.Raise(thread, "marshal.load");
        return new MarshalReader(thread, file, allowCode).Read();
    }
}
