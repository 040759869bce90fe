using System.Globalization;
using Workbench.Pipeline.Kernels;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Parameters;

/// <summary>A place in the state dict from which a network under construction takes its parameters.</summary>
/// <param name="source">Where the values come from.</param>
/// <param name="prefix">Key prefix, without the trailing dot.</param>
/// <param name="dtype">Default dtype of what is taken.</param>
public readonly struct ParameterScope(IParameterSource source, string prefix, ScalarType dtype)
{
    /// <summary>The scope <c>prefix.name</c>.</summary>
    public ParameterScope this[string name] => new(source, Key(name), dtype);

    /// <summary>The scope <c>prefix.index</c>.</summary>
    public ParameterScope this[int index] => this[index.ToString(CultureInfo.InvariantCulture)];

    /// <summary>The same place with another default dtype.</summary>
    public ParameterScope As(ScalarType other) => new(source, prefix, other);

    /// <summary>Takes <c>prefix.name</c>; the caller owns it.</summary>
    public Tensor Tensor(string name, params ReadOnlySpan<long> shape) => source.Take(Key(name), shape, dtype);

    /// <summary>Takes the linear layer <c>prefix.name</c>; the caller owns it.</summary>
    public Linear Linear(string name, long inputs, long outputs, bool bias = true) => source.TakeLinear(Key(name), inputs, outputs, bias, dtype);

    private string Key(string name) => prefix.Length == 0 ? name : prefix + "." + name;
}
