using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Parity.Lora;

/// <summary>The oracle's made-up layers (<c>base.*</c>) as a model: matrices are linear layers, the rest plain parameters.</summary>
internal static class LoraLayers
{
    private const string Prefix = "base.", Weight = ".weight", Bias = ".bias";

    public static ParameterRegistry Of(ParityContext context, ScalarType dtype)
    {
        var shapes = context.Oracle.File("lora.safetensors").Tensors.Values
            .Where(t => t.Name.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(t => t.Name[Prefix.Length..], t => t.Shape);
        var model = new ParameterRegistry(new Source(context));
        var linears = shapes.Where(s => s.Value.Length == 2 && s.Key.EndsWith(Weight, StringComparison.Ordinal)).Select(s => s.Key[..^Weight.Length]).ToHashSet();
        foreach (var name in linears)
        {
            var shape = shapes[name + Weight];
            _ = model.TakeLinear(name, shape[1], shape[0], shapes.ContainsKey(name + Bias), dtype);
        }

        foreach (var (key, shape) in shapes.Where(s => !linears.Contains(s.Key[..s.Key.LastIndexOf('.')])))
        {
            _ = model.Take(key, shape, dtype);
        }

        return model;
    }

    /// <summary>A parameter's value; a linear weight is read off what the layer does to the unit vectors, branches included.</summary>
    public static Tensor Value(ParameterRegistry model, string key)
    {
        if (model.Tensors.TryGetValue(key, out var tensor))
        {
            return tensor;
        }

        var linear = model.Linears[key[..^Weight.Length]];
        if (linear.Branches.Count == 0)
        {
            return ((DenseWeight)linear.Weight).Weight;
        }

        var like = ((DenseWeight)linear.Weight).Weight;
        var columns = linear.Forward(eye(linear.Weight.Inputs, dtype: like.dtype, device: like.device)); // [inputs, outputs]
        return (linear.Bias is null ? columns : columns - linear.Bias).t();
    }

    private sealed class Source(ParityContext context) : IParameterSource
    {
        public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype) => context.Expected(Prefix + name).to(dtype).DetachFromDisposeScope();

        public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype) =>
            new(name, new DenseWeight(Take(name + Weight, [outputs, inputs], dtype)), bias ? Take(name + Bias, [outputs], dtype) : null);
    }
}
