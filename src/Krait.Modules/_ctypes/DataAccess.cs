using System.Runtime.CompilerServices;
using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>Reading and writing parts of C data: fields, items, what pointers point to.</summary>
internal static unsafe class DataAccess
{
    /// <summary>True for types whose values Python sees as such: <c>c_int</c>, but not a class derived from it.</summary>
    public static bool IsPlainValue(PyType type, CTypeInfo info) =>
        info.Codec is not null && !(type.Type.IsSubtypeOf(MetaTypes.Simple) && !ReferenceEquals(type.Base, PyCSimple.TypeObject));

    /// <summary>What is at an address, which lies in <paramref name="owner"/>'s memory or is kept by it.</summary>
    public static PyObject Get(ThreadState thread, PyType type, ValueCodec? codec, PyCData owner, int index, long size, byte* address)
    {
        if (codec is not null)
            return codec.Get(thread, address, size);
        var info = CTypeInfo.OfConcrete(type);
        return IsPlainValue(type, info)
            ? info.Codec!.Get(thread, address, size)
            : PyCData.CreatePart(thread, type, owner, index, address);
    }

    /// <summary>Writes to an address in <paramref name="owner"/>'s memory, which then keeps what the value needs.</summary>
    public static void Set(ThreadState thread, PyCData owner, PyType type, ValueCodec? codec, PyObject value, int index, long size, byte* address) =>
        owner.Keep(thread, index, Write(thread, type, codec, value, size, address));

    private static PyObject Write(ThreadState thread, PyType type, ValueCodec? codec, PyObject value, long size, byte* address)
    {
        if (codec is not null)
            return codec.Set(thread, address, value, size);
        if (value is not PyCData source)
            return WriteOther(thread, type, value, size, address);
        if (Op.IsInstance(thread, value, type))
        {
            Unsafe.CopyBlockUnaligned(address, source.Address, (uint)size);
            return source.KeptObjects(thread);
        }
        if (type.Type.IsSubtypeOf(MetaTypes.Pointer) && value is PyCArray)
        {
            if (ReferenceEquals(source.Info.Proto.Value, CTypeInfo.OfConcrete(type).Proto.Value))
            {
                *(nint*)address = (nint)source.Address;
                // The array itself, too: it owns the memory that the pointer points to.
                return PyTuple.Create(thread, source.KeptObjects(thread), value);
            }
        }
        throw Errors.Type($"incompatible types, {value.Type.Name} instance instead of {type.Name} instance");
    }

    private static PyObject WriteOther(ThreadState thread, PyType type, PyObject value, long size, byte* address)
    {
        if (CTypeInfo.Of(type)?.Codec is { } own)
            return own.Set(thread, address, value, size);
        if (value is PyTuple arguments)
        {
            PyObject made;
            try
            {
                made = Op.Call(thread, type, arguments.Items);
            }
            catch (PythonException error)
            {
                throw Extend(thread, ExceptionTypes.RuntimeError, $"({type.Name}) ", error);
            }
            return Write(thread, type, null, made, size, address);
        }
        if (value is PyNone && type.Type.IsSubtypeOf(MetaTypes.Pointer))
        {
            *(nint*)address = 0;
            return PyNone.Instance;
        }
        throw Errors.Type($"expected {type.Name} instance, got {value.Type.Name}");
    }

    /// <summary>An exception that tells of another one, with something in front.</summary>
    public static PythonException Extend(ThreadState thread, PyType type, string prefix, PythonException error)
    {
        string text;
        try
        {
            text = Op.StrText(thread, error.Value);
        }
        catch (PythonException)
        {
            text = "???";
        }
        return Errors.New(type, $"{prefix}{error.Value.Type.ShortName}: {text}");
    }
}
