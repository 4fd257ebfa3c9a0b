namespace Krait.Runtime;

/// <summary>Type parameters of generic aliases and their substitution, through the hooks of the <c>typing</c> module's objects.</summary>
internal static class TypeSubstitution
{
    /// <summary>The type parameters in the arguments, each once, in order.</summary>
    public static PyTuple MakeParameters(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        var parameters = new List<PyObject>();
        Collect(thread, args, parameters);
        return PyTuple.Create(thread, [.. parameters]);
    }

    private static void Collect(ThreadState thread, ReadOnlySpan<PyObject> args, List<PyObject> parameters)
    {
        Op.EnterRecursion(thread, " while collecting type parameters");
        foreach (var arg in args)
        {
            // A class may have descriptors of these names for its instances.
            if (arg is PyType)
                continue;
            if (Op.TryGetAttr(thread, arg, Names.TypingSubst) is not null)
                AddOnce(parameters, arg);
            else if (arg is PyTuple or PyList)
                Collect(thread, Op.ItemsOf(arg).ToArray(), parameters);
            else if (Op.TryGetAttr(thread, arg, Names.Parameters) is PyTuple inner)
            {
                foreach (var parameter in inner.Items)
                    AddOnce(parameters, parameter);
            }
        }
    }

    private static void AddOnce(List<PyObject> parameters, PyObject parameter)
    {
        if (IndexOf(parameters.ToArray(), parameter) < 0)
            parameters.Add(parameter);
    }

    private static int IndexOf(ReadOnlySpan<PyObject> items, PyObject wanted)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (ReferenceEquals(items[i], wanted))
                return i;
        }
        return -1;
    }

    /// <summary>The arguments with the type parameters replaced by <paramref name="item"/>, a tuple or a single one.</summary>
    public static PyObject[] Substitute(ThreadState thread, PyObject self, PyObject args, PyTuple parameters, PyObject item)
    {
        if (parameters.Count == 0)
            throw Errors.Type($"{Op.ReprText(thread, self)} is not a generic class");
        item = UnpackArguments(thread, item);
        foreach (var parameter in parameters.Items)
        {
            if (Op.TryGetAttr(thread, parameter, Names.TypingPrepareSubst) is not { } prepare || prepare is PyNone)
                continue;
            item = Op.Call(thread, prepare, self, item is PyTuple ? item : PyTuple.Create(thread, item));
        }
        var items = item is PyTuple tuple ? tuple.Items.ToArray() : [item];
        if (items.Length != parameters.Count)
        {
            throw Errors.Type(
                $"Too {(items.Length > parameters.Count ? "many" : "few")} arguments for {Op.ReprText(thread, self)}; "
                + $"actual {items.Length}, expected {parameters.Count}");
        }
        var result = new List<PyObject>();
        foreach (var arg in Op.ItemsOf(args).ToArray())
            SubstituteOne(thread, self, arg, parameters, item, items, result);
        return [.. result];
    }

    private static void SubstituteOne(
        ThreadState thread,
        PyObject self,
        PyObject arg,
        PyTuple parameters,
        PyObject item,
        PyObject[] items,
        List<PyObject> result)
    {
        if (arg is PyType)
        {
            result.Add(arg);
            return;
        }
        if (arg is PyTuple or PyList)
        {
            var inner = Substitute(thread, self, arg, parameters, item);
            result.Add(arg is PyTuple ? PyTuple.Create(thread, inner) : PyList.Create(thread, inner));
            return;
        }
        var unpack = Op.TryGetAttr(thread, arg, Names.TypingIsUnpackedTypevartuple) is { } flag && Op.IsTrue(thread, flag);
        var replaced = Op.TryGetAttr(thread, arg, Names.TypingSubst) is { } substitute
            ? Op.Call(thread, substitute, items[IndexOf(parameters.Items, arg)])
            : SubstituteInside(thread, arg, parameters, items);
        if (!unpack)
        {
            result.Add(replaced);
            return;
        }
        if (replaced is not PyTuple many)
            throw Errors.Type($"expected __typing_subst__ of {arg.Type.Name} objects to return a tuple, not {replaced.Type.Name}");
        result.AddRange(many.Items);
    }

    /// <summary>Replaces the parameters of an alias inside an alias, by subscribing it.</summary>
    private static PyObject SubstituteInside(ThreadState thread, PyObject o, PyTuple parameters, PyObject[] items)
    {
        if (Op.TryGetAttr(thread, o, Names.Parameters) is not PyTuple { Count: > 0 } inner)
            return o;
        var args = new List<PyObject>();
        foreach (var parameter in inner.Items)
        {
            var index = IndexOf(parameters.Items, parameter);
            if (index < 0)
                args.Add(parameter);
            else if (parameters[index].Type.TpIter is not null && items[index] is PyTuple many)
                args.AddRange(many.Items);
            else
                args.Add(items[index]);
        }
        return Op.GetItem(thread, o, PyTuple.Create(thread, [.. args]));
    }

    /// <summary>Spreads <c>*tuple[int, str]</c> among the arguments.</summary>
    private static PyObject UnpackArguments(ThreadState thread, PyObject item)
    {
        var result = new List<PyObject>();
        foreach (var arg in item is PyTuple tuple ? tuple.Items : (ReadOnlySpan<PyObject>)[item])
        {
            if (arg is not PyType
                && Op.TryGetAttr(thread, arg, Names.TypingUnpackedTupleArgs) is PyTuple spread
                && !(spread.Count > 0 && spread[spread.Count - 1] is PyEllipsis))
            {
                result.AddRange(spread.Items);
            }
            else
            {
                result.Add(arg);
            }
        }
        return PyTuple.Create(thread, [.. result]);
    }
}
