namespace Krait.Runtime;

public sealed partial class Interpreter
{
    private readonly Dictionary<Type, ModuleState> _moduleStates = [];

    /// <summary>What a native module keeps for this interpreter beside its dict; made at the first use.</summary>
    internal T ModuleState<T>() where T : ModuleState, new()
    {
        if (_moduleStates.TryGetValue(typeof(T), out var found))
            return (T)found;
        var made = new T();
        _moduleStates.Add(typeof(T), made);
        return made;
    }

    /// <summary>Shows the references that native modules hold.</summary>
    internal void TraverseModuleStates(Visitor visitor)
    {
        foreach (var state in _moduleStates.Values)
            state.Traverse(visitor);
    }
}
