using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>A C function that calls a Python one.</summary>
[PyType("CThunkObject", Module = "_ctypes", BasicSize = 56, NoInstantiation = true)]
internal sealed unsafe partial class PyCThunk : PyContainer
{
    private readonly Interpreter _interpreter = ThreadState.Current.Interpreter;
    private Ref<PyObject> _callable;
    private Ref<PyTuple> _arguments;
    private Ref<PyObject> _result;
    private bool _exchangesErrno;
    private GCHandle _self;
    private FfiType** _types;
    private void* _cif;
    private void* _closure;

    private PyCThunk(PyType type) : base(type)
    {
    }

    /// <summary>The address of the C function.</summary>
    public nint Code { get; private set; }

    /// <summary>Makes the C function of a callable.</summary>
    public static PyCThunk Create(ThreadState thread, PyObject callable, PyTuple arguments, PyObject? result, CTypeFlags flags)
    {
        var resultType = LibFfi.TypeOf("void");
        if (result is not PyNone)
        {
            if (CTypeInfo.Of(result) is not { Codec: not null } info)
                throw Errors.Type("invalid result type for callback function");
            resultType = info.FfiType;
        }
        var made = thread.EnterNew(new PyCThunk(TypeObject));
        made._callable.Value = callable;
        made._arguments.Value = arguments;
        made._result.Value = result;
        made._exchangesErrno = (flags & CTypeFlags.UseErrno) != 0;
        made.Prepare(resultType, arguments);
        return made;
    }

    private void Prepare(FfiType* resultType, PyTuple arguments)
    {
        _types = (FfiType**)NativeMemory.AllocZeroed((nuint)arguments.Count + 1, (nuint)sizeof(FfiType*));
        for (var i = 0; i < arguments.Count; i++)
            _types[i] = CTypeInfo.Of(arguments[i]) is { } info ? info.FfiType : LibFfi.TypeOf("sint32");
        _cif = LibFfi.PrepareSignature(resultType, arguments.Count, _types);
        if (_cif == null)
            throw Errors.Runtime("ffi_prep_cif failed");
        // Freed with the thunk, so weak would do; but C code may hold the number of the handle only.
        _self = GCHandle.Alloc(this);
        _closure = LibFfi.MakeClosure(_cif, &OnCall, GCHandle.ToIntPtr(_self), out var code);
        if (_closure == null)
            throw Errors.Runtime("ffi_prep_closure_loc failed");
        Code = code;
    }

    partial void ClearMore()
    {
        if ((Flags & ObjectFlags.Deallocating) == 0)
            return;
        if (_closure != null)
            LibFfi.FreeClosure(_closure);
        if (_cif != null)
            LibFfi.FreeSignature(_cif);
        NativeMemory.Free(_types);
        _closure = null;
        _cif = null;
        _types = null;
        if (_self.IsAllocated)
            _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnCall(void* cif, void* result, void** values, nint data)
    {
        // Before anything else in this runtime can change it.
        var errno = Marshal.GetLastSystemError();
        var thunk = (PyCThunk)GCHandle.FromIntPtr(data).Target!;
        if (thunk._exchangesErrno)
            (errno, ForeignCall.Errno) = (ForeignCall.Errno, errno);
        thunk.Enter(result, values);
        if (thunk._exchangesErrno)
            (errno, ForeignCall.Errno) = (ForeignCall.Errno, errno);
        Marshal.SetLastSystemError(errno);
    }

    /// <summary>Gets hold of the interpreter's lock, from whatever thread this is.</summary>
    private void Enter(void* result, void** values)
    {
        var thread = ThreadState.CurrentOrNull;
        if (thread is null)
        {
            thread = _interpreter.AttachThread((long)NativeThread.Self);
            Run(thread, result, values);
            _interpreter.DetachThread(thread, static () => { });
        }
        else if (ReferenceEquals(thread.Interpreter.Gil.Holder, thread))
        {
            Run(thread, result, values);
        }
        else
        {
            thread.TakeGil();
            Run(thread, result, values);
            thread.ReleaseGil();
        }
    }

    private void Run(ThreadState thread, void* result, void** values)
    {
        // A C function may call back any number of times: what each call leaves behind must not wait for the function's end.
        var mark = thread.PoolCount;
        Retain(this);
        try
        {
            Call(thread, result, values);
        }
        finally
        {
            thread.DrainPool(mark);
            Release(this);
        }
    }

    private void Call(ThreadState thread, void* result, void** values)
    {
        var resultInfo = CTypeInfo.Of(_result.Value);
        if (resultInfo is not null)
            new Span<byte>(result, (int)Math.Max(resultInfo.Size, sizeof(long))).Clear();
        var callable = _callable.Value!;
        PyObject[] args;
        try
        {
            args = Arguments(thread, values);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, callable, "Exception ignored while creating arguments of ctypes callback function");
            return;
        }
        PyObject answer;
        try
        {
            answer = Op.Call(thread, callable, args);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, callable, "Exception ignored while calling ctypes callback function");
            return;
        }
        if (resultInfo is null)
            return;
        try
        {
            Answer(thread, resultInfo, answer, (byte*)result);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, callable, "Exception ignored while converting result of ctypes callback function");
        }
    }

    private static void Answer(ThreadState thread, CTypeInfo info, PyObject answer, byte* result)
    {
        var codec = info.Codec!;
        var kept = codec.Set(thread, result, answer, info.Size);
        // C code gets a pointer into the object and nobody holds it; but an object goes to C code with its reference.
        if (codec.Code == 'O')
            Retain(kept);
        else if (kept is not PyNone && codec.Code is 'z' or 'Z')
            Op.Warn(thread, ExceptionTypes.RuntimeWarning, "memory leak in callback function.");
    }

    private PyObject[] Arguments(ThreadState thread, void** values)
    {
        var types = _arguments.Value!;
        var args = new PyObject[types.Count];
        for (var i = 0; i < args.Length; i++)
        {
            if (CTypeInfo.Of(types[i]) is not { } info)
                throw Errors.Type("cannot build parameter");
            var type = (PyType)types[i];
            if (DataAccess.IsPlainValue(type, info))
            {
                args[i] = info.Codec!.Get(thread, (byte*)values[i], info.Size);
                continue;
            }
            var made = Op.Call(thread, type);
            if (made is not PyCData data)
                throw Errors.Type("unexpected result of create argument: not a ctypes instance");
            Unsafe.CopyBlockUnaligned(data.Address, values[i], (uint)info.Size);
            args[i] = made;
        }
        return args;
    }
}
