namespace Krait.Runtime;

internal static partial class BuiltinsModule
{
    /// <summary>Used by the class statement.</summary>
    [PyFunction("__build_class__", Signature = "")]
    private static PyObject BuildClass(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        if (args.Length < 2)
            throw Errors.Type("__build_class__: not enough arguments");
        if (args[0] is not PyFunction body)
            throw Errors.Type("__build_class__: func must be a function");
        if (args[1] is not PyStr name)
            throw Errors.Type("__build_class__: name is not a string");
        var originalBases = PyTuple.Create(thread, args[2..]);
        var bases = ResolveBases(thread, originalBases);
        var keywords = kwargs is null ? null : CopyOf(thread, kwargs);
        PyObject? meta = keywords?.Pop(thread, PyStr.Intern("metaclass"));
        var metaIsClass = meta is null or PyType;
        meta ??= bases.Count == 0 ? PyType.TypeObject : bases[0].Type;
        if (metaIsClass)
            meta = ClassBuilder.CalculateMetaclass((PyType)meta, bases);
        PyObject.Retain(meta);
        var ns = Prepare(thread, meta, name, bases, keywords, metaIsClass);
        PyObject.Retain(ns);
        try
        {
            var cell = Calls.RunFunctionBody(thread, body, ns);
            PyObject.Retain(cell);
            try
            {
                if (!ReferenceEquals(bases, originalBases))
                    Op.SetItem(thread, ns, PyStr.Intern("__orig_bases__"), originalBases);
                var cls = Op.CallWithDict(thread, meta, PyTuple.Create(thread, name, bases, ns), keywords);
                if (cls is PyType && cell is PyCell { Content.Value: var content } && !ReferenceEquals(content, cls))
                {
                    throw content is null
                        ? Errors.Runtime($"__class__ not set defining {Op.ReprText(thread, name)} as {Op.ReprText(thread, cls)}. Was __classcell__ propagated to type.__new__?")
                        : Errors.Type($"__class__ set to {Op.ReprText(thread, content)} defining {Op.ReprText(thread, name)} as {Op.ReprText(thread, cls)}");
                }
                return cls;
            }
            finally
            {
                PyObject.Float(thread, cell);
            }
        }
        finally
        {
            PyObject.Float(thread, ns);
            PyObject.Float(thread, meta);
        }
    }

    private static PyDict CopyOf(ThreadState thread, PyDict source)
    {
        var copy = PyDict.Create(thread);
        copy.Merge(thread, source);
        return copy;
    }

    private static PyObject Prepare(ThreadState thread, PyObject meta, PyStr name, PyTuple bases, PyDict? keywords, bool metaIsClass)
    {
        if (Op.TryGetAttr(thread, meta, Names.Prepare) is not { } prepare)
            return PyDict.Create(thread);
        var ns = Op.CallWithDict(thread, prepare, PyTuple.Create(thread, name, bases), keywords);
        if (!Op.IsMapping(ns))
            throw Errors.Type($"{(metaIsClass ? ((PyType)meta).Name : "<metaclass>")}.__prepare__() must return a mapping, not {ns.Type.Name}");
        return ns;
    }

    /// <summary>The bases after <c>__mro_entries__</c> (PEP 560); the same tuple where nothing changes.</summary>
    private static PyTuple ResolveBases(ThreadState thread, PyTuple bases)
    {
        List<PyObject>? resolved = null;
        for (var i = 0; i < bases.Count; i++)
        {
            var given = bases[i];
            if (given is not PyType && Op.TryGetAttr(thread, given, Names.MroEntries) is { } entries)
            {
                if (Op.Call(thread, entries, bases) is not PyTuple replacement)
                    throw Errors.Type("__mro_entries__ must return a tuple");
                resolved ??= [.. bases.Items[..i].ToArray()];
                resolved.AddRange(replacement.Items);
                continue;
            }
            resolved?.Add(given);
        }
        return resolved is null ? bases : PyTuple.Create(thread, resolved.ToArray());
    }
}
