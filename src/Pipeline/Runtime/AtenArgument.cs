using static TorchSharp.torch;

namespace Workbench.Pipeline.Runtime;

/// <summary>
/// One argument of an ATen operator as its schema has it. Plain values convert implicitly;
/// a schema type with a question mark (<c>Tensor?</c>, <c>float?</c>) needs <see cref="Some"/> or <see cref="None"/>.
/// </summary>
public readonly record struct AtenArgument
{
    internal enum Kind { None, Bits, Tensor, Integers, Text, Tensors }

    internal Kind Type { get; private init; }

    internal ulong Bits { get; private init; }

    internal object? Value { get; private init; }

    internal bool Optional { get; private init; }

    /// <summary>An absent optional.</summary>
    public static AtenArgument None => default;

    /// <summary>A present optional.</summary>
    public static AtenArgument Some(AtenArgument value) => value with { Optional = true };

    /// <summary><paramref name="tensor"/> as <c>Tensor?</c>: absent when null.</summary>
    public static AtenArgument Maybe(Tensor? tensor) => tensor is null ? None : Some(tensor);

    public static implicit operator AtenArgument(Tensor tensor) => new() { Type = Kind.Tensor, Value = tensor };

    public static implicit operator AtenArgument(Tensor[] tensors) => new() { Type = Kind.Tensors, Value = tensors };

    public static implicit operator AtenArgument(long value) => new() { Type = Kind.Bits, Bits = unchecked((ulong)value) };

    public static implicit operator AtenArgument(bool value) => new() { Type = Kind.Bits, Bits = value ? 1UL : 0UL };

    public static implicit operator AtenArgument(double value) => new() { Type = Kind.Bits, Bits = BitConverter.DoubleToUInt64Bits(value) };

    public static implicit operator AtenArgument(ScalarType type) => new() { Type = Kind.Bits, Bits = (ulong)type };

    public static implicit operator AtenArgument(long[] values) => new() { Type = Kind.Integers, Value = values };

    public static implicit operator AtenArgument(string text) => new() { Type = Kind.Text, Value = text };

    internal string Describe() => Type switch
    {
        Kind.None => "none",
        Kind.Tensor when Value is Tensor t => $"{t.dtype}[{string.Join(",", t.shape)}]@{t.device_type}",
        Kind.Tensors when Value is Tensor[] ts => "[" + string.Join(", ", ts.Select(t => ((AtenArgument)t).Describe())) + "]",
        Kind.Integers when Value is long[] v => $"[{string.Join(",", v)}]",
        Kind.Text => $"\"{Value}\"",
        _ => Bits.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
