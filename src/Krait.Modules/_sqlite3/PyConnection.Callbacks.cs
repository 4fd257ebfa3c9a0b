using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>Functions, collations and handlers of a connection.</summary>
public unsafe partial class PyConnection
{
    private const int Utf8 = 1, Deterministic = 0x800, FunctionArguments = 6;
    private const uint TraceStatements = 1;

    private const string FunctionKeywordsDeprecated =
        "Passing keyword arguments 'name', 'narg' and 'func' to _sqlite3.Connection.create_function() is deprecated. "
        + "Parameters 'name', 'narg' and 'func' will become positional-only in Python 3.15.";

    private const string AggregateKeywordsDeprecated =
        "Passing keyword arguments 'name', 'n_arg' and 'aggregate_class' to _sqlite3.Connection.create_aggregate() is deprecated. "
        + "Parameters 'name', 'n_arg' and 'aggregate_class' will become positional-only in Python 3.15.";

    private const string AuthorizerKeywordDeprecated =
        "Passing keyword argument 'authorizer_callback' to _sqlite3.Connection.set_authorizer() is deprecated. "
        + "Parameter 'authorizer_callback' will become positional-only in Python 3.15.";

    private const string ProgressKeywordDeprecated =
        "Passing keyword argument 'progress_handler' to _sqlite3.Connection.set_progress_handler() is deprecated. "
        + "Parameter 'progress_handler' will become positional-only in Python 3.15.";

    private const string TraceKeywordDeprecated =
        "Passing keyword argument 'trace_callback' to _sqlite3.Connection.set_trace_callback() is deprecated. "
        + "Parameter 'trace_callback' will become positional-only in Python 3.15.";

    /// <summary>Creates a new function.
    ///
    /// Note: Passing keyword arguments 'name', 'narg' and 'func' to
    /// _sqlite3.Connection.create_function() is deprecated. Parameters
    /// 'name', 'narg' and 'func' will become positional-only in Python 3.15.
    /// </summary>
    [PyMethod("create_function")]
    [DeprecatedPassing(FunctionKeywordsDeprecated, Least = 3)]
    private void CreateFunction(
        ThreadState thread, [Keyword, NoNull] string name, [Keyword] int narg, [Keyword] PyObject func, [KeywordOnly] bool deterministic = false)
    {
        Check(thread);
        CheckCount(thread, "narg", narg);
        var context = ContextFor(func);
        int code;
        fixed (byte* text = SqliteState.Terminated(name))
        {
            code = LibSqlite.sqlite3_create_function_v2(
                _db, text, narg, Utf8 | (deterministic ? Deterministic : 0), context?.Data ?? 0,
                context is null ? 0 : FunctionCallbacks.Function, 0, 0, context is null ? 0 : FunctionCallbacks.Destroy);
        }
        if (code != SqliteCode.Ok)
            throw SqliteState.Operational(thread, "Error creating function");
    }

    private void CheckCount(ThreadState thread, string name, int count)
    {
        var most = LibSqlite.sqlite3_limit(_db, FunctionArguments, -1);
        if (count < -1 || count > most)
            throw SqliteState.Programming(thread, $"'{name}' must be between -1 and {most}, not {count}");
    }

    private CallbackContext? ContextFor(PyObject callable) => callable is PyNone ? null : new CallbackContext(this, callable);

    /// <summary>Creates a new aggregate.
    ///
    /// Note: Passing keyword arguments 'name', 'n_arg' and 'aggregate_class'
    /// to _sqlite3.Connection.create_aggregate() is deprecated. Parameters
    /// 'name', 'n_arg' and 'aggregate_class' will become positional-only in
    /// Python 3.15.
    /// </summary>
    [PyMethod("create_aggregate")]
    [DeprecatedPassing(AggregateKeywordsDeprecated, Least = 3)]
    private void CreateAggregate(
        ThreadState thread, [Keyword, NoNull] string name, [Keyword("n_arg")] int count, [Keyword("aggregate_class")] PyObject aggregateClass)
    {
        Check(thread);
        CheckCount(thread, "n_arg", count);
        var context = ContextFor(aggregateClass);
        int code;
        fixed (byte* text = SqliteState.Terminated(name))
        {
            code = LibSqlite.sqlite3_create_function_v2(
                _db, text, count, Utf8, context?.Data ?? 0, 0, context is null ? 0 : FunctionCallbacks.Step,
                context is null ? 0 : FunctionCallbacks.Final, context is null ? 0 : FunctionCallbacks.Destroy);
        }
        if (code != SqliteCode.Ok)
            throw SqliteState.Operational(thread, "Error creating aggregate");
    }

    /// <summary>Creates or redefines an aggregate window function. Non-standard.
    ///
    ///   name
    ///     The name of the SQL aggregate window function to be created or
    ///     redefined.
    ///   num_params
    ///     The number of arguments the step and inverse methods takes.
    ///   aggregate_class
    ///     A class with step(), finalize(), value(), and inverse() methods.
    ///     Set to None to clear the window function.</summary>
    [PyMethod("create_window_function", Signature = "($self, name, num_params, aggregate_class, /)")]
    private void CreateWindowFunction(ThreadState thread, [NoNull] string name, int count, PyObject aggregateClass)
    {
        Check(thread);
        CheckCount(thread, "num_params", count);
        var context = ContextFor(aggregateClass);
        int code;
        fixed (byte* text = SqliteState.Terminated(name))
        {
            code = context is null
                ? LibSqlite.sqlite3_create_window_function(_db, text, count, Utf8, 0, 0, 0, 0, 0, 0)
                : LibSqlite.sqlite3_create_window_function(
                    _db, text, count, Utf8, context.Data, FunctionCallbacks.Step, FunctionCallbacks.Final, FunctionCallbacks.Value,
                    FunctionCallbacks.Inverse, FunctionCallbacks.Destroy);
        }
        if (code != SqliteCode.Ok)
            throw SqliteState.Programming(thread, SqliteState.Text(LibSqlite.sqlite3_errstr(code))!);
    }

    /// <summary>Creates a collation function.</summary>
    [PyMethod("create_collation", Signature = "($self, name, callback, /)")]
    private void CreateCollation(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? keywords = null)
    {
        // CPython reads these by way of keywords, although both have none: the messages say so.
        if (args.Length + (keywords?.Count ?? 0) is var given && given > 2)
            throw Errors.Type($"create_collation() takes at most 2 arguments ({given} given)");
        if (args.Length < 2)
            throw Errors.Type($"create_collation() takes exactly 2 positional arguments ({args.Length} given)");
        if (args[0] is not PyStr name)
            throw Errors.Type($"create_collation() argument 1 must be str, not {args[0].Type.Name}");
        CreateCollation(thread, name, args[1]);
    }

    private void CreateCollation(ThreadState thread, PyStr name, PyObject callback)
    {
        Check(thread);
        var text = SqliteState.TerminatedName(thread, name);
        if (callback is not PyNone && !Op.IsCallable(callback))
            throw Errors.Type("parameter must be callable");
        var context = ContextFor(callback);
        int code;
        fixed (byte* start = text)
        {
            code = LibSqlite.sqlite3_create_collation_v2(
                _db, start, Utf8, context?.Data ?? 0, context is null ? 0 : ConnectionCallbacks.Compare, context is null ? 0 : FunctionCallbacks.Destroy);
        }
        if (code == SqliteCode.Ok)
            return;
        // Other than for functions, the library lets the caller clean up.
        context?.Destroy();
        throw SqliteState.Failure(thread, _db);
    }

    /// <summary>Set authorizer callback.
    ///
    /// Note: Passing keyword argument 'authorizer_callback' to
    /// _sqlite3.Connection.set_authorizer() is deprecated. Parameter
    /// 'authorizer_callback' will become positional-only in Python 3.15.
    /// </summary>
    [PyMethod("set_authorizer")]
    [DeprecatedPassing(AuthorizerKeywordDeprecated, Least = 1)]
    private void SetAuthorizer(ThreadState thread, [Keyword("authorizer_callback")] PyObject callback)
    {
        Check(thread);
        var context = ContextFor(callback);
        var code = LibSqlite.sqlite3_set_authorizer(_db, context is null ? 0 : ConnectionCallbacks.Authorize, context?.Data ?? 0);
        Replace(ref _authorizer, context);
        if (code == SqliteCode.Ok)
            return;
        Replace(ref _authorizer, null);
        throw SqliteState.Operational(thread, "Error setting authorizer callback");
    }

    private static void Replace(ref CallbackContext? place, CallbackContext? context)
    {
        var old = place;
        place = context;
        old?.Destroy();
    }

    /// <summary>Set progress handler callback.
    ///
    ///   progress_handler
    ///     A callable that takes no arguments.
    ///     If the callable returns non-zero, the current query is terminated,
    ///     and an exception is raised.
    ///   n
    ///     The number of SQLite virtual machine instructions that are
    ///     executed between invocations of 'progress_handler'.
    ///
    /// If 'progress_handler' is None or 'n' is 0, the progress handler is disabled.
    ///
    /// Note: Passing keyword argument 'progress_handler' to
    /// _sqlite3.Connection.set_progress_handler() is deprecated. Parameter
    /// 'progress_handler' will become positional-only in Python 3.15.
    /// </summary>
    [PyMethod("set_progress_handler")]
    [DeprecatedPassing(ProgressKeywordDeprecated, Least = 1)]
    private void SetProgressHandler(ThreadState thread, [Keyword("progress_handler")] PyObject handler, [Keyword] int n)
    {
        Check(thread);
        var context = ContextFor(handler);
        if (context is null)
            LibSqlite.sqlite3_progress_handler(_db, 0, 0, 0);
        else
            LibSqlite.sqlite3_progress_handler(_db, n, ConnectionCallbacks.Progress, context.Data);
        Replace(ref _progress, context);
    }

    /// <summary>Set a trace callback called for each SQL statement (passed as unicode).
    ///
    /// Note: Passing keyword argument 'trace_callback' to
    /// _sqlite3.Connection.set_trace_callback() is deprecated. Parameter
    /// 'trace_callback' will become positional-only in Python 3.15.
    /// </summary>
    [PyMethod("set_trace_callback")]
    [DeprecatedPassing(TraceKeywordDeprecated, Least = 1)]
    private void SetTraceCallback(ThreadState thread, [Keyword("trace_callback")] PyObject callback)
    {
        Check(thread);
        var context = ContextFor(callback);
        LibSqlite.sqlite3_trace_v2(_db, TraceStatements, context is null ? 0 : ConnectionCallbacks.Trace, context?.Data ?? 0);
        Replace(ref _trace, context);
    }

    private void RemoveHandlers()
    {
        LibSqlite.sqlite3_trace_v2(_db, TraceStatements, 0, 0);
        LibSqlite.sqlite3_progress_handler(_db, 0, 0, 0);
        LibSqlite.sqlite3_set_authorizer(_db, 0, 0);
        Replace(ref _trace, null);
        Replace(ref _progress, null);
        Replace(ref _authorizer, null);
    }
}
