namespace Krait.Runtime;

/// <summary>Codec used when reading a file in universal newlines mode.</summary>
[PyType("IncrementalNewlineDecoder", Module = "_io", BaseType = true, BasicSize = 40), PyModuleType("_io")]
public partial class PyIncrementalNewlineDecoder : PyContainer
{
    private Ref<PyObject> _decoder;
    private Ref<PyObject> _errors;
    private NewlineTranslation? _newlines;

    private protected PyIncrementalNewlineDecoder(PyType type) : base(type)
    {
    }

    [PyInit]
    private void Initialize([Keyword] PyObject decoder, [Keyword] bool translate, [Keyword][Default("'strict'")] PyObject? errors = null)
    {
        _decoder.Value = decoder is PyNone ? null : decoder;
        _errors.Value = errors;
        _newlines = new NewlineTranslation(translate);
    }

    private NewlineTranslation Translation => _newlines ?? throw Errors.Value("IncrementalNewlineDecoder.__init__() not called");

    [PyMethod("decode")]
    private PyObject Decode(ThreadState thread, [Keyword] PyObject input, [Keyword] bool final = false)
    {
        var translation = Translation;
        var output = _decoder.Value is { } decoder ? Op.CallMethod(thread, decoder, Names.Decode, input, PyBool.From(final)) : input;
        if (output is not PyStr text)
            throw Errors.Type($"decoder should return a string result, not '{output.Type.Name}'");
        return translation.Apply(text, final);
    }

    [PyMethod("getstate")]
    private PyObject GetState(ThreadState thread)
    {
        var translation = Translation;
        PyObject pending = PyBytes.Empty;
        var flags = System.Numerics.BigInteger.Zero;
        if (_decoder.Value is { } decoder)
        {
            if (Op.CallMethod(thread, decoder, IoNames.Getstate) is not PyTuple state)
                throw Errors.Type("illegal decoder state");
            if (state.Count != 2)
                throw Errors.Type("illegal decoder state");
            pending = state[0];
            flags = Op.Index(thread, state[1]).Big;
        }
        return PyTuple.Create(thread, pending, PyInt.From((flags << 1) | (translation.PendingCr ? 1 : 0)));
    }

    [PyMethod("setstate")]
    private void SetState(ThreadState thread, PyObject state)
    {
        var translation = Translation;
        if (state is not PyTuple tuple)
            throw Errors.Type("state argument must be a tuple");
        if (tuple.Count != 2 || !Op.IsIndex(tuple[1]))
            throw Errors.Type("setstate(): illegal state argument");
        var flags = Op.Index(thread, tuple[1]).Big;
        translation.PendingCr = !flags.IsEven;
        if (_decoder.Value is { } decoder)
            Op.CallMethod(thread, decoder, IoNames.Setstate, PyTuple.Create(thread, tuple[0], PyInt.From(flags >> 1)));
    }

    [PyMethod("reset")]
    private void Reset(ThreadState thread)
    {
        Translation.Reset();
        if (_decoder.Value is { } decoder)
            Op.CallMethod(thread, decoder, IoNames.Reset);
    }

    [PyGetter("newlines")]
    private PyObject NewlinesAttribute(ThreadState thread) => Translation.Seen(thread);
}
