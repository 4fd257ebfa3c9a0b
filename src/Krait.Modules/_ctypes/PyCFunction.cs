using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>Function Pointer</summary>
[PyType("CFuncPtr", Module = "_ctypes", BaseType = true, BasicSize = 144), PyModuleType("_ctypes")]
internal partial class PyCFunction : PyCData
{
    private Ref<PyTuple> _argumentTypes;
    private Ref<PyTuple> _converters;
    private Ref<PyObject> _resultType;
    private Ref<PyObject> _checker;
    private Ref<PyObject> _errorCheck;
    private Ref<PyTuple> _parameterFlags;

    private protected PyCFunction(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var positional = args[..^(keywordNames?.Count ?? 0)];
        if (positional.Length == 0)
            return Create(thread, type);
        if (positional[0] is PyTuple specification)
        {
            if (positional.Length > 2)
                throw Errors.Type($"function takes at most 2 arguments ({positional.Length} given)");
            return FromLibrary(thread, type, specification, positional.Length > 1 ? positional[1] : PyNone.Instance);
        }
        if (positional.Length != 1)
            throw Errors.Type($"function takes exactly 1 argument ({positional.Length} given)");
        return positional[0] is PyInt address ? FromAddress(thread, type, address) : FromCallable(thread, type, positional[0]);
    }

    private static PyCFunction FromAddress(ThreadState thread, PyType type, PyInt address)
    {
        var made = (PyCFunction)Create(thread, type);
        made.PointerValue = (nint)ValueCodec.Mask(thread, address);
        return made;
    }

    private static PyCFunction FromCallable(ThreadState thread, PyType type, PyObject callable)
    {
        if (!Op.IsCallable(callable))
            throw Errors.Type("argument must be callable or integer function address");
        if (CTypeInfo.Of(type) is not { ArgumentTypes.Value: { } arguments } info)
            throw Errors.Type("cannot construct instance of this class: no argtypes");
        var thunk = PyCThunk.Create(thread, callable, arguments, info.ResultType.Value, info.Flags);
        var made = (PyCFunction)Create(thread, type);
        made.PointerValue = thunk.Code;
        made.Keep(thread, 0, thunk);
        return made;
    }

    private static PyCFunction FromLibrary(ThreadState thread, PyType type, PyTuple specification, PyObject flags)
    {
        if (specification.Count != 2)
            throw Errors.Type("illegal func_spec argument");
        var library = specification[1];
        var name = LibrarySymbols.NameOf(specification[0]);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "ctypes.dlsym", library, specification[0]);
        var handle = LibrarySymbols.HandleOf(thread, library);
        var info = CTypeInfo.Of(type);
        var isPythonApi = info is not null && (info.Flags & CTypeFlags.PythonApi) != 0;
        if (!LibrarySymbols.TryFind(handle, name, out var address, out var message) && isPythonApi)
            address = ApiFunctions.Find(name);
        if (address == 0)
            throw Errors.New(ExceptionTypes.AttributeError, LibrarySymbols.Explain(message ?? $"function '{LibrarySymbols.Text(name)}' not found", name, isPythonApi));
        var parameters = CheckFlags(info?.ArgumentTypes.Value, flags);
        var made = (PyCFunction)Create(thread, type);
        made.Keep(thread, 0, library);
        made.PointerValue = address;
        made._parameterFlags.Value = parameters;
        return made;
    }

    /// <summary>Checks the description of parameters; null where there is none.</summary>
    private static PyTuple? CheckFlags(PyTuple? types, PyObject flags)
    {
        if (flags is PyNone || types is null)
            return null;
        if (flags is not PyTuple list)
            throw Errors.Type("paramflags must be a tuple or None");
        if (list.Count != types.Count)
            throw Errors.Value("paramflags must have the same length as argtypes");
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not PyTuple { Count: >= 1 and <= 3 } item || item[0] is not PyInt || (item.Count > 1 && item[1] is not (PyStr or PyNone)))
                throw Errors.Type("paramflags must be a sequence of (int [,string [,value]]) tuples");
            if (((int)((PyInt)item[0]).Value & ParameterFlags.Out) != 0)
                ParameterFlags.CheckOutType(types[i], i + 1);
        }
        return list;
    }

    [PySlot(nameof(PyType.TpCall))]
    private static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var self = (PyCFunction)callable;
        var info = self.Info;
        var types = self._argumentTypes.Value ?? info.ArgumentTypes.Value;
        var converters = self._argumentTypes.Value is null ? info.Converters.Value : self._converters.Value;
        var resultType = self._resultType.Value ?? info.ResultType.Value;
        var checker = self._resultType.Value is null ? info.Checker.Value : self._checker.Value;
        var given = args[..^(keywordNames?.Count ?? 0)];
        PyTuple arguments;
        var parameters = default(ParameterFlags);
        if (self._parameterFlags.Value is { } flags && types is { Count: > 0 })
            arguments = parameters.Arguments(thread, flags, types, given, args[given.Length..], keywordNames);
        else
            arguments = PyTuple.Create(thread, given);
        CheckCount(info.Flags, converters?.Count ?? 0, arguments.Count, converters is not null);
        // Python code that is called back may drop all other references to them.
        Retain(arguments);
        Retain(self);
        try
        {
            var result = ForeignCall.Invoke(thread, self.PointerValue, arguments, info.Flags, converters, resultType, checker);
            if (self._errorCheck.Value is { } check)
            {
                var answer = Op.Call(thread, check, result, self, arguments);
                if (!ReferenceEquals(answer, arguments))
                    return answer;
            }
            return parameters.Result(thread, result, arguments);
        }
        finally
        {
            Float(thread, self);
            Float(thread, arguments);
        }
    }

    private static void CheckCount(CTypeFlags flags, int required, int actual, bool isKnown)
    {
        if (!isKnown)
            return;
        var plural = required == 1 ? "" : "s";
        if ((flags & CTypeFlags.CDecl) != 0)
        {
            if (required > actual)
                throw Errors.Type($"this function takes at least {required} argument{plural} ({actual} given)");
        }
        else if (required != actual)
        {
            throw Errors.Type($"this function takes {required} argument{plural} ({actual} given)");
        }
    }

    [PySlot(nameof(PyType.NbBool))]
    private bool IsTrue() => PointerValue != 0;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"<{Type.Name} object at 0x{Op.Id(thread, this):x}>";

    /// <summary>a function to check for errors</summary>
    [PyGetter("errcheck")]
    private PyObject? ErrorCheck => _errorCheck.Value;

    [PySetter("errcheck")]
    private void SetErrorCheck(PyObject? value)
    {
        if (value is not null && !Op.IsCallable(value))
            throw Errors.Type("the errcheck attribute must be callable");
        _errorCheck.Value = value;
    }

    /// <summary>specify the result type</summary>
    [PyGetter("restype")]
    private PyObject? ResultType => _resultType.Value ?? Info.ResultType.Value;

    [PySetter("restype")]
    private void SetResultType(ThreadState thread, PyObject? value)
    {
        if (value is null)
        {
            _checker.Clear();
            _resultType.Clear();
            return;
        }
        if (value is not PyNone && CTypeInfo.Of(value) is null && !Op.IsCallable(value))
            throw Errors.Type("restype must be a type, a callable, or None");
        _checker.Value = Op.TryGetAttr(thread, value, "_check_retval_");
        _resultType.Value = value;
    }

    /// <summary>specify the argument types</summary>
    [PyGetter("argtypes")]
    private PyObject? ArgumentTypes => _argumentTypes.Value ?? Info.ArgumentTypes.Value;

    [PySetter("argtypes")]
    private void SetArgumentTypes(ThreadState thread, PyObject? value)
    {
        if (value is null or PyNone)
        {
            _converters.Clear();
            _argumentTypes.Clear();
            return;
        }
        var types = MetaTypes.ArgumentTypes(thread, value, out var converters);
        if (_parameterFlags.Value is { } flags)
            CheckFlags(types, flags);
        _converters.Value = converters;
        _argumentTypes.Value = types;
    }
}
