namespace Krait.Runtime;

/// <summary>Create a new cell object.</summary>
/// <remarks>A variable shared by a function and the functions inside it.</remarks>
[PyType("cell", BasicSize = 24)]
public sealed partial class PyCell : PyContainer
{
    internal Ref<PyObject> Content;

    internal PyCell() : base(TypeObject)
    {
    }

    /// <summary>A new cell, floating.</summary>
    public static PyCell Create(ThreadState thread, PyObject? content)
    {
        var cell = thread.EnterNew(new PyCell());
        cell.Content.Value = content;
        return cell;
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw Errors.Type("cell() takes no keyword arguments");
        if (args.Length > 1)
            throw Errors.Type($"cell expected at most 1 argument, got {args.Length}");
        return Create(thread, args.Length == 0 ? null : args[0]);
    }

    [PyGetter("cell_contents")]
    private PyObject Contents() => Content.Value ?? throw Errors.Value("Cell is empty");

    [PySetter("cell_contents")]
    private void SetContents(PyObject? value) => Content.Value = value;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => Content.Value is { } value
        ? $"<cell at 0x{Op.Id(thread, this):x}: {value.Type.Name} object at 0x{Op.Id(thread, value):x}>"
        : $"<cell at 0x{Op.Id(thread, this):x}: empty>";

    /// <summary>By contents; an empty cell comes before all others.</summary>
    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (self is not PyCell a || other is not PyCell b)
            return PyNotImplemented.Instance;
        if (a.Content.Value is { } left && b.Content.Value is { } right)
            return Op.RichCompare(thread, left, right, op);
        return Op.Ordered((b.Content.Value is null ? 1 : 0) - (a.Content.Value is null ? 1 : 0), op);
    }
}
