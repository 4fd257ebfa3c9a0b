namespace Krait.Runtime;

/// <summary>Define names for built-in types.</summary>
[PyModule("_types")]
internal static partial class TypesModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var dict = module.Dict;
        dict.SetItem(thread, "AsyncGeneratorType", PyAsyncGenerator.TypeObject);
        dict.SetItem(thread, "BuiltinFunctionType", PyNativeFunction.TypeObject);
        dict.SetItem(thread, "BuiltinMethodType", PyNativeFunction.TypeObject);
        dict.SetItem(thread, "CapsuleType", PyCapsule.TypeObject);
        dict.SetItem(thread, "CellType", PyCell.TypeObject);
        dict.SetItem(thread, "ClassMethodDescriptorType", PyClassMethodDescriptor.TypeObject);
        dict.SetItem(thread, "CodeType", PyCode.TypeObject);
        dict.SetItem(thread, "CoroutineType", PyCoroutine.TypeObject);
        dict.SetItem(thread, "EllipsisType", PyEllipsis.TypeObject);
        dict.SetItem(thread, "FrameType", PyFrame.TypeObject);
        dict.SetItem(thread, "FunctionType", PyFunction.TypeObject);
        dict.SetItem(thread, "GeneratorType", PyGenerator.TypeObject);
        dict.SetItem(thread, "GenericAlias", PyGenericAlias.TypeObject);
        dict.SetItem(thread, "GetSetDescriptorType", PyGetSetDescriptor.TypeObject);
        dict.SetItem(thread, "LambdaType", PyFunction.TypeObject);
        dict.SetItem(thread, "MappingProxyType", PyMappingProxy.TypeObject);
        dict.SetItem(thread, "MemberDescriptorType", PyMemberDescriptor.TypeObject);
        dict.SetItem(thread, "MethodDescriptorType", PyMethodDescriptor.TypeObject);
        dict.SetItem(thread, "MethodType", PyMethod.TypeObject);
        dict.SetItem(thread, "MethodWrapperType", PyMethodWrapper.TypeObject);
        dict.SetItem(thread, "ModuleType", PyModule.TypeObject);
        dict.SetItem(thread, "NoneType", PyNone.TypeObject);
        dict.SetItem(thread, "NotImplementedType", PyNotImplemented.TypeObject);
        dict.SetItem(thread, "SimpleNamespace", PySimpleNamespace.TypeObject);
        dict.SetItem(thread, "TracebackType", PyTraceback.TypeObject);
        dict.SetItem(thread, "UnionType", PyUnion.TypeObject);
        dict.SetItem(thread, "WrapperDescriptorType", PyWrapperDescriptor.TypeObject);
    }
}
