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
        int count;
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

            case Opcode.LoadFast:
            case Opcode.LoadFastBorrow:
            {
                var value = At(ref s, ins.Arg)!;
                PyObject.Retain(value);
                sp = ref Push(ref sp, value);
                goto next;
            }

            case Opcode.LoadFastLoadFast:
            case Opcode.LoadFastBorrowLoadFastBorrow:
            {
                var first = At(ref s, ins.Arg >> 4)!;
                var second = At(ref s, ins.Arg & 15)!;
                PyObject.Retain(first);
                PyObject.Retain(second);
                sp = first;
                At(ref sp, 1) = second;
                sp = ref At(ref sp, 2);
                goto next;
            }

            case Opcode.LoadFastCheck:
            {
                var value = At(ref s, ins.Arg);
                if (value is null)
                    goto cold;
                PyObject.Retain(value);
                sp = ref Push(ref sp, value);
                goto next;
            }

            case Opcode.LoadFastAndClear:
                sp = ref Push(ref sp, At(ref s, ins.Arg));
                At(ref s, ins.Arg) = null;
                goto next;

            case Opcode.StoreFast:
            {
                ref var place = ref At(ref s, ins.Arg);
                var old = place;
                sp = ref At(ref sp, -1);
                place = sp;
                if (old is not null)
                    Drop(thread, frame, ref s, ref sp, ref ins, old);
                goto next;
            }

            case Fused.StoreJump:
            {
                ref var place = ref At(ref s, ins.Arg);
                var old = place;
                sp = ref At(ref sp, -1);
                place = sp;
                ins = ref Next(ref ins);
                if (old is not null)
                    Drop(thread, frame, ref s, ref sp, ref ins, old);
                goto case Opcode.JumpBackward;
            }

            case Fused.PopJump:
            {
                sp = ref At(ref sp, -1);
                if (sp is { } value)
                    Drop(thread, frame, ref s, ref sp, ref ins, value);
                ins = ref Next(ref ins);
                goto case Opcode.JumpBackward;
            }

            case Opcode.StoreFastLoadFast:
            {
                ref var place = ref At(ref s, ins.Arg >> 4);
                var old = place;
                place = At(ref sp, -1);
                var value = At(ref s, ins.Arg & 15)!;
                PyObject.Retain(value);
                At(ref sp, -1) = value;
                if (old is not null)
                    Drop(thread, frame, ref s, ref sp, ref ins, old);
                goto next;
            }

            case Opcode.StoreFastStoreFast:
            {
                ref var first = ref At(ref s, ins.Arg >> 4);
                var old = first;
                first = At(ref sp, -1);
                ref var second = ref At(ref s, ins.Arg & 15);
                sp = ref At(ref sp, -2);
                // The same variable twice: then the second drops what the first has stored.
                var second0 = second;
                second = sp;
                if (old is not null)
                    Drop(thread, frame, ref s, ref sp, ref ins, old);
                if (second0 is not null)
                    Drop(thread, frame, ref s, ref sp, ref ins, second0);
                goto next;
            }

            case Opcode.LoadConst:
            {
                var value = Unsafe.As<PyObject>(ins.Cache!);
                PyObject.Retain(value);
                sp = ref Push(ref sp, value);
                goto next;
            }

            case Opcode.LoadSmallInt:
                sp = ref Push(ref sp, Unsafe.As<PyObject>(ins.Cache!));
                goto next;

            case Opcode.PopTop:
            case Opcode.EndFor:
            case Opcode.PopIter:
            {
                sp = ref At(ref sp, -1);
                if (sp is { } value)
                    Drop(thread, frame, ref s, ref sp, ref ins, value);
                goto next;
            }

            case Opcode.PushNull:
                sp = ref Push(ref sp, null);
                goto next;

            case Opcode.Copy:
            {
                var value = At(ref sp, -ins.Arg);
                PyObject.XRetain(value);
                sp = ref Push(ref sp, value);
                goto next;
            }

            case Opcode.Swap:
            {
                ref var other = ref At(ref sp, -ins.Arg);
                var top = At(ref sp, -1);
                At(ref sp, -1) = other;
                other = top;
                goto next;
            }

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
            {
                sp = ref At(ref sp, -1);
                var value = sp!;
                ins = ref Branch<TTrace>(ref ins, ReferenceEquals(value, PyNone.Instance) == (ins.Original == Opcode.PopJumpIfNone));
                Drop(thread, frame, ref s, ref sp, ref ins, value);
                goto run;
            }

            case Fused.LocalPopJumpIfNone:
                ins = ref Branch<TTrace>(ref Next(ref ins), ReferenceEquals(At(ref s, ins.Arg), PyNone.Instance) == (Next(ref ins).Original == Opcode.PopJumpIfNone));
                goto run;

            case Opcode.UnaryNot:
            {
                ref var top = ref At(ref sp, -1);
                top = ReferenceEquals(top, PyBool.True) ? PyBool.False : PyBool.True;
                goto next;
            }

            case Opcode.ToBool:
            {
                var value = At(ref sp, -1)!;
                if (value.GetType() == typeof(PyBool))
                    goto next;
                var truth = Truth(value);
                if (truth < 0)
                    goto cold;
                At(ref sp, -1) = PyBool.From(truth != 0);
                Drop(thread, frame, ref s, ref sp, ref ins, value);
                goto next;
            }

            case Fused.ToBoolJump:
            {
                var value = At(ref sp, -1)!;
                var truth = Truth(value);
                if (truth < 0)
                    goto original;
                sp = ref At(ref sp, -1);
                ins = ref Branch<TTrace>(ref Next(ref ins), truth != 0 == (Next(ref ins).Original == Opcode.PopJumpIfTrue));
                Drop(thread, frame, ref s, ref sp, ref ins, value);
                goto run;
            }

            case Fused.LocalToBoolJump:
            {
                var truth = Truth(At(ref s, ins.Arg)!);
                if (truth < 0)
                    goto original;
                ref var jump = ref Unsafe.Add(ref ins, 2);
                ins = ref Branch<TTrace>(ref jump, truth != 0 == (jump.Original == Opcode.PopJumpIfTrue));
                goto run;
            }

            case Opcode.IsOp:
            {
                var right = At(ref sp, -1)!;
                var left = At(ref sp, -2)!;
                At(ref sp, -2) = PyBool.From(ReferenceEquals(left, right) != (ins.Arg != 0));
                sp = ref At(ref sp, -1);
                Drop(thread, frame, ref s, ref sp, ref ins, right);
                Drop(thread, frame, ref s, ref sp, ref ins, left);
                goto next;
            }

            case Fused.IsJump:
            {
                var right = At(ref sp, -1)!;
                var left = At(ref sp, -2)!;
                sp = ref At(ref sp, -2);
                ins = ref Branch<TTrace>(ref Next(ref ins), ReferenceEquals(left, right) != (ins.Arg != 0) == (Next(ref ins).Original == Opcode.PopJumpIfTrue));
                Drop(thread, frame, ref s, ref sp, ref ins, right);
                Drop(thread, frame, ref s, ref sp, ref ins, left);
                goto run;
            }

            case Fused.ContainsJump:
            {
                var container = At(ref sp, -1)!;
                var value = At(ref sp, -2)!;
                var found = Containment.Find(container, value);
                if (found < 0)
                    goto original;
                sp = ref At(ref sp, -2);
                ins = ref Branch<TTrace>(ref Next(ref ins), found != 0 != (ins.Arg != 0) == (Next(ref ins).Original == Opcode.PopJumpIfTrue));
                Drop(thread, frame, ref s, ref sp, ref ins, container);
                Drop(thread, frame, ref s, ref sp, ref ins, value);
                goto run;
            }

            case Opcode.ContainsOp:
            {
                var container = At(ref sp, -1)!;
                var value = At(ref sp, -2)!;
                var found = Containment.Find(container, value);
                if (found < 0)
                    goto cold;
                sp = ref At(ref sp, -1);
                At(ref sp, -1) = PyBool.From(found != 0 != (ins.Arg != 0));
                Drop(thread, frame, ref s, ref sp, ref ins, container);
                Drop(thread, frame, ref s, ref sp, ref ins, value);
                goto next;
            }

            case Fused.LocalIntBinary:
            {
                var left = At(ref s, ins.Arg)!;
                ref var binary = ref Unsafe.Add(ref ins, 2);
                if (left.GetType() == typeof(PyInt)
                    && TryInts(Unsafe.As<PyInt>(left).Value, Unsafe.As<PyInt>(Next(ref ins).Cache!).Value, binary.Detail, out number))
                {
                    sp = NewInt(thread, number);
                }
                else
                {
                    if (Arithmetic.Compute(thread, left, Unsafe.As<PyObject>(Next(ref ins).Cache!), binary.Detail, null) is not { } made)
                        goto original;
                    sp = made;
                }
                sp = ref At(ref sp, 1);
                ins = ref binary;
                goto next;
            }

            case Fused.LocalIntBinaryStore:
            {
                var left = At(ref s, ins.Arg)!;
                ref var binary = ref Unsafe.Add(ref ins, 2);
                if (left.GetType() != typeof(PyInt)
                    || !TryInts(Unsafe.As<PyInt>(left).Value, Unsafe.As<PyInt>(Next(ref ins).Cache!).Value, binary.Detail, out number))
                    goto original;
                ins = ref binary;
                goto storeNumber;
            }

            case Fused.LocalsBinary:
            {
                var left = At(ref s, ins.Arg >> 4)!;
                var right = At(ref s, ins.Arg & 15)!;
                if (left.GetType() == typeof(PyInt) && right.GetType() == typeof(PyInt)
                    && TryInts(Unsafe.As<PyInt>(left).Value, Unsafe.As<PyInt>(right).Value, Next(ref ins).Detail, out number))
                {
                    sp = NewInt(thread, number);
                }
                else
                {
                    if (Arithmetic.Compute(thread, left, right, Next(ref ins).Detail, null) is not { } made)
                        goto original;
                    sp = made;
                }
                sp = ref At(ref sp, 1);
                ins = ref Next(ref ins);
                goto next;
            }

            case Fused.LocalsBinaryStore:
            {
                var left = At(ref s, ins.Arg >> 4)!;
                var right = At(ref s, ins.Arg & 15)!;
                if (left.GetType() == typeof(PyInt) && right.GetType() == typeof(PyInt)
                    && TryInts(Unsafe.As<PyInt>(left).Value, Unsafe.As<PyInt>(right).Value, Next(ref ins).Detail, out number))
                {
                    ins = ref Next(ref ins);
                    goto storeNumber;
                }
                ref var place = ref At(ref s, Unsafe.Add(ref ins, 2).Arg);
                var old = place;
                var made = Arithmetic.Compute(thread, left, right, Next(ref ins).Detail, old is not null && IsUnshared(thread, old) ? old : null);
                if (made is null)
                    goto original;
                ins = ref Unsafe.Add(ref ins, 2);
                if (ReferenceEquals(made, old))
                    goto next;
                place = made;
                if (old is not null)
                    Drop(thread, frame, ref s, ref sp, ref ins, old);
                goto next;
            }

            case Fused.StackIntBinary:
            {
                var left = At(ref sp, -1)!;
                if (left.GetType() == typeof(PyInt)
                    && TryInts(Unsafe.As<PyInt>(left).Value, Unsafe.As<PyInt>(ins.Cache!).Value, Next(ref ins).Detail, out number))
                {
                    ins = ref Next(ref ins);
                    if (IsTemporary(thread, left) && !PyInt.IsSmall(number))
                    {
                        Unsafe.As<PyInt>(left).Value = number;
                        goto next;
                    }
                    At(ref sp, -1) = NewInt(thread, number);
                    DropNumber(thread, left);
                    goto next;
                }
                var made = Arithmetic.Compute(thread, left, Unsafe.As<PyObject>(ins.Cache!), Next(ref ins).Detail, IsTemporary(thread, left) ? left : null);
                if (made is null)
                    goto original;
                ins = ref Next(ref ins);
                if (ReferenceEquals(made, left))
                    goto next;
                At(ref sp, -1) = made;
                Drop(thread, frame, ref s, ref sp, ref ins, left);
                goto next;
            }

            case Fused.StackIntBinaryStore:
            {
                var left = At(ref sp, -1)!;
                if (left.GetType() != typeof(PyInt)
                    || !TryInts(Unsafe.As<PyInt>(left).Value, Unsafe.As<PyInt>(ins.Cache!).Value, Next(ref ins).Detail, out number))
                    goto original;
                ins = ref Next(ref ins);
                sp = ref At(ref sp, -1);
                DropNumber(thread, left);
                goto storeNumber;
            }

            case Fused.StackLocalBinary:
            {
                var left = At(ref sp, -1)!;
                var made = Arithmetic.Compute(thread, left, At(ref s, ins.Arg)!, Next(ref ins).Detail, IsTemporary(thread, left) ? left : null);
                if (made is null)
                    goto original;
                ins = ref Next(ref ins);
                if (ReferenceEquals(made, left))
                    goto next;
                At(ref sp, -1) = made;
                Drop(thread, frame, ref s, ref sp, ref ins, left);
                goto next;
            }

            case Opcode.BinaryOp:
            {
                var right = At(ref sp, -1)!;
                var left = At(ref sp, -2)!;
                var made = Arithmetic.Compute(thread, left, right, ins.Detail, IsTemporary(thread, left) ? left : null);
                if (made is null)
                    goto cold;
                sp = ref At(ref sp, -1);
                if (!ReferenceEquals(made, left))
                {
                    At(ref sp, -1) = made;
                    Drop(thread, frame, ref s, ref sp, ref ins, left);
                }
                Drop(thread, frame, ref s, ref sp, ref ins, right);
                goto next;
            }

            case Opcode.CompareOp:
            {
                var right = At(ref sp, -1)!;
                var left = At(ref sp, -2)!;
                var outcome = Outcome(left, right, ins.Detail);
                if (outcome < 0)
                    goto cold;
                sp = ref At(ref sp, -1);
                At(ref sp, -1) = PyBool.From((ins.Detail >> outcome & 1) != 0);
                DropNumber(thread, right);
                DropNumber(thread, left);
                goto next;
            }

            case Fused.CompareJump:
            {
                var right = At(ref sp, -1)!;
                var left = At(ref sp, -2)!;
                var outcome = Outcome(left, right, Next(ref ins).Detail);
                if (outcome < 0)
                    goto original;
                sp = ref At(ref sp, -2);
                DropNumber(thread, right);
                DropNumber(thread, left);
                ins = ref Branch<TTrace>(ref Next(ref ins), (Next(ref ins).Detail >> outcome & 1) != 0);
                goto run;
            }

            case Fused.LocalIntCompare:
            {
                ref var compare = ref Unsafe.Add(ref ins, 2);
                var outcome = Outcome(At(ref s, ins.Arg)!, Unsafe.As<PyObject>(Next(ref ins).Cache!), compare.Detail);
                if (outcome < 0)
                    goto original;
                sp = ref Push(ref sp, PyBool.From((compare.Detail >> outcome & 1) != 0));
                ins = ref compare;
                goto next;
            }

            case Fused.StackIntCompare:
            {
                var left = At(ref sp, -1)!;
                var outcome = Outcome(left, Unsafe.As<PyObject>(ins.Cache!), Next(ref ins).Detail);
                if (outcome < 0)
                    goto original;
                ins = ref Next(ref ins);
                At(ref sp, -1) = PyBool.From((ins.Detail >> outcome & 1) != 0);
                DropNumber(thread, left);
                goto next;
            }

            case Fused.StackIntCompareJump:
            {
                var left = At(ref sp, -1)!;
                ref var jump = ref Unsafe.Add(ref ins, 2);
                var outcome = Outcome(left, Unsafe.As<PyObject>(ins.Cache!), jump.Detail);
                if (outcome < 0)
                    goto original;
                sp = ref At(ref sp, -1);
                DropNumber(thread, left);
                ins = ref Branch<TTrace>(ref jump, (jump.Detail >> outcome & 1) != 0);
                goto run;
            }

            case Fused.LocalIntCompareJump:
            {
                ref var jump = ref Unsafe.Add(ref ins, 3);
                var outcome = Outcome(At(ref s, ins.Arg)!, Unsafe.As<PyObject>(Next(ref ins).Cache!), jump.Detail);
                if (outcome < 0)
                    goto original;
                ins = ref Branch<TTrace>(ref jump, (jump.Detail >> outcome & 1) != 0);
                goto run;
            }

            case Fused.LocalsCompareJump:
            {
                ref var jump = ref Unsafe.Add(ref ins, 2);
                var outcome = Outcome(At(ref s, ins.Arg >> 4)!, At(ref s, ins.Arg & 15)!, jump.Detail);
                if (outcome < 0)
                    goto original;
                ins = ref Branch<TTrace>(ref jump, (jump.Detail >> outcome & 1) != 0);
                goto run;
            }

            case Opcode.StoreSubscr:
            {
                var key = At(ref sp, -1)!;
                var container = At(ref sp, -2)!;
                var value = At(ref sp, -3)!;
                Save(frame, ref s, ref sp, ref ins);
                if (container.GetType() == typeof(PyList) && key.GetType() == typeof(PyInt)
                    && (ulong)Unsafe.As<PyInt>(key).Value < (ulong)Unsafe.As<PyList>(container).Count)
                    Unsafe.As<PyList>(container).Set((int)Unsafe.As<PyInt>(key).Value, value);
                else if (container.GetType() == typeof(PyDict))
                    Unsafe.As<PyDict>(container).SetItem(thread, key, value);
                else
                    goto cold;
                sp = ref At(ref sp, -3);
                Drop(thread, frame, ref s, ref sp, ref ins, value);
                Drop(thread, frame, ref s, ref sp, ref ins, container);
                Drop(thread, frame, ref s, ref sp, ref ins, key);
                if (thread.PoolCount > thread.PoolMark)
                    thread.DrainPool(thread.PoolMark);
                goto next;
            }

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
            {
                Save(frame, ref s, ref sp, ref ins);
                sp = ref At(ref sp, -ins.Arg);
                sp = ref Push(ref sp, PyTuple.TakeFromStack(thread, ref sp, ins.Arg));
                goto next;
            }

            case Opcode.BuildList:
            {
                Save(frame, ref s, ref sp, ref ins);
                sp = ref At(ref sp, -ins.Arg);
                sp = ref Push(ref sp, PyList.TakeFromStack(thread, ref sp, ins.Arg));
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

            case Opcode.LoadDeref:
            {
                var value = Unsafe.As<PyCell>(At(ref s, ins.Arg)!).Content.Value;
                if (value is null)
                    goto cold;
                PyObject.Retain(value);
                sp = ref Push(ref sp, value);
                goto next;
            }

            case Opcode.CopyFreeVars:
                CopyFreeVars(frame, ref s, ins.Arg);
                goto next;

            case Opcode.StoreDeref:
            {
                sp = ref At(ref sp, -1);
                if (Unsafe.As<PyCell>(At(ref s, ins.Arg)!).Content.Exchange(sp) is { } old)
                    Drop(thread, frame, ref s, ref sp, ref ins, old);
                goto next;
            }

            case Opcode.LoadGlobal:
                if (!TTrace.Active && ins.Counter-- == 0)
                    Specializer.LoadGlobal(frame, ref ins);
                goto cold;

            case Specialized.LoadGlobalModule:
            {
                var cache = Unsafe.As<GlobalCache>(ins.Cache!);
                var globals = frame.Function!.Globals;
                if (globals.KeysVersion != cache.GlobalsVersion)
                    goto deoptimize;
                var value = globals.ValueAt(cache.Entry)!;
                PyObject.Retain(value);
                sp = value;
                At(ref sp, 1) = null;
                sp = ref At(ref sp, 1 + (ins.Arg & 1));
                goto next;
            }

            case Specialized.LoadGlobalBuiltin:
            {
                var cache = Unsafe.As<GlobalCache>(ins.Cache!);
                var builtins = frame.Function!.Builtins;
                if (frame.Function!.Globals.KeysVersion != cache.GlobalsVersion || builtins.KeysVersion != cache.BuiltinsVersion)
                    goto deoptimize;
                var value = builtins.ValueAt(cache.Entry)!;
                PyObject.Retain(value);
                sp = value;
                At(ref sp, 1) = null;
                sp = ref At(ref sp, 1 + (ins.Arg & 1));
                goto next;
            }

            case Opcode.LoadAttr:
                if (!TTrace.Active && ins.Counter-- == 0)
                {
                    Save(frame, ref s, ref sp, ref ins);
                    Specializer.LoadAttr(thread, frame, At(ref sp, -1)!, ref ins);
                    if (ins.Op != Opcode.LoadAttr)
                    {
                        op = ins.Op;
                        goto dispatch;
                    }
                }
                goto cold;

            case Specialized.LoadAttrInstanceValue:
            {
                var owner = At(ref sp, -1)!;
                var value = Attributes.InstanceValue(owner, Unsafe.As<AttributeCache>(ins.Cache!));
                if (value is null && (value = Specializer.ValueOfOtherShape(frame, owner, ref ins)) is null)
                    goto deoptimize;
                PyObject.Retain(value);
                At(ref sp, -1) = value;
                if ((ins.Arg & 1) != 0)
                {
                    sp = ref Push(ref sp, null);
                }
                Drop(thread, frame, ref s, ref sp, ref ins, owner);
                goto next;
            }

            case Fused.LocalLoadAttr:
            {
                var owner = At(ref s, ins.Arg)!;
                if (Next(ref ins).Op == Specialized.LoadAttrInstanceValue)
                {
                    var value = Attributes.InstanceValue(owner, Unsafe.As<AttributeCache>(Next(ref ins).Cache!));
                    if (value is null)
                        goto single;
                    PyObject.Retain(value);
                    sp = value;
                    At(ref sp, 1) = null;
                    sp = ref At(ref sp, 1 + (Next(ref ins).Arg & 1));
                }
                else if (Next(ref ins).Op == Specialized.LoadAttrMethod)
                {
                    var cache = Unsafe.As<AttributeCache>(Next(ref ins).Cache!);
                    if (!Attributes.IsMethodOf(owner, cache))
                        goto single;
                    var found = cache.Found!;
                    PyObject.Retain(found);
                    PyObject.Retain(owner);
                    sp = found;
                    At(ref sp, 1) = owner;
                    sp = ref At(ref sp, 2);
                }
                else
                {
                    goto single;
                }
                ins = ref Next(ref ins);
                goto next;
            }

            case Specialized.LoadAttrMethod:
            {
                var owner = At(ref sp, -1)!;
                var cache = Unsafe.As<AttributeCache>(ins.Cache!);
                if (!Attributes.IsMethodOf(owner, cache) && (cache = Specializer.MethodOfOtherShape(frame, owner, ref ins)) is null)
                    goto deoptimize;
                var found = cache.Found!;
                PyObject.Retain(found);
                At(ref sp, -1) = found;
                sp = ref Push(ref sp, owner);
                goto next;
            }

            case Specialized.LoadAttrNonDescriptor:
            case Specialized.LoadAttrModule:
            case Specialized.LoadAttrClass:
            {
                var owner = At(ref sp, -1)!;
                var value = Attributes.OtherValue(owner, op, Unsafe.As<AttributeCache>(ins.Cache!));
                if (value is null)
                    goto deoptimize;
                PyObject.Retain(value);
                At(ref sp, -1) = value;
                if ((ins.Arg & 1) != 0)
                {
                    sp = ref Push(ref sp, null);
                }
                Drop(thread, frame, ref s, ref sp, ref ins, owner);
                goto next;
            }

            case Specialized.LoadAttrClassMethod:
            {
                // The function of a classmethod, and the class as self.
                var owner = At(ref sp, -1)!;
                if (Attributes.ClassMethodOf(owner, Unsafe.As<AttributeCache>(ins.Cache!), out var type) is not { } found)
                    goto deoptimize;
                PyObject.Retain(found);
                PyObject.Retain(type);
                At(ref sp, -1) = found;
                sp = ref Push(ref sp, type);
                Drop(thread, frame, ref s, ref sp, ref ins, owner);
                goto next;
            }

            case Opcode.LoadSuperAttr:
                if (!TTrace.Active && ins.Counter-- == 0)
                {
                    Specializer.LoadSuperAttr(frame, At(ref sp, -3)!, At(ref sp, -2)!, At(ref sp, -1)!, ref ins);
                    if (ins.Op != Opcode.LoadSuperAttr)
                    {
                        op = ins.Op;
                        goto dispatch;
                    }
                }
                goto cold;

            case Specialized.LoadSuperMethod:
            case Specialized.LoadSuperProperty:
            {
                var cache = Unsafe.As<SuperCache>(ins.Cache!);
                var self = At(ref sp, -1)!;
                var start = At(ref sp, -2)!;
                if (self.Type.VersionTag != cache.TypeVersion || !ReferenceEquals(start, cache.Start) || !ReferenceEquals(At(ref sp, -3), PySuper.TypeObject))
                    goto deoptimize;
                var found = cache.Found;
                PyObject.Retain(found);
                // The type super() itself is not counted; that of the search is held by the cell that it came from.
                DropNumber(thread, start);
                if (op == Specialized.LoadSuperMethod)
                {
                    At(ref sp, -3) = found;
                    At(ref sp, -2) = self;
                    sp = ref At(ref sp, -1);
                    goto next;
                }
                function = Unsafe.As<PyFunction>(found);
                At(ref sp, -3) = self;
                sp = ref At(ref sp, -2);
                count = 1;
                op = Specialized.LoadAttrProperty;
                Save(frame, ref s, ref sp, ref ins);
                goto pushFrame;
            }

            case Specialized.LoadAttrProperty:
            {
                // The getter is called with the owner, which becomes its first local.
                var cache = Unsafe.As<AttributeCache>(ins.Cache!);
                if (At(ref sp, -1)!.Type.VersionTag != cache.TypeVersion)
                    goto deoptimize;
                function = Unsafe.As<PyFunction>(cache.Found!);
                if (function.Code.PlainArgCount != 1)
                    goto deoptimize;
                PyObject.Retain(function);
                count = 1;
                Save(frame, ref s, ref sp, ref ins);
                goto pushFrame;
            }

            case Opcode.StoreAttr:
                if (!TTrace.Active && ins.Counter-- == 0)
                {
                    Specializer.StoreAttr(thread, frame, At(ref sp, -1)!, ref ins);
                    if (ins.Op != Opcode.StoreAttr)
                    {
                        op = ins.Op;
                        goto dispatch;
                    }
                }
                goto cold;

            case Specialized.StoreAttrInstanceValue:
            {
                var owner = At(ref sp, -1)!;
                var value = At(ref sp, -2)!;
                if (!Attributes.TryStore(owner, Unsafe.As<AttributeCache>(ins.Cache!), value, out var old))
                    goto deoptimize;
                sp = ref At(ref sp, -2);
                if (old is not null)
                    Drop(thread, frame, ref s, ref sp, ref ins, old);
                Drop(thread, frame, ref s, ref sp, ref ins, owner);
                goto next;
            }

            case Fused.LocalStoreAttr:
            {
                if (Next(ref ins).Cache is null || !Attributes.TryStore(At(ref s, ins.Arg)!, Unsafe.As<AttributeCache>(Next(ref ins).Cache!), At(ref sp, -1)!, out var old))
                    goto single;
                sp = ref At(ref sp, -1);
                ins = ref Next(ref ins);
                if (old is not null)
                    Drop(thread, frame, ref s, ref sp, ref ins, old);
                goto next;
            }

            case Fused.LocalsStoreAttr:
            {
                var value = At(ref s, ins.Arg >> 4)!;
                if (Next(ref ins).Cache is null || !Attributes.TryStore(At(ref s, ins.Arg & 15)!, Unsafe.As<AttributeCache>(Next(ref ins).Cache!), value, out var old))
                    goto single;
                PyObject.Retain(value);
                ins = ref Next(ref ins);
                if (old is not null)
                    Drop(thread, frame, ref s, ref sp, ref ins, old);
                goto next;
            }

            case Opcode.ForIter:
            {
                var iterator = At(ref sp, -1)!;
                PyObject? next;
                if (iterator.GetType() == typeof(PyListIterator))
                {
                    next = Unsafe.As<PyListIterator>(iterator).Next();
                }
                else if (iterator.GetType() == typeof(PyRangeIterator))
                {
                    next = Unsafe.As<PyRangeIterator>(iterator).Next(thread);
                }
                else if (!TTrace.Active && iterator.GetType() == typeof(PyGenerator) && Unsafe.As<PyGenerator>(iterator).CanResumeInline)
                {
                    Save(frame, ref s, ref sp, ref ins);
                    frame.ReturnTarget = ins.Arg;
                    frame = PyGenerator.NextInline(thread, frame, Unsafe.As<PyGenerator>(iterator), FrameTraits.None);
                    goto resume;
                }
                else if (!Pairs.TryNextKnown(iterator, out next))
                {
                    Save(frame, ref s, ref sp, ref ins);
                    next = TTrace.Active ? Tracing.NextItem(thread, frame, iterator) : Handlers.NextItem(thread, iterator);
                    if (next is not null)
                    {
                        PyObject.Retain(next);
                        sp = ref Push(ref sp, next);
                        frame.StackTop++;
                    }
                    if (thread.PoolCount > thread.PoolMark)
                        thread.DrainPool(thread.PoolMark);
                    if (next is not null)
                        goto next;
                    ins = ref Next(ref Target(ref ins));
                    goto run;
                }
                if (next is null)
                {
                    ins = ref Next(ref Target(ref ins));
                    goto run;
                }
                PyObject.Retain(next);
                sp = ref Push(ref sp, next);
                goto next;
            }

            case Fused.ForIterStore:
            {
                var iterator = At(ref sp, -1)!;
                if (iterator.GetType() == typeof(PyRangeIterator))
                {
                    if (Unsafe.As<PyRangeIterator>(iterator).TryNext(out var following))
                    {
                        number = following;
                        goto storeNumber;
                    }
                    ins = ref Next(ref Target(ref ins));
                    goto run;
                }
                if (iterator.GetType() != typeof(PyListIterator))
                    goto original;
                if (Unsafe.As<PyListIterator>(iterator).Next() is not { } next)
                {
                    ins = ref Next(ref Target(ref ins));
                    goto run;
                }
                PyObject.Retain(next);
                ref var place = ref At(ref s, Next(ref ins).Arg);
                var old = place;
                place = next;
                ins = ref Next(ref ins);
                if (old is not null)
                    Drop(thread, frame, ref s, ref sp, ref ins, old);
                goto next;
            }

            case Fused.ForIterStoreLoad:
            {
                var iterator = At(ref sp, -1)!;
                PyObject? next;
                if (iterator.GetType() == typeof(PyListIterator))
                    next = Unsafe.As<PyListIterator>(iterator).Next();
                else if (iterator.GetType() == typeof(PyRangeIterator))
                    next = Unsafe.As<PyRangeIterator>(iterator).Next(thread);
                else
                    goto original;
                if (next is null)
                {
                    ins = ref Next(ref Target(ref ins));
                    goto run;
                }
                PyObject.Retain(next);
                ins = ref Next(ref ins);
                ref var place = ref At(ref s, ins.Arg >> 4);
                var old = place;
                place = next;
                var value = At(ref s, ins.Arg & 15)!;
                PyObject.Retain(value);
                sp = ref Push(ref sp, value);
                if (old is not null)
                    Drop(thread, frame, ref s, ref sp, ref ins, old);
                goto next;
            }

            case Fused.ForIterPair:
            {
                Save(frame, ref s, ref sp, ref ins);
                var outcome = Pairs.TryNext(thread, At(ref sp, -1)!, ref sp);
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
                if (thread.PoolCount > thread.PoolMark)
                    thread.DrainPool(thread.PoolMark);
                if (ins.Op == Opcode.StoreFastStoreFast)
                    goto case Opcode.StoreFastStoreFast;
                goto run;
            }

            case Fused.ResumePop:
            {
                if (thread.EvalBreaker != 0)
                    goto single;
                sp = ref At(ref sp, -1);
                ins = ref Next(ref ins);
                Drop(thread, frame, ref s, ref sp, ref ins, sp!);
                goto next;
            }

            case Fused.ResumeSend:
                // The delegation goes on: by the jump back to the SEND.
                ins = ref Target(ref Next(ref ins));
                goto case Opcode.Send;

            case Opcode.Send:
            {
                var receiver = At(ref sp, -2)!;
                if (!PyGenerator.CanSendInline(receiver))
                    goto cold;
                sp = ref At(ref sp, -1);
                Save(frame, ref s, ref sp, ref ins);
                frame.ReturnTarget = ins.Arg;
                frame = PyGenerator.SendInline(thread, frame, Unsafe.As<PyGenerator>(receiver), sp!, FrameTraits.None);
                goto resume;
            }

            case Opcode.YieldValue:
            {
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
            }

            case Opcode.ReturnGenerator:
            {
                Save(frame, ref s, ref sp, ref ins);
                var generator = PyGenerator.FromFrame(thread, frame);
                PyObject.Retain(generator);
                var back = frame.Back;
                var isEntry = frame.IsEntry;
                thread.Frame = back;
                thread.RecursionDepth--;
                frame.Finish(thread);
                if (isEntry)
                    return generator;
                thread.DrainPool(thread.PoolMark);
                back!.PushOwned(generator);
                goto enter;
            }

            case Fused.LocalReturn:
            {
                var value = At(ref s, ins.Arg)!;
                PyObject.Retain(value);
                sp = value;
                ins = ref Next(ref ins);
                goto returnValue;
            }

            case Fused.ConstReturn:
            {
                var value = Unsafe.As<PyObject>(ins.Cache!);
                PyObject.Retain(value);
                sp = value;
                ins = ref Next(ref ins);
                goto returnValue;
            }

            case Opcode.ReturnValue:
                sp = ref At(ref sp, -1);
                goto returnValue;

            case Opcode.Call:
            {
                ref var place = ref At(ref sp, -ins.Arg - 2);
                var callable = place!;
                var self = At(ref place, 1);
                Save(frame, ref s, ref sp, ref ins);
                if (callable.GetType() == typeof(PyMethod) && self is null)
                {
                    Calls.UnwrapMethod(frame, ins.Arg + 1);
                    callable = place!;
                    self = At(ref place, 1);
                }
                count = ins.Arg + (self is null ? 0 : 1);
                if (callable.GetType() == typeof(PyFunction))
                {
                    function = Unsafe.As<PyFunction>(callable);
                    if (function.Code.PlainArgCount == count)
                    {
                        // The operands below the arguments: the function, whose reference the frame takes over, and a null.
                        sp = ref place;
                        goto pushFrame;
                    }
                    if (Calls.PushFrameGeneral(thread, frame, function, ins.Arg, count) is not { } callee)
                        goto unwind;
                    callee.Back = frame;
                    thread.Frame = callee;
                    if (++thread.RecursionDepth > thread.RecursionLimit)
                        goto recursion;
                    if (--thread.LoopBudget < 0)
                        goto leave;
                    goto enter;
                }
                if (!TTrace.Active && callable.GetType() == typeof(PyType) && self is null && Calls.TryEnterInit(thread, frame, Unsafe.As<PyType>(callable), ins.Arg))
                {
                    if (++thread.RecursionDepth > thread.RecursionLimit)
                        goto recursion;
                    goto enter;
                }
                if (!TTrace.Active && count > 0 && PyGenerator.CanSendInline(At(ref sp, -count)!)
                    && Calls.TryEnterGenerator(thread, frame, callable, ins.Arg, count))
                {
                    goto enter;
                }
                if (!TTrace.Active && ins.Counter-- == 0)
                    Specializer.Call(callable, self, ref ins);
                var args = MemoryMarshal.CreateReadOnlySpan(ref At(ref sp, -count)!, count);
                var given = TTrace.Active ? Tracing.CallNative(thread, frame, callable, args) : Calls.CallNative(thread, callable, args);
                if (given is null)
                    goto unwind;
                result = given;
                goto nativeResult;
            }

            case Opcode.CallKw:
                if (!TTrace.Active && ins.Counter-- == 0)
                {
                    Save(frame, ref s, ref sp, ref ins);
                    Specializer.CallKw(frame, ref ins);
                    if (ins.Op != Opcode.CallKw)
                    {
                        op = ins.Op;
                        goto dispatch;
                    }
                }
                goto cold;

            case Specialized.CallKeywords:
            {
                Save(frame, ref s, ref sp, ref ins);
                if (!Unsafe.As<KeywordCallCache>(ins.Cache!).TryPushFrame(thread, frame, ins.Arg))
                    goto deoptimize;
                if (++thread.RecursionDepth > thread.RecursionLimit)
                    goto recursion;
                if (--thread.LoopBudget < 0)
                    goto leave;
                goto enter;
            }

            case Specialized.CallNative:
            {
                Save(frame, ref s, ref sp, ref ins);
                var given = Unsafe.As<NativeCallCache>(ins.Cache!).Invoke(thread, ref At(ref sp, -ins.Arg - 2));
                if (given is null)
                {
                    if (thread.PendingException is null)
                        goto deoptimize;
                    goto unwind;
                }
                result = given;
                goto nativeResult;
            }

            default:
                goto cold;
        }

    nativeResult:
        // What a native function gave, in place of the operands of the call.
        {
            ref var place = ref At(ref sp, -ins.Arg - 2);
            PyObject.Retain(result);
            var callable = place!;
            place = result;
            frame.StackTop -= ins.Arg + 1;
            for (var i = ins.Arg + 1; i > 0; i--)
            {
                if (At(ref place, i) is { } operand)
                    DropNumber(thread, operand);
            }
            DropNumber(thread, callable);
            sp = ref At(ref place, 1);
            if (thread.PoolCount > thread.PoolMark)
            {
                thread.DrainPool(thread.PoolMark);
                if (thread.IsTracing != TTrace.Active || thread.IsSwitchRequested)
                    goto leave;
            }
            if (thread.EvalBreaker != 0)
                goto breaker;
            if (!TTrace.Active && ReferenceEquals(result, PyNone.Instance) && Next(ref ins).Original == Opcode.PopTop)
            {
                sp = ref place;
                ins = ref Next(ref ins);
            }
            goto next;
        }

    original:
        // Something is not as the fused form wants it. Where that is the rule, the form gives up.
        if (ins.Counter++ == Fused.MaxFailures)
            ins.Op = ins.Original;
    single:
        op = ins.Original;
        goto dispatch;

    storeNumber:
        // The STORE_FAST that comes next is done here. Where only the variable refers to its int, that takes the new value.
        {
            ref var place = ref At(ref s, Next(ref ins).Arg);
            var old = place;
            ins = ref Next(ref ins);
            if (old is null)
            {
                place = NewInt(thread, number);
                goto next;
            }
            if (old.GetType() == typeof(PyInt) && IsUnshared(thread, old) && !PyInt.IsSmall(number))
            {
                Unsafe.As<PyInt>(old).Value = number;
                goto next;
            }
            place = NewInt(thread, number);
            Drop(thread, frame, ref s, ref sp, ref ins, old);
            goto next;
        }

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
            if (SpecialReturn(thread, frame, result) is not { } value)
                goto unwind;
            result = value;
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
        if (thread.PoolCount > thread.PoolMark)
        {
            thread.DrainPool(thread.PoolMark);
            if (thread.IsTracing != TTrace.Active || thread.IsSwitchRequested)
                goto leave;
        }
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
        if (thread.PoolCount > thread.PoolMark)
            thread.DrainPool(thread.PoolMark);
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
