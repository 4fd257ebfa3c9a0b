using System.Runtime.InteropServices;
using System.Text;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>Columns of a result as Python sees them.</summary>
internal static unsafe class ColumnConversion
{
    private static readonly PyStr s_upper = PyStr.Intern("upper");

    /// <summary>The converter of each column, None for none; null where none is asked for.</summary>
    public static PyTuple? Converters(ThreadState thread, PyStatement statement, int detect)
    {
        if (detect == 0)
            return null;
        var converters = new PyObject[LibSqlite.sqlite3_column_count(statement.Native)];
        for (var i = 0; i < converters.Length; i++)
            converters[i] = Converter(thread, statement.Native, i, detect) ?? PyNone.Instance;
        return PyTuple.Create(thread, converters);
    }

    private static PyObject? Converter(ThreadState thread, nint statement, int column, int detect)
    {
        if ((detect & PyConnection.ParseColumnNames) != 0)
        {
            var name = Bytes(LibSqlite.sqlite3_column_name(statement, column));
            var start = name.IndexOf((byte)'[') + 1;
            var length = start == 0 ? -1 : name[start..].IndexOf((byte)']');
            if (length >= 0 && Find(thread, name.Slice(start, length)) is { } converter)
                return converter;
        }
        if ((detect & PyConnection.ParseDeclaredTypes) == 0)
            return null;
        var type = LibSqlite.sqlite3_column_decltype(statement, column);
        if (type == null)
            return null;
        // "number(10)" and "integer primary key" are a number and an integer.
        var declared = Bytes(type);
        var end = declared.IndexOfAny((byte)' ', (byte)'(');
        return Find(thread, end < 0 ? declared : declared[..end]);
    }

    private static ReadOnlySpan<byte> Bytes(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);

    private static PyObject? Find(ThreadState thread, ReadOnlySpan<byte> name) =>
        SqliteState.Of(thread).Converters.GetItem(thread, Op.CallMethod(thread, PyStr.From(Encoding.UTF8.GetString(name)), s_upper));

    /// <summary>What <c>Cursor.description</c> says: seven items for each column, of which the library knows the name.</summary>
    public static PyTuple Describe(ThreadState thread, PyStatement statement, int detect)
    {
        var columns = new PyObject[LibSqlite.sqlite3_column_count(statement.Native)];
        var none = PyNone.Instance;
        for (var i = 0; i < columns.Length; i++)
        {
            var name = LibSqlite.sqlite3_column_name(statement.Native, i);
            if (name == null)
                throw Errors.Memory();
            var text = PyStr.From(Encoding.UTF8.GetString(VisibleName(Bytes(name), detect)));
            columns[i] = PyTuple.Create(thread, [text, none, none, none, none, none, none]);
        }
        return PyTuple.Create(thread, columns);
    }

    // Without the converter's name in brackets, and the space before it.
    private static ReadOnlySpan<byte> VisibleName(ReadOnlySpan<byte> name, int detect)
    {
        var bracket = (detect & PyConnection.ParseColumnNames) == 0 ? -1 : name.IndexOf((byte)'[');
        if (bracket < 0)
            return name;
        return bracket > 0 && name[bracket - 1] == ' ' ? name[..(bracket - 1)] : name[..bracket];
    }

    /// <summary>The row at which a statement stands.</summary>
    public static PyTuple Row(ThreadState thread, PyConnection connection, PyStatement statement, PyTuple? converters)
    {
        var native = statement.Native;
        var values = new PyObject[LibSqlite.sqlite3_data_count(native)];
        var held = 0;
        try
        {
            for (; held < values.Length; held++)
            {
                var converter = converters is not null && held < converters.Count ? converters[held] : PyNone.Instance;
                var value = converter is PyNone ? Value(thread, connection, native, held) : Converted(thread, native, held, converter);
                PyObject.Retain(value);
                values[held] = value;
            }
            return PyTuple.FromOwned(thread, values);
        }
        catch
        {
            foreach (var value in values.AsSpan(0, held))
                PyObject.Float(thread, value);
            throw;
        }
    }

    private static PyObject Converted(ThreadState thread, nint statement, int column, PyObject converter)
    {
        // An empty value is null for the library, too.
        var blob = LibSqlite.sqlite3_column_blob(statement, column);
        return blob == null
            ? PyNone.Instance
            : Op.Call(thread, converter, PyBytes.From(new ReadOnlySpan<byte>(blob, LibSqlite.sqlite3_column_bytes(statement, column))));
    }

    private static PyObject Value(ThreadState thread, PyConnection connection, nint statement, int column)
    {
        switch (LibSqlite.sqlite3_column_type(statement, column))
        {
            case SqliteKind.Null:
                return PyNone.Instance;
            case SqliteKind.Integer:
                return PyInt.From(LibSqlite.sqlite3_column_int64(statement, column));
            case SqliteKind.Float:
                return PyFloat.From(LibSqlite.sqlite3_column_double(statement, column));
            case SqliteKind.Text:
                var text = LibSqlite.sqlite3_column_text(statement, column);
                if (text == null)
                    throw Errors.Memory();
                return Text(thread, connection, statement, column, new ReadOnlySpan<byte>(text, LibSqlite.sqlite3_column_bytes(statement, column)));
            default:
                var blob = LibSqlite.sqlite3_column_blob(statement, column);
                return PyBytes.From(new ReadOnlySpan<byte>(blob, LibSqlite.sqlite3_column_bytes(statement, column)));
        }
    }

    private static PyObject Text(ThreadState thread, PyConnection connection, nint statement, int column, ReadOnlySpan<byte> text)
    {
        var factory = connection.TextFactory;
        if (ReferenceEquals(factory, PyStr.TypeObject))
            return Decode(thread, statement, column, text);
        var bytes = PyBytes.From(text);
        return ReferenceEquals(factory, PyBytes.TypeObject) ? bytes : FunctionCallbacks.CallHeld(thread, factory, bytes);
    }

    private static PyStr Decode(ThreadState thread, nint statement, int column, ReadOnlySpan<byte> text)
    {
        if (System.Text.Unicode.Utf8.IsValid(text))
            return Utf8Codec.Decode(thread, text, null, null, final: true, out _);
        var name = SqliteState.Text(LibSqlite.sqlite3_column_name(statement, column)) ?? "<unknown column name>";
        var end = text.IndexOf((byte)0);
        throw SqliteState.Operational(
            thread, $"Could not decode to UTF-8 column '{name}' with text '{Readable(end < 0 ? text : text[..end])}'");
    }

    private static string Readable(ReadOnlySpan<byte> text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var one in text)
            result.Append(one < 0x80 ? (char)one : '\uFFFD');
        return result.ToString();
    }
}
