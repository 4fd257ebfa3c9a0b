namespace Krait.Runtime;

/// <remarks>A view of a frame's variables that writes through (PEP 667).</remarks>
[PyType("FrameLocalsProxy", BasicSize = 24, IsMapping = true)]
public sealed partial class PyFrameLocalsProxy : PyContainer
{
    private Ref<PyFrame> _frame;

    private PyFrameLocalsProxy(PyFrame frame) : base(TypeObject) => _frame.Value = frame;

    private FrameVariables Variables => new(_frame.Value!);

    /// <summary>A view of the frame's variables, floating.</summary>
    internal static PyFrameLocalsProxy Create(ThreadState thread, PyFrame frame) => thread.EnterNew(new PyFrameLocalsProxy(frame));

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var count = args.Length - (keywordNames?.Count ?? 0);
        if (count != 1)
            throw Errors.Type($"FrameLocalsProxy expected 1 argument, got {count}");
        if (args[0] is not PyFrame frame)
            throw Errors.Type($"expect frame, not {args[0].Type.Name}");
        if (keywordNames is { Count: > 0 })
            throw Errors.Type("FrameLocalsProxy takes no keyword arguments");
        return Create(thread, frame);
    }

    [PySlot(nameof(PyType.MpLength))]
    private long Length() => Variables.ToList().Count;

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject GetItem(ThreadState thread, PyObject key) => Variables.Get(thread, key)
        ?? throw Errors.New(thread, ExceptionTypes.KeyError, PyStr.From($"local variable '{Op.ReprText(thread, key)}' is not defined"));

    [PySlot(nameof(PyType.MpAssSubscript))]
    private void SetItem(ThreadState thread, PyObject key, PyObject? value)
    {
        if (value is null)
            RemoveExtra(thread, key);
        else
            Variables.Set(thread, key, value);
    }

    private PyObject RemoveExtra(ThreadState thread, PyObject key)
    {
        if (Variables.IsKnown(thread, key))
            throw Errors.Value("cannot remove local variables from FrameLocalsProxy");
        return _frame.Value!.ExtraLocals.Value?.Pop(thread, key) ?? throw Errors.Key(thread, key);
    }

    [PySlot(nameof(PyType.SqContains))]
    private bool Contains(ThreadState thread, PyObject key) => Variables.Get(thread, key) is not null;

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iterate(ThreadState thread) => Op.GetIter(thread, Keys(thread));

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr(ThreadState thread)
    {
        if (Op.ReprEnter(thread, this))
            return PyStr.From("{...}");
        thread.RecursionDepth++;
        try
        {
            return thread.RecursionDepth <= thread.RecursionLimit
                ? Op.Repr(thread, Variables.ToDict(thread))
                : throw new PythonException(Calls.RecursionError(thread, " while getting the repr of an object"));
        }
        finally
        {
            thread.RecursionDepth--;
            Op.ReprLeave(thread, this);
        }
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (self is not PyFrameLocalsProxy proxy || op is not (CompareOp.Eq or CompareOp.Ne))
            return PyNotImplemented.Instance;
        return other switch
        {
            PyFrameLocalsProxy second => PyBool.From(ReferenceEquals(proxy._frame.Value, second._frame.Value) == (op == CompareOp.Eq)),
            PyDict => Op.RichCompare(thread, proxy.Variables.ToDict(thread), other, op),
            _ => PyNotImplemented.Instance,
        };
    }

    [PySlot(nameof(PyType.NbOr))]
    private static PyObject Or(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not (PyDict or PyFrameLocalsProxy) || right is not (PyDict or PyFrameLocalsProxy))
            return PyNotImplemented.Instance;
        var result = PyDict.Create(thread);
        CopyTo(thread, left, result);
        CopyTo(thread, right, result);
        return result;
    }

    [PySlot(nameof(PyType.NbInplaceOr))]
    private PyObject InPlaceOr(ThreadState thread, PyObject other)
    {
        if (other is not (PyDict or PyFrameLocalsProxy))
            return PyNotImplemented.Instance;
        Update(thread, other);
        return this;
    }

    private static void CopyTo(ThreadState thread, PyObject from, PyDict to)
    {
        var dict = from as PyDict ?? ((PyFrameLocalsProxy)from).Variables.ToDict(thread);
        var position = 0;
        while (dict.Next(ref position, out var key, out var value))
            to.SetItem(thread, key, value);
    }

    [PyMethod("update", Signature = "")]
    private void Update(ThreadState thread, PyObject other)
    {
        if (other is not (PyDict or PyFrameLocalsProxy))
            throw Errors.Type("update() argument must be dict or another FrameLocalsProxy");
        var dict = other as PyDict ?? ((PyFrameLocalsProxy)other).Variables.ToDict(thread);
        var position = 0;
        while (dict.Next(ref position, out var key, out var value))
            Variables.Set(thread, key, value);
    }

    [PyMethod("keys")]
    private PyList Keys(ThreadState thread)
    {
        var keys = PyList.Create(thread);
        foreach (var (key, _) in Variables.ToList())
            keys.Append(key);
        return keys;
    }

    [PyMethod("values")]
    private PyList Values(ThreadState thread)
    {
        var values = PyList.Create(thread);
        foreach (var (_, value) in Variables.ToList())
            values.Append(value);
        return values;
    }

    [PyMethod("items")]
    private PyList Items(ThreadState thread)
    {
        var items = PyList.Create(thread);
        foreach (var (key, value) in Variables.ToList())
            items.Append(PyTuple.Create(thread, key, value));
        return items;
    }

    [PyMethod("copy")]
    private PyDict Copy(ThreadState thread) => Variables.ToDict(thread);

    [PyMethod("__reversed__")]
    private PyObject Reversed(ThreadState thread)
    {
        var keys = PyList.Create(thread);
        var items = Variables.ToList();
        for (var i = items.Count - 1; i >= 0; i--)
            keys.Append(items[i].Key);
        return keys;
    }

    [PyMethod("get", Signature = "")]
    private PyObject Get(ThreadState thread, params ReadOnlySpan<PyObject> args)
    {
        if (args.Length is < 1 or > 2)
            throw Errors.Type("get expected 1 or 2 arguments");
        return Variables.Get(thread, args[0]) ?? (args.Length == 2 ? args[1] : PyNone.Instance);
    }

    [PyMethod("setdefault", Signature = "")]
    private PyObject SetDefault(ThreadState thread, params ReadOnlySpan<PyObject> args)
    {
        if (args.Length is < 1 or > 2)
            throw Errors.Type("setdefault expected 1 or 2 arguments");
        if (Variables.Get(thread, args[0]) is { } found)
            return found;
        var value = args.Length == 2 ? args[1] : PyNone.Instance;
        Variables.Set(thread, args[0], value);
        return value;
    }

    [PyMethod("pop", Signature = "")]
    private PyObject Pop(ThreadState thread, params ReadOnlySpan<PyObject> args)
    {
        if (args.Length < 1)
            throw Errors.Type("pop expected at least 1 argument, got 0");
        if (args.Length > 2)
            throw Errors.Type($"pop expected at most 2 arguments, got {args.Length}");
        if (Variables.IsKnown(thread, args[0]))
            throw Errors.Value("cannot remove local variables from FrameLocalsProxy");
        if (_frame.Value!.ExtraLocals.Value?.Pop(thread, args[0]) is { } value)
            return value;
        return args.Length == 2 ? args[1] : throw Errors.Key(thread, args[0]);
    }
}
