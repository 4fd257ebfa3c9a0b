using System.Runtime.CompilerServices;
using Krait.Runtime;

namespace Krait.Modules.Threads;

/// <summary>Thread-local data</summary>
[PyType("_local", Module = "_thread", BaseType = true, BasicSize = 64)]
[PyModuleType("_thread")]
public partial class PyThreadLocal : PyContainer, IWeakReferenceable, IThreadEndListener
{
    private readonly ConditionalWeakTable<ThreadState, Holder> _dicts = [];
    private Ref<PyTuple> _args;
    private Ref<PyDict> _kwargs;
    private WeakReferenceList? _weakReferences;

    private protected PyThreadLocal(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    private sealed class Holder(PyDict dict)
    {
        public readonly PyDict Dict = dict;
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        if ((args.Length > 0 || kwargs is { Count: > 0 }) && ReferenceEquals(type.TpInit, PyInstance.ObjectType.TpInit))
            throw Errors.Type("Initialization arguments are not supported");
        var local = (PyThreadLocal)type.Allocate!(thread, type);
        local._args.Value = PyTuple.Create(thread, args);
        local._kwargs.Value = kwargs;
        local.AddDict(thread);
        return local;
    }

    private PyDict AddDict(ThreadState thread)
    {
        var dict = PyDict.Create(thread);
        Retain(dict);
        _dicts.Add(thread, new Holder(dict));
        thread.AddEndListener(this);
        return dict;
    }

    void IThreadEndListener.ThreadEnds(ThreadState thread)
    {
        if (!_dicts.TryGetValue(thread, out var holder))
            return;
        _dicts.Remove(thread);
        Release(holder.Dict);
    }

    /// <summary>The running thread's dict; made, with a call of <c>__init__</c>, where the thread has none yet.</summary>
    private PyDict Dict(ThreadState thread)
    {
        if (_dicts.TryGetValue(thread, out var holder))
            return holder.Dict;
        var dict = AddDict(thread);
        if (!ReferenceEquals(Type.TpInit, PyInstance.ObjectType.TpInit) && Type.TpInit is not null)
        {
            try
            {
                Op.CallWithDict(thread, Op.GetAttr(thread, Type, "__init__"), PyTuple.Create(thread, [this, .. _args.Value!.Items]), _kwargs.Value);
            }
            catch
            {
                _dicts.Remove(thread);
                thread.RemoveEndListener(this);
                Release(dict);
                throw;
            }
        }
        return dict;
    }

    [PySlot(nameof(PyType.TpGetAttr))]
    private static PyObject GetAttr(ThreadState thread, PyObject self, PyStr name)
    {
        var local = (PyThreadLocal)self;
        var dict = local.Dict(thread);
        if (name.TextEquals("__dict__"))
            return dict;
        var found = self.Type.Lookup(name);
        if (found?.Type is { TpDescriptorGet: { } get, TpDescriptorSet: not null })
            return get(thread, found, self, self.Type);
        if (dict.GetItem(thread, name) is { } value)
            return value;
        if (found is null)
            throw Errors.Attribute(thread, $"'{self.Type.Name}' object has no attribute '{name}'", self, name);
        return found.Type.TpDescriptorGet is { } bind ? bind(thread, found, self, self.Type) : found;
    }

    [PySlot(nameof(PyType.TpSetAttr))]
    private static void SetAttr(ThreadState thread, PyObject self, PyStr name, PyObject? value)
    {
        var local = (PyThreadLocal)self;
        var dict = local.Dict(thread);
        if (name.TextEquals("__dict__"))
            throw Errors.Attribute(thread, $"'{self.Type.Name}' object attribute '__dict__' is read-only", self, name);
        if (self.Type.Lookup(name) is { Type.TpDescriptorSet: { } set } descriptor)
        {
            set(thread, descriptor, self, value);
            return;
        }
        if (value is not null)
            dict.SetItem(thread, name, value);
        else if (!dict.DeleteItem(thread, name))
            throw Errors.Attribute(thread, $"'{self.Type.Name}' object has no attribute '{name}'", self, name);
    }

    partial void TraverseMore(Visitor visitor)
    {
        foreach (var (_, holder) in _dicts)
            visitor.Visit(holder.Dict);
    }

    partial void ClearMore()
    {
        var dicts = new List<PyDict>();
        foreach (var (thread, holder) in _dicts)
        {
            thread.RemoveEndListener(this);
            dicts.Add(holder.Dict);
        }
        _dicts.Clear();
        foreach (var dict in dicts)
            Release(dict);
    }
}
