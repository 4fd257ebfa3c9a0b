namespace Krait.Runtime;

internal static partial class Calls
{
    /// <summary>Where the callable on the stack is a bound method, replaces it by its function and its self.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="selfDepth">The depth of the place for self; the callable is below it.</param>
    public static void UnwrapMethod(PyFrame frame, int selfDepth)
    {
        if (frame.Peek(selfDepth) is not null || frame.Peek(selfDepth + 1) is not PyMethod method)
            return;
        PyObject.Retain(method.Self);
        PyObject.Retain(method.Function);
        frame.Peek(selfDepth) = method.Self;
        frame.Peek(selfDepth + 1) = method.Function;
        PyObject.Release(method);
    }

    /// <summary>
    /// Where a call is that of <c>next</c> or <c>send</c> for a generator that can run, makes its frame the thread's; the generator takes the place
    /// of the operands until it yields. False where the call must be made.
    /// </summary>
    public static bool TryEnterGenerator(ThreadState thread, PyFrame frame, PyObject callable, int argc, int count)
    {
        // A bound send() has its generator in itself: the operand is the value.
        var method = callable is PyNativeFunction function ? count == 1 && function.Self is not PyGenerator ? function.Method : null
            : callable is PyMethodDescriptor descriptor && count == 2 ? descriptor.Method
            : null;
        if (method is null || !method.ResumesGenerator)
            return false;
        var generator = (PyGenerator)frame.Peek(count)!;
        // next() refuses coroutines.
        if (!generator.CanResumeInline || (count == 1 && generator.IsCoroutine) || (count == 2 && generator.State == GeneratorState.Created && frame.Peek(1) is not PyNone))
            return false;
        var value = count == 2 ? frame.PopOwned() : null;
        // Below the generator are the callable and, where the generator is not self, a null.
        frame.StackTop -= argc + 2 - count;
        frame.Peek(1) = generator;
        PyObject.Release(callable);
        if (value is null)
            PyGenerator.NextInline(thread, frame, generator, FrameTraits.Called);
        else
            PyGenerator.SendInline(thread, frame, generator, value, FrameTraits.Called);
        return true;
    }

    /// <summary>Makes a frame that a handler pushed the one that runs. False with a pending RecursionError.</summary>
    public static bool Enter(ThreadState thread, PyFrame caller, PyFrame callee)
    {
        callee.Back = caller;
        thread.Frame = callee;
        if (++thread.RecursionDepth <= thread.RecursionLimit)
            return true;
        thread.SetPendingException(RecursionError(thread));
        return false;
    }

    /// <summary>Calls something that is no Python function, reporting it to a profile function if there is one.</summary>
    public static PyObject CallTraced(ThreadState thread, PyFrame frame, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? names) =>
        thread.IsTracing ? Tracing.CallNative(thread, frame, callable, args, names) : Op.Call(thread, callable, args, names);

    /// <summary>The arguments of <c>f(*args, **keywords)</c> as a vectorcall.</summary>
    public static ReadOnlySpan<PyObject> Flatten(ThreadState thread, ReadOnlySpan<PyObject> positional, PyDict? keywords, out PyTuple? names)
    {
        names = null;
        if (keywords is null || keywords.Count == 0)
            return positional;
        var args = new PyObject[positional.Length + keywords.Count];
        positional.CopyTo(args);
        var keys = new PyObject[keywords.Count];
        var at = 0;
        var position = 0;
        while (keywords.Next(ref position, out var key, out var value))
        {
            if (key is not PyStr)
                throw Errors.Type("keywords must be strings");
            keys[at] = key;
            args[positional.Length + at++] = value;
        }
        names = PyTuple.Create(thread, keys);
        return args;
    }

    /// <summary>Adds the keyword arguments of <c>**mapping</c> to those collected so far.</summary>
    public static void MergeKeywords(ThreadState thread, PyDict into, PyObject mapping, PyObject callable)
    {
        if (mapping is not PyDict && Op.TryGetAttr(thread, mapping, Names.Keys) is null)
            throw Errors.Type($"{FunctionText(thread, callable)} argument after ** must be a mapping, not {mapping.Type.Name}");
        if (mapping is not PyDict source)
        {
            MergeMapping(thread, into, mapping, callable);
            return;
        }
        if (into.Count == 0)
        {
            into.Merge(thread, source);
            return;
        }
        var position = 0;
        while (source.Next(ref position, out var key, out var value))
        {
            if (into.Contains(thread, key))
                throw Repeated(thread, callable, key);
            into.SetItem(thread, key, value);
        }
    }

    private static void MergeMapping(ThreadState thread, PyDict into, PyObject mapping, PyObject callable)
    {
        try
        {
            var keys = Op.MappingKeys(thread, mapping);
            using var held = new Held(thread, keys);
            for (var i = 0; i < keys.Count; i++)
            {
                using var heldKey = new Held(thread, keys[i]);
                if (into.Contains(thread, keys[i]))
                    throw Repeated(thread, callable, keys[i]);
                into.SetItem(thread, keys[i], Op.GetItem(thread, mapping, keys[i]));
            }
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.AttributeError))
        {
            throw Errors.Type($"{FunctionText(thread, callable)} argument after ** must be a mapping, not {mapping.Type.Name}");
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.KeyError) && error.Value.Args is { Count: 1 } args)
        {
            // CPython takes any KeyError for a key that comes twice.
            throw Repeated(thread, callable, args[0]);
        }
    }

    private static PythonException Repeated(ThreadState thread, PyObject callable, PyObject key) =>
        Errors.Type($"{FunctionText(thread, callable)} got multiple values for keyword argument '{Op.StrText(thread, key)}'");

    /// <summary>The callable's name for messages: its qualified name with the module in front, and parentheses.</summary>
    public static string FunctionText(ThreadState thread, PyObject callable)
    {
        if (Op.TryGetAttr(thread, callable, Names.QualName) is not { } qualName)
            return Op.Str(thread, callable).ToString();
        var module = Op.TryGetAttr(thread, callable, Names.Module);
        return module is PyStr name && !name.TextEquals("builtins")
            ? $"{name}.{Op.Str(thread, qualName)}()"
            : $"{Op.Str(thread, qualName)}()";
    }
}
