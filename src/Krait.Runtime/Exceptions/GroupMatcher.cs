namespace Krait.Runtime;

/// <summary>What decides which exceptions of a group go to one side: exception types, a predicate, or a set of exceptions.</summary>
internal sealed class GroupMatcher
{
    private readonly PyObject? _types;
    private readonly PyObject? _predicate;
    private readonly HashSet<PyBaseException>? _members;

    private GroupMatcher(PyObject? types, PyObject? predicate, HashSet<PyBaseException>? members)
    {
        _types = types;
        _predicate = predicate;
        _members = members;
    }

    /// <summary>The matcher that an argument of <c>split</c> or <c>subgroup</c> stands for.</summary>
    public static GroupMatcher Of(PyObject matcher)
    {
        if (IsExceptionType(matcher))
            return new GroupMatcher(matcher, null, null);
        if (matcher is PyTuple tuple)
        {
            var all = true;
            foreach (var item in tuple.Items)
                all &= IsExceptionType(item);
            if (all)
                return new GroupMatcher(matcher, null, null);
        }
        else if (matcher is not PyType && Op.IsCallable(matcher))
        {
            return new GroupMatcher(null, matcher, null);
        }
        throw Errors.Type("expected an exception type, a tuple of exception types, or a callable (other than a class)");
    }

    /// <summary>Matches exactly these exceptions, which are no groups.</summary>
    public static GroupMatcher Of(HashSet<PyBaseException> members) => new(null, null, members);

    public bool Matches(ThreadState thread, PyBaseException exception)
    {
        if (_types is not null)
            return Raising.Matches(thread, exception, _types);
        if (_predicate is not null)
            return Op.IsTrue(thread, Op.Call(thread, _predicate, exception));
        return exception is not PyBaseExceptionGroup && _members!.Contains(exception);
    }

    private static bool IsExceptionType(PyObject o) => o is PyType type && type.IsSubtypeOf(PyBaseException.TypeObject);
}
