using Krait.Runtime;

namespace Krait.Modules.Profiling;

/// <summary>Which native function a call runs, and what a profile calls it.</summary>
internal static class NativeNames
{
    /// <summary>The native function behind a callable; null for other callables.</summary>
    public static PyNativeFunction? FunctionOf(ThreadState thread, PyObject callable, PyObject first)
    {
        if (callable is PyNativeFunction function)
            return function;
        if (callable is not PyMethodDescriptor descriptor || ReferenceEquals(first, thread.Interpreter.Monitoring.Missing(thread)))
            return null;
        // The call itself will complain of a receiver of the wrong type.
        return first.Type.IsSubtypeOf(descriptor.Owner) ? PyNativeFunction.Create(thread, descriptor.Method, first, null) : null;
    }

    /// <summary>What stands for a callable in a profile: a text for native functions, so that nothing keeps their objects.</summary>
    public static PyObject SubjectOf(ThreadState thread, PyObject callable)
    {
        if (callable is not PyNativeFunction function)
            return callable;
        var name = function.Method.Name;
        if (function.Self is null or PyModule)
        {
            var module = Op.TryGetAttr(thread, function, "__module__");
            return PyStr.From(module is PyStr text ? $"<built-in method {text}.{name}>" : $"<built-in method {name}>");
        }
        // As the class of the receiver shows it: <method 'append' of 'list' objects>.
        var found = function.Method.Kind == NativeMethodKind.Static ? null : function.Self.Type.Lookup(PyStr.Intern(name));
        return found is null ? PyStr.From($"<built-in method {name}>") : Op.Repr(thread, found);
    }
}
