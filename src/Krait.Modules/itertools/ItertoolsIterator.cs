using Krait.Runtime;

namespace Krait.Modules.Itertools;

/// <summary>The base of the iterators here.</summary>
public abstract class ItertoolsIterator : PyIterator
{
    private protected ItertoolsIterator(PyType type) : base(type)
    {
    }

    /// <summary>The next item of an iterator; null at the end.</summary>
    private protected static PyObject? NextOf(ThreadState thread, PyObject iterator) => iterator.Type.TpIterNext!(thread, iterator);
}

/// <summary>What asks a function about the items of one source.</summary>
public abstract class ItertoolsFunctionIterator : ItertoolsIterator
{
    private Ref<PyObject> _function;
    private Ref<PyObject> _iterator;

    private protected ItertoolsFunctionIterator(PyType type) : base(type)
    {
    }

    private protected PyObject Function => _function.Value!;

    private protected PyObject Iterator => _iterator.Value!;

    private protected static PyObject Make(ThreadState thread, PyType type, PyObject function, PyObject iterable)
    {
        var made = (ItertoolsFunctionIterator)type.Allocate!(thread, type);
        made._iterator.Value = Op.GetIter(thread, iterable);
        made._function.Value = function;
        return made;
    }

    internal override void Traverse(Visitor visitor)
    {
        visitor.Visit(_function.Value);
        visitor.Visit(_iterator.Value);
    }

    internal override void ClearReferences()
    {
        _function.Clear();
        _iterator.Clear();
    }
}
