using System.Numerics;
using Krait.Runtime;
using Krait.Runtime.Numerics;

namespace Krait.Modules;

/// <summary>Module implements the Mersenne Twister random number generator.</summary>
[PyModule("_random")]
internal static partial class RandomModule;

/// <summary>Random() -> create a random number generator with its own internal state.</summary>
[PyType("Random", Module = "_random", BaseType = true, BasicSize = 2520), PyModuleType("_random")]
internal partial class PyRandom : PyObject
{
    private readonly MersenneTwister _generator = new();

    private protected PyRandom(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw ArgumentBinder.NoKeywords("Random");
        if (args.Length > 1)
            throw Errors.Type("Random() requires 0 or 1 argument");
        ((PyRandom)self).Seed(thread, args.Length == 1 ? args[0] : null);
    }

    /// <summary>random() -> x in the interval [0, 1).</summary>
    [PyMethod("random")]
    private double Random() => _generator.NextDouble();

    /// <summary>
    /// seed([n]) -> None.
    ///
    /// Defaults to use urandom and falls back to a combination
    /// of the current time and the process identifier.
    /// </summary>
    [PyMethod("seed")]
    private void Seed(ThreadState thread, [NoneAllowed] PyObject? n = null)
    {
        if (n is null)
            _generator.SeedFromEntropy();
        else if (n is PyInt number)
            _generator.Seed(number.Big);
        else
            _generator.Seed((BigInteger)(ulong)Op.Hash(thread, n));
    }

    /// <summary>getstate() -> tuple containing the current state.</summary>
    [PyMethod("getstate")]
    private PyObject GetState(ThreadState thread)
    {
        var words = new uint[MersenneTwister.StateLength + 1];
        _generator.GetState(words);
        var items = new PyObject[words.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = PyInt.From(words[i]);
        return PyTuple.FromArray(thread, items);
    }

    /// <summary>setstate(state) -> None.  Restores generator state.</summary>
    [PyMethod("setstate")]
    private void SetState(PyObject state)
    {
        if (state is not PyTuple tuple)
            throw Errors.Type("state vector must be a tuple");
        if (tuple.Count != MersenneTwister.StateLength + 1)
            throw Errors.Value("state vector is the wrong size");
        var words = new uint[tuple.Count];
        for (var i = 0; i < MersenneTwister.StateLength; i++)
            words[i] = (uint)Word(tuple[i]);
        var position = Op.AsSsize(tuple[MersenneTwister.StateLength]);
        if (position is < 0 or > MersenneTwister.StateLength)
            throw Errors.Value("invalid state");
        words[MersenneTwister.StateLength] = (uint)position;
        _generator.TrySetState(words);
    }

    private static ulong Word(PyObject o)
    {
        if (o is not PyInt number)
            throw Errors.Type("an integer is required");
        var value = number.Big;
        if (value.Sign < 0)
            throw Errors.Overflow("can't convert negative value to unsigned int");
        return value <= ulong.MaxValue ? (ulong)value : throw Errors.Overflow("Python int too large to convert to C unsigned long");
    }

    /// <summary>getrandbits(k) -> x.  Generates an int with k random bits.</summary>
    [PyMethod("getrandbits")]
    private PyObject GetRandBits(ThreadState thread, ulong k)
    {
        if (k > int.MaxValue)
            throw Errors.Memory();
        if (k <= 63)
            return PyInt.Make(thread, (long)_generator.NextBits((int)k));
        return PyInt.From(_generator.NextBigInteger((int)k));
    }
}
