namespace Krait.Compiler;
internal enum LocationKind { OneLine0 = 10, NoColumns = 13, Long = 14, None = 15 }
