namespace Krait.Compiler;

/// <summary>The row of locals, cells and free variables of a code object.</summary>
internal static class LocalsPlus
{
    public static (string[] Names, LocalKinds[] Kinds) Of(CodeUnit unit, CodeFlags flags)
    {
        var names = new List<string>();
        var kinds = new MemoryStream();
        foreach (var (name, index) in unit.VarNames)
        {
            var kind = LocalKinds.Local | ArgumentKind(unit, flags, index);
            if (unit.FastHidden.ContainsKey(name))
                kind |= LocalKinds.Hidden;
            if (unit.CellVars.ContainsKey(name))
                kind |= LocalKinds.Cell;
            names.Add(name);
            kinds.WriteByte((byte)kind);
        }
        foreach (var name in unit.CellVars.Keys)
        {
            if (unit.VarNames.ContainsKey(name))
                continue;
            names.Add(name);
            kinds.WriteByte((byte)LocalKinds.Cell);
        }
        foreach (var name in unit.FreeVars.Keys)
        {
            names.Add(name);
            kinds.WriteByte((byte)LocalKinds.Free);
        }
        // An enum of bytes: the runtime lets one array be both.
        return (names.ToArray(), (LocalKinds[])(object)kinds.ToArray());
    }

    private static LocalKinds ArgumentKind(CodeUnit unit, CodeFlags flags, int index)
    {
        if (index < unit.PosOnlyArgCount)
            return LocalKinds.ArgumentPositional;
        index -= unit.PosOnlyArgCount;
        if (index < unit.ArgCount)
            return LocalKinds.ArgumentPositional | LocalKinds.ArgumentKeyword;
        index -= unit.ArgCount;
        if (index < unit.KwOnlyArgCount)
            return LocalKinds.ArgumentKeyword;
        index -= unit.KwOnlyArgCount;
        if (flags.HasFlag(CodeFlags.VarArgs) && index-- == 0)
            return LocalKinds.ArgumentVariable | LocalKinds.ArgumentPositional;
        return flags.HasFlag(CodeFlags.VarKeywords) && index == 0 ? LocalKinds.ArgumentVariable | LocalKinds.ArgumentKeyword : 0;
    }
}
