using Krait.Compiler;

namespace Krait.Runtime;

internal static unsafe partial class Handlers
{
    private static readonly PyStr[] s_specialNames = System.Array.ConvertAll(OpcodeInfo.SpecialMethodNames, PyStr.Intern);

    private static void RegisterAttributes(delegate*<ThreadState, PyFrame, int, bool>[] table)
    {
        table[(int)Opcode.LoadAttr] = &LoadAttr;
        table[(int)Opcode.StoreAttr] = &StoreAttr;
        table[(int)Opcode.DeleteAttr] = &DeleteAttr;
        table[(int)Opcode.LoadSuperAttr] = &LoadSuperAttr;
        table[(int)Opcode.LoadSpecial] = &LoadSpecial;
    }

    private static bool LoadAttr(ThreadState thread, PyFrame frame, int arg)
    {
        var owner = frame.Peek(1)!;
        var name = frame.Code.Names[arg >> 1];
        if ((arg & 1) == 0)
        {
            if (!owner.Type.HasGenericGetAttr)
            {
                Replace(frame, 1, Op.GetAttr(thread, owner, name));
                return true;
            }
            if (GenericAttributes.Find(thread, owner, name) is { } value)
            {
                Replace(frame, 1, value);
                return true;
            }
            return Raise(thread, GenericAttributes.NoAttribute(thread, owner, name));
        }
        if (Op.GetMethod(thread, owner, name, out var found))
        {
            // The function and its self, without a bound method between.
            PyObject.Retain(found);
            frame.Peek(1) = found;
            frame.PushOwned(owner);
        }
        else
        {
            Replace(frame, 1, found);
            frame.PushOwned(null);
        }
        return true;
    }

    private static bool StoreAttr(ThreadState thread, PyFrame frame, int arg)
    {
        Op.SetAttr(thread, frame.Peek(1)!, frame.Code.Names[arg], frame.Peek(2)!);
        frame.Drop(2);
        return true;
    }

    private static bool DeleteAttr(ThreadState thread, PyFrame frame, int arg)
    {
        Op.SetAttr(thread, frame.Peek(1)!, frame.Code.Names[arg], null);
        frame.Drop();
        return true;
    }

    private static bool LoadSuperAttr(ThreadState thread, PyFrame frame, int arg)
    {
        var super = frame.Peek(3)!;
        var type = frame.Peek(2)!;
        var self = frame.Peek(1)!;
        var name = frame.Code.Names[arg >> 2];
        var wantsMethod = (arg & 1) != 0;
        if (!ReferenceEquals(super, PySuper.TypeObject) || type is not PyType start)
        {
            var made = (arg & 2) != 0 ? Op.Call(thread, super, type, self) : Op.Call(thread, super);
            Replace(frame, 3, Op.GetAttr(thread, made, name));
            if (wantsMethod)
                frame.PushOwned(null);
            return true;
        }
        // A tool that watches is told of a bound method.
        var found = PySuper.Lookup(thread, start, self, name, wantsMethod && !thread.IsTracing, out var isMethod);
        if (isMethod)
        {
            PyObject.Retain(self);
            Replace(frame, 3, found);
            frame.PushOwned(self);
            return true;
        }
        Replace(frame, 3, found);
        if (wantsMethod)
            frame.PushOwned(null);
        return true;
    }

    private static bool LoadSpecial(ThreadState thread, PyFrame frame, int arg)
    {
        var owner = frame.Peek(1)!;
        var name = s_specialNames[arg];
        if (!Op.LookupSpecialMethod(thread, owner, name, out var found, out var isMethod))
            throw NoContextManager(owner, arg);
        PyObject.Retain(found);
        if (isMethod)
        {
            frame.Peek(1) = found;
            frame.PushOwned(owner);
        }
        else
        {
            frame.Peek(1) = found;
            frame.PushOwned(null);
            PyObject.Release(owner);
        }
        return true;
    }

    private static PythonException NoContextManager(PyObject owner, int arg)
    {
        var name = owner.Type.Name;
        var isAsync = arg >= 2;
        var otherEnter = s_specialNames[isAsync ? 0 : 2];
        var otherExit = s_specialNames[isAsync ? 1 : 3];
        var hasOther = owner.Type.Lookup(otherEnter) is not null && owner.Type.Lookup(otherExit) is not null;
        var method = OpcodeInfo.SpecialMethodNames[arg];
        var text = isAsync
            ? $"'{name}' object does not support the asynchronous context manager protocol (missed {method} method)"
            : $"'{name}' object does not support the context manager protocol (missed {method} method)";
        if (hasOther)
        {
            text += isAsync
                ? " but it supports the context manager protocol. Did you mean to use 'with'?"
                : " but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?";
        }
        return Errors.Type(text);
    }
}
