namespace Krait.Runtime;

/// <summary>Calls native methods after checking the number of arguments.</summary>
internal static class NativeCall
{
    /// <summary>What an invocation gave: where it is null, the exception that the method left pending is thrown.</summary>
    public static PyObject OrThrow(ThreadState thread, PyObject? result) =>
        result ?? throw new PythonException(thread.TakePendingException()) { IsPropagated = true };

    /// <summary>
    /// Calls a method for <paramref name="self"/>; <paramref name="owner"/> and <paramref name="module"/> are for messages. Null where the method
    /// has raised without a C# throw (<see cref="ThreadState.Raise"/>).
    /// </summary>
    public static PyObject? TryInvoke(
        ThreadState thread,
        NativeMethod method,
        PyObject self,
        ReadOnlySpan<PyObject> args,
        PyTuple? keywordNames,
        PyType? owner,
        PyObject? module)
    {
        if (method.FastKeywords is { } withKeywords)
            return withKeywords(thread, self, args, keywordNames);
        if (keywordNames is { Count: > 0 })
            throw Errors.Type($"{Describe(method, self, owner, module)} takes no keyword arguments");
        if (method.Fast is { } fast)
            return fast(thread, self, args);
        if (method.OneArg is { } one)
        {
            return args.Length == 1
                ? one(thread, self, args[0])
                : throw Errors.Type($"{Describe(method, self, owner, module)} takes exactly one argument ({args.Length} given)");
        }
        return args.Length == 0
            ? method.NoArgs!(thread, self)
            : throw Errors.Type($"{Describe(method, self, owner, module)} takes no arguments ({args.Length} given)");
    }

    private static string Describe(NativeMethod method, PyObject self, PyType? owner, PyObject? module)
    {
        if (owner is not null)
            return $"{owner.QualName}.{method.Name}()";
        if (self is PyType type && method.Kind != NativeMethodKind.Instance)
            return $"{type.QualName}.{method.Name}()";
        if (self is PyModule || method.Kind == NativeMethodKind.Static)
            return module is PyStr name && !name.TextEquals("builtins") ? $"{name}.{method.Name}()" : $"{method.Name}()";
        return $"{self.Type.QualName}.{method.Name}()";
    }
}
