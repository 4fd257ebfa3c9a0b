namespace Krait.Runtime;

/// <summary>Unicode related error.</summary>
/// <remarks>The fields belong to the three types for decoding, encoding and translating, which share this class.</remarks>
[PyType("UnicodeError", BaseType = true, BasicSize = 72)]
public partial class PyUnicodeError : PyValueError
{
    internal Ref<PyObject> EncodingField;
    internal Ref<PyObject> ObjectField;
    internal Ref<PyObject> ReasonField;

    internal PyUnicodeError(PyType type) : base(type)
    {
    }

    /// <summary>The start as given; it may lie outside of the object.</summary>
    internal long StartField { get; set; }

    /// <summary>The end as given; it may lie outside of the object.</summary>
    internal long EndField { get; set; }

    private bool IsDecode => Type.IsSubtypeOf(ExceptionTypes.UnicodeDecodeError);

    private bool IsTranslate => Type.IsSubtypeOf(ExceptionTypes.UnicodeTranslateError);

    /// <summary>The text or bytes; TypeError where it was replaced by something else.</summary>
    internal PyObject CheckedObject
    {
        get
        {
            var o = ObjectField.Value ?? throw Errors.Type("UnicodeError 'object' attribute is not set");
            if (IsDecode ? o is PyBytes : o is PyStr)
                return o;
            throw Errors.Type($"UnicodeError 'object' attribute must be a {(IsDecode ? "bytes" : "string")}");
        }
    }

    /// <summary>The length of the object.</summary>
    internal long ObjectLength => CheckedObject is PyStr text ? text.Length : ((PyBytes)CheckedObject).Length;

    /// <summary>Says the same kind of error of another place.</summary>
    internal void Move(long start, long end, string reason)
    {
        StartField = start;
        EndField = end;
        ReasonField.Value = PyStr.From(reason);
    }

    /// <summary>The start, moved into the object (<c>PyUnicodeDecodeError_GetStart</c>).</summary>
    internal long ClampedStart => Math.Clamp(StartField, 0, Math.Max(0, ObjectLength - 1));

    /// <summary>The end, moved into the object (<c>PyUnicodeDecodeError_GetEnd</c>).</summary>
    internal long ClampedEnd => Math.Min(Math.Max(EndField, 1), ObjectLength);

    internal static PyType CreateDecodeError() => Create("UnicodeDecodeError", "Unicode decoding error.", static type =>
    {
        type.TpInit = InitDecode;
        type.TpStr = static (thread, self) => ((PyUnicodeError)self).Describe(thread, "can't decode", "byte");
    });

    internal static PyType CreateEncodeError() => Create("UnicodeEncodeError", "Unicode encoding error.", static type =>
    {
        type.TpInit = InitEncode;
        type.TpStr = static (thread, self) => ((PyUnicodeError)self).Describe(thread, "can't encode", "character");
    });

    internal static PyType CreateTranslateError() => Create("UnicodeTranslateError", "Unicode translation error.", static type =>
    {
        type.TpInit = InitTranslate;
        type.TpStr = static (thread, self) => ((PyUnicodeError)self).Describe(thread, "can't translate", "character");
    });

    private static PyType Create(string name, string doc, Action<PyType> slots) => PyType.CreateBuiltin(new NativeTypeDefinition
    {
        Name = name,
        Doc = doc,
        ClrType = typeof(PyUnicodeError),
        Base = static () => TypeObject,
        Flags = TypeFlags.BaseType | TypeFlags.ImmutableType | TypeFlags.HaveGc,
        BasicSize = 112,
        Slots = slots,
        GetSets = static () =>
        [
            new()
            {
                Name = "encoding",
                IsMember = true,
                Doc = "exception encoding",
                Getter = static (_, o) => ((PyUnicodeError)o).EncodingField.Value ?? PyNone.Instance,
                Setter = static (_, o, value) => ((PyUnicodeError)o).EncodingField.Value = value,
            },
            new()
            {
                Name = "object",
                IsMember = true,
                Doc = "exception object",
                Getter = static (_, o) => ((PyUnicodeError)o).ObjectField.Value ?? PyNone.Instance,
                Setter = static (_, o, value) => ((PyUnicodeError)o).ObjectField.Value = value,
            },
            new()
            {
                Name = "start",
                IsMember = true,
                Doc = "exception start",
                Getter = static (_, o) => PyInt.From(((PyUnicodeError)o).StartField),
                Setter = static (_, o, value) => ((PyUnicodeError)o).StartField = Position(value),
            },
            new()
            {
                Name = "end",
                IsMember = true,
                Doc = "exception end",
                Getter = static (_, o) => PyInt.From(((PyUnicodeError)o).EndField),
                Setter = static (_, o, value) => ((PyUnicodeError)o).EndField = Position(value),
            },
            new()
            {
                Name = "reason",
                IsMember = true,
                Doc = "exception reason",
                Getter = static (_, o) => ((PyUnicodeError)o).ReasonField.Value ?? PyNone.Instance,
                Setter = static (_, o, value) => ((PyUnicodeError)o).ReasonField.Value = value,
            },
        ],
    });

    private static long Position(PyObject? value) =>
        Op.AsSsize(value ?? throw Errors.Type("can't delete numeric/char attribute"));

    private static PyUnicodeError Begin(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, int count)
    {
        RefuseKeywords(self.Type, keywordNames);
        var error = (PyUnicodeError)self;
        error.SetArgs(thread, args);
        if (args.Length != count)
            throw Errors.Type($"function takes exactly {count} arguments ({args.Length} given)");
        return error;
    }

    private static PyObject CheckStr(ReadOnlySpan<PyObject> args, int index) =>
        args[index] is PyStr ? args[index] : throw ArgumentConversion.WrongType($"argument {index + 1}", "str", args[index]);

    private static void InitDecode(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var error = Begin(thread, self, args, keywordNames, 5);
        var encoding = CheckStr(args, 0);
        var (start, end) = (Op.AsSsize(Op.Index(thread, args[2])), Op.AsSsize(Op.Index(thread, args[3])));
        var reason = CheckStr(args, 4);
        var data = args[1];
        if (data is not PyBytes)
        {
            if (!PyBuffer.IsSupportedBy(data))
                throw Errors.Type($"a bytes-like object is required, not '{data.Type.Name}'");
            using var view = PyBuffer.Get(thread, data, BufferFlags.Simple);
            data = PyBytes.From(view.Span.ToArray());
        }
        error.Set(encoding, data, start, end, reason);
    }

    private static void InitEncode(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var error = Begin(thread, self, args, keywordNames, 5);
        var (encoding, text) = (CheckStr(args, 0), CheckStr(args, 1));
        error.Set(encoding, text, Op.AsSsize(Op.Index(thread, args[2])), Op.AsSsize(Op.Index(thread, args[3])), CheckStr(args, 4));
    }

    private static void InitTranslate(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var error = Begin(thread, self, args, keywordNames, 4);
        error.Set(null, CheckStr(args, 0), Op.AsSsize(Op.Index(thread, args[1])), Op.AsSsize(Op.Index(thread, args[2])), CheckStr(args, 3));
    }

    private void Set(PyObject? encoding, PyObject o, long start, long end, PyObject reason)
    {
        EncodingField.Value = encoding;
        ObjectField.Value = o;
        StartField = start;
        EndField = end;
        ReasonField.Value = reason;
    }

    private PyObject Describe(ThreadState thread, string what, string unit)
    {
        // An instance that __init__ never saw.
        if (ObjectField.Value is null)
            return PyStr.Empty;
        var reason = TextOf(thread, ReasonField.Value);
        var codec = IsTranslate ? "" : $"'{TextOf(thread, EncodingField.Value)}' codec ";
        var o = CheckedObject;
        var (start, end) = (StartField, EndField);
        if (start < 0 || start >= ObjectLength || end != start + 1)
            return PyStr.From($"{codec}{what} {unit}s in position {start}-{end - 1}: {reason}");
        var shown = o switch
        {
            PyBytes bytes => $"0x{bytes.Span[(int)start]:x2}",
            PyStr text when text[(int)start] <= 0xff => $"'\\x{text[(int)start]:x2}'",
            PyStr text when text[(int)start] <= 0xffff => $"'\\u{text[(int)start]:x4}'",
            _ => $"'\\U{((PyStr)o)[(int)start]:x8}'",
        };
        return PyStr.From($"{codec}{what} {unit} {shown} in position {start}: {reason}");
    }

    private static string TextOf(ThreadState thread, PyObject? part) => part is null ? "<NULL>" : Op.StrText(thread, part);
}
