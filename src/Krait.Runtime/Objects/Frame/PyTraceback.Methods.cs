namespace Krait.Runtime;

public sealed partial class PyTraceback
{
    /// <summary>Create a new traceback object.</summary>
    [PyNew]
    private static PyObject New(
        ThreadState thread,
        PyType type,
        [Keyword("tb_next")] PyObject next,
        [Keyword("tb_frame")] PyFrame frame,
        [Keyword("tb_lasti")] int lastInstruction,
        [Keyword("tb_lineno")] int line)
    {
        if (next is not (PyNone or PyTraceback))
            throw Errors.Type($"expected traceback object or None, got '{next.Type.Name}'");
        var made = thread.EnterNew(new PyTraceback(next as PyTraceback, frame, lastInstruction));
        if (line != -1)
            made.LineField = line;
        return made;
    }

    [PyGetter("tb_frame", Member = true)]
    private PyObject FrameAttribute() => FrameField.Value!;

    [PySetter("tb_frame")]
    private void SetFrame(ThreadState thread, PyObject? value) => throw ReadOnly(thread, "tb_frame");

    [PyGetter("tb_lasti", Member = true)]
    private long LastInstructionAttribute() => LastInstructionOffset;

    [PySetter("tb_lasti")]
    private void SetLastInstruction(ThreadState thread, PyObject? value) => throw ReadOnly(thread, "tb_lasti");

    [PyGetter("tb_lineno")]
    private long? LineAttribute() => Line;

    [PyGetter("tb_next")]
    private PyObject? NextAttribute() => NextField.Value;

    [PySetter("tb_next")]
    private void SetNext(PyObject? value)
    {
        var next = value switch
        {
            null => throw Errors.Type("can't delete tb_next attribute"),
            PyNone => null,
            PyTraceback traceback => traceback,
            _ => throw Errors.Type($"expected traceback object, got '{value.Type.Name}'"),
        };
        for (var at = next; at is not null; at = at.NextField.Value)
        {
            if (ReferenceEquals(at, this))
                throw Errors.Value("traceback loop detected");
        }
        NextField.Value = next;
    }

    [PyMethod("__dir__")]
    private PyObject Dir(ThreadState thread) => PyList.Create(
        thread, PyStr.Intern("tb_frame"), PyStr.Intern("tb_next"), PyStr.Intern("tb_lasti"), PyStr.Intern("tb_lineno"));

    private PythonException ReadOnly(ThreadState thread, string name) =>
        Errors.Attribute(thread, "readonly attribute", this, PyStr.Intern(name));
}
