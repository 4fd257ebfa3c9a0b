using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    private static readonly (Opcode Build, Opcode Add, Opcode Extend) ListOpcodes = (Opcode.BuildList, Opcode.ListAppend, Opcode.ListExtend);

    private void Sequence(Expr[] items, ExprContext context, SourceSpan location, bool isTuple)
    {
        if (context == ExprContext.Load)
            BuildUnpacked(items, 0, null, ListOpcodes, isTuple, location);
        else if (context == ExprContext.Store)
            UnpackInto(items, location);
        else
            VisitAll(items);
    }

    private void UnpackInto(Expr[] items, SourceSpan location)
    {
        var star = -1;
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] is not StarredExpr)
                continue;
            if (star >= 0)
                throw Error(location, "multiple starred expressions in assignment");
            if (i >= 1 << 8 || items.Length - i - 1 >= int.MaxValue >> 8)
                throw Error(location, "too many expressions in star-unpacking assignment");
            Emit(Opcode.UnpackEx, i + ((items.Length - i - 1) << 8), location);
            star = i;
        }
        if (star < 0)
            Emit(Opcode.UnpackSequence, items.Length, location);
        foreach (var item in items)
            Visit(item is StarredExpr starred ? starred.Value : item);
    }

    /// <summary>
    /// Builds a list, set or tuple. Long ones, and those with starred items, are made by appending;
    /// <paramref name="pushed"/> items are on the stack already, and an injected name comes last.
    /// </summary>
    private void BuildUnpacked(
        Expr[] items, int pushed, string? injected, (Opcode Build, Opcode Add, Opcode Extend) ops, bool isTuple, SourceSpan location)
    {
        var count = items.Length + pushed + (injected is null ? 0 : 1);
        var isBig = count > StackUseGuideline;
        if (!isBig && !Array.Exists(items, item => item is StarredExpr))
        {
            VisitAll(items);
            if (injected is not null)
                Name(injected, ExprContext.Load, location);
            Emit(isTuple ? Opcode.BuildTuple : ops.Build, count, location);
            return;
        }
        var isBuilt = isBig;
        if (isBig)
            Emit(ops.Build, pushed, location);
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] is StarredExpr starred)
            {
                if (!isBuilt)
                    Emit(ops.Build, i + pushed, location);
                isBuilt = true;
                Visit(starred.Value);
                Emit(ops.Extend, 1, location);
                continue;
            }
            Visit(items[i]);
            if (isBuilt)
                Emit(ops.Add, 1, location);
        }
        if (injected is not null)
        {
            Name(injected, ExprContext.Load, location);
            Emit(ops.Add, 1, location);
        }
        if (isTuple)
            Emit(Opcode.CallIntrinsic1, IntrinsicListToTuple, location);
    }

    private void Dict(DictExpr e)
    {
        var hasDict = false;
        var pending = 0;
        void Flush(int end)
        {
            DictPart(e, end - pending, end);
            if (hasDict)
                Emit(Opcode.DictUpdate, 1, e.Span);
            hasDict = true;
            pending = 0;
        }

        for (var i = 0; i < e.Values.Length; i++)
        {
            if (e.Keys[i] is null)
            {
                if (pending > 0)
                    Flush(i);
                if (!hasDict)
                    Emit(Opcode.BuildMap, 0, e.Span);
                hasDict = true;
                Visit(e.Values[i]);
                Emit(Opcode.DictUpdate, 1, e.Span);
            }
            else if (pending * 2 > StackUseGuideline)
            {
                pending++;
                Flush(i + 1);
            }
            else
            {
                pending++;
            }
        }
        if (pending > 0)
            Flush(e.Values.Length);
        if (!hasDict)
            Emit(Opcode.BuildMap, 0, e.Span);
    }

    private void DictPart(DictExpr e, int begin, int end)
    {
        var isBig = (end - begin) * 2 > StackUseGuideline;
        if (isBig)
            Emit(Opcode.BuildMap, 0, e.Span);
        for (var i = begin; i < end; i++)
        {
            Visit(e.Keys[i]!);
            Visit(e.Values[i]);
            if (isBig)
                Emit(Opcode.MapAdd, 1, e.Span);
        }
        if (!isBig)
            Emit(Opcode.BuildMap, end - begin, e.Span);
    }

    private void JoinedStr(JoinedStrExpr e)
    {
        if (e.Values.Length > StackUseGuideline)
        {
            EmitConst("", e.Span);
            EmitLoadAttribute("join", isMethod: true, e.Span);
            Emit(Opcode.BuildList, 0, e.Span);
            foreach (var value in e.Values)
            {
                Visit(value);
                Emit(Opcode.ListAppend, 1, e.Span);
            }
            Emit(Opcode.Call, 1, e.Span);
            return;
        }
        VisitAll(e.Values);
        if (e.Values.Length > 1)
            Emit(Opcode.BuildString, e.Values.Length, e.Span);
        else if (e.Values.Length == 0)
            EmitConst("", e.Span);
    }

    private void FormattedValue(FormattedValueExpr e)
    {
        Visit(e.Value);
        if (e.Conversion != -1)
            Emit(Opcode.ConvertValue, Conversion(e.Conversion), e.Span);
        if (e.FormatSpec is { } spec)
        {
            Visit(spec);
            Emit(Opcode.FormatWithSpec, e.Span);
        }
        else
        {
            Emit(Opcode.FormatSimple, e.Span);
        }
    }

    private static int Conversion(int character) => character switch
    {
        's' => 1,
        'r' => 2,
        'a' => 3,
        _ => throw new InvalidOperationException($"Unrecognized conversion character {character}"),
    };

    private void TemplateStr(TemplateStrExpr e)
    {
        var strings = 0;
        var afterInterpolation = true;
        foreach (var value in e.Values)
        {
            if (value is InterpolationExpr)
            {
                if (afterInterpolation)
                {
                    EmitConst("", e.Span);
                    strings++;
                }
                afterInterpolation = true;
                continue;
            }
            Visit(value);
            strings++;
            afterInterpolation = false;
        }
        if (afterInterpolation)
        {
            EmitConst("", e.Span);
            strings++;
        }
        Emit(Opcode.BuildTuple, strings, e.Span);
        var interpolations = 0;
        foreach (var value in e.Values)
        {
            if (value is not InterpolationExpr)
                continue;
            Visit(value);
            interpolations++;
        }
        Emit(Opcode.BuildTuple, interpolations, e.Span);
        Emit(Opcode.BuildTemplate, e.Span);
    }

    private void Interpolation(InterpolationExpr e)
    {
        Visit(e.Value);
        EmitConst(e.Str, e.Span);
        var arg = 2;
        if (e.FormatSpec is { } spec)
        {
            arg++;
            Visit(spec);
        }
        if (e.Conversion != -1)
            arg |= Conversion(e.Conversion) << 2;
        Emit(Opcode.BuildInterpolation, arg, e.Span);
    }
}
