using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Runtime;

/// <summary>
/// What a specialised <c>CALL</c> remembers: a native function or method whose number of arguments fits. It compares the callable with the one it knows
/// and calls the C# method, with nothing left to find out in between.
/// </summary>
internal abstract class NativeCallCache
{
    /// <summary>
    /// Calls what lies at <paramref name="place"/> of the stack, with self or null and the arguments above it. Null with the thread's pending exception
    /// where it raised without a C# throw; null without one where it is not what the cache knows: then nothing has happened.
    /// </summary>
    public abstract PyObject? Invoke(ThreadState thread, ref PyObject? place);

    /// <summary>A cache for a call with <paramref name="argc"/> positional arguments; null where there is none.</summary>
    public static NativeCallCache? For(PyObject callable, PyObject? self, int argc)
    {
        if (callable.GetType() == typeof(PyMethodDescriptor) && self is not null)
        {
            var descriptor = (PyMethodDescriptor)callable;
            if (!ReferenceEquals(self.Type, descriptor.Owner))
                return null;
            return descriptor.Method switch
            {
                { ResumesGenerator: true } => null,
                { NoArgs: { } call } when argc == 0 => new MethodNoArgs(descriptor, call),
                { OneArg: not null } when argc == 1 && descriptor.IsListAppend => new ListAppend(descriptor),
                { OneArg: { } call } when argc == 1 => new MethodOneArg(descriptor, call),
                { Fast: { } call } => new MethodFast(descriptor, call, argc),
                { FastKeywords: { } call } => new MethodFastKeywords(descriptor, call, argc),
                _ => null,
            };
        }
        if (callable.GetType() == typeof(PyNativeFunction) && self is null)
        {
            var method = ((PyNativeFunction)callable).Method;
            return method switch
            {
                { ResumesGenerator: true } => null,
                { NoArgs: { } call } when argc == 0 => new FunctionNoArgs(method, call),
                { OneArg: { } call } when argc == 1 => new FunctionOneArg(method, call),
                { Fast: { } call } => new FunctionFast(method, call, argc),
                { FastKeywords: { } call } => new FunctionFastKeywords(method, call, argc),
                _ => null,
            };
        }
        if (callable.GetType() == typeof(PyType) && self is null && argc > 0)
        {
            var type = (PyType)callable;
            if (type.IsHeapType || !ReferenceEquals(type.Type, TypeBootstrap.Type) || type.TpNew is not { } create)
                return null;
            if (ReferenceEquals(type, TypeBootstrap.Type))
                return argc == 1 ? new TypeOf() : null;
            return argc == 1 && ReferenceEquals(type, PyInt.TypeObject) ? new IntOf(type, create) : new Construction(type, create, argc);
        }
        return null;
    }

    /// <summary>The operand at a distance above the callable: 1 is self.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PyObject Operand(ref PyObject? place, int distance) => Unsafe.Add(ref place, distance)!;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<PyObject> Arguments(ref PyObject? place, int count) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref place, 2)!, count);

    /// <summary>A method of a built-in type, called for an instance of just that.</summary>
    private abstract class Method(PyMethodDescriptor descriptor) : NativeCallCache
    {
        private readonly PyType _owner = descriptor.Owner;

        protected bool Applies(ref PyObject? place) =>
            ReferenceEquals(place, descriptor) && Unsafe.Add(ref place, 1) is { } self && ReferenceEquals(self.Type, _owner);
    }

    private sealed class MethodNoArgs(PyMethodDescriptor descriptor, NativeNoArgs call) : Method(descriptor)
    {
        public override PyObject? Invoke(ThreadState thread, ref PyObject? place) =>
            Applies(ref place) ? call(thread, Operand(ref place, 1)) : null;
    }

    private sealed class MethodOneArg(PyMethodDescriptor descriptor, NativeOneArg call) : Method(descriptor)
    {
        public override PyObject? Invoke(ThreadState thread, ref PyObject? place) =>
            Applies(ref place) ? call(thread, Operand(ref place, 1), Operand(ref place, 2)) : null;
    }

    private sealed class MethodFast(PyMethodDescriptor descriptor, NativeFast call, int argc) : Method(descriptor)
    {
        public override PyObject? Invoke(ThreadState thread, ref PyObject? place) =>
            Applies(ref place) ? call(thread, Operand(ref place, 1), Arguments(ref place, argc)) : null;
    }

    private sealed class MethodFastKeywords(PyMethodDescriptor descriptor, NativeFastKeywords call, int argc) : Method(descriptor)
    {
        public override PyObject? Invoke(ThreadState thread, ref PyObject? place) =>
            Applies(ref place) ? call(thread, Operand(ref place, 1), Arguments(ref place, argc), null) : null;
    }

    /// <summary><c>list.append</c>, which programs call more than any other method.</summary>
    private sealed class ListAppend(PyMethodDescriptor descriptor) : NativeCallCache
    {
        public override PyObject? Invoke(ThreadState thread, ref PyObject? place)
        {
            if (!ReferenceEquals(place, descriptor) || Unsafe.Add(ref place, 1) is not { } self || self.GetType() != typeof(PyList))
                return null;
            Unsafe.As<PyList>(self).Append(Operand(ref place, 2));
            return PyNone.Instance;
        }
    }

    /// <summary><c>type(x)</c>.</summary>
    private sealed class TypeOf : NativeCallCache
    {
        public override PyObject? Invoke(ThreadState thread, ref PyObject? place) =>
            ReferenceEquals(place, TypeBootstrap.Type) && Unsafe.Add(ref place, 1) is null ? Operand(ref place, 2).Type : null;
    }

    /// <summary>A call of a built-in type: what <c>type.__call__</c> does.</summary>
    private class Construction(PyType type, NewFunc create, int argc) : NativeCallCache
    {
        public override PyObject? Invoke(ThreadState thread, ref PyObject? place)
        {
            if (!ReferenceEquals(place, type) || Unsafe.Add(ref place, 1) is not null)
                return null;
            var args = Arguments(ref place, argc);
            var made = create(thread, type, args, null);
            if (made.Type.TpInit is { } init && made.Type.IsSubtypeOf(type))
                init(thread, made, args, null);
            return made;
        }
    }

    /// <summary><c>int(x)</c>; text that is no number is no reason for a C# throw.</summary>
    private sealed class IntOf(PyType type, NewFunc create) : Construction(type, create, 1)
    {
        public override PyObject? Invoke(ThreadState thread, ref PyObject? place) =>
            ReferenceEquals(place, PyInt.TypeObject) && Unsafe.Add(ref place, 1) is null && Operand(ref place, 2).GetType() == typeof(PyStr)
                ? PyInt.ParseOrRaise(thread, Unsafe.As<PyStr>(Operand(ref place, 2)))
                : base.Invoke(thread, ref place);
    }

    /// <summary>A native function, or a method bound to its object.</summary>
    private abstract class Function(NativeMethod method) : NativeCallCache
    {
        /// <summary>What the function is bound to; null where it is another function.</summary>
        protected PyObject? SelfOf(ref PyObject? place) =>
            place!.GetType() == typeof(PyNativeFunction) && ReferenceEquals(Unsafe.As<PyNativeFunction>(place).Method, method) && Unsafe.Add(ref place, 1) is null
                ? Unsafe.As<PyNativeFunction>(place).Self ?? PyNone.Instance
                : null;
    }

    private sealed class FunctionNoArgs(NativeMethod method, NativeNoArgs call) : Function(method)
    {
        public override PyObject? Invoke(ThreadState thread, ref PyObject? place) =>
            SelfOf(ref place) is { } self ? call(thread, self) : null;
    }

    private sealed class FunctionOneArg(NativeMethod method, NativeOneArg call) : Function(method)
    {
        public override PyObject? Invoke(ThreadState thread, ref PyObject? place) =>
            SelfOf(ref place) is { } self ? call(thread, self, Operand(ref place, 2)) : null;
    }

    private sealed class FunctionFast(NativeMethod method, NativeFast call, int argc) : Function(method)
    {
        public override PyObject? Invoke(ThreadState thread, ref PyObject? place) =>
            SelfOf(ref place) is { } self ? call(thread, self, Arguments(ref place, argc)) : null;
    }

    private sealed class FunctionFastKeywords(NativeMethod method, NativeFastKeywords call, int argc) : Function(method)
    {
        public override PyObject? Invoke(ThreadState thread, ref PyObject? place) =>
            SelfOf(ref place) is { } self ? call(thread, self, Arguments(ref place, argc), null) : null;
    }
}
