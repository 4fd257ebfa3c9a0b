using Krait.Runtime;

namespace Krait.Modules.CTypes;

internal static partial class MetaTypes
{
    private static NativeMethod[] MethodsOf(string metaclass)
    {
        NativeOneArg fromParam = metaclass switch
        {
            "PyCSimpleType" => Parameters.Simple,
            "PyCPointerType" => Parameters.Pointer,
            _ => Parameters.Any,
        };
        List<NativeMethod> methods =
        [
            new() { Name = "from_param", Doc = Parameters.FromParamDoc, Signature = "($self, value, /)", OneArg = fromParam },
            new() { Name = "from_address", Doc = "C.from_address(integer) -> C instance\n\nAccess a C instance at the specified address.", Signature = "($self, value, /)", OneArg = FromAddress },
            new() { Name = "from_buffer", Doc = "C.from_buffer(object, offset=0, /) -> C instance\n\nCreate a C instance from a writeable buffer.", Signature = "($self, obj, offset=0, /)", Fast = FromBuffer },
            new() { Name = "from_buffer_copy", Doc = "C.from_buffer_copy(object, offset=0, /) -> C instance\n\nCreate a C instance from a readable buffer.", Signature = "($self, buffer, offset=0, /)", Fast = FromBufferCopy },
            new() { Name = "in_dll", Doc = "C.in_dll(dll, name) -> C instance\n\nAccess a C instance in a dll.", Signature = "($self, dll, name, /)", Fast = InLibrary },
        ];
        if (metaclass == "PyCPointerType")
            methods.Add(new() { Name = "set_type", Signature = "($self, type, /)", OneArg = SetType });
        return [.. methods];
    }

    private static PyObject FromAddress(ThreadState thread, PyObject self, PyObject address) => address is PyInt
        ? PyCData.CreateAt(thread, (PyType)self, (nint)ValueCodec.Mask(thread, address))
        : throw Errors.Type("integer expected");

    private static long OffsetOf(ThreadState thread, string function, ReadOnlySpan<PyObject> args)
    {
        if (args.Length == 0)
            throw Errors.Type($"{function} expected at least 1 argument, got 0");
        if (args.Length > 2)
            throw Errors.Type($"{function} expected at most 2 arguments, got {args.Length}");
        return args.Length == 1 ? 0 : Op.AsIndexLong(thread, args[1]);
    }

    private static void CheckRange(CTypeInfo info, long length, long offset)
    {
        if (offset < 0)
            throw Errors.Value("offset cannot be negative");
        if (info.Size > length - offset)
            throw Errors.Value($"Buffer size too small ({length} instead of at least {info.Size + offset} bytes)");
    }

    private static unsafe PyObject FromBuffer(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args)
    {
        var offset = OffsetOf(thread, "from_buffer", args);
        var info = CTypeInfo.OfConcrete(self);
        var memory = PyMemoryView.Create(thread, args[0]);
        var view = memory.View;
        if (view.ReadOnly)
            throw Errors.Type("underlying buffer is not writable");
        if (!view.IsContiguous('C'))
            throw Errors.Type("underlying buffer is not C contiguous");
        CheckRange(info, view.Length, offset);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "ctypes.cdata/buffer", PyInt.From((nint)view.Pointer), PyInt.From(view.Length), PyInt.From(offset));
        return PyCData.CreateOver(thread, (PyType)self, memory, offset);
    }

    private static unsafe PyObject FromBufferCopy(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args)
    {
        var offset = OffsetOf(thread, "from_buffer_copy", args);
        var info = CTypeInfo.OfConcrete(self);
        using var view = PyBuffer.Get(thread, args[0], BufferFlags.Simple);
        CheckRange(info, view.Length, offset);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "ctypes.cdata/buffer", PyInt.From((nint)view.Pointer), PyInt.From(view.Length), PyInt.From(offset));
        var made = PyCData.Create(thread, (PyType)self);
        view.At(offset, info.Size).CopyTo(new Span<byte>(made.Address, (int)info.Size));
        return made;
    }

    private static PyObject InLibrary(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args)
    {
        if (args.Length != 2)
            throw Errors.Type($"in_dll expected 2 arguments, got {args.Length}");
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "ctypes.dlsym", args[0], args[1]);
        var handle = LibrarySymbols.HandleOf(thread, args[0]);
        if (args[1] is not PyStr)
            throw Errors.Type($"in_dll() argument 2 must be str, not {args[1].Type.Name}");
        var name = LibrarySymbols.NameOf(args[1]);
        return LibrarySymbols.TryFind(handle, name, out var address, out var message)
            ? PyCData.CreateAt(thread, (PyType)self, address)
            : throw Errors.Value(LibrarySymbols.Explain(message ?? $"symbol '{LibrarySymbols.Text(name)}' not found", name, false));
    }
}
