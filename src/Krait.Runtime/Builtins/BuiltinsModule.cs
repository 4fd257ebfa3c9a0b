namespace Krait.Runtime;

/// <summary>Built-in functions, types, exceptions, and other objects.</summary>
[PyModule("builtins")]
internal static partial class BuiltinsModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var dict = module.Dict;
        dict.SetItem(thread, "None", PyNone.Instance);
        dict.SetItem(thread, "Ellipsis", PyEllipsis.Instance);
        dict.SetItem(thread, "NotImplemented", PyNotImplemented.Instance);
        dict.SetItem(thread, "False", PyBool.False);
        dict.SetItem(thread, "True", PyBool.True);
        dict.SetItem(thread, "__debug__", PyBool.From(thread.Interpreter.Config.OptimizationLevel == 0));
        foreach (var type in Types())
            dict.SetItem(thread, type.Name, type);
        foreach (var (name, type) in ExceptionTypes.All)
            dict.SetItem(thread, name, type);
    }

    private static PyType[] Types() =>
    [
        PyInstance.ObjectType, PyType.TypeObject, PyInt.TypeObject, PyBool.TypeObject, PyFloat.TypeObject, PyComplex.TypeObject, PyStr.TypeObject,
        PyBytes.TypeObject, PyByteArray.TypeObject, PyMemoryView.TypeObject, PyList.TypeObject, PyTuple.TypeObject, PyDict.TypeObject,
        PySet.TypeObject, PyFrozenSet.TypeObject, PyRange.TypeObject, PySlice.TypeObject, PyProperty.TypeObject, PyClassMethod.TypeObject,
        PyStaticMethod.TypeObject, PySuper.TypeObject, PyEnumerate.TypeObject, PyZip.TypeObject, PyMap.TypeObject, PyFilter.TypeObject,
        PyReversed.TypeObject,
    ];

    /// <summary>Return the absolute value of the argument.</summary>
    [PyFunction("abs")]
    private static PyObject Abs(ThreadState thread, PyObject x) => Op.Absolute(thread, x);

    /// <summary>Return True if bool(x) is True for all values x in the iterable.</summary>
    [PyFunction("all")]
    private static bool All(ThreadState thread, PyObject iterable)
    {
        foreach (var item in Op.Iterate(thread, iterable, TruthSink.For(iterable, true)))
        {
            if (!Op.IsTrue(thread, item))
                return false;
        }
        return true;
    }

    /// <summary>Return True if bool(x) is True for any x in the iterable.</summary>
    [PyFunction("any")]
    private static bool Any(ThreadState thread, PyObject iterable)
    {
        foreach (var item in Op.Iterate(thread, iterable, TruthSink.For(iterable, false)))
        {
            if (Op.IsTrue(thread, item))
                return true;
        }
        return false;
    }

    /// <summary>Return an ASCII-only representation of an object.</summary>
    [PyFunction("ascii")]
    private static PyObject Ascii(ThreadState thread, PyObject obj) => Op.Ascii(thread, obj);

    /// <summary>
    /// Return the binary representation of an integer.
    ///
    ///    >>> bin(2796202)
    ///    '0b1010101010101010101010'
    /// </summary>
    [PyFunction("bin")]
    private static PyObject Bin(ThreadState thread, PyObject number) => InBase(thread, number, 2, "0b");

    /// <summary>
    /// Return the octal representation of an integer.
    ///
    ///    >>> oct(342391)
    ///    '0o1234567'
    /// </summary>
    [PyFunction("oct")]
    private static PyObject Oct(ThreadState thread, PyObject number) => InBase(thread, number, 8, "0o");

    /// <summary>
    /// Return the hexadecimal representation of an integer.
    ///
    ///    >>> hex(12648430)
    ///    '0xc0ffee'
    /// </summary>
    [PyFunction("hex")]
    private static PyObject Hex(ThreadState thread, PyObject number) => InBase(thread, number, 16, "0x");

    private static PyStr InBase(ThreadState thread, PyObject number, int radix, string prefix)
    {
        var index = Op.Index(thread, number);
        var value = index.IsLarge ? index.Big : index.Value;
        var digits = Numerics.BigIntegerOps.ToString(System.Numerics.BigInteger.Abs(value), radix);
        return PyStr.FromBmp(value.Sign < 0 ? $"-{prefix}{digits}" : prefix + digits);
    }

    /// <summary>Call sys.breakpointhook(*args, **kws).</summary>
    [PyFunction("breakpoint", Signature = "($module, /, *args, **kws)")]
    private static PyObject Breakpoint(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kws)
    {
        var hook = thread.Interpreter.SysDict.GetItem("breakpointhook") ?? throw Errors.Runtime("lost sys.breakpointhook");
        AuditEvents.Raise(thread, "builtins.breakpoint", hook);
        return Op.CallWithDict(thread, hook, PyTuple.Create(thread, args), kws);
    }

    /// <summary>Return whether the object is callable (i.e., some kind of function).</summary>
    [PyFunction("callable")]
    private static bool Callable(PyObject obj) => Op.IsCallable(obj);

    /// <summary>Return a Unicode string of one character with ordinal i; 0 &lt;= i &lt;= 0x10ffff.</summary>
    [PyFunction("chr")]
    private static PyObject Chr(ThreadState thread, PyObject i)
    {
        var index = Op.Index(thread, i);
        if (index.IsLarge || index.Value is < 0 or > 0x10FFFF)
            throw Errors.Value("chr() arg not in range(0x110000)");
        return PyStr.FromCodePoint((int)index.Value);
    }

    /// <summary>Return the ordinal value of a character.</summary>
    [PyFunction("ord")]
    private static int Ord(PyObject character)
    {
        switch (character)
        {
            case PyStr text when text.Length == 1:
                return text[0];
            case PyBytes bytes when bytes.Length == 1:
                return bytes.Span[0];
            case PyByteArray array when array.Length == 1:
                return array.Span[0];
        }
        var length = character switch
        {
            PyStr text => text.Length,
            PyBytes bytes => bytes.Length,
            PyByteArray array => array.Length,
            _ => throw Errors.Type($"ord() expected string of length 1, but {character.Type.Name} found"),
        };
        throw Errors.Type($"ord() expected a character, but string of length {length} found");
    }

    /// <summary>Delete the named attribute from the given object.</summary>
    [PyFunction("delattr")]
    private static void DelAttr(ThreadState thread, PyObject obj, PyObject name) => Op.DelAttr(thread, obj, Op.AttributeName(name));

    /// <summary>Set the named attribute on the given object to the specified value.</summary>
    [PyFunction("setattr")]
    private static void SetAttr(ThreadState thread, PyObject obj, PyObject name, PyObject value) =>
        Op.SetAttr(thread, obj, Op.AttributeName(name), value);

    /// <summary>Return whether the object has an attribute with the given name.</summary>
    [PyFunction("hasattr")]
    private static bool HasAttr(ThreadState thread, PyObject obj, PyObject name) => Op.HasAttr(thread, obj, Op.AttributeName(name));

    /// <summary>Get a named attribute from an object; getattr(x, 'y') is equivalent to x.y.</summary>
    [PyFunction("getattr", Signature = "")]
    private static PyObject GetAttr(ThreadState thread, PyObject obj, PyObject name, PyObject? @default = null)
    {
        var attribute = Op.AttributeName(name);
        if (@default is null)
        {
            return obj.Type.HasGenericGetAttr
                ? GenericAttributes.Find(thread, obj, attribute) ?? thread.Raise(GenericAttributes.NoAttribute(thread, obj, attribute))
                : Op.GetAttr(thread, obj, attribute);
        }
        return Op.TryGetAttr(thread, obj, attribute) ?? @default;
    }

    /// <summary>Show attributes of an object, or the names in the current scope.</summary>
    [PyFunction("dir", Signature = "")]
    private static PyObject Dir(ThreadState thread, PyObject? obj = null)
    {
        if (obj is not null)
            return Op.Dir(thread, obj);
        var names = Op.MappingKeys(thread, Locals(thread));
        Op.CallMethod(thread, names, PyStr.Intern("sort"));
        return names;
    }

    /// <summary>Return the tuple (x//y, x%y).  Invariant: div*y + mod == x.</summary>
    [PyFunction("divmod")]
    private static PyObject Divmod(ThreadState thread, PyObject x, PyObject y) => Op.Divmod(thread, x, y);

    /// <summary>Return type(value).__format__(value, format_spec).</summary>
    [PyFunction("format")]
    private static PyObject Format(ThreadState thread, PyObject value, [Default("''")] PyStr? format_spec = null) =>
        Op.Format(thread, value, format_spec ?? PyStr.Empty);

    /// <summary>Return the hash value for the given object.</summary>
    [PyFunction("hash")]
    private static long Hash(ThreadState thread, PyObject obj) => Op.Hash(thread, obj);

    /// <summary>Return the identity of an object: unique among simultaneously existing objects.</summary>
    [PyFunction("id")]
    private static long Id(ThreadState thread, PyObject obj)
    {
        var id = Op.Id(thread, obj);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "builtins.id", PyInt.From(id));
        return id;
    }

    /// <summary>Return whether an object is an instance of a class or of a subclass thereof.</summary>
    [PyFunction("isinstance")]
    private static bool IsInstance(ThreadState thread, PyObject obj, PyObject class_or_tuple) => Op.IsInstance(thread, obj, class_or_tuple);

    /// <summary>Return whether 'cls' is derived from another class or is the same class.</summary>
    [PyFunction("issubclass")]
    private static bool IsSubclass(ThreadState thread, PyObject cls, PyObject class_or_tuple) => Op.IsSubclass(thread, cls, class_or_tuple);

    /// <summary>Get an iterator from an object, or one that calls a function until it returns the sentinel.</summary>
    [PyFunction("iter", Signature = "")]
    private static PyObject Iter(ThreadState thread, PyObject obj, PyObject? sentinel = null)
    {
        if (sentinel is null)
            return Op.GetIter(thread, obj);
        if (!Op.IsCallable(obj))
            throw Errors.Type("iter(v, w): v must be callable");
        return PyCallableIterator.Create(thread, obj, sentinel);
    }

    /// <summary>Return the next item of an iterator, or the default where it has ended.</summary>
    [PyFunction("next", Signature = "")]
    [ResumesGenerator]
    private static PyObject Next(ThreadState thread, PyObject iterator, PyObject? @default = null)
    {
        if (iterator.Type.TpIterNext is not { } next)
            throw Errors.Type($"'{iterator.Type.Name}' object is not an iterator");
        thread.StopIterationValue = null;
        if (next(thread, iterator) is { } item)
            return item;
        if (@default is not null)
            return @default;
        return thread.Raise(Errors.StopIteration(thread, thread.TakeStopIterationValue()));
    }

    /// <summary>Return an AsyncIterator for an AsyncIterable object.</summary>
    [PyFunction("aiter")]
    private static PyObject AIter(ThreadState thread, PyObject async_iterable) => Op.GetAsyncIter(thread, async_iterable);

    /// <summary>Return the next item of an asynchronous iterator, or the default where it has ended.</summary>
    [PyFunction("anext", Signature = "($module, aiterator, default=<unrepresentable>, /)")]
    private static PyObject ANext(ThreadState thread, PyObject aiterator, PyObject? @default = null)
    {
        if (aiterator.Type.AmANext is not { } next)
            throw Errors.Type($"'{aiterator.Type.Name}' object is not an async iterator");
        var awaitable = next(thread, aiterator);
        return @default is null ? awaitable : PyAnextAwaitable.Create(thread, awaitable, @default);
    }

    /// <summary>Return the number of items in a container.</summary>
    [PyFunction("len")]
    private static PyObject Len(ThreadState thread, PyObject obj) => obj.Type.SqLength is null && obj.Type.MpLength is null
        ? thread.Raise(Op.NoLength(obj))
        : PyInt.From(Op.Length(thread, obj));

    /// <summary>Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments.</summary>
    [PyFunction("pow")]
    private static PyObject Pow(
        ThreadState thread, [Keyword] PyObject @base, [Keyword] PyObject exp, [Keyword][NoneAllowed][Default("None")] PyObject? mod = null) =>
        Op.Power(thread, @base, exp, mod);

    /// <summary>Return the canonical string representation of the object.</summary>
    [PyFunction("repr")]
    private static PyObject Repr(ThreadState thread, PyObject obj) => Op.Repr(thread, obj);

    /// <summary>Round a number to a given precision in decimal digits.</summary>
    [PyFunction("round")]
    private static PyObject Round(ThreadState thread, [Keyword] PyObject number, [Keyword][NoneAllowed][Default("None")] PyObject? ndigits = null)
    {
        if (Op.LookupSpecial(thread, number, Names.Round) is not { } round)
            throw Errors.Type($"type {number.Type.Name} doesn't define __round__ method");
        return ndigits is null ? Op.Call(thread, round) : Op.Call(thread, round, ndigits);
    }

    /// <summary>Return a new list containing all items from the iterable in ascending order.</summary>
    [PyFunction("sorted", Signature = "($module, iterable, /, *, key=None, reverse=False)")]
    private static PyObject Sorted(ThreadState thread, PyObject iterable, [KeywordOnly][NoneAllowed] PyObject? key = null, [KeywordOnly] PyObject? reverse = null)
    {
        var list = Op.ListFrom(thread, iterable);
        using var held = new Held(thread, list);
        var sort = Op.GetAttr(thread, list, PyStr.Intern("sort"));
        var names = PyTuple.Create(thread, PyStr.Intern("key"), PyStr.Intern("reverse"));
        Op.Call(thread, sort, [key ?? PyNone.Instance, reverse ?? PyBool.False], names);
        return list;
    }

    /// <summary>Return the dictionary of an object's attributes, or the names in the current scope.</summary>
    [PyFunction("vars", Signature = "")]
    private static PyObject Vars(ThreadState thread, PyObject? obj = null)
    {
        if (obj is null)
            return Locals(thread);
        return Op.TryGetAttr(thread, obj, Names.Dict) ?? throw Errors.Type("vars() argument must have __dict__ attribute");
    }

    /// <summary>Return the dictionary containing the current scope's global variables.</summary>
    [PyFunction("globals")]
    private static PyObject Globals(ThreadState thread) => (PyObject?)thread.Frame?.Globals ?? PyNone.Instance;

    /// <summary>Return a dictionary containing the current scope's local variables.</summary>
    [PyFunction("locals")]
    private static PyObject Locals(ThreadState thread)
    {
        var frame = thread.Frame ?? throw Errors.System("frame does not exist");
        return frame.LocalsSnapshot(thread);
    }
}
