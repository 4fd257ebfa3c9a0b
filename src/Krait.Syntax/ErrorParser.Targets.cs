using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class ErrorParser
{
    private bool StarTargets() =>
        Sequence(() => StarTarget() && Kind != Tok.Comma)
        || Sequence(() => StarTarget() && Any(() => Take(Tok.Comma) && StarTarget()) && Maybe(() => Take(Tok.Comma)));

    private bool StarTarget() => Remember(Rule.StarTarget, () =>
        Sequence(() => Take(Tok.Star) && Kind != Tok.Star && StarTarget()) || TargetWithStarAtom());

    private bool TargetWithStarAtom() => Remember(Rule.TargetWithStarAtom, () => SubscriptOrAttributeTarget() || StarAtom());

    private bool StarAtom() =>
        TakeName()
        || Sequence(() => Take(Tok.LPar) && TargetWithStarAtom() && Take(Tok.RPar))
        || Sequence(() => Take(Tok.LPar) && Maybe(StarTargetsTuple) && Take(Tok.RPar))
        || Sequence(() => Take(Tok.LSqb) && Maybe(() => Gather(StarTarget) && Maybe(() => Take(Tok.Comma))) && Take(Tok.RSqb));

    private bool StarTargetsTuple() =>
        StarTarget() && Take(Tok.Comma) && Maybe(() => Gather(StarTarget) && Maybe(() => Take(Tok.Comma)));

    private bool SingleTarget() =>
        SubscriptOrAttributeTarget() || TakeName() || Sequence(() => Take(Tok.LPar) && SingleTarget() && Take(Tok.RPar));

    private bool SubscriptOrAttributeTarget() =>
        Sequence(() => TargetPrimary() && Take(Tok.Dot) && TakeName() && !AtTrailer())
        || Sequence(() => TargetPrimary() && Take(Tok.LSqb) && Slices() && Take(Tok.RSqb) && !AtTrailer());

    private bool AtTrailer() => Kind is Tok.LPar or Tok.LSqb or Tok.Dot;

    /// <summary>The longest primary that a trailer follows.</summary>
    private bool TargetPrimary() => Remember(Rule.TargetPrimary, () =>
    {
        if (Atom() is not { } value || !AtTrailer())
            return false;
        while (true)
        {
            var mark = _pos;
            if (TargetTrailer(value) && AtTrailer())
                continue;
            _pos = mark;
            return true;
        }
    });

    private bool TargetTrailer(Expr value)
    {
        switch (Kind)
        {
            case Tok.Dot:
                return Sequence(() => Take(Tok.Dot) && TakeName());
            case Tok.LSqb:
                return Sequence(() => Take(Tok.LSqb) && Slices() && Take(Tok.RSqb));
            default:
                if (Sequence(() => Generator() is not null && AtTrailer()))
                    return true;
                return Sequence(() => Take(Tok.LPar) && (Arguments() is not null || value is not null) && Take(Tok.RPar));
        }
    }

    private bool DelTargets() => Gather(DelTarget) && Maybe(() => Take(Tok.Comma));

    private bool DelTarget() => Remember(Rule.DelTarget, () =>
        SubscriptOrAttributeTarget()
        || TakeName()
        || Sequence(() => Take(Tok.LPar) && DelTarget() && Take(Tok.RPar))
        || Sequence(() => Take(Tok.LPar) && Maybe(DelTargets) && Take(Tok.RPar))
        || Sequence(() => Take(Tok.LSqb) && Maybe(DelTargets) && Take(Tok.RSqb)));
}
