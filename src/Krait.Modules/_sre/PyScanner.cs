using Krait.Runtime;

namespace Krait.Modules.Sre;

/// <remarks>Matches one after the other: what <c>finditer</c> is made of.</remarks>
[PyType("SRE_Scanner", Module = "_sre", BasicSize = 200, NoInstantiation = true)]
public sealed partial class PyScanner : PyContainer
{
    private Ref<PyPattern> _pattern;
    private Ref<PyObject> _text;
    private int _at;
    private long _end;
    private bool _mustAdvance;
    private bool _isDone;
    private bool _isRunning;

    /// <summary>Holds the memory of text that is neither str nor bytes: it must not change its size in between.</summary>
    private PyBuffer? _memory;

    private PyScanner() : base(TypeObject)
    {
    }

    internal static PyScanner Create(ThreadState thread, PyPattern pattern, PyObject text, long pos, long endpos)
    {
        using (var subject = new Subject(thread, text))
        {
            pattern.CheckKind(subject);
            subject.Clamp(ref pos, ref endpos);
        }
        var scanner = thread.EnterNew(new PyScanner());
        scanner._pattern.Value = pattern;
        scanner._text.Value = text;
        if (text is not (PyStr or PyBytes))
            scanner._memory = PyBuffer.Get(thread, text, BufferFlags.Simple);
        scanner._at = (int)pos;
        scanner._end = endpos;
        return scanner;
    }

    partial void ClearMore()
    {
        var memory = _memory;
        _memory = null;
        memory?.Dispose();
    }

    [PyGetter("pattern")]
    private PyObject? Pattern() => _pattern.Value;

    [PyMethod("match")]
    private PyObject Match(ThreadState thread) => Next(thread, false);

    [PyMethod("search")]
    private PyObject Search(ThreadState thread) => Next(thread, true);

    private PyObject Next(ThreadState thread, bool search)
    {
        if (_isRunning)
            throw Errors.Value("regular expression scanner already executing");
        if (_isDone)
            return PyNone.Instance;
        _isRunning = true;
        var pattern = _pattern.Value!;
        var text = _text.Value!;
        var context = pattern.Rent(thread);
        try
        {
            using var subject = new Subject(thread, text);
            var end = (int)Math.Min(_end, subject.Length);
            var found = _at <= end
                && (search ? subject.Search(context, _at, end, _mustAdvance) : subject.Match(context, _at, end, false, _mustAdvance));
            if (!found)
            {
                _isDone = true;
                return PyNone.Instance;
            }
            _mustAdvance = context.End == context.Start;
            _at = context.End;
            return PyMatch.Create(thread, pattern, text, context, 0, end);
        }
        finally
        {
            _isRunning = false;
            pattern.Program.Return(context);
        }
    }
}
