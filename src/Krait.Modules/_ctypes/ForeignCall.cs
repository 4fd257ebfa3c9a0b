using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>Calls of C functions: the conversion of arguments and results, the interpreter's lock, <c>errno</c>.</summary>
internal static unsafe class ForeignCall
{
    /// <summary>The room for the value of an argument that is no struct: that of the largest complex number.</summary>
    public const int SlotSize = 32;

    /// <summary>The number of arguments that a call may have.</summary>
    public const int MaxArguments = 1024;

    /// <summary>libffi writes small integers as whole registers.</summary>
    private const int SmallestResult = 16;

    /// <summary>The largest struct, as a result, that goes to the stack.</summary>
    private const uint LargestOnStack = 4096;

    [ThreadStatic]
    private static int s_errno;

    [ThreadStatic]
    private static PythonException? s_raised;

    /// <summary>The thread's copy of <c>errno</c>, which calls with <c>use_errno</c> exchange with the real one.</summary>
    public static ref int Errno => ref s_errno;

    /// <summary>For C functions of this module: what the caller, who keeps the lock, is to raise.</summary>
    public static void SetRaised(PythonException error) => s_raised = error;

    /// <summary>Calls the function at an address.</summary>
    /// <param name="thread">The running thread.</param>
    /// <param name="function">The address.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="flags">How to call.</param>
    /// <param name="converters">The <c>from_param</c> methods of the first arguments.</param>
    /// <param name="resultType">The type of the result, or what is called with it; null for int, None for none.</param>
    /// <param name="checker">What is called with the result.</param>
    public static PyObject Invoke(
        ThreadState thread, nint function, PyTuple args, CTypeFlags flags, PyTuple? converters, PyObject? resultType, PyObject? checker)
    {
        var count = args.Count;
        if (count > MaxArguments)
            throw CTypesState.Of(thread).ArgumentError($"too many arguments ({count}), maximum is {MaxArguments}");
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "ctypes.call_function", PyInt.From(function), args);
        var slots = stackalloc byte[count * SlotSize];
        var types = stackalloc FfiType*[count + 1];
        var values = stackalloc void*[count + 1];
        // What the values point into; C code uses it until the end of the call.
        var kept = new PyObject[count];
        for (var i = 0; i < count; i++)
        {
            var slot = slots + (i * SlotSize);
            try
            {
                kept[i] = converters is not null && i < converters.Count ? Op.Call(thread, converters[i], args[i]) : args[i];
                // What a converter made floats, and calls that follow may bring it to an end.
                PyObject.Retain(kept[i]);
                values[i] = Convert(thread, kept[i], i + 1, slot, out types[i]);
            }
            catch (PythonException error)
            {
                Release(thread, kept);
                throw DataAccess.Extend(thread, CTypesState.Of(thread).ArgumentErrorType, $"argument {i + 1}: ", error);
            }
        }
        byte* large = null;
        try
        {
            var info = CTypeInfo.Of(resultType);
            var type = resultType is PyNone ? LibFfi.TypeOf("void") : info is null ? LibFfi.TypeOf("sint32") : info.FfiType;
            var isLarge = type->Size > LargestOnStack;
            var result = stackalloc byte[isLarge ? 1 : (int)Math.Max((long)type->Size, SmallestResult)];
            if (isLarge)
                result = large = (byte*)NativeMemory.Alloc(type->Size);
            Call(thread, function, flags, count, types, values, type, result);
            return ResultOf(thread, resultType, info, checker, result);
        }
        finally
        {
            NativeMemory.Free(large);
            Release(thread, kept);
        }
    }

    private static void Release(ThreadState thread, PyObject[] kept)
    {
        foreach (var o in kept)
        {
            if (o is not null)
                PyObject.Float(thread, o);
        }
    }

    private static void Call(
        ThreadState thread, nint function, CTypeFlags flags, int count, FfiType** types, void** values, FfiType* resultType, byte* result)
    {
        var cif = LibFfi.PrepareSignature(resultType, count, types);
        if (cif == null)
            throw Errors.Runtime("ffi_prep_cif failed");
        try
        {
            var unused = 0;
            ref var errno = ref (flags & CTypeFlags.UseErrno) != 0 ? ref s_errno : ref unused;
            if ((flags & CTypeFlags.PythonApi) != 0)
            {
                s_raised = null;
                LibFfi.Call(cif, function, result, values, ref errno);
            }
            else
            {
                using var others = thread.AllowThreads();
                LibFfi.Call(cif, function, result, values, ref errno);
            }
        }
        finally
        {
            LibFfi.FreeSignature(cif);
        }
        if ((flags & CTypeFlags.PythonApi) != 0 && s_raised is { } raised)
        {
            s_raised = null;
            throw raised;
        }
    }

    /// <summary>Makes a value for libffi of an argument.</summary>
    /// <returns>The address of the value: the slot, or where a struct is.</returns>
    private static void* Convert(ThreadState thread, PyObject value, int place, byte* slot, out FfiType* type)
    {
        var pointer = ValueCodec.Find('P', false)!.FfiType;
        switch (value)
        {
            case PyCArgument argument:
                argument.CopyTo(slot);
                type = argument.FfiType;
                return slot;
            case PyCData data:
                return ConvertData(data, slot, out type);
            case PyNone:
                *(nint*)slot = 0;
                type = pointer;
                return slot;
            case PyInt number:
                *(int*)slot = ToInt(number);
                type = LibFfi.TypeOf("sint32");
                return slot;
            case PyBytes bytes:
                *(nint*)slot = NativeText.Of(bytes);
                type = pointer;
                return slot;
            case PyStr text:
                *(nint*)slot = NativeText.Of(text);
                type = pointer;
                return slot;
        }
        if (Op.TryGetAttr(thread, value, "_as_parameter_") is not { } parameter)
            throw Errors.Type($"Don't know how to convert parameter {place}");
        Op.EnterRecursion(thread, "ConvParam");
        // Held by the object, as its attribute; a property's value is in the pool.
        return Convert(thread, parameter, place, slot, out type);
    }

    private static int ToInt(PyInt number) => number.TryGetLong(out var value)
        ? (int)value
        : number.Big.Sign > 0 && number.Big <= ulong.MaxValue ? (int)(ulong)number.Big : throw Errors.Overflow("int too long to convert");

    private static void* ConvertData(PyCData data, byte* slot, out FfiType* type)
    {
        var info = data.Info;
        type = info.FfiType;
        switch (data)
        {
            case PyCStructure or PyCUnion:
                return data.Address;
            case PyCArray:
                *(nint*)slot = (nint)data.Address;
                return slot;
            default:
                Unsafe.CopyBlockUnaligned(slot, data.Address, (uint)info.Size);
                return slot;
        }
    }

    private static PyObject ResultOf(ThreadState thread, PyObject? type, CTypeInfo? info, PyObject? checker, byte* result)
    {
        if (type is null)
            return PyInt.From(*(int*)result);
        if (type is PyNone)
            return type;
        if (info is null)
            return Op.Call(thread, type, PyInt.From(*(int*)result));
        var value = DataAccess.IsPlainValue((PyType)type, info)
            ? info.Codec!.Get(thread, result, info.Size)
            : PyCData.CreateCopy(thread, (PyType)type, result);
        // C functions return objects with a reference, which is ours now.
        if (info.Codec is { Code: 'O' } && value is not PyCData)
            PyObject.Float(thread, value);
        return checker is null ? value : Op.Call(thread, checker, value);
    }
}
