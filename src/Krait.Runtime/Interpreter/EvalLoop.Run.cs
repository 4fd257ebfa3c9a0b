using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Compiler;

namespace Krait.Runtime;

internal static unsafe partial class EvalLoop
{
    /// <summary>
    /// The loop. Returns the entry frame's result with its reference, or null: with the thread's pending exception set when the entry frame
    /// ended by it, without one when the loop is to be entered again.
    /// </summary>
    /// <remarks>
    /// Five things live in registers: thread, frame, the first local <c>s</c>, the place above the top operand <c>sp</c>, and the instruction
    /// <c>ins</c>. An instruction that can throw notes the latter two in the frame first (<see cref="Save"/>) and keeps its operands on the stack
    /// until it has succeeded, so that unwinding finds them. Fused forms never throw: where something is not as simple as they want it, they leave
    /// everything as it is and <c>goto original</c>.
    /// </remarks>
    private static PyObject? Run<TTrace>(ThreadState thread) where TTrace : struct, ITraceMode
    {
        PyFrame frame;
        ref PyObject? s = ref Unsafe.NullRef<PyObject?>();
        ref PyObject? sp = ref Unsafe.NullRef<PyObject?>();
        ref Instruction ins = ref Unsafe.NullRef<Instruction>();
        Opcode op;
        PyFunction function;
        PyObject result;
        PyObject iterator;
        PyObject? value, old;
        int count, outcome;
        long number;

    enter:
        frame = thread.Frame!;

    resume:
        s = ref FirstLocal(frame);
        sp = ref At(ref s, frame.StackTop);
        ins = ref InstructionAt(frame, frame.NextInstruction);
        goto run;

    next:
        ins = ref Unsafe.Add(ref ins, 1);

    run:
        if (TTrace.Active)
        {
            Save(frame, ref s, ref sp, ref ins);
            if (!Tracing.BeforeInstruction(thread, frame, ref ins))
                goto unwind;
            if (frame.Jumped)
            {
                frame.Jumped = false;
                goto enter;
            }
        }
        op = TTrace.Active ? ins.Original : ins.Op;

    dispatch:
        switch (op)
        {
            case Opcode.Nop:
            case Opcode.NotTaken:
            case Opcode.Cache:
                goto next;

            case Opcode.Resume:
                if (thread.EvalBreaker == 0 || ins.Arg >= 2)
                    goto next;
                goto breaker;

            // Locals, constants and the stack

            case Opcode.LoadFast:
            case Opcode.LoadFastBorrow:
                sp = ref PushNew(ref sp, At(ref s, ins.Arg)!);
                goto next;

            case Opcode.LoadFastLoadFast:
            case Opcode.LoadFastBorrowLoadFastBorrow:
                sp = ref PushNew(ref sp, At(ref s, ins.Arg >> 4)!, At(ref s, ins.Arg & 15)!);
                goto next;

            case Opcode.LoadFastCheck:
                if (At(ref s, ins.Arg) is not { } bound)
                    goto cold;
                sp = ref PushNew(ref sp, bound);
                goto next;

            case Opcode.LoadFastAndClear:
                sp = ref Push(ref sp, At(ref s, ins.Arg));
                At(ref s, ins.Arg) = null;
                goto next;

            case Opcode.StoreFast:
                sp = ref At(ref sp, -1);
                XDrop(thread, frame, ref s, ref sp, ref ins, Exchange(ref At(ref s, ins.Arg), sp));
                goto next;

            case Fused.StoreJump:
                sp = ref At(ref sp, -1);
                old = Exchange(ref At(ref s, ins.Arg), sp);
                ins = ref Next(ref ins);
                XDrop(thread, frame, ref s, ref sp, ref ins, old);
                goto case Opcode.JumpBackward;

            case Fused.PopJump:
                sp = ref At(ref sp, -1);
                XDrop(thread, frame, ref s, ref sp, ref ins, sp);
                ins = ref Next(ref ins);
                goto case Opcode.JumpBackward;

            case Opcode.StoreFastLoadFast:
                old = Exchange(ref At(ref s, ins.Arg >> 4), At(ref sp, -1));
                PushNew(ref At(ref sp, -1), At(ref s, ins.Arg & 15)!);
                XDrop(thread, frame, ref s, ref sp, ref ins, old);
                goto next;

            case Opcode.StoreFastStoreFast:
            {
                // What the first variable referred to ends before the second one changes.
                sp = ref At(ref sp, -1);
                XDrop(thread, frame, ref s, ref sp, ref ins, Exchange(ref At(ref s, ins.Arg >> 4), sp));
                sp = ref At(ref sp, -1);
                XDrop(thread, frame, ref s, ref sp, ref ins, Exchange(ref At(ref s, ins.Arg & 15), sp));
                goto next;
            }

            case Opcode.LoadConst:
                sp = ref PushNew(ref sp, Unsafe.As<PyObject>(ins.Cache!));
                goto next;

            case Opcode.LoadSmallInt:
                sp = ref Push(ref sp, Unsafe.As<PyObject>(ins.Cache!));
                goto next;

            case Opcode.PopTop:
            case Opcode.EndFor:
            case Opcode.PopIter:
                sp = ref At(ref sp, -1);
                XDrop(thread, frame, ref s, ref sp, ref ins, sp);
                goto next;

            case Opcode.PushNull:
                sp = ref Push(ref sp, null);
                goto next;

            case Opcode.Copy:
                PyObject.XRetain(At(ref sp, -ins.Arg));
                sp = ref Push(ref sp, At(ref sp, -ins.Arg));
                goto next;

            case Opcode.Swap:
                At(ref sp, -1) = Exchange(ref At(ref sp, -ins.Arg), At(ref sp, -1));
                goto next;

            case Opcode.LoadDeref:
                if (Unsafe.As<PyCell>(At(ref s, ins.Arg)!).Content.Value is not { } content)
                    goto cold;
                sp = ref PushNew(ref sp, content);
                goto next;

            case Opcode.StoreDeref:
                sp = ref At(ref sp, -1);
                XDrop(thread, frame, ref s, ref sp, ref ins, Unsafe.As<PyCell>(At(ref s, ins.Arg)!).Content.Exchange(sp));
                goto next;

            case Opcode.CopyFreeVars:
                CopyFreeVars(frame, ref s, ins.Arg);
                goto next;

            // Jumps

            case Opcode.JumpForward:
            case Opcode.JumpBackwardNoInterrupt:
                ins = ref Target(ref ins);
                goto run;

            case Opcode.JumpBackward:
                if (thread.EvalBreaker != 0)
                    goto breaker;
                if (--thread.LoopBudget < 0)
                {
                    Save(frame, ref s, ref sp, ref ins);
                    frame.NextInstruction = ins.Arg;
                    goto leave;
                }
                ins = ref Target(ref ins);
                goto run;

            case Opcode.PopJumpIfFalse:
                sp = ref At(ref sp, -1);
                ins = ref Branch<TTrace>(ref ins, ReferenceEquals(sp, PyBool.False));
                goto run;

            case Opcode.PopJumpIfTrue:
                sp = ref At(ref sp, -1);
                ins = ref Branch<TTrace>(ref ins, ReferenceEquals(sp, PyBool.True));
                goto run;

            case Opcode.PopJumpIfNone:
            case Opcode.PopJumpIfNotNone:
                sp = ref At(ref sp, -1);
                value = sp!;
                ins = ref Branch<TTrace>(ref ins, ReferenceEquals(value, PyNone.Instance) == (ins.Original == Opcode.PopJumpIfNone));
                Drop(thread, frame, ref s, ref sp, ref ins, value);
                goto run;

            case Fused.LocalPopJumpIfNone:
                ins = ref Branch<TTrace>(ref Next(ref ins), ReferenceEquals(At(ref s, ins.Arg), PyNone.Instance) == (Next(ref ins).Original == Opcode.PopJumpIfNone));
                goto run;

            // Truth, identity and membership

            case Opcode.UnaryNot:
                At(ref sp, -1) = ReferenceEquals(At(ref sp, -1), PyBool.True) ? PyBool.False : PyBool.True;
                goto next;

            case Opcode.ToBool:
                if (!ToBool(thread, frame, ref s, ref sp, ref ins))
                    goto cold;
                goto next;

            case Fused.ToBoolJump:
                outcome = PopTruth(thread, frame, ref s, ref sp, ref ins);
                if (outcome < 0)
                    goto original;
                sp = ref At(ref sp, -1);
                ins = ref BranchOnTruth<TTrace>(ref Next(ref ins), outcome != 0);
                goto run;

            case Fused.LocalToBoolJump:
                outcome = Truth(At(ref s, ins.Arg)!);
                if (outcome < 0)
                    goto original;
                ins = ref BranchOnTruth<TTrace>(ref Unsafe.Add(ref ins, 2), outcome != 0);
                goto run;

            case Opcode.IsOp:
                outcome = PopIdentity(thread, frame, ref s, ref sp, ref ins);
                sp = ref Push(ref At(ref sp, -2), PyBool.From(outcome != 0));
                goto next;

            case Fused.IsJump:
                outcome = PopIdentity(thread, frame, ref s, ref sp, ref ins);
                sp = ref At(ref sp, -2);
                ins = ref BranchOnTruth<TTrace>(ref Next(ref ins), outcome != 0);
                goto run;

            case Opcode.ContainsOp:
                outcome = PopMembership(thread, frame, ref s, ref sp, ref ins);
                if (outcome < 0)
                    goto cold;
                sp = ref Push(ref At(ref sp, -2), PyBool.From(outcome != 0));
                goto next;

            case Fused.ContainsJump:
                outcome = PopMembership(thread, frame, ref s, ref sp, ref ins);
                if (outcome < 0)
                    goto original;
                sp = ref At(ref sp, -2);
                ins = ref BranchOnTruth<TTrace>(ref Next(ref ins), outcome != 0);
                goto run;

            // Arithmetic

            case Fused.LocalIntBinary:
                value = Binary(thread, At(ref s, ins.Arg)!, Unsafe.As<PyObject>(Next(ref ins).Cache!), Unsafe.Add(ref ins, 2).Detail, isInt: true);
                if (value is null)
                    goto original;
                sp = ref Push(ref sp, value);
                ins = ref Unsafe.Add(ref ins, 2);
                goto next;

            case Fused.LocalIntBinaryStore:
                if (!TryWithInt(At(ref s, ins.Arg)!, ref Next(ref ins), out number))
                    goto original;
                ins = ref Unsafe.Add(ref ins, 2);
                goto storeNumber;

            case Fused.LocalsBinary:
                value = Binary(thread, At(ref s, ins.Arg >> 4)!, At(ref s, ins.Arg & 15)!, Next(ref ins).Detail, isInt: false);
                if (value is null)
                    goto original;
                sp = ref Push(ref sp, value);
                ins = ref Next(ref ins);
                goto next;

            case Fused.LocalsBinaryStore:
                if (TryInts(At(ref s, ins.Arg >> 4)!, At(ref s, ins.Arg & 15)!, Next(ref ins).Detail, out number))
                {
                    ins = ref Next(ref ins);
                    goto storeNumber;
                }
                if (!StoreBinary(thread, frame, ref s, ref sp, ref ins))
                    goto original;
                ins = ref Unsafe.Add(ref ins, 2);
                goto next;

            case Fused.StackIntBinary:
                if (!StackIntBinary(thread, frame, ref s, ref sp, ref ins))
                    goto original;
                ins = ref Next(ref ins);
                goto next;

            case Fused.StackIntBinaryStore:
                if (!TryWithInt(At(ref sp, -1)!, ref ins, out number))
                    goto original;
                ins = ref Next(ref ins);
                sp = ref At(ref sp, -1);
                DropNumber(thread, sp!);
                goto storeNumber;

            case Fused.StackLocalBinary:
                if (!ReplaceLeft(thread, frame, ref s, ref sp, ref ins, At(ref s, ins.Arg)!, Next(ref ins).Detail))
                    goto original;
                ins = ref Next(ref ins);
                goto next;

            case Opcode.BinaryOp:
            {
                var right = At(ref sp, -1)!;
                if (!ReplaceLeft(thread, frame, ref s, ref At(ref sp, -1), ref ins, right, ins.Detail))
                    goto cold;
                sp = ref At(ref sp, -1);
                Drop(thread, frame, ref s, ref sp, ref ins, right);
                goto next;
            }

            // Comparisons

            case Opcode.CompareOp:
                outcome = PopOutcome(thread, ref sp, ins.Detail);
                if (outcome < 0)
                    goto cold;
                sp = ref Push(ref At(ref sp, -2), PyBool.From(IsAmong(outcome, ins.Detail)));
                goto next;

            case Fused.CompareJump:
                outcome = PopOutcome(thread, ref sp, Next(ref ins).Detail);
                if (outcome < 0)
                    goto original;
                sp = ref At(ref sp, -2);
                ins = ref BranchOnOutcome<TTrace>(ref Next(ref ins), outcome);
                goto run;

            case Fused.LocalIntCompare:
                outcome = Outcome(At(ref s, ins.Arg)!, Unsafe.As<PyObject>(Next(ref ins).Cache!), Unsafe.Add(ref ins, 2).Detail);
                if (outcome < 0)
                    goto original;
                ins = ref Unsafe.Add(ref ins, 2);
                sp = ref Push(ref sp, PyBool.From(IsAmong(outcome, ins.Detail)));
                goto next;

            case Fused.StackIntCompare:
                outcome = PopOutcomeWithInt(thread, ref sp, ref ins, Next(ref ins).Detail);
                if (outcome < 0)
                    goto original;
                ins = ref Next(ref ins);
                At(ref sp, -1) = PyBool.From(IsAmong(outcome, ins.Detail));
                goto next;

            case Fused.StackIntCompareJump:
                outcome = PopOutcomeWithInt(thread, ref sp, ref ins, Unsafe.Add(ref ins, 2).Detail);
                if (outcome < 0)
                    goto original;
                sp = ref At(ref sp, -1);
                ins = ref BranchOnOutcome<TTrace>(ref Unsafe.Add(ref ins, 2), outcome);
                goto run;

            case Fused.LocalIntCompareJump:
                outcome = Outcome(At(ref s, ins.Arg)!, Unsafe.As<PyObject>(Next(ref ins).Cache!), Unsafe.Add(ref ins, 3).Detail);
                if (outcome < 0)
                    goto original;
                ins = ref BranchOnOutcome<TTrace>(ref Unsafe.Add(ref ins, 3), outcome);
                goto run;

            case Fused.LocalsCompareJump:
                outcome = Outcome(At(ref s, ins.Arg >> 4)!, At(ref s, ins.Arg & 15)!, Unsafe.Add(ref ins, 2).Detail);
                if (outcome < 0)
                    goto original;
                ins = ref BranchOnOutcome<TTrace>(ref Unsafe.Add(ref ins, 2), outcome);
                goto run;

            // Containers

            case Opcode.StoreSubscr:
                Save(frame, ref s, ref sp, ref ins);
                if (!StoreItem(thread, frame, ref s, ref sp, ref ins))
                    goto cold;
                sp = ref At(ref sp, -3);
                Drain(thread);
                goto next;

            case Opcode.ListAppend:
                sp = ref At(ref sp, -1);
                AppendItem(ref sp, ins.Arg);
                goto next;

            case Fused.ListAppendJump:
                sp = ref At(ref sp, -1);
                AppendItem(ref sp, ins.Arg);
                ins = ref Next(ref ins);
                goto case Opcode.JumpBackward;

            case Opcode.BuildTuple:
                Save(frame, ref s, ref sp, ref ins);
                sp = ref At(ref sp, -ins.Arg);
                sp = ref Push(ref sp, PyTuple.TakeFromStack(thread, ref sp, ins.Arg));
                goto next;

            case Opcode.BuildList:
                Save(frame, ref s, ref sp, ref ins);
                sp = ref At(ref sp, -ins.Arg);
                sp = ref Push(ref sp, PyList.TakeFromStack(thread, ref sp, ins.Arg));
                goto next;

            case Fused.ComprehensionList:
                Save(frame, ref s, ref sp, ref ins);
                sp = ref Push(ref sp, PyList.ForItemsOf(thread, At(ref sp, -1)!));
                goto next;

            case Fused.ConstantList:
                Save(frame, ref s, ref sp, ref ins);
                sp = ref Push(ref sp, PyList.FromConstant(thread, Unsafe.As<PyTuple>(Next(ref ins).Cache!)));
                ins = ref Unsafe.Add(ref ins, 2);
                goto next;

            case Opcode.SetAdd:
            {
                Save(frame, ref s, ref sp, ref ins);
                var element = At(ref sp, -1)!;
                Unsafe.As<PySet>(At(ref sp, -ins.Arg - 1)!).Add(thread, element);
                sp = ref At(ref sp, -1);
                frame.StackTop--;
                Drop(thread, frame, ref s, ref sp, ref ins, element);
                Drain(thread);
                goto next;
            }

            case Opcode.MapAdd:
            {
                Save(frame, ref s, ref sp, ref ins);
                var mapped = At(ref sp, -1)!;
                var key = At(ref sp, -2)!;
                Unsafe.As<PyDict>(At(ref sp, -ins.Arg - 2)!).SetItem(thread, key, mapped);
                sp = ref At(ref sp, -2);
                frame.StackTop -= 2;
                Drop(thread, frame, ref s, ref sp, ref ins, mapped);
                Drop(thread, frame, ref s, ref sp, ref ins, key);
                Drain(thread);
                goto next;
            }

            case Fused.UnpackStore:
            {
                var sequence = At(ref sp, -1)!;
                count = Unpacking.TryStore(thread, sequence, ref s, ref ins);
                if (count == 0)
                    goto original;
                sp = ref At(ref sp, -1);
                ins = ref Unsafe.Add(ref ins, count);
                Drop(thread, frame, ref s, ref sp, ref ins, sequence);
                goto next;
            }

            case Opcode.UnpackSequence:
            {
                var sequence = At(ref sp, -1)!;
                if (!Unpacking.TryPush(sequence, ins.Arg, ref At(ref sp, -1)))
                    goto cold;
                sp = ref At(ref sp, ins.Arg - 1);
                Drop(thread, frame, ref s, ref sp, ref ins, sequence);
                goto next;
            }

            // Names and attributes

            case Opcode.LoadGlobal:
            case Opcode.LoadAttr:
            case Opcode.LoadSuperAttr:
            case Opcode.StoreAttr:
            case Opcode.CallKw:
                if (TTrace.Active || ins.Counter-- != 0)
                    goto cold;
                Save(frame, ref s, ref sp, ref ins);
                Specializer.Specialize(thread, frame, ref ins);
                if (ins.Op == op)
                    goto cold;
                op = ins.Op;
                goto dispatch;

            case Specialized.LoadGlobalModule:
                if (Global(frame, Unsafe.As<GlobalCache>(ins.Cache!)) is not { } global)
                    goto deoptimize;
                sp = ref PushWithNull(ref sp, global, ins.Arg & 1);
                goto next;

            case Specialized.LoadGlobalBuiltin:
                if (Builtin(frame, Unsafe.As<GlobalCache>(ins.Cache!)) is not { } builtin)
                    goto deoptimize;
                sp = ref PushWithNull(ref sp, builtin, ins.Arg & 1);
                goto next;

            case Specialized.LoadAttrInstanceValue:
                if (!LoadInstanceValue(thread, frame, ref s, ref sp, ref ins))
                    goto deoptimize;
                sp = ref At(ref sp, ins.Arg & 1);
                goto next;

            case Specialized.LoadAttrNonDescriptor:
            case Specialized.LoadAttrModule:
            case Specialized.LoadAttrClass:
                if (Attributes.OtherValue(At(ref sp, -1)!, op, Unsafe.As<AttributeCache>(ins.Cache!)) is not { } classValue)
                    goto deoptimize;
                ReplaceOwner(thread, frame, ref s, ref sp, ref ins, classValue);
                sp = ref At(ref sp, ins.Arg & 1);
                goto next;

            case Fused.LocalLoadAttr:
                if (!LoadAttributeOfLocal(At(ref s, ins.Arg)!, ref sp, ref Next(ref ins)))
                    goto single;
                ins = ref Next(ref ins);
                sp = ref At(ref sp, 1 + (ins.Arg & 1));
                goto next;

            case Specialized.LoadAttrMethod:
                if (!LoadMethod(frame, ref sp, ref ins))
                    goto deoptimize;
                sp = ref At(ref sp, 1);
                goto next;

            case Specialized.LoadAttrClassMethod:
                if (!LoadClassMethod(thread, frame, ref s, ref sp, ref ins))
                    goto deoptimize;
                sp = ref At(ref sp, 1);
                goto next;

            case Specialized.LoadSuperMethod:
                if (FindInSuper(thread, ref sp, ref ins) is not { } method)
                    goto deoptimize;
                At(ref sp, -3) = method;
                At(ref sp, -2) = At(ref sp, -1);
                sp = ref At(ref sp, -1);
                goto next;

            case Specialized.LoadSuperProperty:
                if (FindInSuper(thread, ref sp, ref ins) is not { } property)
                    goto deoptimize;
                function = Unsafe.As<PyFunction>(property);
                At(ref sp, -3) = At(ref sp, -1);
                sp = ref At(ref sp, -2);
                goto callGetter;

            case Specialized.LoadAttrProperty:
                function = Unsafe.As<PyFunction>(Unsafe.As<AttributeCache>(ins.Cache!).Found!);
                if (At(ref sp, -1)!.Type.VersionTag != Unsafe.As<AttributeCache>(ins.Cache!).TypeVersion || function.Code.PlainArgCount != 1)
                    goto deoptimize;
                PyObject.Retain(function);
                goto callGetter;

            case Specialized.StoreAttrInstanceValue:
                if (!StoreInstanceValue(thread, frame, ref s, ref sp, ref ins))
                    goto deoptimize;
                sp = ref At(ref sp, -2);
                goto next;

            case Fused.LocalStoreAttr:
                if (!TryStore(At(ref s, ins.Arg)!, ref Next(ref ins), At(ref sp, -1)!, out old))
                    goto single;
                sp = ref At(ref sp, -1);
                ins = ref Next(ref ins);
                XDrop(thread, frame, ref s, ref sp, ref ins, old);
                goto next;

            case Fused.LocalsStoreAttr:
                if (!TryStore(At(ref s, ins.Arg & 15)!, ref Next(ref ins), At(ref s, ins.Arg >> 4)!, out old))
                    goto single;
                PyObject.Retain(At(ref s, ins.Arg >> 4)!);
                ins = ref Next(ref ins);
                XDrop(thread, frame, ref s, ref sp, ref ins, old);
                goto next;

            // Iteration

            case Opcode.ForIter:
                iterator = At(ref sp, -1)!;
                if (iterator.GetType() == typeof(PyListIterator))
                {
                    value = Unsafe.As<PyListIterator>(iterator).Next();
                }
                else if (iterator.GetType() == typeof(PyRangeIterator))
                {
                    value = Unsafe.As<PyRangeIterator>(iterator).Next(thread);
                }
                else if (!TTrace.Active && iterator.GetType() == typeof(PyGenerator) && Unsafe.As<PyGenerator>(iterator).CanResumeInline)
                {
                    Save(frame, ref s, ref sp, ref ins);
                    frame.ReturnTarget = ins.Arg;
                    frame = PyGenerator.NextInline(thread, frame, Unsafe.As<PyGenerator>(iterator), FrameTraits.None);
                    goto resume;
                }
                else if (Pairs.TryNextKnown(iterator, out var item))
                {
                    value = item;
                }
                else
                {
                    Save(frame, ref s, ref sp, ref ins);
                    if (!PushNextItem<TTrace>(thread, frame, iterator, ref sp))
                        goto endLoop;
                    sp = ref At(ref sp, 1);
                    goto next;
                }
                if (value is null)
                    goto endLoop;
                sp = ref PushNew(ref sp, value);
                goto next;

            case Fused.ForIterStore:
                iterator = At(ref sp, -1)!;
                if (iterator.GetType() == typeof(PyRangeIterator))
                {
                    if (!Unsafe.As<PyRangeIterator>(iterator).TryNext(out var following))
                        goto endLoop;
                    number = following;
                    goto storeNumber;
                }
                if (iterator.GetType() != typeof(PyListIterator))
                    goto original;
                value = Unsafe.As<PyListIterator>(iterator).Next();
                if (value is null)
                    goto endLoop;
                PyObject.Retain(value);
                ins = ref Next(ref ins);
                XDrop(thread, frame, ref s, ref sp, ref ins, Exchange(ref At(ref s, ins.Arg), value));
                goto next;

            case Fused.ForIterStoreLoad:
                iterator = At(ref sp, -1)!;
                if (iterator.GetType() == typeof(PyListIterator))
                    value = Unsafe.As<PyListIterator>(iterator).Next();
                else if (iterator.GetType() == typeof(PyRangeIterator))
                    value = Unsafe.As<PyRangeIterator>(iterator).Next(thread);
                else
                    goto original;
                if (value is null)
                    goto endLoop;
                PyObject.Retain(value);
                ins = ref Next(ref ins);
                old = Exchange(ref At(ref s, ins.Arg >> 4), value);
                sp = ref PushNew(ref sp, At(ref s, ins.Arg & 15)!);
                XDrop(thread, frame, ref s, ref sp, ref ins, old);
                goto next;

            case Fused.ForIterPair:
                Save(frame, ref s, ref sp, ref ins);
                outcome = NextPair(thread, At(ref sp, -1)!, ref s, ref sp, ref ins);
                if (outcome == Pairs.Stored)
                {
                    ins = ref Unsafe.Add(ref ins, 2);
                    Drain(thread);
                    goto next;
                }
                if (outcome == Pairs.Other)
                    goto original;
                if (outcome == Pairs.Found)
                {
                    sp = ref At(ref sp, 2);
                    frame.StackTop += 2;
                    ins = ref Unsafe.Add(ref ins, 2);
                }
                else
                {
                    ins = ref Next(ref Target(ref ins));
                }
                Drain(thread);
                goto run;

            // Generators

            case Fused.ResumePop:
                if (thread.EvalBreaker != 0)
                    goto single;
                sp = ref At(ref sp, -1);
                ins = ref Next(ref ins);
                Drop(thread, frame, ref s, ref sp, ref ins, sp!);
                goto next;

            case Fused.ResumeSend:
                // The delegation goes on: by the jump back to the SEND.
                ins = ref Target(ref Next(ref ins));
                goto case Opcode.Send;

            case Opcode.Send:
                if (!PyGenerator.CanSendInline(At(ref sp, -2)!))
                    goto cold;
                sp = ref At(ref sp, -1);
                Save(frame, ref s, ref sp, ref ins);
                frame.ReturnTarget = ins.Arg;
                frame = PyGenerator.SendInline(thread, frame, Unsafe.As<PyGenerator>(At(ref sp, -1)!), sp!, FrameTraits.None);
                goto resume;

            case Opcode.GetAwaitable:
                // A coroutine that waits for nothing yet is what await drives.
                if (At(ref sp, -1) is not PyCoroutine { State: not GeneratorState.Suspended })
                    goto cold;
                goto next;

            case Opcode.EndSend:
                // Takes the receiver out from under the value.
                sp = ref At(ref sp, -1);
                Drop(thread, frame, ref s, ref sp, ref ins, Exchange(ref At(ref sp, -1), sp)!);
                goto next;

            case Opcode.YieldValue:
                sp = ref At(ref sp, -1);
                result = sp!;
                Save(frame, ref s, ref sp, ref ins);
                if ((frame.Traits & (FrameTraits.Entry | FrameTraits.Called)) == 0)
                {
                    frame = PyGenerator.Suspend(thread, frame)!;
                    goto pushResult;
                }
                if ((frame.Traits & FrameTraits.Called) != 0)
                {
                    PyGenerator.YieldToCall(thread, frame, result);
                    goto enter;
                }
                if (!TTrace.Active && frame.Generator!.Sink is { } sink && sink.TryTake(thread, result))
                {
                    // What resumed the generator wants the next item: as if it had suspended and were resumed.
                    ins = ref Next(ref ins);
                    if (ins.Op == Fused.ResumePop)
                    {
                        ins = ref Next(ref ins);
                        goto next;
                    }
                    sp = ref Push(ref sp, PyNone.Instance);
                    goto run;
                }
                PyGenerator.Suspend(thread, frame);
                return result;

            case Opcode.ReturnGenerator:
                Save(frame, ref s, ref sp, ref ins);
                if (ReturnGenerator(thread, frame) is { } madeByEntry)
                    return madeByEntry;
                goto enter;

            // Returns and calls

            case Fused.LocalReturn:
                PushNew(ref sp, At(ref s, ins.Arg)!);
                ins = ref Next(ref ins);
                goto returnValue;

            case Fused.ConstReturn:
                PushNew(ref sp, Unsafe.As<PyObject>(ins.Cache!));
                ins = ref Next(ref ins);
                goto returnValue;

            case Opcode.ReturnValue:
                sp = ref At(ref sp, -1);
                goto returnValue;

            case Opcode.Call:
            {
                Save(frame, ref s, ref sp, ref ins);
                ref var callable = ref At(ref sp, -ins.Arg - 2);
                if (callable!.GetType() == typeof(PyMethod) && At(ref callable, 1) is null)
                    Calls.UnwrapMethod(frame, ins.Arg + 1);
                count = ins.Arg + (At(ref callable, 1) is null ? 0 : 1);
                if (callable!.GetType() == typeof(PyFunction))
                {
                    function = Unsafe.As<PyFunction>(callable);
                    if (function.Code.PlainArgCount == count)
                    {
                        // The operands below the arguments: the function, whose reference the frame takes over, and a null.
                        sp = ref callable;
                        goto pushFrame;
                    }
                    if (Calls.PushFrameGeneral(thread, frame, function, ins.Arg, count) is not { } callee)
                        goto unwind;
                    callee.Back = frame;
                    thread.Frame = callee;
                    goto enterCallee;
                }
                if (CallOther<TTrace>(thread, frame, ref callable, ref sp, ref ins, count) is { } given)
                {
                    result = given;
                    goto nativeResult;
                }
                if (thread.PendingException is not null)
                    goto unwind;
                goto enter;
            }

            case Specialized.CallKeywords:
                Save(frame, ref s, ref sp, ref ins);
                if (!Unsafe.As<KeywordCallCache>(ins.Cache!).TryPushFrame(thread, frame, ins.Arg))
                    goto deoptimize;
                goto enterCallee;

            case Specialized.CallNative:
                Save(frame, ref s, ref sp, ref ins);
                if (Unsafe.As<NativeCallCache>(ins.Cache!).Invoke(thread, ref At(ref sp, -ins.Arg - 2)) is { } returned)
                {
                    result = returned;
                    goto nativeResult;
                }
                if (thread.PendingException is null)
                    goto deoptimize;
                goto unwind;

            default:
                goto cold;
        }

    endLoop:
        // Past the END_FOR, which is there for tools that watch.
        ins = ref Next(ref Target(ref ins));
        goto run;

    callGetter:
        // The owner is on top of the stack; its property's getter, whose reference the frame takes over, is called with it.
        op = Specialized.LoadAttrProperty;
        count = 1;
        Save(frame, ref s, ref sp, ref ins);
        goto pushFrame;

    enterCallee:
        // The thread's frame is that of a function that was called.
        if (++thread.RecursionDepth > thread.RecursionLimit)
            goto recursion;
        if (--thread.LoopBudget < 0)
            goto leave;
        goto enter;

    nativeResult:
        // What a native function gave, in place of the operands of the call.
        sp = ref ReplaceOperands(thread, frame, ref At(ref sp, -ins.Arg - 2), ins.Arg + 1, result);
        if (MustLeave<TTrace>(thread))
            goto leave;
        if (thread.EvalBreaker != 0)
            goto breaker;
        if (!TTrace.Active && ReferenceEquals(result, PyNone.Instance) && Next(ref ins).Original == Opcode.PopTop)
        {
            sp = ref At(ref sp, -1);
            ins = ref Next(ref ins);
        }
        goto next;

    original:
        // Something is not as the fused form wants it. Where that is the rule, the form gives up.
        if (ins.Counter++ == Fused.MaxFailures)
            ins.Op = ins.Original;
    single:
        op = ins.Original;
        goto dispatch;

    storeNumber:
        // The STORE_FAST that comes next is done here. Where only the variable refers to its int, that takes the new value.
        ins = ref Next(ref ins);
        old = At(ref s, ins.Arg);
        if (old is not null && old.GetType() == typeof(PyInt) && IsUnshared(thread, old) && !PyInt.IsSmall(number))
        {
            Unsafe.As<PyInt>(old).Value = number;
            goto next;
        }
        At(ref s, ins.Arg) = NewInt(thread, number);
        XDrop(thread, frame, ref s, ref sp, ref ins, old);
        goto next;

    pushFrame:
        // The arguments are on top of the frame's saved stack; sp is where that ends without the operands of the call.
        {
            var code = function.Code;
            var callee = PyFrame.PushOver(thread, frame, function, code, count);
            frame.StackTop = Distance(ref s, ref sp);
            if (op == Specialized.LoadAttrProperty)
                frame.StackTop--;
            if (!ReferenceEquals(callee.Back, frame))
                callee.Back = frame;
            thread.Frame = callee;
            if (++thread.RecursionDepth > thread.RecursionLimit)
                goto recursion;
            if (--thread.LoopBudget < 0)
                goto leave;
            frame = callee;
            s = ref FirstLocal(frame);
            sp = ref At(ref s, code.LocalsPlusCount);
            ins = ref FirstInstruction(frame);
            if (!TTrace.Active && ins.Op == Opcode.Resume && thread.EvalBreaker == 0)
                ins = ref Next(ref ins);
            goto run;
        }

    returnValue:
        result = sp!;
        if (frame.IsPlain)
        {
            var back = frame.Back!;
            thread.Frame = back;
            thread.RecursionDepth--;
            frame.FinishPlain(thread, Distance(ref s, ref sp));
            frame = back;
        }
        else if (frame.IsPlainEntry)
        {
            thread.Frame = frame.Back;
            thread.RecursionDepth--;
            frame.Traits = FrameTraits.None;
            frame.FinishPlain(thread, Distance(ref s, ref sp));
            return result;
        }
        else
        {
            Save(frame, ref s, ref sp, ref ins);
            if (SpecialReturn(thread, frame, result) is not { } special)
                goto unwind;
            result = special;
            if (thread.EntryReturned)
            {
                thread.EntryReturned = false;
                return result;
            }
            frame = thread.Frame!;
        }

    pushResult:
        // The frame goes on with what its callee or its generator gave.
        s = ref FirstLocal(frame);
        sp = ref At(ref s, frame.StackTop);
        ins = ref InstructionAt(frame, frame.NextInstruction);
        sp = ref Push(ref sp, result);
        goto run;

    cold:
        Save(frame, ref s, ref sp, ref ins);
        if (!s_handlers[(int)ins.Original](thread, frame, ins.Arg))
            goto unwind;
        if (MustLeave<TTrace>(thread))
            goto leave;
        if (!ReferenceEquals(thread.Frame, frame))
            goto enter;
        sp = ref At(ref s, frame.StackTop);
        if (thread.EvalBreaker != 0 && ins.Original is (Opcode.CallKw or Opcode.CallFunctionEx))
            goto breaker;
        ins = ref InstructionAt(frame, frame.NextInstruction);
        goto run;

    deoptimize:
        Specializer.Deoptimize(ref ins);
        goto single;

    breaker:
        // What a signal handler raises comes from the jump back, not from in front of the loop, where other exception handlers may apply; what came
        // during a call of a native function, from the call.
        Save(frame, ref s, ref sp, ref ins);
        Breaker.Handle(thread);
        if (ins.Original == Opcode.JumpBackward)
            frame.NextInstruction = ins.Arg;
        Drain(thread);
        if (thread.IsTracing != TTrace.Active)
        {
            // The start of a function is reported by its RESUME.
            if (ins.Original == Opcode.Resume && thread.IsTracing)
                frame.NextInstruction--;
            goto leave;
        }
        ins = ref InstructionAt(frame, frame.NextInstruction);
        goto run;

    recursion:
        thread.SetPendingException(Calls.RecursionError(thread));

    unwind:
        if (!Unwind(thread, thread.TakePendingException()))
            return null;
        goto enter;

    leave:
        return null;
    }
}
