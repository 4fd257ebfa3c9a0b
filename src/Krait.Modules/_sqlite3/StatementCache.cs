using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>The statements of a connection that were used last, by their text.</summary>
internal sealed class StatementCache(int capacity)
{
    private readonly Dictionary<string, LinkedListNode<(string Sql, PyStatement Statement)>> _places = [];
    private readonly LinkedList<(string Sql, PyStatement Statement)> _byUse = [];

    /// <summary>The statement for a text; the one that was not used for the longest time makes room where there is none.</summary>
    public PyStatement Get(ThreadState thread, nint db, PyStr sql)
    {
        var text = sql.ToString();
        if (_places.TryGetValue(text, out var place))
        {
            _byUse.Remove(place);
            _byUse.AddFirst(place);
            return place.Value.Statement;
        }
        var made = PyStatement.Create(thread, db, sql);
        // Others may have run meanwhile.
        if (capacity <= 0 || _places.ContainsKey(text))
            return made;
        PyObject.Retain(made);
        _places.Add(text, _byUse.AddFirst((text, made)));
        if (_byUse.Count > capacity)
            RemoveOldest();
        return made;
    }

    private void RemoveOldest()
    {
        var (sql, statement) = _byUse.Last!.Value;
        _byUse.RemoveLast();
        _places.Remove(sql);
        PyObject.Release(statement);
    }

    public void Clear()
    {
        while (_byUse.Count > 0)
            RemoveOldest();
    }

    public void Traverse(Visitor visitor)
    {
        foreach (var (_, statement) in _byUse)
            visitor.Visit(statement);
    }
}
