using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>What <c>_socket</c> keeps for an interpreter: its exception classes and the default timeout.</summary>
internal sealed class SocketState : ModuleState
{
    private PyType? _hostError;
    private PyType? _addressError;

    /// <summary><c>socket.herror</c>.</summary>
    public PyType HostError => _hostError!;

    /// <summary><c>socket.gaierror</c>.</summary>
    public PyType AddressError => _addressError!;

    /// <summary>The timeout of new sockets in nanoseconds; -1 for none.</summary>
    public long DefaultTimeout { get; set; } = -1;

    /// <summary>The state of the thread's interpreter.</summary>
    public static SocketState Of(ThreadState thread)
    {
        var state = thread.Interpreter.ModuleState<SocketState>();
        state._hostError ??= state.Keep(ModuleExceptions.Define(thread, "socket", "herror", ExceptionTypes.OSError));
        state._addressError ??= state.Keep(ModuleExceptions.Define(thread, "socket", "gaierror", ExceptionTypes.OSError));
        return state;
    }

    /// <summary>The exception for a failed getaddrinfo or getnameinfo.</summary>
    public PythonException Resolver(ThreadState thread, ResolverError error) => error.System.Failed && error.Code == SystemError
        ? Errors.Os(thread, error.System.Value)
        : Errors.New(thread, AddressError, PyInt.From(error.Code), PyStr.From(error.Message));

    /// <summary>The exception for a failed gethostbyname or gethostbyaddr.</summary>
    public PythonException Host(ThreadState thread, int error) =>
        Errors.New(thread, HostError, PyInt.From(error), PyStr.From(NameResolution.HostErrorMessage(error)));

    private const int SystemError = -11;
}
