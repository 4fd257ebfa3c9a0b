using Krait.Runtime;
using Krait.Syntax.Ast;

namespace Krait.Modules.Ast;

internal sealed partial class TreeValidator
{
    private void Patterns(Pattern?[] patterns, bool starAllowed)
    {
        foreach (var pattern in patterns)
            Pattern(pattern ?? throw Errors.Value("None disallowed in pattern list"), starAllowed);
    }

    private void Pattern(Pattern pattern, bool starAllowed)
    {
        Positions(pattern);
        Enter();
        switch (pattern)
        {
            case MatchValuePattern value:
                Literal(value.Value);
                break;
            case MatchSingletonPattern singleton:
                if (singleton.Value is not (NoneConstant or BoolConstant))
                    throw Errors.Value("MatchSingleton can only contain True, False and None");
                break;
            case MatchSequencePattern sequence:
                Patterns(sequence.Patterns, starAllowed: true);
                break;
            case MatchMappingPattern mapping:
                Mapping(mapping);
                break;
            case MatchClassPattern cls:
                Class(cls);
                break;
            case MatchStarPattern star:
                if (!starAllowed)
                    throw Errors.Value("can't use MatchStar here");
                Capture(star.Name);
                break;
            case MatchAsPattern named:
                Capture(named.Name);
                if (named.Pattern is null)
                    break;
                if (named.Name is null)
                    throw Errors.Value("MatchAs must specify a target name if a pattern is given");
                Pattern(named.Pattern, starAllowed: false);
                break;
            case MatchOrPattern alternatives:
                if (alternatives.Patterns.Length < 2)
                    throw Errors.Value("MatchOr requires at least 2 patterns");
                Patterns(alternatives.Patterns, starAllowed: false);
                break;
        }
    }

    private static void Capture(string? name)
    {
        if (name is null)
            return;
        if (name == "_")
            throw Errors.Value("can't capture name '_' in patterns");
        Name(name);
    }

    private void Mapping(MatchMappingPattern mapping)
    {
        if (mapping.Keys.Length != mapping.Patterns.Length)
            throw Errors.Value("MatchMapping doesn't have the same number of keys as patterns");
        Capture(mapping.Rest);
        foreach (var key in mapping.Keys)
        {
            // None, True and False are no values to compare with, but keys they may be.
            if (key is not ConstantExpr { Value: NoneConstant or BoolConstant })
                Literal(key);
        }
        Patterns(mapping.Patterns, starAllowed: false);
    }

    private void Class(MatchClassPattern pattern)
    {
        if (pattern.KwdAttrs.Length != pattern.KwdPatterns.Length)
            throw Errors.Value("MatchClass doesn't have the same number of keyword attributes as patterns");
        Load(pattern.Cls);
        var cls = pattern.Cls;
        while (cls is AttributeExpr attribute)
            cls = attribute.Value;
        if (cls is not NameExpr)
            throw Errors.Value("MatchClass cls field can only contain Name or Attribute nodes.");
        foreach (var name in pattern.KwdAttrs)
            Name(name);
        Patterns(pattern.Patterns, starAllowed: false);
        Patterns(pattern.KwdPatterns, starAllowed: false);
    }

    private void Literal(Expr expression)
    {
        Load(expression);
        switch (expression)
        {
            case ConstantExpr { Value: IntConstant or FloatConstant or ComplexConstant or StrConstant or BytesConstant }:
                return;
            case ConstantExpr:
                throw Errors.Value("unexpected constant inside of a literal pattern");
            case AttributeExpr or JoinedStrExpr or TemplateStrExpr:
                return;
            case UnaryOpExpr { Op: UnaryOperator.USub, Operand: ConstantExpr { Value: IntConstant or FloatConstant or ComplexConstant } }:
                return;
            case BinOpExpr { Op: Operator.Add or Operator.Sub, Right: ConstantExpr { Value: ComplexConstant } } sum when IsReal(sum.Left):
                return;
            default:
                throw Errors.Value("patterns may only match literals and attribute lookups");
        }
    }

    private static bool IsReal(Expr expression) => expression switch
    {
        UnaryOpExpr { Op: UnaryOperator.USub } negated => negated.Operand is ConstantExpr { Value: IntConstant or FloatConstant },
        ConstantExpr constant => constant.Value is IntConstant or FloatConstant,
        _ => false,
    };
}
