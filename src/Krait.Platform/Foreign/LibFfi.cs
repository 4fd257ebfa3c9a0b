using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>libffi, which calls C functions whose signatures are known at run time only, and makes C functions of callbacks.</summary>
public static unsafe partial class LibFfi
{
    /// <summary>The file to load.</summary>
    public const string Library = "libffi.so.8";

    private const int Ok = 0, CifSize = 128, ClosureSize = 256;

    /// <summary>The number of the C calling convention: FFI_UNIX64 on x86-64, FFI_SYSV elsewhere.</summary>
    private static readonly uint s_defaultAbi = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 2u : 1u;

    private static readonly nint s_library = Load();

    /// <summary>The description of a type, <c>ffi_type_NAME</c>; null where the library has none (complex numbers on some processors).</summary>
    public static FfiType* TypeOf(string name) => (FfiType*)SystemLibrary.Find(s_library, "ffi_type_" + name);

    /// <summary>
    /// Loads the library and makes one call: .NET looks for native functions at their first call, which changes <c>errno</c>.
    /// </summary>
    private static nint Load()
    {
        var library = SystemLibrary.Load(Library);
        if (library == 0)
            return 0;
        var signature = PrepareSignature((FfiType*)SystemLibrary.Find(library, "ffi_type_sint32"), 0, null);
        if (signature != null)
        {
            var errno = 0;
            long result;
            Call(signature, DynamicLibrary.FindInProgram("getpid"u8), &result, null, ref errno);
            FreeSignature(signature);
        }
        return library;
    }

    /// <summary>Describes a call. Null where libffi cannot make it; else to be given back by <see cref="FreeSignature"/>.</summary>
    /// <param name="result">The type of the result.</param>
    /// <param name="count">The number of arguments.</param>
    /// <param name="arguments">Their types; the memory must stay until the signature is freed.</param>
    public static void* PrepareSignature(FfiType* result, int count, FfiType** arguments)
    {
        var cif = NativeMemory.AllocZeroed(CifSize);
        if (ffi_prep_cif(cif, s_defaultAbi, (uint)count, result, arguments) == Ok)
            return cif;
        NativeMemory.Free(cif);
        return null;
    }

    /// <summary>Gives the memory of a signature back.</summary>
    public static void FreeSignature(void* cif) => NativeMemory.Free(cif);

    /// <summary>Calls a function.</summary>
    /// <param name="cif">Its signature.</param>
    /// <param name="function">Its address.</param>
    /// <param name="result">Where the result goes: at least 8 bytes.</param>
    /// <param name="values">The addresses of the arguments.</param>
    /// <param name="errno">The value that the C library's <c>errno</c> has when the function begins; afterwards what it has at its end.</param>
    public static void Call(void* cif, nint function, void* result, void** values, ref int errno)
    {
        Marshal.SetLastSystemError(errno);
        ffi_call(cif, function, result, values);
        errno = Marshal.GetLastSystemError();
    }

    /// <summary>Makes a C function that calls <paramref name="handler"/>; null where that is not possible.</summary>
    /// <param name="cif">The function's signature; the memory must stay until the closure is freed.</param>
    /// <param name="handler">What is called.</param>
    /// <param name="data">What the handler gets as its last argument.</param>
    /// <param name="code">The address of the C function.</param>
    public static void* MakeClosure(void* cif, delegate* unmanaged[Cdecl]<void*, void*, void**, nint, void> handler, nint data, out nint code)
    {
        nint address;
        var closure = ffi_closure_alloc(ClosureSize, &address);
        code = address;
        if (closure == null)
            return null;
        if (ffi_prep_closure_loc(closure, cif, (nint)handler, data, address) == Ok)
            return closure;
        ffi_closure_free(closure);
        return null;
    }

    /// <summary>Frees what <see cref="MakeClosure"/> made.</summary>
    public static void FreeClosure(void* closure) => ffi_closure_free(closure);

    [LibraryImport(Library)]
    private static partial int ffi_prep_cif(void* cif, uint abi, uint count, FfiType* result, FfiType** arguments);

    [LibraryImport(Library)]
    private static partial void ffi_call(void* cif, nint function, void* result, void** values);

    [LibraryImport(Library)]
    private static partial void* ffi_closure_alloc(nuint size, nint* code);

    [LibraryImport(Library)]
    private static partial void ffi_closure_free(void* closure);

    [LibraryImport(Library)]
    private static partial int ffi_prep_closure_loc(void* closure, void* cif, nint function, nint data, nint code);
}

/// <summary>ffi_type: the size and the kind of a C type.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct FfiType
{
    /// <summary>The kind of a struct.</summary>
    public const ushort Struct = 13;

    /// <summary>The size in bytes.</summary>
    public nuint Size;

    /// <summary>The alignment in bytes.</summary>
    public ushort Alignment;

    /// <summary>The kind, FFI_TYPE_*.</summary>
    public ushort Kind;

    /// <summary>The types of the fields of a struct; null ends the list.</summary>
    public FfiType** Elements;
}
