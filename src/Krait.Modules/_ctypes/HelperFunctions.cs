using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>
/// The functions that <c>ctypes</c> calls as C functions, by their addresses: <c>cast</c>, <c>string_at</c> and the like. They run with the interpreter's
/// lock, and an error is raised by the call.
/// </summary>
internal static unsafe class HelperFunctions
{
    /// <summary>The addresses, by the names that the module has for them.</summary>
    public static (string Name, nint Address)[] Addresses =>
    [
        ("_memmove_addr", DynamicLibrary.FindInProgram("memmove"u8)),
        ("_memset_addr", DynamicLibrary.FindInProgram("memset"u8)),
        ("_string_at_addr", (nint)(delegate* unmanaged[Cdecl]<nint, int, nint>)&StringAt),
        ("_wstring_at_addr", (nint)(delegate* unmanaged[Cdecl]<nint, int, nint>)&WideStringAt),
        ("_cast_addr", (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)&Cast),
        ("_memoryview_at_addr", (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, nint>)&MemoryViewAt),
    ];

    /// <summary>The number of the object that a function returns, with a reference; 0 with an error to be raised.</summary>
    public static nint Return(Func<ThreadState, PyObject> make) => Guard(thread =>
    {
        var made = make(thread);
        PyObject.Retain(made);
        return (nint)thread.Interpreter.Identities.Expose(made);
    });

    /// <summary>The answer of a function that C code may call; 0 with an error to be raised.</summary>
    public static nint Guard(Func<ThreadState, nint> answer)
    {
        try
        {
            return answer(ThreadState.Current);
        }
        catch (PythonException error)
        {
            ForeignCall.SetRaised(error);
            return 0;
        }
    }

    private static void Audit(ThreadState thread, string name, nint address, long size)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, name, PyInt.From(address), PyInt.From(size));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint StringAt(nint address, int size) => Return(thread =>
    {
        Audit(thread, "ctypes.string_at", address, size);
        return size == -1 ? NativeText.ReadBytes(address) : PyBytes.From(new ReadOnlySpan<byte>((void*)address, Checked(size)));
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint WideStringAt(nint address, int size) => Return(thread =>
    {
        Audit(thread, "ctypes.wstring_at", address, size);
        return size == -1 ? NativeText.ReadText(thread, address) : NativeText.ReadText(thread, address, Checked(size));
    });

    private static int Checked(int size) => size >= 0 ? size : throw Errors.System("Negative size passed");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint MemoryViewAt(nint address, nint size, int isReadOnly) => Return(thread =>
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "ctypes.memoryview_at", PyInt.From(address), PyInt.From(size), PyInt.From(isReadOnly));
        if (size < 0)
            throw Errors.Value($"memoryview_at: size is negative (or overflowed): {size}");
        var view = new PyBuffer { Length = size, ReadOnly = isReadOnly != 0, Format = "B", Shape = [size], Strides = [1] };
        view.SetMemory((byte*)address);
        return PyMemoryView.FromBuffer(thread, view);
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Cast(nint address, nint source, nint type) => Return(thread =>
    {
        var identities = thread.Interpreter.Identities;
        var target = identities.Exposed(type)!;
        CheckPointerType(target);
        if (Op.Call(thread, target) is not PyCData made)
            throw Errors.Type("cast() did not make an instance of a ctypes type");
        if (identities.Exposed(source) is PyCData data)
            made.ShareObjects(thread, data);
        made.PointerValue = address;
        return made;
    });

    private static void CheckPointerType(PyObject type)
    {
        if (type is not PyType pointer)
            throw Errors.Type("cast() argument 2 must be a pointer type");
        if (pointer.Type.IsSubtypeOf(MetaTypes.Pointer) || pointer.Type.IsSubtypeOf(MetaTypes.Function))
            return;
        if (CTypeInfo.Of(type)?.Codec is { Code: 'P' or 'z' or 'Z' or 'O' })
            return;
        throw Errors.Type($"cast() argument 2 must be a pointer type, not {pointer.Name}");
    }
}
