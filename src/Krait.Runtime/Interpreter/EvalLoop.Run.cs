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
    /// The stack pointer <c>sp</c> and the program counter <c>pc</c> live in locals. An instruction that can throw stores both in the frame
    /// first and keeps its operands on the stack until it has succeeded, so that unwinding finds them.
    /// </remarks>
    private static PyObject? Run<TTrace>(ThreadState thread, int mark) where TTrace : struct, ITraceMode
    {
        var reentry = ReentryInterval;
        PyFrame frame;
        ref PyObject? s = ref Unsafe.NullRef<PyObject?>();
        ref Instruction code = ref Unsafe.NullRef<Instruction>();
        nint sp;
        nint pc;

    enter:
        frame = thread.Frame!;
        s = ref FirstLocal(frame);
        code = ref MemoryMarshal.GetArrayDataReference(frame.Code.Instructions);
        sp = frame.StackTop;
        pc = frame.NextInstruction;

        while (true)
        {
            ref var ins = ref Unsafe.Add(ref code, pc);
            if (TTrace.Active)
            {
                frame.StackTop = (int)sp;
                frame.NextInstruction = (int)pc + 1;
                if (!Tracing.BeforeInstruction(thread, frame, ref ins))
                    goto unwind;
                if (frame.Jumped)
                {
                    frame.Jumped = false;
                    pc = frame.NextInstruction;
                    sp = frame.StackTop;
                    continue;
                }
            }
            pc++;
            switch (ins.Op)
            {
                case Opcode.Nop:
                case Opcode.NotTaken:
                case Opcode.Cache:
                    continue;

                case Opcode.Resume:
                    if (thread.EvalBreaker == 0 || ins.Arg >= 2)
                        continue;
                    goto breaker;

                case Opcode.LoadFast:
                case Opcode.LoadFastBorrow:
                {
                    var value = Unsafe.Add(ref s, ins.Arg)!;
                    PyObject.Retain(value);
                    Unsafe.Add(ref s, sp++) = value;
                    continue;
                }

                case Opcode.LoadFastLoadFast:
                case Opcode.LoadFastBorrowLoadFastBorrow:
                {
                    var first = Unsafe.Add(ref s, ins.Arg >> 4)!;
                    var second = Unsafe.Add(ref s, ins.Arg & 15)!;
                    PyObject.Retain(first);
                    PyObject.Retain(second);
                    Unsafe.Add(ref s, sp) = first;
                    Unsafe.Add(ref s, sp + 1) = second;
                    sp += 2;
                    continue;
                }

                case Opcode.LoadFastCheck:
                {
                    var value = Unsafe.Add(ref s, ins.Arg);
                    if (value is null)
                        goto cold;
                    PyObject.Retain(value);
                    Unsafe.Add(ref s, sp++) = value;
                    continue;
                }

                case Opcode.LoadFastAndClear:
                    Unsafe.Add(ref s, sp++) = Unsafe.Add(ref s, ins.Arg);
                    Unsafe.Add(ref s, ins.Arg) = null;
                    continue;

                case Opcode.StoreFast:
                {
                    var old = Unsafe.Add(ref s, ins.Arg);
                    Unsafe.Add(ref s, ins.Arg) = Unsafe.Add(ref s, --sp);
                    if (old is null)
                        continue;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    PyObject.Release(old);
                    continue;
                }

                case Opcode.StoreFastLoadFast:
                {
                    var old = Unsafe.Add(ref s, ins.Arg >> 4);
                    Unsafe.Add(ref s, ins.Arg >> 4) = Unsafe.Add(ref s, sp - 1);
                    var value = Unsafe.Add(ref s, ins.Arg & 15)!;
                    PyObject.Retain(value);
                    Unsafe.Add(ref s, sp - 1) = value;
                    if (old is null)
                        continue;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    PyObject.Release(old);
                    continue;
                }

                case Opcode.StoreFastStoreFast:
                {
                    var first = ins.Arg >> 4;
                    var second = ins.Arg & 15;
                    var old = Unsafe.Add(ref s, first);
                    Unsafe.Add(ref s, first) = Unsafe.Add(ref s, --sp);
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    PyObject.XRelease(old);
                    old = Unsafe.Add(ref s, second);
                    Unsafe.Add(ref s, second) = Unsafe.Add(ref s, --sp);
                    frame.StackTop = (int)sp;
                    PyObject.XRelease(old);
                    continue;
                }

                case Opcode.LoadConst:
                {
                    var value = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(frame.Code.Constants), ins.Arg);
                    PyObject.Retain(value);
                    Unsafe.Add(ref s, sp++) = value;
                    continue;
                }

                case Opcode.LoadSmallInt:
                    Unsafe.Add(ref s, sp++) = PyInt.Small(ins.Arg);
                    continue;

                case Opcode.PopTop:
                case Opcode.EndFor:
                case Opcode.PopIter:
                {
                    var value = Unsafe.Add(ref s, --sp);
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    if (value is not null)
                        PyObject.Release(value);
                    continue;
                }

                case Opcode.PushNull:
                    Unsafe.Add(ref s, sp++) = null;
                    continue;

                case Opcode.Copy:
                {
                    var value = Unsafe.Add(ref s, sp - ins.Arg);
                    PyObject.XRetain(value);
                    Unsafe.Add(ref s, sp++) = value;
                    continue;
                }

                case Opcode.Swap:
                {
                    ref var other = ref Unsafe.Add(ref s, sp - ins.Arg);
                    ref var top = ref Unsafe.Add(ref s, sp - 1);
                    (other, top) = (top, other);
                    continue;
                }

                case Opcode.JumpForward:
                case Opcode.JumpBackwardNoInterrupt:
                    pc = ins.Arg;
                    continue;

                case Opcode.JumpBackward:
                    pc = ins.Arg;
                    if (thread.EvalBreaker != 0)
                        goto breaker;
                    if (--reentry >= 0)
                        continue;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    goto leave;

                case Opcode.PopJumpIfFalse:
                {
                    var value = Unsafe.Add(ref s, --sp);
                    if (ReferenceEquals(value, PyBool.False))
                        pc = ins.Arg;
                    continue;
                }

                case Opcode.PopJumpIfTrue:
                {
                    var value = Unsafe.Add(ref s, --sp);
                    if (ReferenceEquals(value, PyBool.True))
                        pc = ins.Arg;
                    continue;
                }

                case Opcode.PopJumpIfNone:
                {
                    var value = Unsafe.Add(ref s, --sp)!;
                    if (ReferenceEquals(value, PyNone.Instance))
                    {
                        pc = ins.Arg;
                        continue;
                    }
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    PyObject.Release(value);
                    continue;
                }

                case Opcode.PopJumpIfNotNone:
                {
                    var value = Unsafe.Add(ref s, --sp)!;
                    if (ReferenceEquals(value, PyNone.Instance))
                        continue;
                    pc = ins.Arg;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    PyObject.Release(value);
                    continue;
                }

                case Opcode.UnaryNot:
                {
                    ref var top = ref Unsafe.Add(ref s, sp - 1);
                    top = ReferenceEquals(top, PyBool.True) ? PyBool.False : PyBool.True;
                    continue;
                }

                case Opcode.ToBool:
                {
                    var value = Unsafe.Add(ref s, sp - 1)!;
                    PyBool result;
                    if (value.GetType() == typeof(PyBool))
                        continue;
                    if (ReferenceEquals(value, PyNone.Instance))
                        result = PyBool.False;
                    else if (value.GetType() == typeof(PyInt))
                        result = PyBool.From(Unsafe.As<PyInt>(value).Value != 0);
                    else if (value.GetType() == typeof(PyList))
                        result = PyBool.From(Unsafe.As<PyList>(value).Count != 0);
                    else if (value.GetType() == typeof(PyStr))
                        result = PyBool.From(Unsafe.As<PyStr>(value).Length != 0);
                    else
                        goto cold;
                    Unsafe.Add(ref s, sp - 1) = result;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    PyObject.Release(value);
                    continue;
                }

                case Opcode.IsOp:
                {
                    var right = Unsafe.Add(ref s, sp - 1)!;
                    var left = Unsafe.Add(ref s, sp - 2)!;
                    Unsafe.Add(ref s, sp - 2) = PyBool.From(ReferenceEquals(left, right) != (ins.Arg != 0));
                    sp--;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    PyObject.Release(right);
                    PyObject.Release(left);
                    continue;
                }

                case Opcode.BinaryOp:
                {
                    var right = Unsafe.Add(ref s, sp - 1)!;
                    var left = Unsafe.Add(ref s, sp - 2)!;
                    var fast = Arithmetic.TryFast(thread, left, right, ins.Arg);
                    if (fast is null)
                        goto cold;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    if (!ReferenceEquals(fast, left))
                    {
                        PyObject.Retain(fast);
                        Unsafe.Add(ref s, sp - 2) = fast;
                        PyObject.Release(left);
                    }
                    sp--;
                    frame.StackTop = (int)sp;
                    PyObject.Release(right);
                    continue;
                }

                case Opcode.CompareOp:
                {
                    var right = Unsafe.Add(ref s, sp - 1)!;
                    var left = Unsafe.Add(ref s, sp - 2)!;
                    bool result;
                    if (left.GetType() == typeof(PyInt) && right.GetType() == typeof(PyInt))
                        result = Arithmetic.Compare(Unsafe.As<PyInt>(left).Value, Unsafe.As<PyInt>(right).Value, ins.Arg >> 5);
                    else if (left.GetType() == typeof(PyFloat) && right.GetType() == typeof(PyFloat))
                        result = Arithmetic.Compare(Unsafe.As<PyFloat>(left).Value, Unsafe.As<PyFloat>(right).Value, ins.Arg >> 5);
                    else if (left.GetType() == typeof(PyStr) && right.GetType() == typeof(PyStr) && ins.Arg >> 5 is 2 or 3)
                        result = PyStr.TextEquals(Unsafe.As<PyStr>(left), Unsafe.As<PyStr>(right)) == (ins.Arg >> 5 == 2);
                    else
                        goto cold;
                    sp--;
                    Unsafe.Add(ref s, sp - 1) = PyBool.From(result);
                    PyObject.Release(right);
                    PyObject.Release(left);
                    continue;
                }

                case Opcode.StoreSubscr:
                {
                    var key = Unsafe.Add(ref s, sp - 1)!;
                    var container = Unsafe.Add(ref s, sp - 2)!;
                    var value = Unsafe.Add(ref s, sp - 3)!;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    if (container.GetType() == typeof(PyList) && key.GetType() == typeof(PyInt)
                        && (ulong)Unsafe.As<PyInt>(key).Value < (ulong)Unsafe.As<PyList>(container).Count)
                        Unsafe.As<PyList>(container).Set((int)Unsafe.As<PyInt>(key).Value, value);
                    else if (container.GetType() == typeof(PyDict))
                        Unsafe.As<PyDict>(container).SetItem(thread, key, value);
                    else
                        goto cold;
                    frame.StackTop = (int)(sp -= 3);
                    PyObject.Release(value);
                    PyObject.Release(container);
                    PyObject.Release(key);
                    if (thread.PoolCount > mark)
                        thread.DrainPool(mark);
                    continue;
                }

                case Opcode.ListAppend:
                {
                    var value = Unsafe.Add(ref s, --sp)!;
                    Unsafe.As<PyList>(Unsafe.Add(ref s, sp - ins.Arg)!).AppendOwned(value);
                    continue;
                }

                case Opcode.BuildTuple:
                {
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    var tuple = PyTuple.TakeFromStack(thread, ref Unsafe.Add(ref s, sp - ins.Arg), ins.Arg);
                    sp -= ins.Arg;
                    Unsafe.Add(ref s, sp++) = tuple;
                    continue;
                }

                case Opcode.BuildList:
                {
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    var list = PyList.TakeFromStack(thread, ref Unsafe.Add(ref s, sp - ins.Arg), ins.Arg);
                    sp -= ins.Arg;
                    Unsafe.Add(ref s, sp++) = list;
                    continue;
                }

                case Opcode.UnpackSequence:
                {
                    var sequence = Unsafe.Add(ref s, sp - 1)!;
                    ReadOnlySpan<PyObject> items;
                    if (sequence.GetType() == typeof(PyTuple))
                        items = Unsafe.As<PyTuple>(sequence).Items;
                    else if (sequence.GetType() == typeof(PyList))
                        items = Unsafe.As<PyList>(sequence).Items;
                    else
                        goto cold;
                    if (items.Length != ins.Arg)
                        goto cold;
                    sp--;
                    for (var i = items.Length - 1; i >= 0; i--)
                    {
                        PyObject.Retain(items[i]);
                        Unsafe.Add(ref s, sp++) = items[i];
                    }
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    PyObject.Release(sequence);
                    continue;
                }

                case Opcode.LoadDeref:
                {
                    var value = Unsafe.As<PyCell>(Unsafe.Add(ref s, ins.Arg)!).Content.Value;
                    if (value is null)
                        goto cold;
                    PyObject.Retain(value);
                    Unsafe.Add(ref s, sp++) = value;
                    continue;
                }

                case Opcode.StoreDeref:
                {
                    var value = Unsafe.Add(ref s, --sp)!;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    Unsafe.As<PyCell>(Unsafe.Add(ref s, ins.Arg)!).Content.Value = value;
                    PyObject.Release(value);
                    continue;
                }

                case Opcode.LoadGlobal:
                {
                    if (ins.Cache is not GlobalCache cache)
                    {
                        if (ins.Counter-- == 0)
                            Specializer.LoadGlobal(frame, ref ins);
                        goto cold;
                    }
                    PyObject? value;
                    if (frame.Globals.KeysVersion != cache.GlobalsVersion)
                        goto deoptimize;
                    if (cache.BuiltinsVersion == 0)
                        value = frame.Globals.ValueAt(cache.Entry);
                    else if (frame.Builtins.KeysVersion == cache.BuiltinsVersion)
                        value = frame.Builtins.ValueAt(cache.Entry);
                    else
                        goto deoptimize;
                    PyObject.Retain(value!);
                    Unsafe.Add(ref s, sp++) = value;
                    if ((ins.Arg & 1) != 0)
                        Unsafe.Add(ref s, sp++) = null;
                    continue;
                }

                case Opcode.LoadAttr:
                    if (ins.Counter-- == 0)
                    {
                        frame.StackTop = (int)sp;
                        Specializer.LoadAttr(thread, frame, Unsafe.Add(ref s, sp - 1)!, ref ins);
                        if (ins.Op != Opcode.LoadAttr)
                        {
                            pc--;
                            continue;
                        }
                    }
                    goto cold;

                case Specialized.LoadAttrInstanceValue:
                {
                    var owner = Unsafe.Add(ref s, sp - 1)!;
                    var cache = Unsafe.As<AttributeCache>(ins.Cache!);
                    if (owner.Type.VersionTag != cache.TypeVersion)
                        goto deoptimize;
                    ref var storage = ref (owner.GetType() == typeof(PyInstance)
                        ? ref Unsafe.As<PyInstance>(owner).Fields
                        : ref owner.Storage);
                    var value = storage.Get(cache.Place);
                    if (value is null)
                        goto deoptimize;
                    PyObject.Retain(value);
                    Unsafe.Add(ref s, sp - 1) = value;
                    if ((ins.Arg & 1) != 0)
                        Unsafe.Add(ref s, sp++) = null;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    PyObject.Release(owner);
                    continue;
                }

                case Specialized.LoadAttrMethod:
                {
                    var owner = Unsafe.Add(ref s, sp - 1)!;
                    var cache = Unsafe.As<AttributeCache>(ins.Cache!);
                    if (owner.Type.VersionTag != cache.TypeVersion || !Specializer.LacksAttribute(owner, cache))
                        goto deoptimize;
                    PyObject.Retain(cache.Found!);
                    Unsafe.Add(ref s, sp - 1) = cache.Found;
                    Unsafe.Add(ref s, sp++) = owner;
                    continue;
                }

                case Specialized.LoadAttrNonDescriptor:
                {
                    var owner = Unsafe.Add(ref s, sp - 1)!;
                    var cache = Unsafe.As<AttributeCache>(ins.Cache!);
                    if (owner.Type.VersionTag != cache.TypeVersion || !Specializer.LacksAttribute(owner, cache))
                        goto deoptimize;
                    PyObject.Retain(cache.Found!);
                    Unsafe.Add(ref s, sp - 1) = cache.Found;
                    if ((ins.Arg & 1) != 0)
                        Unsafe.Add(ref s, sp++) = null;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    PyObject.Release(owner);
                    continue;
                }

                case Specialized.LoadAttrModule:
                {
                    var owner = Unsafe.Add(ref s, sp - 1)!;
                    var cache = Unsafe.As<AttributeCache>(ins.Cache!);
                    if (owner.GetType() != typeof(PyModule) || Unsafe.As<PyModule>(owner).Dict.KeysVersion != cache.KeysVersion)
                        goto deoptimize;
                    var value = Unsafe.As<PyModule>(owner).Dict.ValueAt(cache.Place)!;
                    PyObject.Retain(value);
                    Unsafe.Add(ref s, sp - 1) = value;
                    if ((ins.Arg & 1) != 0)
                        Unsafe.Add(ref s, sp++) = null;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    PyObject.Release(owner);
                    continue;
                }

                case Specialized.LoadAttrClass:
                {
                    var owner = Unsafe.Add(ref s, sp - 1)!;
                    var cache = Unsafe.As<AttributeCache>(ins.Cache!);
                    if (owner.GetType() != typeof(PyType) || Unsafe.As<PyType>(owner).VersionTag != cache.TypeVersion)
                        goto deoptimize;
                    PyObject.Retain(cache.Found!);
                    Unsafe.Add(ref s, sp - 1) = cache.Found;
                    if ((ins.Arg & 1) != 0)
                        Unsafe.Add(ref s, sp++) = null;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    PyObject.Release(owner);
                    continue;
                }

                case Opcode.StoreAttr:
                    if (ins.Counter-- == 0)
                    {
                        Specializer.StoreAttr(thread, frame, Unsafe.Add(ref s, sp - 1)!, ref ins);
                        if (ins.Op != Opcode.StoreAttr)
                        {
                            pc--;
                            continue;
                        }
                    }
                    goto cold;

                case Specialized.StoreAttrInstanceValue:
                {
                    var owner = Unsafe.Add(ref s, sp - 1)!;
                    var value = Unsafe.Add(ref s, sp - 2)!;
                    var cache = Unsafe.As<AttributeCache>(ins.Cache!);
                    if (owner.GetType() != typeof(PyInstance) || owner.Type.VersionTag != cache.TypeVersion
                        || !Unsafe.As<PyInstance>(owner).Fields.TryStore(cache.Place, value, out var old))
                        goto deoptimize;
                    frame.StackTop = (int)(sp -= 2);
                    frame.NextInstruction = (int)pc;
                    PyObject.XRelease(old);
                    PyObject.Release(owner);
                    continue;
                }

                case Opcode.ForIter:
                {
                    var iterator = Unsafe.Add(ref s, sp - 1)!;
                    PyObject? next;
                    if (iterator.GetType() == typeof(PyListIterator))
                    {
                        next = Unsafe.As<PyListIterator>(iterator).Next();
                    }
                    else if (iterator.GetType() == typeof(PyRangeIterator))
                    {
                        next = Unsafe.As<PyRangeIterator>(iterator).Next();
                    }
                    else if (iterator.GetType() == typeof(PyTupleIterator))
                    {
                        next = Unsafe.As<PyTupleIterator>(iterator).Next();
                    }
                    else if (!TTrace.Active && iterator.GetType() == typeof(PyGenerator) && Unsafe.As<PyGenerator>(iterator).CanResumeInline)
                    {
                        frame.StackTop = (int)sp;
                        frame.NextInstruction = (int)pc;
                        frame.ReturnTarget = ins.Arg;
                        PyGenerator.ResumeInline(thread, Unsafe.As<PyGenerator>(iterator), PyNone.Instance);
                        goto enter;
                    }
                    else
                    {
                        frame.StackTop = (int)sp;
                        frame.NextInstruction = (int)pc;
                        next = TTrace.Active ? Tracing.NextItem(thread, frame, iterator) : Handlers.NextItem(thread, iterator);
                        if (next is not null)
                        {
                            PyObject.Retain(next);
                            Unsafe.Add(ref s, sp++) = next;
                            frame.StackTop = (int)sp;
                        }
                        if (thread.PoolCount > mark)
                            thread.DrainPool(mark);
                        if (next is null)
                            pc = ins.Arg + 1;
                        continue;
                    }
                    if (next is null)
                    {
                        pc = ins.Arg + 1;
                        continue;
                    }
                    PyObject.Retain(next);
                    Unsafe.Add(ref s, sp++) = next;
                    continue;
                }

                case Opcode.Send:
                {
                    var receiver = Unsafe.Add(ref s, sp - 2)!;
                    if (receiver is not PyGenerator generator || !generator.CanResumeInline)
                        goto cold;
                    var value = Unsafe.Add(ref s, --sp)!;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    frame.ReturnTarget = ins.Arg;
                    PyGenerator.ResumeInlineOwned(thread, generator, value);
                    goto enter;
                }

                case Opcode.YieldValue:
                {
                    var value = Unsafe.Add(ref s, --sp)!;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    var caller = PyGenerator.Suspend(thread, frame);
                    if (caller is null)
                        return value;
                    caller.PushOwned(value);
                    goto enter;
                }

                case Opcode.ReturnGenerator:
                {
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    var generator = PyGenerator.FromFrame(thread, frame);
                    PyObject.Retain(generator);
                    var back = frame.Back;
                    var isEntry = frame.IsEntry;
                    thread.Frame = back;
                    thread.RecursionDepth--;
                    frame.Finish(thread);
                    if (isEntry)
                        return generator;
                    thread.DrainPool(mark);
                    back!.PushOwned(generator);
                    goto enter;
                }

                case Opcode.ReturnValue:
                {
                    var value = Unsafe.Add(ref s, --sp)!;
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    if (frame.Owner != FrameOwner.Thread || frame.IsInit)
                    {
                        if (!SpecialReturn(thread, frame, ref value))
                            goto unwind;
                        if (thread.EntryReturned)
                        {
                            thread.EntryReturned = false;
                            return value;
                        }
                        thread.Frame!.PushOwned(value);
                        goto enter;
                    }
                    var back = frame.Back;
                    var isEntry = frame.IsEntry;
                    thread.Frame = back;
                    thread.RecursionDepth--;
                    frame.Finish(thread);
                    if (isEntry)
                        return value;
                    frame = back!;
                    s = ref FirstLocal(frame);
                    code = ref MemoryMarshal.GetArrayDataReference(frame.Code.Instructions);
                    sp = frame.StackTop;
                    pc = frame.NextInstruction;
                    Unsafe.Add(ref s, sp++) = value;
                    continue;
                }

                case Opcode.Call:
                {
                    var callable = Unsafe.Add(ref s, sp - ins.Arg - 2)!;
                    var self = Unsafe.Add(ref s, sp - ins.Arg - 1);
                    frame.StackTop = (int)sp;
                    frame.NextInstruction = (int)pc;
                    if (callable.GetType() == typeof(PyMethod) && self is null)
                    {
                        var method = Unsafe.As<PyMethod>(callable);
                        self = method.Self;
                        callable = method.Function;
                        PyObject.Retain(self);
                        PyObject.Retain(callable);
                        Unsafe.Add(ref s, sp - ins.Arg - 1) = self;
                        Unsafe.Add(ref s, sp - ins.Arg - 2) = callable;
                        PyObject.Release(method);
                    }
                    if (callable.GetType() == typeof(PyFunction))
                    {
                        var callee = Calls.PushFrameFromStack(thread, frame, Unsafe.As<PyFunction>(callable), ins.Arg, self);
                        callee.Back = frame;
                        thread.Frame = callee;
                        if (++thread.RecursionDepth > thread.RecursionLimit)
                            goto recursion;
                        if (--reentry < 0)
                            goto leave;
                        if (TTrace.Active)
                            goto enter;
                        frame = callee;
                        s = ref FirstLocal(frame);
                        code = ref MemoryMarshal.GetArrayDataReference(frame.Code.Instructions);
                        sp = frame.StackTop;
                        pc = 0;
                        continue;
                    }
                    if (!TTrace.Active && callable.GetType() == typeof(PyType) && self is null && Calls.TryEnterInit(thread, frame, Unsafe.As<PyType>(callable), ins.Arg))
                    {
                        if (++thread.RecursionDepth > thread.RecursionLimit)
                            goto recursion;
                        goto enter;
                    }
                    var count = ins.Arg + (self is null ? 0 : 1);
                    ref var first = ref Unsafe.Add(ref s, sp - count);
                    var args = MemoryMarshal.CreateReadOnlySpan(ref first!, count);
                    PyObject result;
                    if (TTrace.Active)
                        result = Tracing.CallNative(thread, frame, callable, args);
                    else if (callable.GetType() == typeof(PyMethodDescriptor))
                        result = Unsafe.As<PyMethodDescriptor>(callable).Invoke(thread, args);
                    else if (callable.GetType() == typeof(PyNativeFunction))
                        result = Unsafe.As<PyNativeFunction>(callable).Invoke(thread, args);
                    else
                        result = Op.Call(thread, callable, args, null);
                    PyObject.Retain(result);
                    sp -= ins.Arg + 2;
                    for (nint i = 0; i < ins.Arg + 2; i++)
                    {
                        var operand = Unsafe.Add(ref s, sp + i);
                        Unsafe.Add(ref s, sp + i) = i == 0 ? result : null;
                        frame.StackTop = (int)sp + 1;
                        if (operand is not null)
                            PyObject.Release(operand);
                    }
                    sp++;
                    if (thread.PoolCount > mark)
                    {
                        thread.DrainPool(mark);
                        if (thread.IsTracing != TTrace.Active)
                            goto leave;
                    }
                    continue;
                }

                default:
                    goto cold;
            }

        cold:
            frame.StackTop = (int)sp;
            frame.NextInstruction = (int)pc;
            if (!s_handlers[(int)ins.Op](thread, frame, ins.Arg))
                goto unwind;
            if (thread.PoolCount > mark)
            {
                thread.DrainPool(mark);
                if (thread.IsTracing != TTrace.Active)
                    goto leave;
            }
            if (!ReferenceEquals(thread.Frame, frame))
                goto enter;
            sp = frame.StackTop;
            pc = frame.NextInstruction;
            continue;

        deoptimize:
            Specializer.Deoptimize(frame, ref ins);
            pc--;
            if (TTrace.Active)
                frame.TraceSkip = true;
            continue;

        breaker:
            frame.StackTop = (int)sp;
            frame.NextInstruction = (int)pc;
            Breaker.Handle(thread);
            if (thread.PoolCount > mark)
                thread.DrainPool(mark);
            if (thread.IsTracing != TTrace.Active)
            {
                // The start of a function is reported by its RESUME.
                if (ins.Op == Opcode.Resume && thread.IsTracing)
                    frame.NextInstruction--;
                goto leave;
            }
            continue;

        recursion:
            thread.SetPendingException(Calls.RecursionError(thread));
            goto unwind;

        unwind:
            if (!Unwind(thread, thread.TakePendingException(), mark))
                return null;
            goto enter;
        }

    leave:
        return null;
    }
}
