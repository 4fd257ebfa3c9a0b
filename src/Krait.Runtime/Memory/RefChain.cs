namespace Krait.Runtime;

/// <summary>All living objects in one ring, the newest first: what <c>-X refchain</c> adds, and <c>sys.getobjects()</c> shows.</summary>
internal sealed class RefChain
{
    private readonly Dictionary<PyObject, Link> _links = new(ReferenceEqualityComparer.Instance);

    /// <summary>Belongs to no object: the ring begins behind it.</summary>
    private readonly Link _head = new(null);

    public RefChain() => _head.Next = _head.Previous = _head;

    private sealed class Link(PyObject? o)
    {
        public readonly PyObject? Object = o;
        public Link Next = null!;
        public Link Previous = null!;
    }

    /// <summary>The number of living objects.</summary>
    public int Count => _links.Count;

    /// <summary>Links a new object in at the head of the ring.</summary>
    public void Add(PyObject o)
    {
        var link = new Link(o) { Next = _head.Next, Previous = _head };
        _head.Next.Previous = link;
        _head.Next = link;
        _links[o] = link;
    }

    /// <summary>Takes a dead object out.</summary>
    public void Remove(PyObject o)
    {
        if (!_links.Remove(o, out var link))
            return;
        link.Next.Previous = link.Previous;
        link.Previous.Next = link.Next;
    }

    /// <summary>
    /// <c>sys.getobjects(limit[, type])</c>: the newest objects, at most <paramref name="limit"/> of them (0 for all), of exactly the type if one is given.
    /// </summary>
    public PyList GetObjects(ThreadState thread, int limit, PyType? type)
    {
        var found = new List<PyObject>();
        for (var link = _head.Next; link != _head && (limit == 0 || found.Count < limit); link = link.Next)
        {
            var o = link.Object!;
            if ((type is null || ReferenceEquals(o.Type, type)) && (o.Flags & ObjectFlags.Deallocating) == 0)
                found.Add(o);
        }
        return PyList.Create(thread, found.ToArray());
    }
}
