using Krait.Runtime;

namespace Krait.Modules.CTypes;

internal static partial class MetaTypes
{
    private const string Fields = "_fields_";

    private static void InitStruct(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        InitFields(thread, self, args, keywordNames, true);

    private static void InitUnion(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        InitFields(thread, self, args, keywordNames, false);

    private static void InitFields(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames, bool isStruct)
    {
        PyType.TypeObject.TpInit!(thread, self, args, keywordNames);
        var type = (PyType)self;
        if (type.Dict.GetItem("_abstract_") is not null)
            return;
        var info = CTypeInfo.Attach(type);
        info.Format = "B";
        info.Alignment = 1;
        if (!isStruct)
            info.Flags |= CTypeFlags.HasUnion;
        info.SetStruct(StructPassing.ElementsOf(info));
        if (type.Dict.GetItem(Fields) is { } fields)
        {
            Op.SetAttr(thread, type, Fields, fields);
        }
        else if (CTypeInfo.Of(type.Base) is { } above)
        {
            info.CopyFrom(above);
            info.Flags &= ~CTypeFlags.Final;
            above.Flags |= CTypeFlags.Final;
        }
    }

    private static void SetStructAttribute(ThreadState thread, PyObject self, PyStr name, PyObject? value) =>
        SetAttribute(thread, self, name, value, true);

    private static void SetUnionAttribute(ThreadState thread, PyObject self, PyStr name, PyObject? value) =>
        SetAttribute(thread, self, name, value, false);

    private static void SetAttribute(ThreadState thread, PyObject self, PyStr name, PyObject? value, bool isStruct)
    {
        if (value is not null && name.TextEquals(Fields))
            LayOut(thread, (PyType)self, value, isStruct);
        PyType.TypeObject.TpSetAttr!(thread, self, name, value);
    }

    /// <summary>Gives a struct or union its fields.</summary>
    private static void LayOut(ThreadState thread, PyType type, PyObject fields, bool isStruct)
    {
        var info = CTypeInfo.Of(type) ?? throw Errors.Type("ctypes state is not initialized");
        if ((info.Flags & CTypeFlags.Final) != 0)
            throw Errors.New(ExceptionTypes.AttributeError, "_fields_ is final");
        var above = CTypeInfo.Of(type.Base);
        var layout = Op.Call(
            thread, Op.ImportFrom(thread, "ctypes._layout", "get_layout"), type, fields, PyBool.From(isStruct), above is null ? PyNone.Instance : type.Base!);
        var size = Number(thread, layout, "size");
        var alignment = Number(thread, layout, "align");
        if (Op.GetAttr(thread, layout, "format_spec") is not PyStr format)
            throw Errors.Type("format_spec must be a string");
        var members = Op.TupleFrom(thread, Op.GetAttr(thread, layout, "fields"));
        var flags = isStruct ? CTypeFlags.None : CTypeFlags.HasUnion;
        if (above is not null)
            flags |= above.Flags & (CTypeFlags.HasUnion | CTypeFlags.HasBitField | CTypeFlags.HasPointer);
        foreach (var member in members.Items)
            flags |= Prepare(member, info);
        foreach (var member in members.Items)
            Op.SetAttr(thread, type, ((PyCField)member).FieldName, member);
        if ((info.Flags & CTypeFlags.Final) != 0)
            throw Errors.New(ExceptionTypes.AttributeError, "Structure or union cannot contain itself");
        info.Size = size;
        info.Alignment = alignment;
        info.Format = format.ToString();
        info.Length = (above?.Length ?? 0) + members.Count;
        info.Flags |= flags | CTypeFlags.Final;
        if (above is not null)
        {
            foreach (var inherited in above.Fields)
                info.AddField(inherited);
        }
        foreach (var member in members.Items)
            info.AddField((PyCField)member);
        info.SetStruct(StructPassing.ElementsOf(info));
        AddAnonymousFields(thread, type);
    }

    private static long Number(ThreadState thread, PyObject layout, string name)
    {
        if (Op.GetAttr(thread, layout, name) is not PyInt number)
            throw Errors.Type($"{name} must be an integer");
        var value = Op.AsIndexLong(thread, number);
        return value >= 0 ? value : throw Errors.Value($"{name} must be a non-negative integer");
    }

    /// <summary>Checks a field and makes its type final.</summary>
    private static CTypeFlags Prepare(PyObject member, CTypeInfo owner)
    {
        if (member is not PyCField field)
            throw Errors.Type($"fields must be of type CField, got {member.Type.Name}");
        var part = CTypeInfo.OfConcrete(field.FieldType);
        if (ReferenceEquals(part, owner))
            throw Errors.New(ExceptionTypes.AttributeError, "Structure or union cannot contain itself");
        part.Flags |= CTypeFlags.Final;
        var flags = part.Flags & (CTypeFlags.HasUnion | CTypeFlags.HasBitField);
        if ((part.Flags & (CTypeFlags.IsPointer | CTypeFlags.HasPointer)) != 0)
            flags |= CTypeFlags.HasPointer;
        return field.IsBitField ? flags | CTypeFlags.HasBitField : flags;
    }

    private static void AddAnonymousFields(ThreadState thread, PyType type)
    {
        if (Op.TryGetAttr(thread, type, "_anonymous_") is not { } names)
            return;
        foreach (var name in Op.ItemsOf(Op.SequenceFast(thread, names, "_anonymous_ must be a sequence")))
        {
            if (Op.GetAttrByObject(thread, type, name) is not PyCField field)
                throw Errors.New(ExceptionTypes.AttributeError, $"'{Op.StrText(thread, name)}' is specified in _anonymous_ but not in _fields_");
            field.IsAnonymous = true;
            AddInnerFields(thread, type, field, field.Index, field.Offset);
        }
    }

    private static void AddInnerFields(ThreadState thread, PyType type, PyCField outer, int index, long offset)
    {
        var fields = Op.SequenceFast(thread, Op.GetAttr(thread, outer.FieldType, Fields), "_fields_ must be a sequence");
        foreach (var item in Op.ItemsOf(fields))
        {
            var name = Op.AttributeName(Op.GetItem(thread, item, 0));
            if (Op.GetAttr(thread, outer.FieldType, name) is not PyCField inner)
                throw Errors.Type("unexpected type");
            if (inner.IsAnonymous)
                AddInnerFields(thread, type, inner, index + inner.Index, offset + inner.Offset);
            else
                Op.SetAttr(thread, type, name, PyCField.CreateOuter(thread, inner, index, offset));
        }
    }
}
