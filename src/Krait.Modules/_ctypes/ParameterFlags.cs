using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>What a prototype's <c>paramflags</c> make of the arguments and of the result: defaults, names, parameters that are results.</summary>
internal struct ParameterFlags
{
    /// <summary>The bits of a parameter's flags.</summary>
    public const int In = 1, Out = 2, Locale = 4;

    private uint _outs;
    private uint _inOuts;
    private int _results;
    private int _used;

    /// <summary>Throws where the type of a parameter that is a result is no pointer.</summary>
    public static void CheckOutType(PyObject type, int place)
    {
        if (type is PyType given)
        {
            if (given.Type.IsSubtypeOf(MetaTypes.Pointer) || given.Type.IsSubtypeOf(MetaTypes.Array))
                return;
            if (given.Type.IsSubtypeOf(MetaTypes.Simple) && CTypeInfo.Of(given)?.Codec is { Code: 'P' or 'z' or 'Z' })
                return;
        }
        throw Errors.Type($"'out' parameter {place} must be a pointer type, not {(type is PyType named ? named.Name : type.Type.Name)}");
    }

    /// <summary>The arguments of the call.</summary>
    public PyTuple Arguments(
        ThreadState thread, PyTuple flags, PyTuple types, ReadOnlySpan<PyObject> given, ReadOnlySpan<PyObject> keywordValues, PyTuple? keywordNames)
    {
        var arguments = new PyObject[types.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            var item = (PyTuple)flags[i];
            var name = item.Count > 1 ? item[1] as PyStr : null;
            var byDefault = item.Count > 2 ? item[2] : null;
            var kind = (int)((PyInt)item[0]).Value & (In | Out | Locale);
            switch (kind)
            {
                case In | Locale:
                    arguments[i] = byDefault ?? PyInt.From(0);
                    break;
                case 0 or In or (In | Out):
                    if (kind == (In | Out))
                        NoteResult(i, ref _inOuts);
                    arguments[i] = Take(thread, name, byDefault, given, keywordValues, keywordNames);
                    break;
                case Out:
                    NoteResult(i, ref _outs);
                    arguments[i] = byDefault ?? MakeTarget(thread, types[i]);
                    break;
                default:
                    throw Errors.Value($"paramflag value {kind} not supported");
            }
        }
        var actual = given.Length + keywordValues.Length;
        if (actual != _used)
            throw Errors.Type($"call takes exactly {_used} arguments ({actual} given)");
        return PyTuple.FromArray(thread, arguments);
    }

    private void NoteResult(int place, ref uint mask)
    {
        mask |= 1u << place;
        _results++;
    }

    private PyObject Take(
        ThreadState thread, PyStr? name, PyObject? byDefault, ReadOnlySpan<PyObject> given, ReadOnlySpan<PyObject> keywordValues, PyTuple? keywordNames)
    {
        if (_used < given.Length)
            return given[_used++];
        for (var i = 0; name is not null && i < keywordValues.Length; i++)
        {
            if (!Op.AreEqual(thread, keywordNames![i], name))
                continue;
            _used++;
            return keywordValues[i];
        }
        return byDefault ?? throw Errors.Type(name is null ? "not enough arguments" : $"required argument '{name}' missing");
    }

    /// <summary>An instance for a result: of an array type itself, else of what the pointer points to.</summary>
    private static PyObject MakeTarget(ThreadState thread, PyObject type)
    {
        var info = CTypeInfo.Of(type) ?? throw Errors.Runtime("NULL stgdict unexpected");
        if (info.Proto.Value is PyStr)
            throw Errors.Type($"{((PyType)type).Name} 'out' parameter must be passed as default value");
        var target = info.Shape.Length > 0 ? type : info.Proto.Value;
        return Op.Call(thread, target ?? throw Errors.Type("Pointer has no _type_"));
    }

    /// <summary>The result of the call: what the parameters that are results hold now.</summary>
    public readonly PyObject Result(ThreadState thread, PyObject result, PyTuple arguments)
    {
        if (_results == 0)
            return result;
        var values = new PyObject[_results];
        var count = 0;
        for (var i = 0; count < _results; i++)
        {
            if ((_inOuts >> i & 1) != 0)
                values[count++] = arguments[i];
            else if ((_outs >> i & 1) != 0)
                values[count++] = Op.CallMethod(thread, arguments[i], "__ctypes_from_outparam__");
        }
        return count == 1 ? values[0] : PyTuple.FromArray(thread, values);
    }
}
