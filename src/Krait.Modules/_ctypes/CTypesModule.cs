using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>Create and manipulate C compatible data types in Python.</summary>
[PyModule("_ctypes")]
internal static unsafe partial class CTypesModule
{
    private const int LoadNow = 2;

    private static readonly (string Name, long Value)[] s_constants =
    [
        ("RTLD_LOCAL", 0), ("RTLD_GLOBAL", 256), ("FUNCFLAG_CDECL", (long)CTypeFlags.CDecl), ("FUNCFLAG_PYTHONAPI", (long)CTypeFlags.PythonApi),
        ("FUNCFLAG_USE_ERRNO", (long)CTypeFlags.UseErrno), ("FUNCFLAG_USE_LASTERROR", (long)CTypeFlags.UseLastError),
        ("CTYPES_MAX_ARGCOUNT", ForeignCall.MaxArguments), ("SIZEOF_TIME_T", sizeof(long)),
    ];

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        RequiredLibrary.Load(LibFfi.Library, "_ctypes needs the system's libffi");
        MetaTypes.Install();
        var dict = module.Dict;
        dict.SetItem(thread, "ArgumentError", CTypesState.Of(thread).ArgumentErrorType);
        dict.SetItem(thread, "__version__", PyStr.From("1.1.0"));
        foreach (var (name, value) in s_constants)
            dict.SetItem(thread, name, PyInt.From(value));
        foreach (var (name, address) in HelperFunctions.Addresses)
            dict.SetItem(thread, name, PyInt.From(address));
    }

    [PyFunction("get_errno")]
    private static int GetErrno(ThreadState thread)
    {
        AuditEvents.Raise(thread, "ctypes.get_errno");
        return ForeignCall.Errno;
    }

    [PyFunction("set_errno")]
    private static int SetErrno(ThreadState thread, int value)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "ctypes.set_errno", PyInt.From(value));
        var old = ForeignCall.Errno;
        ForeignCall.Errno = value;
        return old;
    }

    [PyFunction("_unpickle")]
    private static PyObject Unpickle(ThreadState thread, PyObject typ, PyTuple state)
    {
        var made = Op.CallMethod(thread, typ, "__new__", typ);
        Op.Call(thread, Op.GetAttr(thread, made, "__setstate__"), state.Items);
        return made;
    }

    /// <summary>Return buffer interface information</summary>
    [PyFunction("buffer_info", Signature = "")]
    private static PyObject BufferInfo(ThreadState thread, PyObject o)
    {
        var info = InfoOf(o) ?? throw Errors.Type("not a ctypes type or object");
        var shape = new PyObject[info.Shape.Length];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = PyInt.From(info.Shape[i]);
        return PyTuple.Create(
            thread, info.Format is null ? PyNone.Instance : PyStr.From(info.Format), PyInt.From(shape.Length), PyTuple.FromArray(thread, shape));
    }

    private static CTypeInfo? InfoOf(PyObject o) => CTypeInfo.Of(o) ?? CTypeInfo.Of(o.Type);

    /// <remarks>Resize the memory buffer of a ctypes instance.</remarks>
    [PyFunction("resize")]
    private static void Resize(PyCData obj, long size) => obj.Resize(size);

    /// <summary>alignment(C type) -> integer
    /// alignment(C instance) -> integer
    /// Return the alignment requirements of a C instance</summary>
    [PyFunction("alignment", Signature = "")]
    private static long Alignment(PyObject o) => InfoOf(o)?.Alignment ?? throw Errors.Type("no alignment info");

    /// <summary>Return the size in bytes of a C instance.</summary>
    [PyFunction("sizeof", Signature = "($module, obj, /)")]
    private static long SizeOf(PyObject o) =>
        CTypeInfo.Of(o)?.Size ?? (o is PyCData data ? data.Size : throw Errors.Type("this type has no size"));

    /// <summary>Return a pointer lookalike to a C instance, only usable as function argument.</summary>
    [PyFunction("byref")]
    private static PyObject ByRef(ThreadState thread, PyCData obj, long offset = 0) =>
        PyCArgument.CreatePointer(thread, 'P', (nint)obj.RawAddress + (nint)offset, obj);

    /// <summary>Return the address of the C instance internal buffer</summary>
    [PyFunction("addressof")]
    private static PyObject AddressOf(ThreadState thread, PyCData obj)
    {
        AuditEvents.Raise(thread, "ctypes.addressof", obj);
        return PyInt.From((nint)obj.RawAddress);
    }

    /// <summary>dlopen(name, flag={RTLD_GLOBAL|RTLD_LOCAL}) open a shared library</summary>
    [PyFunction("dlopen")]
    private static PyObject Open(ThreadState thread, PyObject name, int flag = LoadNow)
    {
        var path = name is PyNone ? null : ArgumentConversion.ToPathBytes(thread, "dlopen", "name", name);
        AuditEvents.Raise(thread, "ctypes.dlopen", name);
        var handle = DynamicLibrary.Open(path, flag | LoadNow, out var error);
        return handle != 0 ? PyInt.From(handle) : throw Errors.New(ExceptionTypes.OSError, LibrarySymbols.Text(error));
    }

    /// <summary>dlclose a library</summary>
    [PyFunction("dlclose")]
    private static void Close(ThreadState thread, PyObject handle)
    {
        if (!DynamicLibrary.Close((nint)ValueCodec.Mask(thread, handle), out var error))
            throw Errors.New(ExceptionTypes.OSError, LibrarySymbols.Text(error));
    }

    /// <summary>find symbol in shared library</summary>
    [PyFunction("dlsym")]
    private static PyObject Find(ThreadState thread, PyObject handle, PyObject name)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "ctypes.dlsym/handle", handle, name);
        var symbol = LibrarySymbols.NameOf(name);
        return LibrarySymbols.TryFind((nint)ValueCodec.Mask(thread, handle), symbol, out var address, out var message)
            ? PyInt.From(address)
            : throw Errors.New(ExceptionTypes.OSError, message ?? $"symbol '{LibrarySymbols.Text(symbol)}' not found");
    }

    [PyFunction("call_function")]
    private static PyObject CallFunction(ThreadState thread, PyObject function, PyTuple arguments) =>
        ForeignCall.Invoke(thread, (nint)ValueCodec.Mask(thread, function), arguments, CTypeFlags.None, null, null, null);

    [PyFunction("call_cdeclfunction")]
    private static PyObject CallCDeclFunction(ThreadState thread, PyObject function, PyTuple arguments) =>
        ForeignCall.Invoke(thread, (nint)ValueCodec.Mask(thread, function), arguments, CTypeFlags.CDecl, null, null, null);

    [PyFunction("PyObj_FromPtr")]
    private static PyObject ObjectFromPointer(ThreadState thread, PyObject address)
    {
        var number = (nint)ValueCodec.Mask(thread, address);
        var found = ValueCodec.Find('O', false)!.Get(thread, (byte*)&number, sizeof(nint));
        AuditEvents.Raise(thread, "ctypes.PyObj_FromPtr", found);
        return found;
    }

    [PyFunction("Py_INCREF", Signature = "")]
    private static PyObject IncRef(PyObject o)
    {
        PyObject.Retain(o);
        return o;
    }

    [PyFunction("Py_DECREF", Signature = "")]
    private static PyObject DecRef(ThreadState thread, PyObject o) => PyObject.Float(thread, o);
}
