using Krait.Runtime;
using Krait.Syntax.Ast;

namespace Krait.Modules.Ast;

/// <summary>Checks a tree that did not come from the parser, with the messages of CPython's <c>_PyAST_Validate</c>.</summary>
internal sealed partial class TreeValidator
{
    private readonly ThreadState _thread;

    private TreeValidator(ThreadState thread) => _thread = thread;

    /// <exception cref="PythonException">ValueError, TypeError, or RecursionError for a tree that is too deep.</exception>
    public static void Validate(ThreadState thread, Mod tree)
    {
        var validator = new TreeValidator(thread);
        switch (tree)
        {
            case ModuleMod module:
                validator.Statements(module.Body);
                break;
            case InteractiveMod interactive:
                validator.Statements(interactive.Body);
                break;
            case ExpressionMod expression:
                validator.Expression(expression.Body, ExprContext.Load);
                break;
            case FunctionTypeMod function:
                validator.Expressions(function.Argtypes, ExprContext.Load);
                validator.Expression(function.Returns, ExprContext.Load);
                break;
        }
    }

    private void Enter() => Op.EnterRecursion(_thread, " during compilation");

    private static void Positions(LocatedNode node)
    {
        var span = node.Span;
        if (span.Line > span.EndLine)
            throw Errors.Value($"AST node line range ({span.Line}, {span.EndLine}) is not valid");
        if ((span.Line < 0 && span.EndLine != span.Line) || (span.Column < 0 && span.Column != span.EndColumn))
            throw Errors.Value($"AST node column range ({span.Column}, {span.EndColumn}) for line range ({span.Line}, {span.EndLine}) is not valid");
        if (span.Line == span.EndLine && span.Column > span.EndColumn)
            throw Errors.Value($"line {span.Line}, column {span.Column}-{span.EndColumn} is not a valid range");
    }

    private static void Name(string name)
    {
        if (name is "None" or "True" or "False")
            throw Errors.Value($"identifier field can't represent '{name}' constant");
    }

    private static void NotEmpty(Array items, string what, string owner)
    {
        if (items.Length == 0)
            throw Errors.Value($"empty {what} on {owner}");
    }

    private void Constant(ConstantValue value)
    {
        if (value is InvalidConstant invalid)
            throw Errors.Type($"got an invalid type in Constant: {invalid.TypeName}");
    }

    private void Arguments(Arguments args)
    {
        Args(args.Posonlyargs);
        Args(args.Args);
        Optional(args.Vararg?.Annotation);
        Args(args.Kwonlyargs);
        Optional(args.Kwarg?.Annotation);
        if (args.Defaults.Length > args.Posonlyargs.Length + args.Args.Length)
            throw Errors.Value("more positional defaults than args on arguments");
        if (args.KwDefaults.Length != args.Kwonlyargs.Length)
            throw Errors.Value("length of kwonlyargs is not the same as kw_defaults on arguments");
        Expressions(args.Defaults, ExprContext.Load);
        Expressions(args.KwDefaults, ExprContext.Load, nullAllowed: true);
    }

    private void Args(Arg[] args)
    {
        foreach (var arg in args)
        {
            Positions(arg);
            Optional(arg.Annotation);
        }
    }

    private void Keywords(Keyword[] keywords)
    {
        foreach (var keyword in keywords)
            Expression(keyword.Value, ExprContext.Load);
    }

    private void TypeParams(TypeParam[] parameters)
    {
        foreach (var parameter in parameters)
        {
            Positions(parameter);
            switch (parameter)
            {
                case TypeVarParam variable:
                    Name(variable.Name);
                    Optional(variable.Bound);
                    Optional(variable.DefaultValue);
                    break;
                case ParamSpecParam spec:
                    Name(spec.Name);
                    Optional(spec.DefaultValue);
                    break;
                case TypeVarTupleParam tuple:
                    Name(tuple.Name);
                    Optional(tuple.DefaultValue);
                    break;
            }
        }
    }
}
