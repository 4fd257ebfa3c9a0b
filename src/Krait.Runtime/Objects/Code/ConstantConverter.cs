using Krait.Syntax.Ast;

namespace Krait.Runtime;

/// <summary>Turns the compiler's constants into Python objects and back.</summary>
internal static class ConstantConverter
{
    /// <summary>The object of a constant; strs that look like names are interned, as in CPython. Floating.</summary>
    public static PyObject ToObject(ThreadState thread, ConstantValue constant) => constant switch
    {
        NoneConstant => PyNone.Instance,
        EllipsisConstant => PyEllipsis.Instance,
        BoolConstant c => PyBool.From(c.Value),
        IntConstant c => PyInt.From(c.Value),
        FloatConstant c => PyFloat.From(c.Value),
        ComplexConstant c => PyComplex.From(c.Real, c.Imaginary),
        StrConstant c => Text(PyStr.From(c.Value)),
        BytesConstant c => PyBytes.From(c.Value),
        TupleConstant c => PyTuple.FromArray(thread, System.Array.ConvertAll(c.Items, item => ToObject(thread, item))),
        FrozenSetConstant c => PyFrozenSet.FromItems(thread, System.Array.ConvertAll(c.Items, item => ToObject(thread, item))),
        SliceConstant c => PySlice.Create(thread, ToObject(thread, c.Start), ToObject(thread, c.Stop), ToObject(thread, c.Step)),
        _ => throw Errors.System($"unknown constant {constant.GetType().Name}"),
    };

    private static PyStr Text(PyStr text)
    {
        if (text.Bmp is not { } chars)
            return text;
        foreach (var c in chars)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return text;
        }
        return InternTable.Intern(text);
    }
}
