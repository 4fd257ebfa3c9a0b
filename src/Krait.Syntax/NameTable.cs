namespace Krait.Syntax;

/// <summary>One string per name: a source says the same few names again and again.</summary>
internal sealed class NameTable
{
    private string?[] _slots = new string?[64];
    private int _count;

    /// <summary>The string of these characters, made at its first use.</summary>
    public string Get(ReadOnlySpan<char> name)
    {
        var place = Place(name);
        if (_slots[place] is { } known)
            return known;
        var text = name.ToString();
        _slots[place] = text;
        if (++_count * 2 > _slots.Length)
            Grow();
        return text;
    }

    /// <summary>Where a name is, or belongs.</summary>
    private int Place(ReadOnlySpan<char> name)
    {
        var mask = _slots.Length - 1;
        var place = string.GetHashCode(name) & mask;
        while (_slots[place] is { } other && !name.SequenceEqual(other))
            place = (place + 1) & mask;
        return place;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new string?[old.Length * 2];
        foreach (var name in old)
        {
            if (name is not null)
                _slots[Place(name)] = name;
        }
    }
}
