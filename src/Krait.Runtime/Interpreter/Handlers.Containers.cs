using Krait.Compiler;

namespace Krait.Runtime;

internal static unsafe partial class Handlers
{
    private static void RegisterContainers(delegate*<ThreadState, PyFrame, int, bool>[] table)
    {
        table[(int)Opcode.BuildMap] = &BuildMap;
        table[(int)Opcode.BuildSet] = &BuildSet;
        table[(int)Opcode.BuildSlice] = &BuildSlice;
        table[(int)Opcode.BuildString] = &BuildString;
        table[(int)Opcode.BuildInterpolation] = &BuildInterpolation;
        table[(int)Opcode.BuildTemplate] = &BuildTemplate;
        table[(int)Opcode.ListExtend] = &ListExtend;
        table[(int)Opcode.SetUpdate] = &SetUpdate;
        table[(int)Opcode.DictUpdate] = &DictUpdate;
        table[(int)Opcode.DictMerge] = &DictMerge;
        table[(int)Opcode.UnpackSequence] = &UnpackSequence;
        table[(int)Opcode.UnpackEx] = &UnpackEx;
    }

    private static bool BuildMap(ThreadState thread, PyFrame frame, int arg)
    {
        var dict = PyDict.Create(thread);
        for (var i = arg; i > 0; i--)
            dict.SetItem(thread, frame.Peek(2 * i)!, frame.Peek(2 * i - 1)!);
        Replace(frame, 2 * arg, dict);
        return true;
    }

    private static bool BuildSet(ThreadState thread, PyFrame frame, int arg)
    {
        var set = PySet.Create(thread);
        for (var i = arg; i > 0; i--)
            set.Add(thread, frame.Peek(i)!);
        Replace(frame, arg, set);
        return true;
    }

    private static bool BuildSlice(ThreadState thread, PyFrame frame, int arg)
    {
        var slice = arg == 3
            ? PySlice.Create(thread, frame.Peek(3)!, frame.Peek(2)!, frame.Peek(1)!)
            : PySlice.Create(thread, frame.Peek(2)!, frame.Peek(1)!, PyNone.Instance);
        Replace(frame, arg, slice);
        return true;
    }

    private static bool BuildString(ThreadState thread, PyFrame frame, int arg)
    {
        Replace(frame, arg, PyStr.Concat(frame.Operands(arg)));
        return true;
    }

    private static bool BuildInterpolation(ThreadState thread, PyFrame frame, int arg)
    {
        var hasFormat = (arg & 1) != 0;
        var conversion = (arg >> 2) switch { 1 => "s", 2 => "r", 3 => "a", _ => null };
        var count = hasFormat ? 3 : 2;
        var format = hasFormat ? frame.Peek(1)! : PyStr.Empty;
        Replace(frame, count, PyInterpolation.Create(thread, frame.Peek(count)!, frame.Peek(count - 1)!, conversion, format));
        return true;
    }

    private static bool BuildTemplate(ThreadState thread, PyFrame frame, int arg)
    {
        Replace(frame, 2, PyTemplate.Create(thread, (PyTuple)frame.Peek(2)!, (PyTuple)frame.Peek(1)!));
        return true;
    }

    private static bool ListExtend(ThreadState thread, PyFrame frame, int arg)
    {
        var iterable = frame.Peek(1)!;
        var list = (PyList)frame.Peek(arg + 1)!;
        if (!Op.IsIterable(iterable))
            throw Errors.Type($"Value after * must be an iterable, not {iterable.Type.Name}");
        list.Extend(thread, iterable);
        frame.Drop();
        return true;
    }

    private static bool SetUpdate(ThreadState thread, PyFrame frame, int arg)
    {
        ((PySet)frame.Peek(arg + 1)!).Update(thread, frame.Peek(1)!);
        frame.Drop();
        return true;
    }

    private static bool DictUpdate(ThreadState thread, PyFrame frame, int arg)
    {
        var source = frame.Peek(1)!;
        if (source is not PyDict && Op.TryGetAttr(thread, source, Names.Keys) is null)
            throw Errors.Type($"'{source.Type.Name}' object is not a mapping");
        ((PyDict)frame.Peek(arg + 1)!).Merge(thread, source);
        frame.Drop();
        return true;
    }

    private static bool DictMerge(ThreadState thread, PyFrame frame, int arg)
    {
        Calls.MergeKeywords(thread, (PyDict)frame.Peek(arg + 1)!, frame.Peek(1)!, frame.Peek(arg + 4)!);
        frame.Drop();
        return true;
    }

    private static bool UnpackSequence(ThreadState thread, PyFrame frame, int arg)
    {
        PushUnpacked(frame, Op.Unpack(thread, frame.Peek(1)!, arg, -1));
        return true;
    }

    private static bool UnpackEx(ThreadState thread, PyFrame frame, int arg)
    {
        PushUnpacked(frame, Op.Unpack(thread, frame.Peek(1)!, arg & 0xFF, arg >> 8));
        return true;
    }

    /// <summary>Replaces the unpacked iterable by its items, the first on top. They may be in nothing but the iterable: they are counted first.</summary>
    private static void PushUnpacked(PyFrame frame, PyObject[] items)
    {
        var iterable = frame.PopOwned()!;
        for (var i = items.Length - 1; i >= 0; i--)
            frame.Push(items[i]);
        PyObject.Release(iterable);
    }
}
