using System.Text;
using Krait.Runtime;

namespace Krait.Modules.Functools;

/// <summary>
/// Create a new function with partial application of the given arguments
/// and keywords.
/// </summary>
[PyType("partial", Module = "functools", BaseType = true, BasicSize = 72, IsGeneric = true)]
[PyModuleType("_functools")]
public partial class PyPartial : PyOwnDictObject, IWeakReferenceable
{
    private Ref<PyObject> _function;
    private Ref<PyTuple> _args;
    private Ref<PyDict> _keywords;
    private WeakReferenceList? _weakReferences;

    /// <summary>How many of the arguments are the placeholder.</summary>
    private int _placeholders;

    private protected PyPartial(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    internal override void SetOwnDict(ThreadState thread, PyDict? dict)
    {
        if (dict is null)
            throw Errors.Type("cannot delete __dict__");
        OwnDict.Value = dict;
    }

    [PyNew(Signature = "(func, /, *args, **keywords)")]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? keywords)
    {
        if (args.Length < 1)
            throw Errors.Type("type 'partial' takes at least one argument");
        var function = args[0];
        if (!Op.IsCallable(function))
            throw Errors.Type("the first argument must be callable");
        args = args[1..];
        CheckPlaceholders(args, keywords);
        var made = (PyPartial)type.Allocate!(thread, type);
        if (function is PyPartial inner && inner.OwnDict.Value is null && ReferenceEquals(function.Type.TpCall, TypeObject.TpCall))
        {
            made._function.Value = inner._function.Value;
            made._args.Value = args.Length == 0 ? inner._args.Value : PyTuple.FromArray(thread, inner.Append(args));
            made._keywords.Value = inner._keywords.Value!.Copy(thread);
            if (keywords is not null)
                made._keywords.Value.Merge(thread, keywords);
        }
        else
        {
            made._function.Value = function;
            made._args.Value = PyTuple.Create(thread, args);
            made._keywords.Value = keywords ?? PyDict.Create(thread);
        }
        made._placeholders = CountPlaceholders(made._args.Value!);
        return made;
    }

    private static void CheckPlaceholders(ReadOnlySpan<PyObject> args, PyDict? keywords)
    {
        if (args.Length > 0 && ReferenceEquals(args[^1], PyPlaceholder.Instance))
            throw Errors.Type("trailing Placeholders are not allowed");
        var position = 0;
        while (keywords is not null && keywords.Next(ref position, out _, out var value))
        {
            if (ReferenceEquals(value, PyPlaceholder.Instance))
                throw Errors.Type("Placeholder cannot be passed as a keyword argument");
        }
    }

    private static int CountPlaceholders(PyTuple args)
    {
        var count = 0;
        foreach (var arg in args.Items)
        {
            if (ReferenceEquals(arg, PyPlaceholder.Instance))
                count++;
        }
        return count;
    }

    /// <summary>The arguments with further ones: those fill the placeholders first. Placeholders that stay stay.</summary>
    private PyObject[] Append(ReadOnlySpan<PyObject> more)
    {
        var own = _args.Value!.Items;
        var filled = Math.Min(_placeholders, more.Length);
        var all = new PyObject[own.Length + more.Length - filled];
        own.CopyTo(all);
        for (int i = 0, next = 0; next < filled; i++)
        {
            if (ReferenceEquals(all[i], PyPlaceholder.Instance))
                all[i] = more[next++];
        }
        more[filled..].CopyTo(all.AsSpan(own.Length));
        return all;
    }

    [PySlot(nameof(PyType.TpCall))]
    private PyObject Call(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var given = args.Length - (keywordNames?.Count ?? 0);
        if (given < _placeholders)
            throw Errors.Type($"missing positional arguments in 'partial' call; expected at least {_placeholders}, got {given}");
        var function = _function.Value!;
        var keywords = _keywords.Value!;
        // The call may replace what the object holds.
        using var heldFunction = new Held(thread, function);
        using var heldArgs = new Held(thread, _args.Value!);
        if (keywords.Count == 0)
        {
            var own = _args.Value!;
            if (own.Count == 0)
                return Op.Call(thread, function, args, keywordNames);
            // Few arguments need no array.
            if (_placeholders == 0 && keywordNames is null)
            {
                switch (own.Count, args.Length)
                {
                    case (1, 0): return Op.Call(thread, function, own[0]);
                    case (1, 1): return Op.Call(thread, function, own[0], args[0]);
                    case (1, 2): return Op.Call(thread, function, own[0], args[0], args[1]);
                    case (2, 0): return Op.Call(thread, function, own[0], own[1]);
                    case (2, 1): return Op.Call(thread, function, own[0], own[1], args[0]);
                }
            }
            return Op.Call(thread, function, Append(args), keywordNames);
        }
        return CallWithKeywords(thread, function, Append(args[..given]), keywords, args[given..], keywordNames);
    }

    private static PyObject CallWithKeywords(
        ThreadState thread, PyObject function, PyObject[] positional, PyDict keywords, ReadOnlySpan<PyObject> values, PyTuple? keywordNames)
    {
        var most = keywords.Count + values.Length;
        var names = new PyObject[most];
        var all = new PyObject[positional.Length + most];
        positional.CopyTo(all, 0);
        var count = 0;
        var position = 0;
        while (keywords.Next(ref position, out var name, out var value))
        {
            if (name is not PyStr)
                throw Errors.Type("keywords must be strings");
            names[count] = name;
            all[positional.Length + count++] = value;
        }
        for (var i = 0; i < values.Length; i++)
        {
            var at = PlaceOf((PyStr)keywordNames![i], names.AsSpan(0, keywords.Count));
            if (at < 0)
                at = count++;
            names[at] = keywordNames[i];
            all[positional.Length + at] = values[i];
        }
        Array.Resize(ref names, count);
        Array.Resize(ref all, positional.Length + count);
        using var held = new HeldReferences(thread, all);
        return Op.Call(thread, function, all, PyTuple.FromArray(thread, names));
    }

    private static int PlaceOf(PyStr name, ReadOnlySpan<PyObject> names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (PyStr.TextEquals((PyStr)names[i], name))
                return i;
        }
        return -1;
    }

    [PySlot(nameof(PyType.TpDescriptorGet))]
    private static PyObject Get(ThreadState thread, PyObject descriptor, PyObject? instance, PyObject? owner) =>
        instance is null or PyNone ? descriptor : PyMethod.Create(thread, descriptor, instance);

    /// <summary>function object to use in future partial calls</summary>
    [PyGetter("func", Member = true)]
    private PyObject Function => _function.Value!;

    /// <summary>tuple of arguments to future partial calls</summary>
    [PyGetter("args", Member = true)]
    private PyObject Args => _args.Value!;

    /// <summary>dictionary of keyword arguments to future partial calls</summary>
    [PyGetter("keywords", Member = true)]
    private PyObject Keywords => _keywords.Value!;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var module = Op.TryGetAttr(thread, Type, Names.Module);
        var name = $"{(module is null ? "" : $"{Op.StrText(thread, module)}.")}{Type.QualName}";
        if (Op.ReprEnter(thread, this))
            return "...";
        try
        {
            // A repr may change this object: what it held is shown.
            var function = _function.Value!;
            var args = _args.Value!;
            var keywords = _keywords.Value!;
            using var heldFunction = new Held(thread, function);
            using var heldArgs = new Held(thread, args);
            using var heldKeywords = new Held(thread, keywords);
            var text = new StringBuilder(name).Append('(').Append(Op.ReprText(thread, function));
            foreach (var arg in args.Items)
                text.Append(", ").Append(Op.ReprText(thread, arg));
            var position = 0;
            while (keywords.Next(ref position, out var key, out var value))
            {
                using var heldKey = new Held(thread, key);
                using var heldValue = new Held(thread, value);
                text.Append(", ").Append(Op.StrText(thread, key)).Append('=').Append(Op.ReprText(thread, value));
            }
            return text.Append(')').ToString();
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        var state = PyTuple.Create(thread, _function.Value!, _args.Value!, _keywords.Value!, OwnDict.Value is { } dict ? dict : PyNone.Instance);
        return PyTuple.Create(thread, Type, PyTuple.Create(thread, _function.Value!), state);
    }

    [PyMethod("__setstate__", Signature = "($self, object, /)")]
    private void SetState(ThreadState thread, PyObject state)
    {
        if (state is not PyTuple { Count: 4 } items
            || !Op.IsCallable(items[0])
            || items[1] is not PyTuple args
            || items[2] is not (PyNone or PyDict)
            || items[3] is not (PyNone or PyDict))
        {
            throw Errors.Type("invalid partial state");
        }
        if (args.Count > 0 && ReferenceEquals(args[args.Count - 1], PyPlaceholder.Instance))
            throw Errors.Type("trailing Placeholders are not allowed");
        if (!ReferenceEquals(args.Type, PyTuple.TypeObject))
            args = PyTuple.Create(thread, args.Items);
        var keywords = items[2] as PyDict ?? PyDict.Create(thread);
        if (!ReferenceEquals(keywords.Type, PyDict.TypeObject))
            keywords = keywords.Copy(thread);
        _placeholders = CountPlaceholders(args);
        _function.Value = items[0];
        _args.Value = args;
        _keywords.Value = keywords;
        OwnDict.Value = items[3] as PyDict;
    }
}
