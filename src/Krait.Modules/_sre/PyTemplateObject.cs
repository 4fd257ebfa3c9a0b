using Krait.Runtime;

namespace Krait.Modules.Sre;

/// <summary>A replacement template: a literal, then groups each followed by a literal.</summary>
[PyType("SRE_Template", Module = "_sre", BasicSize = 40, NoInstantiation = true)]
public sealed partial class PyTemplateObject : PyContainer
{
    private Ref<PyTuple> _parts;

    private PyTemplateObject() : base(TypeObject)
    {
    }

    internal static PyTemplateObject Create(ThreadState thread, PyList template)
    {
        if (template.Count % 2 == 0)
            throw Errors.Type("invalid template");
        for (var i = 1; i < template.Count; i += 2)
        {
            if (Op.AsIndexLong(thread, template[i]) < 0)
                throw Errors.Type("invalid template");
        }
        var made = thread.EnterNew(new PyTemplateObject());
        made._parts.Value = PyTuple.Create(thread, template.Items);
        return made;
    }

    /// <summary>Adds the replacement for a match to <paramref name="into"/>.</summary>
    internal void Expand(ThreadState thread, PyMatch match, PyList into)
    {
        var parts = _parts.Value!;
        if (Op.Length(thread, parts[0]) > 0)
            into.Append(parts[0]);
        for (var i = 1; i < parts.Count; i += 2)
        {
            var group = match.GroupOrNull(thread, (int)Op.AsIndexLong(thread, parts[i]));
            if (group is not null)
                into.Append(group);
            if (Op.Length(thread, parts[i + 1]) > 0)
                into.Append(parts[i + 1]);
        }
    }
}
