using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>The <c>from_param</c> methods: what of Python's a parameter of a C type takes.</summary>
internal static unsafe class Parameters
{
    /// <summary>The doc string of them all.</summary>
    public const string FromParamDoc = "Convert a Python object into a function call parameter.";

    private const string AsParameter = "_as_parameter_";

    /// <summary>The value of <c>_as_parameter_</c>; null where there is none.</summary>
    private static PyObject? Substitute(ThreadState thread, PyObject value)
    {
        if (Op.TryGetAttr(thread, value, AsParameter) is not { } found)
            return null;
        Op.EnterRecursion(thread, " while processing _as_parameter_");
        return found;
    }

    /// <summary>Structs, unions, arrays, functions: instances only.</summary>
    public static PyObject Any(ThreadState thread, PyObject type, PyObject value)
    {
        if (Op.IsInstance(thread, value, type))
            return value;
        var name = ((PyType)type).Name;
        if (value is PyCArgument { Object: { } inner })
        {
            return Op.IsInstance(thread, inner, type)
                ? value
                : throw Errors.Type($"expected {name} instance instead of pointer to {inner.Type.Name}");
        }
        return Substitute(thread, value) is { } substitute
            ? Any(thread, type, substitute)
            : throw Errors.Type($"expected {name} instance instead of {value.Type.Name}");
    }

    /// <summary>Pointers: also None, an instance of what they point to, an array of those.</summary>
    public static PyObject Pointer(ThreadState thread, PyObject type, PyObject value)
    {
        if (value is PyNone)
            return value;
        var info = CTypeInfo.OfConcrete(type);
        if (info.Proto.Value is not { } target)
            throw Errors.Type("cannot convert argument: POINTER _type_ type is not set");
        if (value is PyCData data)
        {
            if (Op.IsInstance(thread, value, target))
                return PyCArgument.CreatePointer(thread, 'P', (nint)data.Address, data);
            if (value is PyCPointer or PyCArray && data.Info.Proto.Value is { } items && Op.IsSubclass(thread, items, target))
                return value;
        }
        if (value is PyCArgument { Tag: 'P', Object: { } inner } && Op.IsInstance(thread, inner, target))
            return value;
        return Any(thread, type, value);
    }

    /// <summary>Simple types: also what their value may be.</summary>
    public static PyObject Simple(ThreadState thread, PyObject type, PyObject value)
    {
        if (Op.IsInstance(thread, value, type))
            return value;
        var codec = CTypeInfo.OfConcrete(type).Codec!;
        try
        {
            return PyCArgument.Create(thread, codec, value);
        }
        catch (PythonException)
        {
            if (Substitute(thread, value) is not { } substitute)
                throw;
            return Simple(thread, type, substitute);
        }
    }

    /// <summary><c>c_char_p</c>.</summary>
    public static PyObject CharacterPointer(ThreadState thread, PyObject type, PyObject value) => TextPointer(thread, type, value, 'z', 'c', "ctypes.c_char_p");

    /// <summary><c>c_wchar_p</c>.</summary>
    public static PyObject WideCharacterPointer(ThreadState thread, PyObject type, PyObject value) => TextPointer(thread, type, value, 'Z', 'u', "ctypes.c_wchar_p");

    private static PyObject TextPointer(ThreadState thread, PyObject type, PyObject value, char code, char item, string name)
    {
        if (value is PyNone)
            return value;
        if (value is PyBytes or PyStr)
            return PyCArgument.Create(thread, ValueCodec.Find(code, false)!, value);
        if (Op.IsInstance(thread, value, type))
            return value;
        if (value is PyCArray or PyCPointer && HasCode(((PyCData)value).Info.Proto.Value, item))
            return value;
        if (value is PyCArgument { Object: { } inner } && HasCode(inner.Type, item))
            return value;
        return Substitute(thread, value) is { } substitute
            ? TextPointer(thread, type, substitute, code, item, name)
            : throw NotConvertible(value, name);
    }

    private static bool HasCode(PyObject? type, char code) => CTypeInfo.Of(type)?.Codec is { } codec && codec.Code == code;

    private static PythonException NotConvertible(PyObject value, string name) => Errors.Type($"'{value.Type.Name}' object cannot be interpreted as {name}");

    /// <summary><c>c_void_p</c>: every kind of address.</summary>
    public static PyObject VoidPointer(ThreadState thread, PyObject type, PyObject value)
    {
        switch (value)
        {
            case PyNone:
                return value;
            case PyInt:
                return PyCArgument.Create(thread, ValueCodec.Find('P', false)!, value);
            case PyBytes:
                return PyCArgument.Create(thread, ValueCodec.Find('z', false)!, value);
            case PyStr:
                return PyCArgument.Create(thread, ValueCodec.Find('Z', false)!, value);
        }
        if (Op.IsInstance(thread, value, type))
            return value;
        switch (value)
        {
            case PyCArray or PyCPointer:
            case PyCArgument { Tag: 'P' }:
                return value;
            case PyCFunction function:
                return PyCArgument.CreatePointer(thread, 'P', function.PointerValue, function);
            case PyCSimple text when text.Info.Codec is { Code: 'z' or 'Z' }:
                return PyCArgument.CreatePointer(thread, 'Z', text.PointerValue, text);
        }
        return Substitute(thread, value) is { } substitute
            ? VoidPointer(thread, type, substitute)
            : throw NotConvertible(value, "ctypes.c_void_p");
    }
}
