namespace Krait.Runtime;

/// <summary>What <c>raise</c> and <c>except</c> do.</summary>
internal static class Raising
{
    /// <summary>The exception that <c>raise x</c> raises: x, or what calling the class x gives.</summary>
    public static PyBaseException Instantiate(ThreadState thread, PyObject what)
    {
        if (what is PyBaseException exception)
            return exception;
        if (what is PyType type && type.IsSubtypeOf(PyBaseException.TypeObject))
        {
            var made = Op.Call(thread, type);
            return made as PyBaseException
                ?? throw Errors.Type($"calling {Op.ReprText(thread, type)} should have returned an instance of BaseException, not {Op.ReprText(thread, made.Type)}");
        }
        throw Errors.Type("exceptions must derive from BaseException");
    }

    /// <summary>Sets <c>__cause__</c> as <c>raise ... from cause</c> does.</summary>
    public static void SetCause(ThreadState thread, PyBaseException value, PyObject cause)
    {
        PyBaseException? fixedCause = cause switch
        {
            PyNone => null,
            PyBaseException exception => exception,
            PyType type when type.IsSubtypeOf(PyBaseException.TypeObject) => Op.Call(thread, type) as PyBaseException
                ?? throw Errors.Type($"calling {Op.ReprText(thread, type)} should have returned an instance of BaseException"),
            _ => throw Errors.Type("exception causes must derive from BaseException"),
        };
        value.CauseField.Value = fixedCause;
        value.SuppressContext = true;
    }

    /// <summary>Makes what is being handled the context of a new exception; a cycle that this would close is cut.</summary>
    public static void SetContext(ThreadState thread, PyBaseException value)
    {
        if (thread.HandledException is not { } handled || ReferenceEquals(handled, value))
            return;
        // Floyd's algorithm: the chain may already be a cycle that does not contain the value.
        var slow = handled;
        var fast = handled;
        var advance = false;
        while (fast.ContextField.Value is PyBaseException context)
        {
            if (ReferenceEquals(context, value))
            {
                fast.ContextField.Value = null;
                break;
            }
            fast = context;
            if (ReferenceEquals(fast, slow))
                break;
            if (advance)
                slow = (PyBaseException)slow.ContextField.Value!;
            advance = !advance;
        }
        value.ContextField.Value = handled;
    }

    /// <summary>TypeError unless <paramref name="type"/> is an exception class or a tuple of them.</summary>
    public static void CheckExceptionTypes(ThreadState thread, PyObject type)
    {
        const string Message = "catching classes that do not inherit from BaseException is not allowed";
        if (type is PyTuple tuple)
        {
            foreach (var item in tuple.Items)
            {
                if (item is not PyType member || !member.IsSubtypeOf(PyBaseException.TypeObject))
                    throw Errors.Type(Message);
            }
        }
        else if (type is not PyType single || !single.IsSubtypeOf(PyBaseException.TypeObject))
        {
            throw Errors.Type(Message);
        }
    }

    /// <summary>True where an <c>except</c> clause for <paramref name="type"/> catches the exception.</summary>
    public static bool Matches(ThreadState thread, PyObject exception, PyObject type)
    {
        if (type is PyTuple tuple)
        {
            foreach (var item in tuple.Items)
            {
                if (Matches(thread, exception, item))
                    return true;
            }
            return false;
        }
        return exception.Type.IsSubtypeOf((PyType)type);
    }
}
