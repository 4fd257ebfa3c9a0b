#pragma warning disable
namespace Krait.Runtime;
internal static partial class TracebackPrinter { public static string PrintException(ThreadState t, PyBaseException e) {
   var sb = new StringBuilder("Traceback:\n");
   for (var tb = e.TracebackField.Value; tb != null; tb = tb.NextField.Value) sb.Append($"  File {tb.FrameField.Value!.Code.FilenameField}, line {tb.Line}, in {tb.FrameField.Value!.Code.NameField}\n");
   sb.Append(e.Type.Name + ": "); try { sb.Append(Op.Str(t, e)); } catch (Exception x) { sb.Append("<" + x.Message + ">" + e.DisplayText()); } return sb.Append('\n').ToString(); } }
public sealed partial class Interpreter { internal void PrintUnraisable(ThreadState t, PyObject a) { Console.Error.WriteLine("unraisable"); } internal void ClearFreeLists() {} }
internal sealed partial class Collector { internal long TrackedCount => 0; }
