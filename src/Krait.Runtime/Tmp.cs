#pragma warning disable
using System.Text;
namespace Krait.Runtime;
internal static class Codecs {
    public static PyStr Decode(ThreadState t, ReadOnlySpan<byte> b, string enc, string err) => enc.ToLower().StartsWith("latin") ? PyStr.FromBmp(Encoding.Latin1.GetString(b)) : PyStr.From(Encoding.UTF8.GetString(b));
    public static byte[] Encode(ThreadState t, PyStr s, string enc, string err) => Encoding.UTF8.GetBytes(s.ToString());
    public static PyStr DecodeUtf8SurrogatePass(ThreadState t, ReadOnlySpan<byte> b) => PyStr.From(Encoding.UTF8.GetString(b));
    public static byte[] EncodeUtf8SurrogatePass(ThreadState t, PyStr s) => Encoding.UTF8.GetBytes(s.ToString());
    public static PyStr FromObject(params object?[] a) => throw new Exception("x");
    public static PyObject EncodeToObject(params object?[] a) => throw new Exception("x");
    public static PyObject DecodeToObject(params object?[] a) => throw new Exception("x");
    public static byte[] EncodeWithCodec(params object?[] a) => throw new Exception("x");
}
[PyType("memoryview")] public sealed partial class PyMemoryView : PyContainer { private PyMemoryView(PyType t):base(t){} }
internal static partial class TracebackPrinter { public static string PrintException(ThreadState t, PyBaseException e) {
   var sb = new StringBuilder("Traceback:\n");
   for (var tb = e.TracebackField.Value; tb != null; tb = tb.NextField.Value) sb.Append($"  File {tb.FrameField.Value!.Code.FilenameField}, line {tb.Line}, in {tb.FrameField.Value!.Code.NameField}\n");
   sb.Append(e.Type.Name + ": "); try { sb.Append(Op.Str(t, e)); } catch (Exception x) { sb.Append("<" + x.Message + ">" + e.DisplayText()); } return sb.Append('\n').ToString(); } }
public sealed partial class Interpreter { internal void PrintUnraisable(ThreadState t, PyObject a) { Console.Error.WriteLine("unraisable"); } internal void ClearFreeLists() {} }
internal sealed partial class Collector { internal long TrackedCount => 0; }
