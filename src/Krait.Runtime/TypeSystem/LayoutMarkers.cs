namespace Krait.Runtime;

/// <summary>Marks a container that cannot be part of a cycle, and that the collector does not know: it has no header in CPython.</summary>
internal interface INotCollected;

/// <summary>Marks a built-in class whose exact instances have a <c>__dict__</c> in their <see cref="PyObject.Storage"/> (exceptions).</summary>
internal interface IManagedDict;

/// <summary>Marks a built-in class whose instances keep an attribute dict of their own, see <see cref="PyObject.GetOwnDict"/>.</summary>
internal interface IOwnDict;

/// <summary>Marks a built-in class whose exact instances can be referred to weakly.</summary>
internal interface IWeakReferenceable;
