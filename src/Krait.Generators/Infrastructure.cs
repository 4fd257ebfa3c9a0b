using System.Collections;
using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace System
{
    /// <summary>What list patterns need on netstandard2.0.</summary>
    internal readonly struct Index(int value, bool fromEnd = false)
    {
        public int GetOffset(int length) => fromEnd ? length - value : value;

        public static implicit operator Index(int value) => new(value);
    }
}

namespace System.Runtime.CompilerServices
{
    /// <summary>What records need on netstandard2.0.</summary>
    internal static class IsExternalInit;

    /// <summary>What required members need on netstandard2.0.</summary>
    internal sealed class RequiredMemberAttribute : Attribute;

    /// <summary>What required members need on netstandard2.0.</summary>
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName { get; } = featureName;
    }
}

namespace Krait.Generators
{
    /// <summary>An array with value equality: what the incremental pipeline compares.</summary>
    internal readonly struct EquatableArray<T>(ImmutableArray<T> items) : IEquatable<EquatableArray<T>>, IEnumerable<T>
        where T : IEquatable<T>
    {
        private readonly ImmutableArray<T> _items = items;

        public ImmutableArray<T> Items => _items.IsDefault ? ImmutableArray<T>.Empty : _items;

        public bool Equals(EquatableArray<T> other) => Items.SequenceEqual(other.Items);

        public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

        public override int GetHashCode() => Items.Aggregate(17, static (hash, item) => unchecked((hash * 31) + item.GetHashCode()));

        public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>A diagnostic without references into the compilation.</summary>
    internal sealed record DiagnosticInfo(string Id, string Path, TextSpan Span, LinePositionSpan Lines, EquatableArray<string> Arguments)
    {
        public static DiagnosticInfo Create(DiagnosticDescriptor descriptor, ISymbol symbol, params string[] arguments)
        {
            var location = symbol.Locations.FirstOrDefault(static l => l.IsInSource) ?? Location.None;
            return new DiagnosticInfo(
                descriptor.Id,
                location.SourceTree?.FilePath ?? "",
                location.SourceSpan,
                location.GetLineSpan().Span,
                new EquatableArray<string>(arguments.ToImmutableArray()));
        }

        public Diagnostic ToDiagnostic() =>
            Diagnostic.Create(Diagnostics.ById(Id), Location.Create(Path, Span, Lines), [.. Arguments.Items]);
    }

    /// <summary>What one class produced: compared by value, so that an unchanged class is not emitted again.</summary>
    internal sealed record GeneratedClass(
        string HintName,
        string? Source,
        string ClassName,
        string PythonName,
        EquatableArray<string> Modules,
        DiagnosticInfo Where,
        EquatableArray<DiagnosticInfo> Problems);

    /// <summary>Source text with indentation.</summary>
    internal sealed class CodeWriter
    {
        private readonly StringBuilder _text = new();
        private int _depth;

        public void Line(string line = "")
        {
            if (line.Length > 0)
                _text.Append(' ', _depth * 4).Append(line);
            _text.Append('\n');
        }

        public void Open(string? line = null)
        {
            if (line is not null)
                Line(line);
            Line("{");
            _depth++;
        }

        public void Close(string end = "}")
        {
            _depth--;
            Line(end);
        }

        public override string ToString() => _text.ToString();
    }
}
