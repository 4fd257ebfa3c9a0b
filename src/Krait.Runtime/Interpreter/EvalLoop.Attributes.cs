using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>What the loop does for names and attributes that it has met before. False or null where the cache does not fit, and nothing has happened then.</summary>
internal static unsafe partial class EvalLoop
{
    /// <summary>The value of a global name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PyObject? Global(PyFrame frame, GlobalCache cache)
    {
        var globals = frame.Function!.Globals;
        return globals.KeysVersion == cache.GlobalsVersion ? globals.ValueAt(cache.Entry) : null;
    }

    /// <summary>The value of a built-in name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PyObject? Builtin(PyFrame frame, GlobalCache cache)
    {
        var builtins = frame.Function!.Builtins;
        return frame.Function!.Globals.KeysVersion == cache.GlobalsVersion && builtins.KeysVersion == cache.BuiltinsVersion
            ? builtins.ValueAt(cache.Entry)
            : null;
    }

    /// <summary>The value of an attribute takes the place of its owner, on top; above it a null, for a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReplaceOwner(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins, PyObject value)
    {
        var owner = At(ref sp, -1)!;
        PushWithNull(ref At(ref sp, -1), value, 0);
        Drop(thread, frame, ref s, ref At(ref sp, ins.Arg & 1), ref ins, owner);
    }

    /// <summary>As <see cref="ReplaceOwner"/>, for an attribute that instances have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool LoadInstanceValue(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins)
    {
        var owner = At(ref sp, -1)!;
        var value = Attributes.InstanceValue(owner, Unsafe.As<AttributeCache>(ins.Cache!));
        if (value is null && (value = Specializer.ValueOfOtherShape(frame, owner, ref ins)) is null)
            return false;
        ReplaceOwner(thread, frame, ref s, ref sp, ref ins, value);
        return true;
    }

    /// <summary>A method takes the place of its owner, on top, which goes above it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool LoadMethod(PyFrame frame, ref PyObject? sp, ref Instruction ins)
    {
        var owner = At(ref sp, -1)!;
        var cache = Unsafe.As<AttributeCache>(ins.Cache!);
        if (!Attributes.IsMethodOf(owner, cache) && (cache = Specializer.MethodOfOtherShape(frame, owner, ref ins)) is null)
            return false;
        PushNew(ref At(ref sp, -1), cache.Found!);
        sp = owner;
        return true;
    }

    /// <summary>The function of a classmethod takes the place of the owner, on top; above it goes the class, as self.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool LoadClassMethod(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins)
    {
        var owner = At(ref sp, -1)!;
        if (Attributes.ClassMethodOf(owner, Unsafe.As<AttributeCache>(ins.Cache!), out var type) is not { } found)
            return false;
        PushNew(ref At(ref sp, -1), found, type);
        Drop(thread, frame, ref s, ref At(ref sp, 1), ref ins, owner);
        return true;
    }

    /// <summary>Pushes an attribute of a local variable, and what belongs above it for a call: null, or the owner of a method.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool LoadAttributeOfLocal(PyObject owner, ref PyObject? sp, ref Instruction load)
    {
        if (load.Op == Specialized.LoadAttrInstanceValue)
        {
            if (Attributes.InstanceValue(owner, Unsafe.As<AttributeCache>(load.Cache!)) is not { } value)
                return false;
            PushWithNull(ref sp, value, 0);
            return true;
        }
        if (load.Op != Specialized.LoadAttrMethod)
            return false;
        var cache = Unsafe.As<AttributeCache>(load.Cache!);
        if (!Attributes.IsMethodOf(owner, cache))
            return false;
        PushNew(ref sp, cache.Found!, owner);
        return true;
    }

    /// <summary>What <c>super().name</c> finds, with a reference for the stack. Gives up that to the class where the search starts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PyObject? FindInSuper(ThreadState thread, ref PyObject? sp, ref Instruction ins)
    {
        var cache = Unsafe.As<SuperCache>(ins.Cache!);
        var start = At(ref sp, -2)!;
        if (At(ref sp, -1)!.Type.VersionTag != cache.TypeVersion || !ReferenceEquals(start, cache.Start) || !ReferenceEquals(At(ref sp, -3), PySuper.TypeObject))
            return null;
        var found = cache.Found;
        PyObject.Retain(found);
        // The type super() itself is not counted; that of the search is held by the cell that it came from.
        DropNumber(thread, start);
        return found;
    }

    /// <summary>Stores the operand below the owner, which is on top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool StoreInstanceValue(ThreadState thread, PyFrame frame, ref PyObject? s, ref PyObject? sp, ref Instruction ins)
    {
        var owner = At(ref sp, -1)!;
        if (!Attributes.TryStore(owner, Unsafe.As<AttributeCache>(ins.Cache!), At(ref sp, -2)!, out var old))
            return false;
        XDrop(thread, frame, ref s, ref At(ref sp, -2), ref ins, old);
        Drop(thread, frame, ref s, ref At(ref sp, -2), ref ins, owner);
        return true;
    }

    /// <summary>As <see cref="Attributes.TryStore"/>, as far as the instruction remembers anything yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryStore(PyObject owner, ref Instruction store, PyObject value, out PyObject? old)
    {
        if (store.Cache is not null)
            return Attributes.TryStore(owner, Unsafe.As<AttributeCache>(store.Cache), value, out old);
        old = null;
        return false;
    }
}
