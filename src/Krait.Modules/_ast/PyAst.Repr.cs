using System.Text;
using Krait.Runtime;

namespace Krait.Modules.Ast;

internal partial class PyAst
{
    private const int ReprDepth = 3;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => ReprOf(thread, this, ReprDepth);

    private static string ReprOf(ThreadState thread, PyObject node, int depth)
    {
        var type = node.Type;
        if (depth <= 0 || Op.ReprEnter(thread, node))
            return FullNameOf(type) + "(...)";
        try
        {
            var fields = Op.TupleFrom(thread, Op.GetAttr(thread, type, s_fields));
            using var held = new Held(thread, fields);
            if (fields.Count == 0)
                return FullNameOf(type) + "()";
            var text = new StringBuilder(Op.StrText(thread, Op.GetAttr(thread, type, "__name__"))).Append('(');
            for (var i = 0; i < fields.Count; i++)
            {
                var name = Op.AttributeName(fields[i]);
                var value = Op.GetAttr(thread, node, name);
                using var heldValue = new Held(thread, value);
                text.Append(i > 0 ? ", " : "").Append(name).Append('=').Append(ValueRepr(thread, value, depth - 1));
            }
            return text.Append(')').ToString();
        }
        finally
        {
            Op.ReprLeave(thread, node);
        }
    }

    private static string ValueRepr(ThreadState thread, PyObject value, int depth) => value switch
    {
        PyList list => SequenceRepr(thread, list, list.Items.ToArray(), '[', ']', depth),
        PyTuple tuple => SequenceRepr(thread, tuple, tuple.Items.ToArray(), '(', ')', depth),
        PyAst => ReprOf(thread, value, depth),
        _ => Op.ReprText(thread, value),
    };

    /// <summary>The first and the last item, dots between them.</summary>
    private static string SequenceRepr(ThreadState thread, PyObject sequence, PyObject[] items, char open, char close, int depth)
    {
        if (items.Length == 0)
            return Op.ReprText(thread, sequence);
        if (Op.ReprEnter(thread, sequence))
            return $"{open}...{close}";
        try
        {
            var text = new StringBuilder().Append(open).Append(ItemRepr(thread, items[0], depth));
            if (items.Length > 2)
                text.Append(", ...");
            if (items.Length > 1)
                text.Append(", ").Append(ItemRepr(thread, items[^1], depth));
            return text.Append(close).ToString();
        }
        finally
        {
            Op.ReprLeave(thread, sequence);
        }
    }

    private static string ItemRepr(ThreadState thread, PyObject item, int depth) =>
        item is PyAst ? ReprOf(thread, item, depth) : Op.ReprText(thread, item);
}
