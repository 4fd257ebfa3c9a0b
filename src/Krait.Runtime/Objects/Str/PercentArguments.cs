using System.Numerics;
using Krait.Runtime.Numerics;

namespace Krait.Runtime;

/// <summary>The right side of a %-formatting: a tuple of arguments, one argument, or a mapping.</summary>
internal ref struct PercentArguments
{
    private readonly ReadOnlySpan<PyObject> _items;
    private readonly PyObject? _mapping;
    private readonly PyObject _all;
    private PyObject? _single;
    private int _next;

    public PercentArguments(PyObject args, bool mayBeMapping)
    {
        _all = args;
        if (args is PyTuple tuple)
        {
            _items = tuple.Items;
        }
        else
        {
            _single = args;
            if (mayBeMapping && Op.IsMapping(args))
                _mapping = args;
        }
    }

    /// <summary>The next argument.</summary>
    public PyObject Next()
    {
        if (_single is { } only)
        {
            _single = null;
            return only;
        }
        return _next < _items.Length ? _items[_next++] : throw Errors.Type("not enough arguments for format string");
    }

    /// <summary>Makes the value of a key the next, and only, argument.</summary>
    public void Select(ThreadState thread, PyObject key)
    {
        if (_mapping is null)
            throw Errors.Type("format requires a mapping");
        _single = Op.GetItem(thread, _mapping, key);
        _next = _items.Length;
    }

    /// <summary>Checks that all arguments were used.</summary>
    public readonly void Finish(string what)
    {
        if (_mapping is null && (_single is not null || _next < _items.Length))
            throw Errors.Type($"not all arguments converted during {what} formatting");
    }

    /// <summary>Fills in a width and a precision that are arguments.</summary>
    public PercentDirective Complete(ThreadState thread, PercentDirective directive)
    {
        if (directive.Width == PercentDirective.FromArgument)
            directive = directive.WithWidth(Star(thread));
        if (directive.Precision == PercentDirective.FromArgument)
            directive = directive.WithPrecision(Star(thread));
        return directive;
    }

    private int Star(ThreadState thread)
    {
        if (Next() is not PyInt number)
            throw Errors.Type("* wants int");
        return Op.AsInt(thread, number);
    }

    /// <summary>%d %i %u %o %x %X of any number.</summary>
    public static string Integer(ThreadState thread, PyObject value, in PercentDirective directive, string integerRequired)
    {
        var conversion = (char)directive.Conversion;
        var exact = conversion is 'o' or 'x' or 'X';
        var number = value as PyInt;
        if (number is null)
        {
            var type = value.Type;
            try
            {
                if (exact)
                    number = type.NbIndex is not null ? Op.Index(thread, value) : null;
                else if (type.NbIndex is not null || type.NbInt is not null || type.NbFloat is not null || value is PyComplex)
                    number = Op.Int(thread, value);
            }
            catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
            {
                number = null;
            }
            if (number is null)
            {
                throw Errors.Type(exact
                    ? $"%{conversion} format: an integer is required{integerRequired}, not {type.Name}"
                    : $"%{conversion} format: a real number is required, not {type.Name}");
            }
        }
        try
        {
            return PercentFormat.FormatInteger(number.Big, directive, thread.Interpreter.IntMaxStrDigits);
        }
        catch (FormatSpecException error)
        {
            throw FormatErrors.ToPython(error);
        }
    }
}
