using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

/// <summary>A session of a connection, to be used again by a later connection of the same context.</summary>
[PyType("SSLSession", Module = "_ssl", NoInstantiation = true, BasicSize = 32)]
[PyModuleType("_ssl")]
public sealed unsafe partial class PySslSession : PyContainer
{
    private nint _session;
    private Ref<PySslContext> _context;

    private PySslSession(PyType type) : base(type)
    {
    }

    /// <summary>Releases the library's object.</summary>
    ~PySslSession() => LibSsl.SSL_SESSION_free(_session);

    internal nint Handle => _session;

    internal PySslContext? Context => _context.Value;

    /// <summary>Takes over a session of the library.</summary>
    internal static PySslSession Create(ThreadState thread, nint session, PySslContext context)
    {
        var made = thread.EnterNew(new PySslSession(TypeObject));
        made._session = session;
        made._context.Value = context;
        return made;
    }

    private ReadOnlySpan<byte> IdBytes
    {
        get
        {
            uint size;
            var id = LibSsl.SSL_SESSION_get_id(_session, &size);
            return new ReadOnlySpan<byte>(id, (int)size);
        }
    }

    /// <summary>Session ID.</summary>
    [PyGetter("id")]
    private PyObject Id => PyBytes.From(IdBytes);

    /// <summary>Session creation time (seconds since epoch).</summary>
    [PyGetter("time")]
    private long Time => LibSsl.SSL_SESSION_get_time(_session);

    /// <summary>Session timeout (delta in seconds).</summary>
    [PyGetter("timeout")]
    private long Timeout => LibSsl.SSL_SESSION_get_timeout(_session);

    /// <summary>Ticket life time hint.</summary>
    [PyGetter("ticket_lifetime_hint")]
    private long TicketLifetimeHint => (long)LibSsl.SSL_SESSION_get_ticket_lifetime_hint(_session);

    /// <summary>Does the session contain a ticket?</summary>
    [PyGetter("has_ticket")]
    private bool HasTicket => LibSsl.SSL_SESSION_has_ticket(_session) != 0;

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject Compare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (other is not PySslSession right || op is not (CompareOp.Eq or CompareOp.Ne))
            return PyNotImplemented.Instance;
        var equal = ReferenceEquals(self, other) || ((PySslSession)self).IdBytes.SequenceEqual(right.IdBytes);
        return PyBool.From(equal == (op == CompareOp.Eq));
    }
}
