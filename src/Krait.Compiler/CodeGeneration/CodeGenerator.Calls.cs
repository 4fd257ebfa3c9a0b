using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    private const int CommonTuple = 2;
    private const int CommonAll = 3;
    private const int CommonAny = 4;

    private void Call(CallExpr e)
    {
        CheckKeywords(e.Keywords);
        if (TryMethodCall(e))
            return;
        var skip = new Label();
        CheckCalled(e.Func);
        Visit(e.Func);
        TryBuiltinOverGenerator(e, skip);
        Emit(Opcode.PushNull, e.Func.Span);
        CallArguments(0, e.Args, e.Keywords, e.Span);
        Place(skip);
    }

    private void CheckKeywords(Keyword[] keywords)
    {
        for (var i = 0; i < keywords.Length; i++)
        {
            if (keywords[i].Arg is not { } name)
                continue;
            for (var j = i + 1; j < keywords.Length; j++)
            {
                if (keywords[j].Arg == name)
                    throw Error(keywords[j].Span, $"keyword argument repeated: {name}");
            }
        }
    }

    private bool TryMethodCall(CallExpr e)
    {
        if (e.Func is not AttributeExpr { Ctx: ExprContext.Load } method || IsImported(method.Value))
            return false;
        var keywords = e.Keywords.Length;
        if (e.Args.Length + keywords + (keywords > 0 ? 1 : 0) >= StackUseGuideline
            || Array.Exists(e.Args, arg => arg is StarredExpr) || Array.Exists(e.Keywords, keyword => keyword.Arg is null))
            return false;
        var location = method.Span;
        if (CanOptimizeSuper(method))
        {
            var call = (CallExpr)method.Value;
            LoadSuperArguments(call);
            EmitLoadSuper(method.Attr, isMethod: true, call.Args.Length > 0, location);
            location = AttributeLocation(location, method);
            Emit(Opcode.Nop, location);
        }
        else
        {
            Visit(method.Value);
            location = AttributeLocation(location, method);
            EmitLoadAttribute(method.Attr, isMethod: true, location);
        }
        VisitAll(e.Args);
        if (keywords > 0)
        {
            foreach (var keyword in e.Keywords)
                Visit(keyword.Value);
            EmitConst(StrTuple(e.Keywords.Select(keyword => keyword.Arg!)), location);
            Emit(Opcode.CallKw, e.Args.Length + keywords, AttributeLocation(e.Span, method));
        }
        else
        {
            Emit(Opcode.Call, e.Args.Length, AttributeLocation(e.Span, method));
        }
        return true;
    }

    /// <summary>Functions of modules are called more often than methods of imported objects: those are loaded plainly.</summary>
    private bool IsImported(Expr e) => e is NameExpr name && table.Top.Flags(name.Id).HasFlag(SymbolFlags.Import);

    private bool CanOptimizeSuper(AttributeExpr attribute)
    {
        if (attribute.Value is not CallExpr { Func: NameExpr { Id: "super" }, Keywords.Length: 0 } call || attribute.Attr == "__class__")
            return false;
        if (_unit.Scope.Resolve("super") != NameScope.GlobalImplicit || table.Top.Resolve("super") != NameScope.Unknown)
            return false;
        if (call.Args.Length == 2)
            return !Array.Exists(call.Args, arg => arg is StarredExpr);
        return call.Args.Length == 0 && _unit.ArgCount + _unit.PosOnlyArgCount > 0 && IsFree("__class__");
    }

    private void LoadSuperArguments(CallExpr call)
    {
        Name("super", ExprContext.Load, call.Func.Span);
        if (call.Args.Length == 2)
        {
            VisitAll(call.Args);
            return;
        }
        Name("__class__", ExprContext.Load, call.Span);
        Name(_unit.VarNames.First(entry => entry.Value == 0).Key, ExprContext.Load, call.Span);
    }

    private void EmitLoadSuper(string name, bool isMethod, bool hasArguments, SourceSpan location) =>
        Emit(Opcode.LoadSuperAttr,
            (CodeUnit.IndexOf(_unit.Names, Mangle(name)) << 2) | (hasArguments ? 2 : 0) | (isMethod ? 1 : 0), location);

    /// <summary><c>all(... for ...)</c>, <c>any</c> and <c>tuple</c> run the generator in place where the name still means the built-in.</summary>
    private void TryBuiltinOverGenerator(CallExpr e, Label end)
    {
        if (e is not { Func: NameExpr { Id: "all" or "any" or "tuple" } function, Args: [GeneratorExpExpr generator], Keywords.Length: 0 })
            return;
        var location = function.Span;
        Label skip = new(), loop = new(), cleanup = new();
        var constant = function.Id switch
        {
            "all" => CommonAll,
            "any" => CommonAny,
            _ => CommonTuple,
        };
        Emit(Opcode.Copy, 1, location);
        Emit(Opcode.LoadCommonConstant, constant, location);
        Compare(ComparisonOperator.Is, location);
        EmitJump(Opcode.PopJumpIfFalse, skip, location);
        Emit(Opcode.PopTop, location);
        if (constant == CommonTuple)
            Emit(Opcode.BuildList, 0, location);
        Visit(generator);
        Place(loop);
        EmitJump(Opcode.ForIter, cleanup, location);
        if (constant == CommonTuple)
        {
            Emit(Opcode.ListAppend, 2, location);
            EmitJump(Opcode.Jump, loop, location);
        }
        else
        {
            Emit(Opcode.ToBool, location);
            EmitJump(constant == CommonAll ? Opcode.PopJumpIfTrue : Opcode.PopJumpIfFalse, loop, location);
        }
        Emit(Opcode.PopIter, Locations.None);
        if (constant != CommonTuple)
            EmitConst(constant == CommonAll ? ConstantValue.False : ConstantValue.True, location);
        EmitJump(Opcode.Jump, end, location);
        Place(cleanup);
        Emit(Opcode.EndFor, Locations.None);
        Emit(Opcode.PopIter, Locations.None);
        if (constant == CommonTuple)
            Emit(Opcode.CallIntrinsic1, IntrinsicListToTuple, location);
        else
            EmitConst(constant == CommonAll ? ConstantValue.True : ConstantValue.False, location);
        EmitJump(Opcode.Jump, end, location);
        Place(skip);
    }

    /// <summary>Arguments and call; <paramref name="pushed"/> arguments are on the stack already.</summary>
    private void CallArguments(int pushed, Expr[] args, Keyword[] keywords, SourceSpan location, string? injected = null)
    {
        CheckKeywords(keywords);
        if (args.Length + (keywords.Length * 2) > StackUseGuideline
            || Array.Exists(args, arg => arg is StarredExpr) || Array.Exists(keywords, keyword => keyword.Arg is null))
        {
            CallUnpacked(pushed, args, keywords, location, injected);
            return;
        }
        VisitAll(args);
        var count = pushed + args.Length;
        if (injected is not null)
        {
            Name(injected, ExprContext.Load, location);
            count++;
        }
        if (keywords.Length == 0)
        {
            Emit(Opcode.Call, count, location);
            return;
        }
        foreach (var keyword in keywords)
            Visit(keyword.Value);
        EmitConst(StrTuple(keywords.Select(keyword => keyword.Arg!)), location);
        Emit(Opcode.CallKw, count + keywords.Length, location);
    }

    private void CallUnpacked(int pushed, Expr[] args, Keyword[] keywords, SourceSpan location, string? injected)
    {
        if (pushed == 0 && args is [StarredExpr only])
            Visit(only.Value);
        else
            BuildUnpacked(args, pushed, injected, ListOpcodes, true, location);
        if (keywords.Length == 0)
        {
            Emit(Opcode.PushNull, location);
            Emit(Opcode.CallFunctionEx, location);
            return;
        }
        var hasDict = false;
        var pending = 0;
        void Flush(int end)
        {
            KeywordPart(keywords, end - pending, end, location);
            if (hasDict)
                Emit(Opcode.DictMerge, 1, location);
            hasDict = true;
            pending = 0;
        }

        for (var i = 0; i < keywords.Length; i++)
        {
            if (keywords[i].Arg is not null)
            {
                pending++;
                continue;
            }
            if (pending > 0)
                Flush(i);
            if (!hasDict)
                Emit(Opcode.BuildMap, 0, location);
            hasDict = true;
            Visit(keywords[i].Value);
            Emit(Opcode.DictMerge, 1, location);
        }
        if (pending > 0)
            Flush(keywords.Length);
        Emit(Opcode.CallFunctionEx, location);
    }

    private void KeywordPart(Keyword[] keywords, int begin, int end, SourceSpan location)
    {
        var isBig = (end - begin) * 2 > StackUseGuideline;
        if (isBig)
            Emit(Opcode.BuildMap, 0, Locations.None);
        for (var i = begin; i < end; i++)
        {
            EmitConst(keywords[i].Arg!, location);
            Visit(keywords[i].Value);
            if (isBig)
                Emit(Opcode.MapAdd, 1, Locations.None);
        }
        if (!isBig)
            Emit(Opcode.BuildMap, end - begin, location);
    }
}
