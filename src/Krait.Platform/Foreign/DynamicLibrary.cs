using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>Shared libraries: dlopen and what belongs to it.</summary>
public static unsafe partial class DynamicLibrary
{
    private const string Library = "libc.so.6";

    /// <summary>Opens a library, or with null the program itself.</summary>
    /// <param name="name">The file name, not terminated.</param>
    /// <param name="mode">RTLD_*.</param>
    /// <param name="error">What the system says where the result is 0.</param>
    public static nint Open(byte[]? name, int mode, out byte[] error)
    {
        error = [];
        nint handle;
        if (name is null)
        {
            handle = dlopen(null, mode);
        }
        else
        {
            using var text = new CString(name, stackalloc byte[CString.Small]);
            handle = dlopen(text, mode);
        }
        if (handle == 0)
            error = NativeText.Copy(dlerror());
        return handle;
    }

    /// <summary>The address of a symbol; 0 where there is none, then with what the system says (nothing for a symbol whose address is 0).</summary>
    public static nint Find(nint handle, byte[] name, out byte[] error)
    {
        error = [];
        using var text = new CString(name, stackalloc byte[CString.Small]);
        dlerror();
        var address = dlsym(handle, text);
        if (address == 0)
            error = NativeText.Copy(dlerror());
        return address;
    }

    /// <summary>The address of a function of the C library.</summary>
    public static nint FindInProgram(ReadOnlySpan<byte> name)
    {
        using var text = new CString(name, stackalloc byte[CString.Small]);
        return dlsym(0, text);
    }

    /// <summary>Closes a library; false with what the system says where that fails.</summary>
    public static bool Close(nint handle, out byte[] error)
    {
        error = [];
        if (dlclose(handle) == 0)
            return true;
        error = NativeText.Copy(dlerror());
        return false;
    }

    [LibraryImport(Library)]
    private static partial nint dlopen(byte* name, int mode);

    [LibraryImport(Library)]
    private static partial nint dlsym(nint handle, byte* name);

    [LibraryImport(Library)]
    private static partial int dlclose(nint handle);

    [LibraryImport(Library)]
    private static partial byte* dlerror();
}
