using Workbench.Pipeline.Kernels.Fp8;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels;

/// <summary>A linear layer: a weight in some flavour, an optional bias, and any number of added branches (LoRA).</summary>
/// <param name="name">State-dict prefix, such as <c>blocks.3.self_attn.q</c>.</param>
/// <param name="weight">Owned by the layer.</param>
/// <param name="bias">[outputs], owned by the layer.</param>
public sealed class Linear(string name, ILinearWeight weight, Tensor? bias) : IDisposable
{
    private readonly List<ILinearBranch> branches = [];

    /// <summary>State-dict prefix.</summary>
    public string Name => name;

    /// <summary>The weight to multiply with.</summary>
    public ILinearWeight Weight => weight;

    /// <summary>The lasting copy in host memory of a weight whose place on the device it shares with other blocks, owned by the layer; null where <see cref="Weight"/> lasts.</summary>
    public ILinearWeight? Kept { get; init; }

    /// <summary>To be called after <see cref="Kept"/> was changed in place.</summary>
    public Action? KeptChanged { get; init; }

    /// <summary>The weight to read, and to change, between runs.</summary>
    public ILinearWeight Stored => Kept ?? weight;

    /// <summary>[outputs], or null.</summary>
    public Tensor? Bias => bias;

    /// <summary>Branches added to the output, in order. The layer does not own them.</summary>
    public IList<ILinearBranch> Branches => branches;

    /// <summary>x [..., inputs] to [..., outputs].</summary>
    public Tensor Forward(Tensor x)
    {
        var y = weight.Multiply(x, bias);
        foreach (var branch in branches)
        {
            y = branch.Add(x, y);
        }

        return y;
    }

    /// <summary>gelu_tanh(<see cref="Forward(Tensor)"/>) in one product; null where a branch adds to the output first, or the weight or device cannot.</summary>
    public Tensor? ForwardGelu(Tensor x) => branches.Count == 0 && bias is not null ? weight.MultiplyGelu(x, bias) : null;

    /// <summary>The product alone, for a consumer that adds <see cref="Bias"/> itself; null where a branch needs the bias before it, or there is none.</summary>
    public Tensor? ForwardBare(Tensor x) => branches.Count == 0 && bias is not null ? weight.Multiply(x, null) : null;

    /// <summary>Whether quantised rows can be read on <paramref name="device"/>: by an fp8 weight on tensor cores, where no branch asks for the values.</summary>
    public bool TakesRows(Device device) => branches.Count == 0 && weight is Fp8Weight fp8 && fp8.TakesRows(device);

    /// <summary>The same of rows that are quantised already; only where <see cref="TakesRows"/>.</summary>
    public Tensor Forward(Fp8Rows rows) => ((Fp8Weight)weight).Multiply(rows, bias);

    public void Dispose()
    {
        weight.Dispose();
        Kept?.Dispose();
        bias?.Dispose();
    }
}
