using System.Runtime.CompilerServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>What <c>_socket</c> keeps for an interpreter: its exception classes and the default timeout.</summary>
internal sealed class SocketState
{
    private static readonly ConditionalWeakTable<Interpreter, SocketState> s_states = new();

    private SocketState(ThreadState thread)
    {
        HostError = ModuleExceptions.Create(thread, "socket", "herror", ExceptionTypes.OSError);
        AddressError = ModuleExceptions.Create(thread, "socket", "gaierror", ExceptionTypes.OSError);
    }

    /// <summary><c>socket.herror</c>.</summary>
    public PyType HostError { get; }

    /// <summary><c>socket.gaierror</c>.</summary>
    public PyType AddressError { get; }

    /// <summary>The timeout of new sockets in nanoseconds; -1 for none.</summary>
    public long DefaultTimeout { get; set; } = -1;

    /// <summary>The state of the thread's interpreter.</summary>
    public static SocketState Of(ThreadState thread)
    {
        if (s_states.TryGetValue(thread.Interpreter, out var state))
            return state;
        state = new SocketState(thread);
        s_states.Add(thread.Interpreter, state);
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
