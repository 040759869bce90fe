using Workbench.Pipeline.Kernels;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Parameters;

/// <summary>
/// Remembers, by state-dict key, what a network takes from a source while it is built, and owns it afterwards.
/// This is how LoRA finds a linear layer to branch off, and a norm, bias, modulation or patch embedding to add to.
/// </summary>
public sealed class ParameterRegistry(IParameterSource source) : IParameterSource, IDisposable
{
    private readonly OrderedDictionary<string, Linear> linears = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, Tensor> tensors = new(StringComparer.Ordinal);

    /// <summary>Linear layers by state-dict prefix (<c>blocks.3.self_attn.q</c>), in order of request.</summary>
    public IReadOnlyDictionary<string, Linear> Linears => linears;

    /// <summary>
    /// Plain parameters by key, in order of request: norms, modulations, convolution weights, and the biases of linear layers.
    /// These are the tensors that the network computes with: change them in place, under no_grad.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    /// <summary>Overwrites a plain parameter; values are cast to its dtype and device.</summary>
    /// <exception cref="ArgumentException">No such key (the nearest are named), or another shape.</exception>
    public void Set(string key, Tensor value)
    {
        if (!tensors.TryGetValue(key, out var target))
        {
            throw new ArgumentException($"no plain parameter '{key}'. Nearest: {string.Join(", ", NearestNames.Of(key, tensors.Keys))}.", nameof(key));
        }

        if (!target.shape.AsSpan().SequenceEqual(value.shape))
        {
            throw new ArgumentException($"{key} has shape [{string.Join(",", target.shape)}], got [{string.Join(",", value.shape)}].", nameof(value));
        }

        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        target.copy_(value);
    }

    public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        var tensor = source.Take(name, shape, dtype);
        tensors.Add(name, tensor);
        return tensor;
    }

    public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype)
    {
        var linear = source.TakeLinear(name, inputs, outputs, bias, dtype);
        linears.Add(name, linear);
        if (linear.Bias is { } values)
        {
            tensors.Add(name + ".bias", values);
        }

        return linear;
    }

    public void Dispose()
    {
        foreach (var linear in linears.Values)
        {
            linear.Dispose();
        }

        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
