using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels;

/// <summary>
/// Layers that read the same input as one product: their weights behind each other in one matrix, of which each becomes a view, so that both ways of
/// running them stay open and no memory is added. One launch instead of several, and one product large enough to fill the device.
/// </summary>
internal static class JoinedLinear
{
    /// <summary>Joins dense layers without bias and returns the joint one, [sum of outputs, inputs]; null, with nothing changed, where one is of another kind.</summary>
    public static Linear? Join(string name, params Span<Linear> layers)
    {
        var weights = new List<Tensor>();
        foreach (var layer in layers)
        {
            if (layer.Weight is not DenseWeight dense || layer.Bias is not null || layer.Branches.Count > 0)
            {
                return null;
            }

            weights.Add(dense.Weight);
        }

        using var frozen = no_grad();
        var joint = cat(weights, 0).DetachFromDisposeScope();           // [sum of outputs, inputs]
        long first = 0;
        for (var i = 0; i < layers.Length; i++)
        {
            var outputs = layers[i].Weight.Outputs;
            var (old, view) = (layers[i], joint.narrow(0, first, outputs).DetachFromDisposeScope());
            layers[i] = new(old.Name, new DenseWeight(view), null);
            old.Dispose();
            first += outputs;
        }

        return new(name, new DenseWeight(joint), null);
    }
}
