using Krait.Runtime;

namespace Krait.Modules.Digests;

/// <summary>A hash object. The Python types differ in their names and constructors alone.</summary>
internal sealed class PyDigest : PyObject
{
    private PyDigest(PyType type, Digest digest) : base(type) => Digest = digest;

    public Digest Digest { get; }

    /// <summary>A hash object that begins with the given data; none where null.</summary>
    public static PyDigest Create(ThreadState thread, PyType type, Digest digest, PyObject? data, PyObject? @string)
    {
        if (data is not null && @string is not null)
        {
            throw Errors.Type(
                "'data' and 'string' are mutually exclusive and support for 'string' keyword parameter is slated for removal in a future version.");
        }
        if ((data ?? @string) is { } given)
            Update(thread, digest, given);
        return new PyDigest(type, digest);
    }

    /// <summary>Makes a type without a constructor.</summary>
    public static PyType CreateType(string module, string name) => CreateType(module, name, TypeFlags.DisallowInstantiation, null, null, null, []);

    /// <summary>Makes a type.</summary>
    public static PyType CreateType(
        string module, string name, TypeFlags flags, string? doc, string? signature, NewFunc? create, NativeGetSet[] more, bool variableLength = false,
        UnaryFunc? repr = null, PyType? parent = null) =>
        PyType.CreateBuiltin(new NativeTypeDefinition
        {
            Name = name,
            Module = module,
            Doc = doc,
            Signature = signature,
            ClrType = typeof(PyDigest),
            Base = parent is null ? null : () => parent,
            Flags = flags | TypeFlags.ImmutableType,
            BasicSize = 32,
            Slots = type =>
            {
                type.TpNew = create;
                type.TpRepr = repr;
            },
            Methods = () => variableLength ? [.. s_common, .. s_variable] : [.. s_common, .. s_fixed],
            GetSets = () => [.. s_attributes, .. more],
        });

    /// <summary>Hashes an object with the buffer protocol.</summary>
    public static void Update(ThreadState thread, Digest digest, PyObject data)
    {
        using var buffer = Open(thread, data);
        using var _ = digest.Enter(thread, buffer.Span.Length);
        digest.Update(buffer.Span);
    }

    /// <summary>The bytes of data to hash.</summary>
    public static PyBuffer Open(ThreadState thread, PyObject data)
    {
        if (data is PyStr)
            throw Errors.Type("Strings must be encoded before hashing");
        if (!Op.HasBuffer(data))
            throw Errors.Type("object supporting the buffer API required");
        var buffer = Op.GetBuffer(thread, data);
        if (buffer.Ndim <= 1)
            return buffer;
        buffer.Dispose();
        throw Errors.Buffer("Buffer must be single dimension");
    }

    private const string CopyDoc = "Return a copy of the hash object.";
    private const string DigestDoc = "Return the digest value as a bytes object.";
    private const string HexDoc = "Return the digest value as a string of hexadecimal digits.";

    private static readonly NativeMethod[] s_common =
    [
        new() { Name = "copy", Doc = CopyDoc, Signature = "($self, /)", NoArgs = static (thread, o) => new PyDigest(o.Type, Idle(thread, o).Copy()) },
        new()
        {
            Name = "update",
            Doc = "Update this hash object's state with the provided bytes-like object.",
            Signature = "($self, obj, /)",
            OneArg = static (thread, o, data) =>
            {
                Update(thread, ((PyDigest)o).Digest, data);
                return PyNone.Instance;
            },
        },
    ];

    private static readonly NativeMethod[] s_fixed =
    [
        new() { Name = "digest", Doc = DigestDoc, Signature = "($self, /)", NoArgs = static (thread, o) => PyBytes.From(Idle(thread, o).ToArray()) },
        new() { Name = "hexdigest", Doc = HexDoc, Signature = "($self, /)", NoArgs = static (thread, o) => Hex(Idle(thread, o).ToArray()) },
    ];

    private static readonly ArgumentSpec s_digestArguments = new("digest", ["length"], 0, 1, 1, false, false);
    private static readonly ArgumentSpec s_hexArguments = new("hexdigest", ["length"], 0, 1, 1, false, false);

    private static readonly NativeMethod[] s_variable =
    [
        new()
        {
            Name = "digest",
            Doc = DigestDoc,
            Signature = "($self, /, length)",
            FastKeywords = static (thread, o, args, names) => PyBytes.From(((PyDigest)o).OfLength(thread, s_digestArguments, args, names)),
        },
        new()
        {
            Name = "hexdigest",
            Doc = HexDoc,
            Signature = "($self, /, length)",
            FastKeywords = static (thread, o, args, names) => Hex(((PyDigest)o).OfLength(thread, s_hexArguments, args, names)),
        },
    ];

    private static readonly NativeGetSet[] s_attributes =
    [
        new() { Name = "block_size", Getter = static (_, o) => PyInt.From(((PyDigest)o).Digest.BlockSize) },
        new() { Name = "name", Getter = static (_, o) => PyStr.Intern(((PyDigest)o).Digest.Name) },
        new() { Name = "digest_size", Getter = static (_, o) => PyInt.From(((PyDigest)o).Digest.Size) },
    ];

    public static PyStr Hex(byte[] digest) => PyStr.From(Convert.ToHexStringLower(digest));

    private byte[] OfLength(ThreadState thread, ArgumentSpec spec, ReadOnlySpan<PyObject> args, PyTuple? names)
    {
        var bound = new PyObject?[1];
        ArgumentBinder.Bind(spec, args, names, bound);
        var length = Unsigned(thread, bound[0]!, ulong.MaxValue, "unsigned long");
        if (length >= 1 << 29)
            throw Errors.Value("length is too large");
        var digest = new byte[length];
        Idle(thread, this).Read(digest);
        return digest;
    }

    /// <summary>The state, once no other thread works on it.</summary>
    private static Digest Idle(ThreadState thread, PyObject o)
    {
        var digest = ((PyDigest)o).Digest;
        digest.Enter(thread).Dispose();
        return digest;
    }

    /// <summary>An integer of an unsigned C type.</summary>
    public static ulong Unsigned(ThreadState thread, PyObject o, ulong limit, string type)
    {
        var number = Op.Index(thread, o).Big;
        if (number.Sign < 0)
            throw Errors.Value("Cannot convert negative int");
        return number <= limit ? (ulong)number : throw Errors.Overflow($"Python int too large for C {type}");
    }
}
