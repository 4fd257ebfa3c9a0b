using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>Turns objects into those that the database can hold (PEP 246).</summary>
internal static class Adaptation
{
    private static readonly PyStr s_adapt = PyStr.Intern("__adapt__"), s_conform = PyStr.Intern("__conform__");

    /// <summary>True where an object may have to be adapted before it is bound.</summary>
    public static bool IsNeeded(SqliteState state, PyObject o) =>
        state.AdaptsBaseTypes || !(IsExactly(o, PyInt.TypeObject) || IsExactly(o, PyFloat.TypeObject) || IsExactly(o, PyStr.TypeObject) || IsExactly(o, PyByteArray.TypeObject));

    private static bool IsExactly(PyObject o, PyType type) => ReferenceEquals(o.Type, type);

    /// <summary>Registers an adapter for objects of a type.</summary>
    public static void Register(ThreadState thread, SqliteState state, PyObject type, PyObject adapter)
    {
        state.Adapters.SetItem(thread, PyTuple.Create(thread, type, PyPrepareProtocol.TypeObject), adapter);
        state.AdaptsBaseTypes |= ReferenceEquals(type, PyInt.TypeObject) || ReferenceEquals(type, PyFloat.TypeObject)
            || ReferenceEquals(type, PyStr.TypeObject) || ReferenceEquals(type, PyByteArray.TypeObject);
    }

    /// <summary>The object as the protocol wants it; else <paramref name="alternative"/>.</summary>
    /// <exception cref="PythonException">ProgrammingError: there is neither.</exception>
    public static PyObject Adapt(ThreadState thread, SqliteState state, PyObject o, PyObject protocol, PyObject? alternative)
    {
        if (state.Adapters.GetItem(thread, PyTuple.Create(thread, o.Type, protocol)) is { } adapter)
            return Op.Call(thread, adapter, o);
        return Ask(thread, protocol, s_adapt, o)
            ?? Ask(thread, o, s_conform, protocol)
            ?? alternative
            ?? throw SqliteState.Programming(thread, "can't adapt");
    }

    /// <summary>What a method says; null where there is none, it says None, or it does not take the argument.</summary>
    private static PyObject? Ask(ThreadState thread, PyObject o, PyStr method, PyObject argument)
    {
        if (Op.TryGetAttr(thread, o, method) is not { } function)
            return null;
        try
        {
            return ArgumentConversion.NoneToNull(Op.Call(thread, function, argument));
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
        {
            return null;
        }
    }
}
