using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>What <c>await</c>, <c>async for</c> and <c>async with</c> ask of their operands.</summary>
internal static class Awaiting
{
    /// <summary>The iterator that awaiting an object drives.</summary>
    /// <param name="thread">The running thread.</param>
    /// <param name="o">The operand of <c>await</c>.</param>
    /// <param name="context">1 for the result of <c>__aenter__</c>, 2 for that of <c>__aexit__</c>, else 0: only for the message.</param>
    public static PyObject GetAwaitable(ThreadState thread, PyObject o, int context)
    {
        if (o is PyCoroutine coroutine)
        {
            if (coroutine.AwaitedObject is not null)
                throw Errors.Runtime("coroutine is being awaited already");
            return o;
        }
        if (o is PyGenerator generator && (generator.CodeField.Value!.CodeFlags & CodeFlags.IterableCoroutine) != 0)
            return o;
        if (o.Type.AmAwait is not { } await)
        {
            throw Errors.Type(context switch
            {
                1 => $"'async with' received an object from __aenter__ that does not implement __await__: {o.Type.Name}",
                2 => $"'async with' received an object from __aexit__ that does not implement __await__: {o.Type.Name}",
                _ => $"'{o.Type.Name}' object can't be awaited",
            });
        }
        var iterator = await(thread, o);
        if (iterator is PyCoroutine || (iterator is PyGenerator made && (made.CodeField.Value!.CodeFlags & CodeFlags.IterableCoroutine) != 0))
            throw Errors.Type("__await__() returned a coroutine");
        if (iterator.Type.TpIterNext is null)
            throw Errors.Type($"__await__() returned non-iterator of type '{iterator.Type.Name}'");
        return iterator;
    }

    /// <summary>The asynchronous iterator of an object, for <c>async for</c>.</summary>
    public static PyObject GetAsyncIterator(ThreadState thread, PyObject o)
    {
        if (o.Type.AmAIter is not { } iterate)
            throw Errors.Type($"'async for' requires an object with __aiter__ method, got {o.Type.Name}");
        var iterator = iterate(thread, o);
        if (iterator.Type.AmANext is null)
            throw Errors.Type($"'async for' received an object from __aiter__ that does not implement __anext__: {iterator.Type.Name}");
        return iterator;
    }

    /// <summary>The awaitable of an asynchronous iterator's next item.</summary>
    public static PyObject GetAsyncNext(ThreadState thread, PyObject iterator)
    {
        if (iterator is PyAsyncGenerator)
            return iterator.Type.AmANext!(thread, iterator);
        if (iterator.Type.AmANext is not { } next)
            throw Errors.Type($"'async for' requires an iterator with __anext__ method, got {iterator.Type.Name}");
        var awaitable = next(thread, iterator);
        try
        {
            return GetAwaitable(thread, awaitable, 0);
        }
        catch (PythonException exception)
        {
            var error = Errors.Type($"'async for' received an invalid object from __anext__: {awaitable.Type.Name}");
            error.Value.CauseField.Value = exception.Value;
            error.Value.ContextField.Value = exception.Value;
            error.Value.SuppressContext = true;
            throw error;
        }
    }
}
