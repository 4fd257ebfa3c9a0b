using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Lzma;

/// <summary>A chain of filters as liblzma takes it, from Python's dicts. Dispose of it.</summary>
internal sealed unsafe class FilterChain : IDisposable
{
    public const ulong Lzma1 = 0x4000000000000001, Lzma2 = 0x21, Delta = 3, X86 = 4, PowerPc = 5, Ia64 = 6, Arm = 7, ArmThumb = 8, Sparc = 9;
    public const uint DefaultPreset = 6;

    private const int Longest = 4;

    private readonly LzmaFilter* _filters = (LzmaFilter*)NativeMemory.AllocZeroed((Longest + 1) * (nuint)sizeof(LzmaFilter));

    private FilterChain()
    {
    }

    /// <summary>The first filter; one with the largest number ends the chain.</summary>
    public LzmaFilter* First => _filters;

    /// <summary>The number of filters.</summary>
    public int Count { get; private set; }

    /// <summary>A chain from a sequence of filter specifiers.</summary>
    public static FilterChain FromSequence(ThreadState thread, PyObject specifiers)
    {
        if (specifiers is PyDict)
            throw Errors.Type($"{specifiers.Type.Name} is not a sequence");
        var count = Op.Length(thread, specifiers);
        if (count > Longest)
            throw Errors.Value($"Too many filters - liblzma supports a maximum of {Longest}");
        var chain = new FilterChain();
        try
        {
            for (long i = 0; i < count; i++)
                chain.Add(thread, Op.GetItem(thread, specifiers, i));
        }
        catch
        {
            chain.Dispose();
            throw;
        }
        return chain;
    }

    /// <summary>A chain of one filter.</summary>
    public static FilterChain FromSpecifier(ThreadState thread, PyObject specifier)
    {
        var chain = new FilterChain();
        try
        {
            chain.Add(thread, specifier);
        }
        catch
        {
            chain.Dispose();
            throw;
        }
        return chain;
    }

    private void Add(ThreadState thread, PyObject specifier)
    {
        if (!Op.IsMapping(specifier))
            throw Errors.Type("Filter specifier must be a dict or dict-like object");
        if (Op.TryGetMappingItem(thread, specifier, PyStr.Intern("id")) is not { } id)
            throw Errors.Value("Filter specifier must have an \"id\" entry");
        var number = ArgumentConversion.ToULong(thread, id);
        var filter = _filters + Count;
        filter->Options = number switch
        {
            Lzma1 or Lzma2 => LzmaOptions(thread, specifier),
            Delta => DeltaOptions(thread, specifier),
            X86 or PowerPc or Ia64 or Arm or ArmThumb or Sparc => BranchOptions(thread, specifier),
            _ => throw Errors.Value($"Invalid filter ID: {number}"),
        };
        filter->Id = number;
        Count++;
        _filters[Count].Id = ulong.MaxValue;
    }

    /// <summary>The numbers of a specifier; ValueError for a key that the filter does not know.</summary>
    private static Dictionary<string, uint> Values(ThreadState thread, PyObject specifier, string filter, params ReadOnlySpan<string> known)
    {
        var values = new Dictionary<string, uint>();
        foreach (var key in Op.MappingKeys(thread, specifier).Items.ToArray())
        {
            var name = key is PyStr text ? text.ToString() : "";
            if (name == "id")
                continue;
            if (!known.Contains(name))
                throw Errors.Value($"Invalid filter specifier for {filter} filter");
            values[name] = ArgumentConversion.ToUInt(thread, Op.GetItem(thread, specifier, key));
        }
        return values;
    }

    private static LzmaOptions* LzmaOptions(ThreadState thread, PyObject specifier)
    {
        var values = Values(
            thread, specifier, "LZMA", "preset", "dict_size", "lc", "lp", "pb", "mode", "nice_len", "mf", "depth");
        var preset = values.GetValueOrDefault("preset", DefaultPreset);
        var options = (LzmaOptions*)NativeMemory.AllocZeroed((nuint)sizeof(LzmaOptions));
        if (LibLzma.lzma_lzma_preset(options, preset) != 0)
        {
            NativeMemory.Free(options);
            throw Errors.New(LzmaState.Of(thread).ErrorType, $"Invalid compression preset: {preset}");
        }
        options->DictionarySize = values.GetValueOrDefault("dict_size", options->DictionarySize);
        options->LiteralContextBits = values.GetValueOrDefault("lc", options->LiteralContextBits);
        options->LiteralPositionBits = values.GetValueOrDefault("lp", options->LiteralPositionBits);
        options->PositionBits = values.GetValueOrDefault("pb", options->PositionBits);
        options->Mode = values.GetValueOrDefault("mode", options->Mode);
        options->NiceLength = values.GetValueOrDefault("nice_len", options->NiceLength);
        options->MatchFinder = values.GetValueOrDefault("mf", options->MatchFinder);
        options->Depth = values.GetValueOrDefault("depth", options->Depth);
        return options;
    }

    private static LzmaDeltaOptions* DeltaOptions(ThreadState thread, PyObject specifier)
    {
        var distance = Values(thread, specifier, "delta", "dist").GetValueOrDefault("dist", 1u);
        var options = (LzmaDeltaOptions*)NativeMemory.AllocZeroed((nuint)sizeof(LzmaDeltaOptions));
        options->Distance = distance;
        return options;
    }

    private static uint* BranchOptions(ThreadState thread, PyObject specifier)
    {
        var offset = Values(thread, specifier, "BCJ", "start_offset").GetValueOrDefault("start_offset");
        var options = (uint*)NativeMemory.AllocZeroed(sizeof(uint));
        *options = offset;
        return options;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = 0; i < Count; i++)
            NativeMemory.Free(_filters[i].Options);
        NativeMemory.Free(_filters);
    }
}
