namespace Krait.Runtime;

/// <summary>Makes a partial class a built-in Python type; the generator writes its <c>TypeObject</c>, slots, traversal and clearing.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PyTypeAttribute(string name) : Attribute
{
    /// <summary>The Python name.</summary>
    public string Name { get; } = name;

    /// <summary>The value of <c>__module__</c>.</summary>
    public string Module { get; set; } = "builtins";

    /// <summary>The signature that <c>inspect</c> shows, where it cannot be told from <see cref="PyNewAttribute"/> or <see cref="PyInitAttribute"/>.</summary>
    public string? Signature { get; set; }

    /// <summary>True where Python classes may derive from the type (<c>Py_TPFLAGS_BASETYPE</c>).</summary>
    public bool BaseType { get; set; }

    /// <summary>True where Python cannot call the type (<c>Py_TPFLAGS_DISALLOW_INSTANTIATION</c>).</summary>
    public bool NoInstantiation { get; set; }

    /// <summary>The size that <c>sys.getsizeof</c> and <c>__basicsize__</c> show, in bytes, as on 64-bit CPython.</summary>
    public int BasicSize { get; set; } = 16;

    /// <summary>The size of one item of an object of varying size, in bytes.</summary>
    public int ItemSize { get; set; }

    /// <summary>True for types that a sequence pattern matches.</summary>
    public bool IsSequence { get; set; }

    /// <summary>True for types that a mapping pattern matches.</summary>
    public bool IsMapping { get; set; }

    /// <summary>True for types whose class pattern takes the subject itself as its one positional pattern (<c>int(x)</c>).</summary>
    public bool MatchSelf { get; set; }

    /// <summary>True where the type derives from <c>object</c> although its C# class shares the storage of another type's.</summary>
    public bool StandsAlone { get; set; }

    /// <summary>True where the type can be parameterised, as in <c>list[int]</c>: it gets <c>__class_getitem__</c>.</summary>
    public bool IsGeneric { get; set; }

    /// <summary>The names in <c>__match_args__</c>, with spaces between them.</summary>
    public string? MatchArgs { get; set; }

    /// <summary>True where an attribute lookup finds functions of this type and calls them without binding (<c>Py_TPFLAGS_METHOD_DESCRIPTOR</c>).</summary>
    public bool IsMethodDescriptor { get; set; }
}

/// <summary>
/// A method that Python sees: an instance method of the type's class, or a static one that takes <c>PyObject self</c>.
/// See <c>docs/adding-a-type.md</c> for how parameters are converted.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class PyMethodAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>The signature shown by <c>inspect</c>, where the generated one is not right; empty for none.</summary>
    public string? Signature { get; set; }
}

/// <summary>
/// On a method: where it is called with a generator in front and, if it takes one, a value to send, the interpreter resumes the generator
/// itself; what that yields is the result, its end a StopIteration.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResumesGeneratorAttribute : Attribute;

/// <summary>
/// On a method that takes keywords: arguments that will have to be given another way issue a DeprecationWarning with the message.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DeprecatedPassingAttribute(string message) : Attribute
{
    public string Message { get; } = message;

    /// <summary>Fewer arguments than this by position are deprecated: the parameters will be positional-only.</summary>
    public int Least { get; set; }

    /// <summary>More arguments than this by position are deprecated: the others will be keyword-only.</summary>
    public int Most { get; set; } = int.MaxValue;
}

/// <summary>A class method: a static C# method that takes the <see cref="PyType"/> first (after the thread state).</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class PyClassMethodAttribute(string name) : Attribute
{
    public string Name { get; } = name;
    public string? Signature { get; set; }
}

/// <summary>A static method of a type.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PyStaticMethodAttribute(string name) : Attribute
{
    public string Name { get; } = name;
    public string? Signature { get; set; }
}

/// <summary>
/// Implements a slot of the type. The slot is a delegate field of <see cref="PyType"/>, named by <c>nameof(PyType.NbAdd)</c>. The method has the
/// delegate's parameters, or is an instance method without the <c>self</c> parameter; <c>ThreadState</c> may be left out.
/// Slots of binary operators must be static: either operand may be the one of this type.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class PySlotAttribute(string slot) : Attribute
{
    public string Slot { get; } = slot;
}

/// <summary>The constructor, <c>__new__</c>: a static method that takes the <see cref="PyType"/> to make an instance of, then Python's arguments.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PyNewAttribute : Attribute
{
    public string? Signature { get; set; }
}

/// <summary>The initializer, <c>__init__</c>: an instance method that takes Python's arguments.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PyInitAttribute : Attribute
{
    public string? Signature { get; set; }
}

/// <summary>Reads an attribute: a method without parameters (but the thread state), or a property.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, AllowMultiple = true)]
public sealed class PyGetterAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>True for what CPython reads straight from the object's memory: Python sees a <c>member_descriptor</c>.</summary>
    public bool Member { get; init; }
}

/// <summary>Writes an attribute: a method that takes the value; a parameter of type <c>PyObject?</c> is null for a deletion, otherwise deletion is an error.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PySetterAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>Makes a static partial class a native module; <c>[PyFunction]</c> methods and <c>[PyModuleExec]</c> fill it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PyModuleAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>A function of a native module: a static method.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class PyFunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
    public string? Signature { get; set; }
}

/// <summary>Runs when a native module is executed: <c>static void Exec(ThreadState thread, PyModule module)</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PyModuleExecAttribute : Attribute;

/// <summary>Adds the type of the class to the named module under its own name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PyModuleTypeAttribute(string module) : Attribute
{
    public string Module { get; } = module;
}

/// <summary>The parameter may be given by keyword, under this name or its own.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class KeywordAttribute(string? name = null) : Attribute
{
    public string? Name { get; } = name;
}

/// <summary>The parameter can be given by keyword only.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class KeywordOnlyAttribute(string? name = null) : Attribute
{
    public string? Name { get; } = name;
}

/// <summary>An integer parameter (<c>int</c>, <c>long</c>) taken through <c>__index__</c> that is clamped instead of overflowing, as slice bounds are; None is not allowed.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SliceIndexAttribute : Attribute;

/// <summary>An integer parameter taken through <c>__index__</c>; the default for integer parameters, stated for the reader.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class IndexAttribute : Attribute;

/// <summary>The parameter takes None too, which becomes null; its type must be nullable.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class NoneAllowedAttribute : Attribute;

/// <summary>A <c>string</c> parameter in which a null character is an error.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class NoNullAttribute : Attribute;

/// <summary>A path: <c>string</c> or <c>byte[]</c> from str, bytes or <c>os.PathLike</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FsPathAttribute : Attribute;

/// <summary>A <c>ReadOnlySpan&lt;byte&gt;</c> parameter from any object with the buffer protocol.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class BufferAttribute : Attribute;

/// <summary>A <c>PyDict?</c> parameter that takes the keyword arguments that no other parameter takes (<c>**kwargs</c>); null when there are none.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class KeywordArgumentsAttribute : Attribute;

/// <summary>Overrides the Python default shown in the signature of an optional parameter, for example <c>"&lt;unrepresentable&gt;"</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DefaultAttribute(string text) : Attribute
{
    public string Text { get; } = text;
}

/// <summary>A field of type <c>PyObject?[]</c> (or of a subclass) whose references are counted; the class retains and releases what it stores there.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class CountedAttribute : Attribute
{
    /// <summary>The name of the field or property with the number of used places; without it the whole array is visited.</summary>
    public string? Length { get; set; }
}

/// <summary>A static partial class that the generator fills from the parser's node classes, see <c>AstBindingGenerator</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AstBindingsAttribute : Attribute;
