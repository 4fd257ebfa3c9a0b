using Krait.Modules.Digests;
using Krait.Runtime;

namespace Krait.Modules.Hashes;

/// <summary>_blake2b provides BLAKE2b for hashlib</summary>
[PyModule("_blake2")]
internal static partial class Blake2Module
{
    private static readonly Blake2Kind s_b = new("Blake2b", 64, 16, ulong.MaxValue, static parameters => new Blake2bDigest(parameters));
    private static readonly Blake2Kind s_s = new("Blake2s", 32, 8, (1UL << 48) - 1, static parameters => new Blake2sDigest(parameters));
    private static readonly PyType s_typeB = Create("blake2b", "BLAKE2b", s_b);
    private static readonly PyType s_typeS = Create("blake2s", "BLAKE2s", s_s);

    private static readonly string[] s_parameters =
    [
        "data", "digest_size", "key", "salt", "person", "fanout", "depth", "leaf_size", "node_offset", "node_depth", "inner_size", "last_node",
        "usedforsecurity", "string",
    ];

    /// <summary>What distinguishes the two.</summary>
    private sealed record Blake2Kind(string Name, int MaxSize, int SaltSize, ulong MaxNodeOffset, Func<Blake2Parameters, Digest> Make);

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        module.Dict.SetItem(thread, "_GIL_MINSIZE", PyInt.From(2048));
        foreach (var (type, kind) in (ReadOnlySpan<(PyType, Blake2Kind)>)[(s_typeB, s_b), (s_typeS, s_s)])
        {
            module.Dict.SetItem(thread, type.ShortName, type);
            foreach (var (name, value) in (ReadOnlySpan<(string, int)>)
                [("SALT_SIZE", kind.SaltSize), ("PERSON_SIZE", kind.SaltSize), ("MAX_KEY_SIZE", kind.MaxSize), ("MAX_DIGEST_SIZE", kind.MaxSize)])
            {
                type.Dict.SetItem(thread, name, PyInt.From(value));
                module.Dict.SetItem(thread, $"{type.ShortName.ToUpperInvariant()}_{name}", PyInt.From(value));
            }
        }
    }

    private static PyType Create(string name, string title, Blake2Kind kind)
    {
        ArgumentSpec? spec = null;
        NewFunc create = (thread, type, args, names) =>
        {
            spec ??= new ArgumentSpec(name, s_parameters, 0, 1, 0, false, false);
            var bound = new PyObject?[14];
            ArgumentBinder.Bind(spec, args, names, bound);
            return PyDigest.Create(thread, type, kind.Make(Read(thread, kind, bound)), bound[0], bound[13]);
        };
        return PyDigest.CreateType(
            "_blake2", name, TypeFlags.None, $"Return a new {title} hash object.",
            $"(data=b'', *, digest_size=_blake2.{name}.MAX_DIGEST_SIZE,\n        key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0,\n"
            + "        node_offset=0, node_depth=0, inner_size=0, last_node=False,\n        usedforsecurity=True, string=None)",
            create, []);
    }

    private static Blake2Parameters Read(ThreadState thread, Blake2Kind kind, PyObject?[] bound)
    {
        int Int(int place, int @default) => bound[place] is { } given ? Op.AsInt(thread, given) : @default;
        byte[] Bytes(int place) => bound[place] is { } given ? Op.CopyBytes(thread, given) : [];

        var size = Int(1, kind.MaxSize);
        var (key, salt, person) = (Bytes(2), Bytes(3), Bytes(4));
        var (fanout, depth) = (Int(5, 1), Int(6, 1));
        var leafSize = bound[7] is { } leaf ? PyDigest.Unsigned(thread, leaf, ulong.MaxValue, "unsigned long") : 0;
        var nodeOffset = bound[8] is { } offset ? PyDigest.Unsigned(thread, offset, ulong.MaxValue, "unsigned long long") : 0;
        var (nodeDepth, innerSize) = (Int(9, 0), Int(10, 0));
        var lastNode = bound[11] is { } last && Op.IsTrue(thread, last);
        if (bound[12] is { } flag)
            Op.IsTrue(thread, flag);
        if (size < 1 || size > kind.MaxSize)
            throw Errors.Value($"digest_size for {kind.Name} must be between 1 and {kind.MaxSize} bytes, here it is {size}");
        if (salt.Length > kind.SaltSize)
            throw Errors.Value($"maximum salt length is {kind.SaltSize} bytes");
        if (person.Length > kind.SaltSize)
            throw Errors.Value($"maximum person length is {kind.SaltSize} bytes");
        if (fanout is < 0 or > 255)
            throw Errors.Value("fanout must be between 0 and 255");
        if (depth is <= 0 or > 255)
            throw Errors.Value("depth must be between 1 and 255");
        if (leafSize > uint.MaxValue)
            throw Errors.Overflow("leaf_size is too large");
        if (nodeOffset > kind.MaxNodeOffset)
            throw Errors.Overflow("node_offset is too large");
        if (nodeDepth is < 0 or > 255)
            throw Errors.Value("node_depth must be between 0 and 255");
        if (innerSize < 0 || innerSize > kind.MaxSize)
            throw Errors.Value($"inner_size must be between 0 and is {kind.MaxSize}");
        if (key.Length > kind.MaxSize)
            throw Errors.Value($"maximum key length is {kind.MaxSize} bytes");
        return new Blake2Parameters
        {
            DigestSize = size,
            Key = key,
            Salt = salt,
            Person = person,
            Fanout = (byte)fanout,
            Depth = (byte)depth,
            LeafSize = (uint)leafSize,
            NodeOffset = nodeOffset,
            NodeDepth = (byte)nodeDepth,
            InnerSize = (byte)innerSize,
            LastNode = lastNode,
        };
    }
}
