namespace Krait.Generators.Tests;

/// <summary>The class that <see cref="BindingTests"/> runs.</summary>
internal static class Sample
{
    public const string Source = """
        using Krait.Runtime;

        namespace Sample;

        [PyType("sample", BaseType = true), PyModuleType("_sample")]
        public partial class PySample : PyContainer
        {
            internal Ref<PyObject> _held;
            [Counted(Length = nameof(_count))] internal PyObject[] _items = [];
            internal int _count;
            internal long _value = 42;

            private protected PySample(PyType type) : base(type) { }

            public static PySample Create() => new PySample(TypeObject);

            [PyNew] private static PyObject New(ThreadState thread, PyType type, [Keyword] long x = 0)
            {
                var made = (PySample)type.Allocate!(thread, type);
                made._value = x;
                return made;
            }

            /// <summary>
            /// First line with <c>text</c>
            /// and <see langword="None"/>.
            /// </summary>
            [PyMethod("one")] private PyStr One(PyStr text) => text;
            [PyMethod("none")] private void None() { }
            [PyMethod("pop")] private long Pop(ThreadState thread, long index = -1) => index;
            [PyMethod("insert")] private string Insert(long index, PyObject o) => index + " " + o.Type.Name;
            [PyMethod("small")] private int Small(int x) => x;
            [PyMethod("get")] private PyObject? Get(PyObject key, PyObject? fallback = null) => fallback;
            [PyMethod("gcd")] private int Gcd(ReadOnlySpan<PyObject> integers) => integers.Length;
            [PyMethod("tail")] private string Tail(string first, ReadOnlySpan<PyObject> rest) => first + "+" + rest.Length;
            [PyMethod("replace")] private void Replace(PyStr old, PyStr @new) { }
            [PyMethod("nullable")] private string Nullable([NoneAllowed] PyStr? x) => x is null ? "null" : x.ToString();
            [PyMethod("bounds")] private string Bounds([SliceIndex] long a, [SliceIndex] long? b = null) => a + " " + b;
            [PyMethod("index")] private void Index(PyObject value, [SliceIndex] long start = 0, [SliceIndex] long stop = long.MaxValue) { }
            [PyMethod("real")] private double Real(double x) => x;
            [PyMethod("buffer")] private int Buffer([Buffer] ReadOnlySpan<byte> data, [Buffer] ReadOnlySpan<byte> more = default) => data.Length + more.Length;
            [PyMethod("mkdir")] private int Mkdir([FsPath] byte[] path) => path.Length;
            [PyMethod("text")] private string Text([NoNull] string text) => text;
            [PyMethod("unsigned")] private ulong Unsigned(ulong x) => x;
            [PyMethod("split")] private string Split([Keyword] PyStr? sep = null, [Keyword] long maxsplit = -1) => sep + " " + maxsplit;
            [PyMethod("isclose")] private string IsClose([Keyword] double a, [Keyword] double b, [KeywordOnly("rel_tol")] double relTol = 1e-9, [KeywordOnly("abs_tol")] double absTol = 0)
                => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{a} {b} {relTol} {absTol}");
            [PyMethod("sort")] private void Sort([KeywordOnly] PyObject? key = null, [KeywordOnly] bool reverse = false) { }
            [PyMethod("sum")] private void Sum(PyObject iterable, [Keyword] [Default("0")] PyObject? start = null) { }
            [PyMethod("passing"), DeprecatedPassing("pass it by position", Least = 1)] private string Passing([Keyword] long x) => x.ToString();
            [PyMethod("needs")] private void Needs([KeywordOnly] PyObject x) { }
            [PyMethod("print")] private string Print(ReadOnlySpan<PyObject> args, [KeywordOnly] string? sep = null) => args.Length + " " + sep;
            [PyMethod("update")] private string Update(PyObject? other = null, [KeywordArguments] PyDict? kwargs = null)
                => (other is null ? 0 : 1) + " " + (kwargs is null ? "" : string.Join(",", kwargs.Items.Keys));
            [PyClassMethod("make")] private static string Make(PyType cls, long x) => cls.Name;
            [PyStaticMethod("free")] private static long Free(long x) => x;

            [PyGetter("value")] private long Value => _value;
            [PySetter("value")] private void SetValue(long value) => _value = value;

            [PySlot(nameof(PyType.TpRepr))] private string Repr() => "sample!";
            [PySlot(nameof(PyType.SqLength))] private int Length() => 3;
            [PySlot(nameof(PyType.NbAdd))] private static string Add(PyObject a, PyObject b) => "added";
            [PySlot(nameof(PyType.AmSend))] private bool Send(ThreadState thread, PyObject? value, out PyObject result) { result = PyInt.From(1); return true; }
            [PySlot(nameof(PyType.TpIterNext))] private PyObject? Next() => null;
        }

        /// <summary>No type of its own: the two below share what it says.</summary>
        public abstract class Figure : PyContainer
        {
            private protected Figure(PyType type) : base(type) { }
            [PyNew] private protected static PyObject New(PyType type, long sides = 4) => PyInt.From(sides);
            [PyMethod("area")] private protected long Area(long scale) => 10 * scale;
            [PyMethod("name")] private protected string Name() => "figure";
            [PyGetter("sides")] private protected long Sides => 4;
            [PySlot(nameof(PyType.TpRepr))] private protected string Repr() => "figure!";
            [PySlot(nameof(PyType.SqLength))] private protected static long Length(Figure self) => self.Sides;
        }

        [PyType("square", IsGeneric = true)]
        public sealed partial class PySquare : Figure
        {
            private PySquare(PyType type) : base(type) { }
            public static PySquare Create() => new PySquare(TypeObject);
        }

        [PyType("circle", BaseType = true)]
        public partial class PyCircle : Figure
        {
            private protected PyCircle(PyType type) : base(type) { }
            public static PyCircle Create() => new PyCircle(TypeObject);
            [PyNew] private static new PyObject New(PyType type) => PyInt.From(0);
            [PyMethod("name")] private new string Name() => "circle";
            [PySlot(nameof(PyType.TpRepr))] private new string Repr() => "circle!";
        }

        [PyType("disc")]
        public sealed partial class PyDisc : PyCircle
        {
            private PyDisc(PyType type) : base(type) { }
            [PyMethod("radius")] private long Radius() => 1;
        }

        [PyType("plain", BaseType = true)]
        public partial class PyPlain : PyContainer
        {
            private protected PyPlain(PyType type) : base(type) { }
            [PyNew] private static PyObject New(PyType type, PyObject? iterable = null) => PyNone.Instance;
        }

        [PyType("empty")]
        public sealed partial class PyEmpty : PyObject
        {
            private PyEmpty(PyType type) : base(type) { }
            [PyNew] private static PyObject New(PyType type) => PyNone.Instance;
        }

        /// <summary>A module.</summary>
        [PyModule("_sample")]
        internal static partial class SampleModule
        {
            [PyModuleExec] private static void Exec(ThreadState thread, PyModule module) { }
            [PyFunction("function")] private static string Function(ThreadState thread, PyModule module, long x) => module.Type.Name + " " + x;
        }

        public static class Program
        {
            private static readonly Dictionary<string, string> s_log = [];
            private static readonly ThreadState s_thread = ThreadState.Current;

            private static string Show(PyObject? o) => o switch
            {
                null => "null",
                PyNone => "null",
                PyInt i => "int " + i.Big,
                PyFloat f => "float " + f.Value,
                PyStr s => "str " + s,
                PySample s => "int " + s._value,
                _ => o.GetType().Name,
            };

            private static void Log(string what, Func<object?> action)
            {
                try
                {
                    var result = action();
                    s_log.Add(what, result is null or PyObject ? Show((PyObject?)result) : result.ToString()!);
                }
                catch (PythonException e)
                {
                    s_log.Add(what, e.Message);
                }
            }

            private static PyObject I(long value) => PyInt.From(value);
            private static PyObject S(string value) => PyStr.From(value);
            private static PyTuple Names(params string[] names) => PyTuple.From(names.Select(n => (PyObject)PyStr.From(n)).ToArray());

            private static void Call(string what, string name, PyObject[] args, params string[] keywords) => Log(what, () =>
            {
                var self = PySample.Create();
                var method = PySample.TypeObject.Method(name);
                return method.NoArgs is { } none ? none(s_thread, self)
                    : method.OneArg is { } one ? one(s_thread, self, args[0])
                    : method.Fast is { } fast ? fast(s_thread, self, args)
                    : method.FastKeywords!(s_thread, self, args, keywords.Length == 0 ? null : Names(keywords));
            });

            private static string Kind(string name)
            {
                var m = PySample.TypeObject.Method(name);
                return m.NoArgs is not null ? "NoArgs" : m.OneArg is not null ? "OneArg" : m.Fast is not null ? "Fast" : "FastKeywords";
            }

            public static Dictionary<string, string> Run()
            {
                foreach (var name in new[] { "none", "one", "pop", "split" })
                    Log("kind " + name, () => Kind(name));
                Positional();
                Types();
                Keywords();
                foreach (var name in new[] { "none", "one", "pop", "split", "isclose", "sum", "print", "update", "index", "make", "free" })
                    Log("signature " + name, () => PySample.TypeObject.Method(name).Signature);
                Log("signature type", () => PySample.TypeObject.Definition.Signature);
                Log("doc one", () => PySample.TypeObject.Method("one").Doc!.Replace("\n", " / "));
                Members();
                Storage();
                Shared();
                Log("module", () => SampleModule.Definition.Name + " " + string.Join(",", Generated.NativeModuleRegistry.Names));
                Log("module none", () => Generated.NativeModuleRegistry.Find("other") is null);
                Log("module types", () => SampleModule.Definition.Types!()[0].Name);
                Log("module function", () => SampleModule.Definition.Methods!()[0].OneArg!(s_thread, new PyModule(), I(3)));
                Log("module doc", () => SampleModule.Definition.Doc);
                return s_log;
            }

            private static void Positional()
            {
                Call("pop 0", "pop", []);
                Call("pop 1", "pop", [I(7)]);
                Call("pop 2", "pop", [I(7), I(8)]);
                Call("pop str", "pop", [S("a")]);
                Call("insert 1", "insert", [I(1)]);
                Call("insert 2", "insert", [I(1), I(2)]);
                Call("insert large", "insert", [PyInt.From(System.Numerics.BigInteger.One << 80), I(2)]);
                Call("small large", "small", [I(1L << 40)]);
                Call("get 0", "get", []);
                Call("get 3", "get", [I(1), I(2), I(3)]);
                Call("gcd 3", "gcd", [I(1), I(2), I(3)]);
                Call("tail 0", "tail", []);
                Call("tail 3", "tail", [S("a"), I(2), I(3)]);
            }

            private static void Types()
            {
                Call("one wrong", "one", [I(1)]);
                Call("one None", "one", [PyNone.Instance]);
                Call("replace wrong", "replace", [S("a"), I(1)]);
                Call("none ok", "nullable", [PyNone.Instance]);
                Call("none wrong", "nullable", [I(1)]);
                Call("bounds", "bounds", [PyInt.From(System.Numerics.BigInteger.One << 80), PyNone.Instance]);
                Call("bounds wrong", "bounds", [S("a")]);
                Call("bounds wrong 2", "bounds", [I(1), S("a")]);
                Call("real", "real", [I(3)]);
                Call("real wrong", "real", [S("a")]);
                Call("buffer", "buffer", [PyBytes.From(new byte[3])]);
                Call("buffer wrong", "buffer", [PyBytes.From(new byte[3]), S("a")]);
                Log("buffers open", () => PyBuffer.Open);
                Call("path", "mkdir", [I(1)]);
                Call("path null", "mkdir", [S("a\0")]);
                Call("path ok", "mkdir", [S("a\u00e9")]);
                Call("text null", "text", [S("a\0")]);
                Call("unsigned", "unsigned", [I(-1)]);
                Call("unsigned large", "unsigned", [PyInt.From(System.Numerics.BigInteger.One << 80)]);
            }

            private static void Keywords()
            {
                Call("split", "split", []);
                Call("split a,1", "split", [S("a"), I(1)]);
                Call("split kw", "split", [I(2), S("b")], "maxsplit", "sep");
                Call("split 3", "split", [S("a"), I(1), I(2)]);
                Call("split 0 3", "split", [S("a"), I(1), I(2)], "a", "b", "c");
                Call("split unknown", "split", [I(1)], "x");
                Call("split twice", "split", [S("a"), S("b")], "sep");
                Call("split type", "split", [I(1)]);
                Call("isclose 0", "isclose", []);
                Call("isclose 1", "isclose", [I(1)]);
                Call("isclose 3", "isclose", [I(1), I(2), I(3)]);
                Call("isclose kw", "isclose", [I(1), PyFloat.From(0.5), I(2)], "abs_tol", "b");
                Call("sort 1", "sort", [I(1)]);
                Call("sum 0", "sum", []);
                Call("passing", "passing", [I(1)]);
                Call("passing kw", "passing", [I(1)], "x");
                Call("needs", "needs", []);
                Call("print", "print", [I(1), I(2), S("-")], "sep");
                Call("print kw", "print", [I(1), I(2), S("-")], "x");
                Call("update", "update", [I(1), I(2)], "x");
                Call("update 2", "update", [I(1), I(2)]);
            }

            private static void Members()
            {
                var type = PySample.TypeObject;
                var self = PySample.Create();
                Log("make", () => type.Method("make").OneArg!(s_thread, type, I(1)));
                Log("free", () => type.Method("free").OneArg!(s_thread, null!, I(5)));
                Log("value", () => type.GetSet("value").Getter!(s_thread, self));
                Log("value set", () => { type.GetSet("value").Setter!(s_thread, self, I(8)); return self; });
                Log("value delete", () => { type.GetSet("value").Setter!(s_thread, self, null); return self; });
                Log("repr", () => type.TpRepr!(s_thread, self));
                Log("length", () => type.SqLength!(s_thread, self));
                Log("add", () => type.NbAdd!(s_thread, self, self));
                Log("send", () => { var more = type.AmSend!(s_thread, self, null, out var result); return more + " " + Show(result); });
                Log("next", () => type.TpIterNext!(s_thread, self));
                Log("new", () => type.TpNew!(s_thread, type, [I(9)], Names("x")));
                Log("new wrong", () => type.TpNew!(s_thread, type, [I(9), I(1)], Names("x")));
                var plain = PyPlain.TypeObject;
                var subclass = new PyType(new NativeTypeDefinition { Name = "sub", ClrType = typeof(PyPlain) }) { TpInit = static (_, _, _, _) => { } };
                Log("plain keywords", () => plain.TpNew!(s_thread, plain, [I(9)], Names("x")));
                Log("plain 2", () => plain.TpNew!(s_thread, plain, [I(9), I(1)], null));
                Log("plain subclass", () => plain.TpNew!(s_thread, subclass, [I(9)], Names("x")));
                Log("empty 1", () => PyEmpty.TypeObject.TpNew!(s_thread, PyEmpty.TypeObject, [I(9)], null));
            }

            private static void Shared()
            {
                var square = PySquare.TypeObject;
                Log("shared new", () => square.TpNew!(s_thread, square, [I(5)], null));
                Log("shared new wrong", () => square.TpNew!(s_thread, square, [I(5), I(6)], null));
                Log("shared method", () => square.Method("area").OneArg!(s_thread, PySquare.Create(), I(2)));
                Log("shared getter", () => square.GetSet("sides").Getter!(s_thread, PySquare.Create()));
                Log("generic names", () => string.Join(",", square.Definition.Methods!().Select(static m => m.Name)));
                Log("shared repr", () => square.TpRepr!(s_thread, PySquare.Create()));
                Log("shared static slot", () => square.SqLength!(s_thread, PySquare.Create()));
                var circle = PyCircle.TypeObject;
                Log("own new", () => circle.TpNew!(s_thread, circle, [], null));
                Log("own method", () => circle.Method("name").NoArgs!(s_thread, PyCircle.Create()));
                Log("own repr", () => circle.TpRepr!(s_thread, PyCircle.Create()));
                Log("shared names", () => string.Join(",", circle.Definition.Methods!().Select(static m => m.Name)));
                Log("derived names", () => string.Join(",", PyDisc.TypeObject.Definition.Methods!().Select(static m => m.Name)));
            }

            private static void Storage()
            {
                var subclass = new PyType(new NativeTypeDefinition { Name = "sub", ClrType = typeof(PySample) }) { IsHeapType = true };
                var instance = (PySample)PySample.TypeObject.Allocate!(s_thread, subclass);
                Log("instance", () => instance.GetType().Name);
                instance.Storage.Value = I(5);
                instance._held.Value = I(1);
                instance._items = [I(2), null!];
                instance._count = 1;
                Log("instance storage", () => { var v = new Visitor(); instance.Traverse(v); return v.Seen.Count; });
                var exact = PySample.Create();
                exact._held.Value = I(1);
                exact._items = [I(2), null!];
                exact._count = 1;
                Log("traverse", () => { var v = new Visitor(); exact.Traverse(v); return v.Seen.Count; });
                Log("clear", () => { PyObject.Released.Clear(); exact.ClearReferences(); return exact._count + " " + PyObject.Released.Count; });
            }
        }
        """;
}
