using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>
/// The functions of Python's C API that <c>ctypes.pythonapi</c> has: those that scripts, not extension modules, use, and that make sense without
/// CPython's objects in memory. They are called with the interpreter's lock.
/// </summary>
internal static unsafe class ApiFunctions
{
    /// <summary>The address of a function; 0 where there is none of that name.</summary>
    public static nint Find(ReadOnlySpan<byte> name) => System.Text.Encoding.UTF8.GetString(name) switch
    {
        "PyThreadState_SetAsyncExc" => (nint)(delegate* unmanaged[Cdecl]<nuint, nint, int>)&SetAsyncException,
        "PyGILState_Ensure" => (nint)(delegate* unmanaged[Cdecl]<int>)&Ensure,
        "PyGILState_Release" => (nint)(delegate* unmanaged[Cdecl]<int, void>)&Release,
        "PyErr_Occurred" => (nint)(delegate* unmanaged[Cdecl]<nint>)&ErrorOccurred,
        "Py_IsInitialized" => (nint)(delegate* unmanaged[Cdecl]<int>)&IsInitialized,
        "Py_GetVersion" => (nint)(delegate* unmanaged[Cdecl]<nint>)&GetVersion,
        "Py_IncRef" => (nint)(delegate* unmanaged[Cdecl]<nint, void>)&IncRef,
        "Py_DecRef" => (nint)(delegate* unmanaged[Cdecl]<nint, void>)&DecRef,
        "PyBytes_FromStringAndSize" => (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint>)&BytesFromStringAndSize,
        "PyOS_snprintf" => Krait.Platform.DynamicLibrary.FindInProgram("snprintf"u8),
        _ => 0,
    };

    private static PyObject? ObjectOf(nint number) => ThreadState.Current.Interpreter.Identities.Exposed(number);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SetAsyncException(nuint identity, nint exception)
    {
        foreach (var other in ThreadState.Current.Interpreter.Threads)
        {
            if ((nuint)other.Identity != identity)
                continue;
            other.AsyncException.Value = exception == 0 ? null : ObjectOf(exception);
            other.SetBreaker(EvalBreakerBits.AsyncException);
            return 1;
        }
        return 0;
    }

    // Who calls here has the lock already; the answer is PyGILState_LOCKED.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Ensure() => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(int state)
    {
        // The lock stays with the caller, as it was before Ensure.
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint ErrorOccurred() => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int IsInitialized() => 1;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint GetVersion() => HelperFunctions.Guard(static thread =>
    {
        var version = (PyStr)thread.Interpreter.SysDict.GetItem("version")!;
        var text = CTypesState.Of(thread).Version ??= PyBytes.From(System.Text.Encoding.UTF8.GetBytes(version.ToString()));
        return NativeText.Of(text);
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void IncRef(nint o)
    {
        if (ObjectOf(o) is { } found)
            PyObject.Retain(found);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void DecRef(nint o)
    {
        if (ObjectOf(o) is { } found)
            PyObject.Release(found);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint BytesFromStringAndSize(nint text, nint size) => HelperFunctions.Return(_ =>
    {
        if (size < 0)
            throw Errors.System("Negative size passed to PyBytes_FromStringAndSize");
        return text == 0 ? PyBytes.From(new byte[size]) : PyBytes.From(new ReadOnlySpan<byte>((void*)text, checked((int)size)));
    });
}
