using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>
/// What the library calls for functions and aggregates of Python. Nothing may be thrown through the library: an error becomes one of SQL, and
/// is reported where <c>enable_callback_tracebacks()</c> asked for it.
/// </summary>
internal static unsafe class FunctionCallbacks
{
    private static readonly PyStr s_step = PyStr.Intern("step"), s_value = PyStr.Intern("value");
    private static readonly PyStr s_inverse = PyStr.Intern("inverse"), s_finalize = PyStr.Intern("finalize");

    public static nint Function => (nint)(delegate* unmanaged[Cdecl]<nint, int, nint*, void>)&OnFunction;

    public static nint Step => (nint)(delegate* unmanaged[Cdecl]<nint, int, nint*, void>)&OnStep;

    public static nint Inverse => (nint)(delegate* unmanaged[Cdecl]<nint, int, nint*, void>)&OnInverse;

    public static nint Value => (nint)(delegate* unmanaged[Cdecl]<nint, void>)&OnValue;

    public static nint Final => (nint)(delegate* unmanaged[Cdecl]<nint, void>)&OnFinal;

    public static nint Destroy => (nint)(delegate* unmanaged[Cdecl]<nint, void>)&OnDestroy;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDestroy(nint data)
    {
        using var scope = CallbackScope.Enter();
        CallbackContext.From(data).Destroy();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnFunction(nint context, int count, nint* values)
    {
        using var scope = CallbackScope.Enter();
        var thread = scope.Thread;
        if (ContextOf(context).Callable is not { } callable)
            return;
        try
        {
            SetResult(thread, context, CallWith(thread, callable, count, values));
        }
        catch (Exception error)
        {
            Fail(thread, context, callable, error, "user-defined function raised exception");
        }
    }

    private static CallbackContext ContextOf(nint context) => CallbackContext.From(LibSqlite.sqlite3_user_data(context));

    private static PyObject CallWith(ThreadState thread, PyObject callable, int count, nint* values)
    {
        var args = new PyObject[count];
        for (var i = 0; i < count; i++)
            args[i] = ToPython(thread, values[i]);
        return CallHeld(thread, callable, args);
    }

    /// <summary>Calls an object that somebody else may let go of meanwhile.</summary>
    public static PyObject CallHeld(ThreadState thread, PyObject callable, params ReadOnlySpan<PyObject> args)
    {
        PyObject.Retain(callable);
        try
        {
            return Op.Call(thread, callable, args);
        }
        finally
        {
            PyObject.Float(thread, callable);
        }
    }

    private static PyObject ToPython(ThreadState thread, nint value)
    {
        switch (LibSqlite.sqlite3_value_type(value))
        {
            case SqliteKind.Integer:
                return PyInt.From(LibSqlite.sqlite3_value_int64(value));
            case SqliteKind.Float:
                return PyFloat.From(LibSqlite.sqlite3_value_double(value));
            case SqliteKind.Text:
                var text = LibSqlite.sqlite3_value_text(value);
                return Utf8Codec.Decode(thread, new ReadOnlySpan<byte>(text, LibSqlite.sqlite3_value_bytes(value)), null, null, final: true, out _);
            case SqliteKind.Blob:
                var blob = LibSqlite.sqlite3_value_blob(value);
                return PyBytes.From(new ReadOnlySpan<byte>(blob, LibSqlite.sqlite3_value_bytes(value)));
            default:
                return PyNone.Instance;
        }
    }

    private static void SetResult(ThreadState thread, nint context, PyObject result)
    {
        switch (result)
        {
            case PyNone:
                LibSqlite.sqlite3_result_null(context);
                break;
            case PyInt number:
                LibSqlite.sqlite3_result_int64(context, ParameterBinding.ToInteger(number));
                break;
            case PyFloat number:
                LibSqlite.sqlite3_result_double(context, number.Value);
                break;
            case PyStr text:
                SetText(context, SqliteState.Terminated(thread, text));
                break;
            case var o when Op.HasBuffer(o):
                using (var view = PyBuffer.Get(thread, o, BufferFlags.Simple))
                {
                    SetBlob(context, view.Span);
                }
                break;
            default:
                throw SqliteState.Programming(thread, $"User-defined functions cannot return '{result.Type.Name}' values to SQLite");
        }
    }

    private static void SetText(nint context, byte[] terminated)
    {
        fixed (byte* start = terminated)
        {
            LibSqlite.sqlite3_result_text(context, start, terminated.Length - 1, ParameterBinding.Copied);
        }
    }

    private static void SetBlob(nint context, ReadOnlySpan<byte> data)
    {
        byte none;
        fixed (byte* start = data)
        {
            // A null pointer would be NULL.
            LibSqlite.sqlite3_result_blob(context, start == null ? &none : start, data.Length, ParameterBinding.Copied);
        }
    }

    /// <summary>Makes an exception the statement's error.</summary>
    private static void Fail(ThreadState thread, nint context, PyObject callable, Exception exception, string message)
    {
        var error = PythonException.From(thread, exception);
        if (error.Matches(ExceptionTypes.MemoryError))
        {
            LibSqlite.sqlite3_result_error_nomem(context);
        }
        else if (error.Matches(ExceptionTypes.OverflowError))
        {
            LibSqlite.sqlite3_result_error_toobig(context);
        }
        else
        {
            fixed (byte* text = SqliteState.Terminated(message))
            {
                LibSqlite.sqlite3_result_error(context, text, -1);
            }
        }
        Report(thread, error, callable);
    }

    /// <summary>Reports what a callback raised, where that was asked for.</summary>
    public static void Report(ThreadState thread, PythonException error, PyObject callable)
    {
        if (SqliteState.Of(thread).ReportsCallbackErrors)
            Op.WriteUnraisable(thread, error, callable, "Exception ignored on sqlite3 callback");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnStep(nint context, int count, nint* values)
    {
        using var scope = CallbackScope.Enter();
        var place = (int*)LibSqlite.sqlite3_aggregate_context(context, sizeof(int));
        var callback = ContextOf(context);
        if (callback.Callable is not { } callable)
            return;
        if (*place == 0)
        {
            try
            {
                *place = callback.Keep(CallHeld(scope.Thread, callable));
            }
            catch (Exception error)
            {
                Fail(scope.Thread, context, callable, error, "user-defined aggregate's '__init__' method raised error");
                return;
            }
        }
        CallMethod(scope.Thread, context, callback, *place, s_step, count, values);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnInverse(nint context, int count, nint* values)
    {
        using var scope = CallbackScope.Enter();
        var place = (int*)LibSqlite.sqlite3_aggregate_context(context, sizeof(int));
        if (*place != 0)
            CallMethod(scope.Thread, context, ContextOf(context), *place, s_inverse, count, values);
    }

    private static void CallMethod(ThreadState thread, nint context, CallbackContext callback, int instance, PyStr name, int count, nint* values)
    {
        if (callback.Instance(instance) is not { } o || callback.Callable is not { } callable)
            return;
        PyObject method;
        try
        {
            method = Op.GetAttr(thread, o, name);
        }
        catch (Exception error)
        {
            Fail(thread, context, callable, error, $"user-defined aggregate's '{name}' method not defined");
            return;
        }
        try
        {
            CallWith(thread, method, count, values);
        }
        catch (Exception error)
        {
            Fail(thread, context, callable, error, $"user-defined aggregate's '{name}' method raised error");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnValue(nint context)
    {
        using var scope = CallbackScope.Enter();
        var place = (int*)LibSqlite.sqlite3_aggregate_context(context, sizeof(int));
        if (*place != 0)
            TakeResult(scope.Thread, context, ContextOf(context), *place, s_value);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnFinal(nint context)
    {
        using var scope = CallbackScope.Enter();
        var place = (int*)LibSqlite.sqlite3_aggregate_context(context, 0);
        // Without a row, or where the instance could not be made, there is none.
        if (place == null || *place == 0)
            return;
        var callback = ContextOf(context);
        TakeResult(scope.Thread, context, callback, *place, s_finalize);
        callback.GiveUp(scope.Thread, *place);
        *place = 0;
    }

    private static void TakeResult(ThreadState thread, nint context, CallbackContext callback, int instance, PyStr name)
    {
        if (callback.Instance(instance) is not { } o || callback.Callable is not { } callable)
            return;
        try
        {
            SetResult(thread, context, Op.CallMethod(thread, o, name));
        }
        catch (Exception exception)
        {
            var error = PythonException.From(thread, exception);
            var what = error.Matches(ExceptionTypes.AttributeError) ? "not defined" : "raised error";
            Fail(thread, context, callable, error, $"user-defined aggregate's '{name}' method {what}");
        }
    }
}
