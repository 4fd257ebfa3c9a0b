using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>Gives the parameters of a statement their values.</summary>
internal static unsafe class ParameterBinding
{
    /// <summary>SQLITE_TRANSIENT: the library copies what it gets.</summary>
    public const nint Copied = -1;

    /// <summary>Binds the items of a sequence by their place, or those of a mapping by their name.</summary>
    public static void Bind(ThreadState thread, PyStatement statement, PyObject parameters)
    {
        var needed = LibSqlite.sqlite3_bind_parameter_count(statement.Native);
        if (parameters is PyTuple or PyList || (parameters is not PyDict && Op.IsSequence(parameters)))
            BindSequence(thread, statement.Native, needed, parameters);
        else if (Op.IsMapping(parameters))
            BindMapping(thread, statement.Native, needed, parameters);
        else
            throw SqliteState.Programming(thread, "parameters are of unsupported type");
    }

    private static void BindSequence(ThreadState thread, nint statement, int needed, PyObject parameters)
    {
        var given = Op.Length(thread, parameters);
        if (given != needed)
        {
            throw SqliteState.Programming(
                thread, $"Incorrect number of bindings supplied. The current statement uses {needed}, and there are {given} supplied.");
        }
        for (var i = 1; i <= needed; i++)
        {
            var name = LibSqlite.sqlite3_bind_parameter_name(statement, i);
            if (name != null && *name != '?')
            {
                throw SqliteState.Programming(
                    thread,
                    $"Binding {i} ('{SqliteState.Text(name)}') is a named parameter, but you supplied a sequence which requires nominal (qmark) placeholders.");
            }
            BindOne(thread, statement, i, Op.GetItem(thread, parameters, (long)(i - 1)));
        }
    }

    private static void BindMapping(ThreadState thread, nint statement, int needed, PyObject parameters)
    {
        for (var i = 1; i <= needed; i++)
        {
            var text = LibSqlite.sqlite3_bind_parameter_name(statement, i);
            if (text == null)
                throw SqliteState.Programming(thread, $"Binding {i} has no name, but you supplied a dictionary (which has only names).");
            // Without the colon in front.
            var name = SqliteState.Text(text + 1)!;
            var given = Find(thread, parameters, PyStr.From(name))
                ?? throw SqliteState.Programming(thread, $"You did not supply a value for binding parameter :{name}.");
            BindOne(thread, statement, i, given);
        }
    }

    private static PyObject? Find(ThreadState thread, PyObject mapping, PyStr name)
    {
        if (ReferenceEquals(mapping.Type, PyDict.TypeObject))
            return ((PyDict)mapping).GetItem(thread, name);
        try
        {
            return Op.GetItem(thread, mapping, name);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.LookupError))
        {
            return null;
        }
    }

    private static void BindOne(ThreadState thread, nint statement, int index, PyObject given)
    {
        var state = SqliteState.Of(thread);
        var value = given;
        if (Adaptation.IsNeeded(state, given))
        {
            PyObject.Retain(given);
            try
            {
                value = Adaptation.Adapt(thread, state, given, PyPrepareProtocol.TypeObject, given);
            }
            finally
            {
                PyObject.Float(thread, given);
            }
        }
        var code = value switch
        {
            PyNone => LibSqlite.sqlite3_bind_null(statement, index),
            PyInt number => LibSqlite.sqlite3_bind_int64(statement, index, ToInteger(number)),
            PyFloat number => LibSqlite.sqlite3_bind_double(statement, index, number.Value),
            PyStr text => BindText(thread, statement, index, text),
            _ when Op.HasBuffer(value) => BindBlob(thread, statement, index, value),
            _ => throw SqliteState.Programming(thread, $"Error binding parameter {index}: type '{value.Type.Name}' is not supported"),
        };
        if (code != SqliteCode.Ok)
            throw SqliteState.Failure(thread, LibSqlite.sqlite3_db_handle(statement));
    }

    /// <summary>A number as the database holds it.</summary>
    /// <exception cref="PythonException">OverflowError: it has more than 64 bits.</exception>
    public static long ToInteger(PyInt number) =>
        number.TryGetLong(out var value) ? value : throw Errors.Overflow("Python int too large to convert to SQLite INTEGER");

    private static int BindText(ThreadState thread, nint statement, int index, PyStr text)
    {
        var bytes = SqliteState.Terminated(thread, text);
        fixed (byte* start = bytes)
        {
            return LibSqlite.sqlite3_bind_text(statement, index, start, bytes.Length - 1, Copied);
        }
    }

    private static int BindBlob(ThreadState thread, nint statement, int index, PyObject o)
    {
        using var view = PyBuffer.Get(thread, o, BufferFlags.Simple);
        if (view.Length > int.MaxValue)
            throw Errors.Overflow("BLOB longer than INT_MAX bytes");
        byte none;
        fixed (byte* start = view.Span)
        {
            // A null pointer would be NULL.
            return LibSqlite.sqlite3_bind_blob(statement, index, start == null ? &none : start, (int)view.Length, Copied);
        }
    }
}
