using System.Diagnostics;
using System.Text;
using Krait.Platform;

namespace Krait.Runtime;

/// <summary>What <c>-X importtime</c> prints: how long each import took, in microseconds, without and with the imports inside it.</summary>
internal sealed class ImportTimes(bool withCached)
{
    private int _depth;
    private long _inner;
    private bool _hasHeader;

    /// <summary>Loads a module and prints the time.</summary>
    public PyObject Measure(PyStr name, Func<PyObject> load)
    {
        if (!_hasHeader)
        {
            _hasHeader = true;
            Print("import time: self [us] | cumulative | imported package\n");
        }
        var innerBefore = _inner;
        _inner = 0;
        _depth++;
        var start = Stopwatch.GetTimestamp();
        try
        {
            return load();
        }
        finally
        {
            var elapsed = Stopwatch.GetElapsedTime(start).Ticks / TimeSpan.TicksPerMicrosecond;
            _depth--;
            Print($"import time: {elapsed - _inner,9} | {elapsed,10} | {new string(' ', _depth * 2)}{name}\n");
            _inner = innerBefore + elapsed;
        }
    }

    /// <summary>Says that a module was there already, where that was asked for.</summary>
    public void Cached(PyStr name)
    {
        if (withCached)
            Print($"import time: {"cached",-9} | {"cached",-10} | {new string(' ', _depth * 2)}{name}\n");
    }

    private static void Print(string text) => Descriptors.Write(2, Encoding.UTF8.GetBytes(text), out _);
}
