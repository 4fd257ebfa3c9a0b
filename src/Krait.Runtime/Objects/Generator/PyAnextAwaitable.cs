namespace Krait.Runtime;

/// <remarks>What <c>anext(iterator, default)</c> gives: an awaitable that ends with the default where the iterator has ended.</remarks>
[PyType("anext_awaitable", BasicSize = 32, NoInstantiation = true)]
internal sealed partial class PyAnextAwaitable : PyIterator
{
    private Ref<PyObject> _wrapped;
    private Ref<PyObject> _default;

    private PyAnextAwaitable() : base(TypeObject)
    {
    }

    /// <summary>Wraps an awaitable; floating.</summary>
    public static PyAnextAwaitable Create(ThreadState thread, PyObject awaitable, PyObject @default)
    {
        var made = thread.EnterNew(new PyAnextAwaitable());
        made._wrapped.Value = awaitable;
        made._default.Value = @default;
        return made;
    }

    [PySlot(nameof(PyType.AmAwait))]
    [PyMethod("__await__", Signature = "")]
    private PyObject Await() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        var iterator = WrappedIterator(thread);
        PyObject.Retain(iterator);
        try
        {
            return iterator.Type.TpIterNext!(thread, iterator);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.StopAsyncIteration))
        {
            thread.StopIterationValue = _default.Value;
            return null;
        }
        finally
        {
            Float(thread, iterator);
        }
    }

    [PyMethod("send", Signature = "")]
    private PyObject Send(ThreadState thread, PyObject value) => Forward(thread, Names.Send, value);

    [PyMethod("throw", Signature = "")]
    private PyObject Throw(ThreadState thread, ReadOnlySpan<PyObject> args) => Forward(thread, Names.Throw, args);

    /// <summary>close() -&gt; raise GeneratorExit inside generator.</summary>
    [PyMethod("close", Signature = "")]
    private PyObject Close(ThreadState thread) => Forward(thread, Names.Close);

    private PyObject Forward(ThreadState thread, PyStr method, params ReadOnlySpan<PyObject> args)
    {
        var iterator = WrappedIterator(thread);
        PyObject.Retain(iterator);
        try
        {
            return Op.CallMethod(thread, iterator, method, args);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.StopAsyncIteration))
        {
            throw Errors.StopIteration(thread, _default.Value);
        }
        finally
        {
            Float(thread, iterator);
        }
    }

    private PyObject WrappedIterator(ThreadState thread)
    {
        var iterator = Awaiting.GetAwaitable(thread, _wrapped.Value!, 0);
        if (iterator.Type.TpIterNext is not null)
            return iterator;
        // Of what awaiting gives, only coroutines are not iterators.
        var wrapper = iterator.Type.AmAwait!(thread, iterator);
        return wrapper.Type.TpIterNext is not null
            ? wrapper
            : throw Errors.Type($"{iterator.Type.Name}.__await__() must return an iterable, not {wrapper.Type.Name}");
    }
}
