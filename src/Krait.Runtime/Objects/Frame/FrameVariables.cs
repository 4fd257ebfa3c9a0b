using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>The variables of a frame by name: those that its code knows, and those added through <c>f_locals</c> (PEP 667).</summary>
internal readonly struct FrameVariables(PyFrame frame)
{
    /// <summary>False once the frame's variables are gone.</summary>
    private bool HasPlaces => frame.StackTop >= frame.Code.LocalsPlusCount && frame.Stack.Length >= frame.Base + frame.Code.LocalsPlusCount;

    /// <summary>The value at a place; null where the variable is unset.</summary>
    private PyObject? ValueAt(int place)
    {
        if (!HasPlaces)
            return null;
        var value = frame.Locals[place];
        return value is PyCell cell && IsCell(place) ? cell.Content.Value : value;
    }

    /// <summary>True where the place holds a cell: always for free variables, for others once the frame has made its cells.</summary>
    private bool IsCell(int place) => (frame.Code.Compiled.LocalsPlusKinds[place] & (LocalKinds.Cell | LocalKinds.Free)) != 0;

    /// <summary>The place of a variable that the code knows; -1 where there is none. For reading it must be set.</summary>
    private int PlaceOf(ThreadState thread, PyObject key, bool forReading)
    {
        var text = key.GetType() == typeof(PyStr) ? (PyStr)key : null;
        var hash = text is null ? Op.Hash(thread, key) : 0;
        var names = frame.Code.LocalsPlusNames;
        for (var i = 0; i < names.Length; i++)
        {
            if (text is not null ? !PyStr.TextEquals(text, names[i]) : PyStr.HashOf(names[i]) != hash || !Op.AreEqual(thread, names[i], key))
                continue;
            if (forReading && ValueAt(i) is null)
                continue;
            return i;
        }
        return -1;
    }

    public bool IsKnown(ThreadState thread, PyObject key) => PlaceOf(thread, key, false) >= 0;

    public PyObject? Get(ThreadState thread, PyObject key)
    {
        var place = PlaceOf(thread, key, true);
        return place >= 0 ? ValueAt(place) : frame.ExtraLocals.Value?.GetItem(thread, key);
    }

    public void Set(ThreadState thread, PyObject key, PyObject value)
    {
        var place = PlaceOf(thread, key, false);
        if (place < 0 || !HasPlaces)
        {
            frame.Traits |= FrameTraits.Extras;
            if (frame.ExtraLocals.Value is null)
                frame.ExtraLocals.Value = PyDict.Create(thread);
            frame.ExtraLocals.Value!.SetItem(thread, key, value);
            return;
        }
        ref var local = ref frame.Locals[place];
        if (local is PyCell cell && IsCell(place))
        {
            cell.Content.Value = value;
            return;
        }
        var old = local;
        PyObject.Retain(value);
        local = value;
        PyObject.XRelease(old);
    }

    public List<(PyObject Key, PyObject Value)> ToList()
    {
        var items = new List<(PyObject, PyObject)>();
        for (var i = 0; i < frame.Code.LocalsPlusCount; i++)
        {
            if (ValueAt(i) is { } value)
                items.Add((frame.Code.LocalsPlusNames[i], value));
        }
        if (frame.ExtraLocals.Value is { } extra)
        {
            var position = 0;
            while (extra.Next(ref position, out var key, out var value))
                items.Add((key, value));
        }
        return items;
    }

    public PyDict ToDict(ThreadState thread)
    {
        var dict = PyDict.Create(thread);
        foreach (var (key, value) in ToList())
            dict.SetItem(thread, key, value);
        return dict;
    }
}
