using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Models.WanDit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Measuring;

/// <summary>The matrix products and attentions of one DIT block, each alone, so that a step's time can be explained.</summary>
public static class DitOperations
{
    /// <summary>One row per operation, per block.</summary>
    public static IEnumerable<BenchRow> Run(WanDitConfig config, ScalarType dtype, Device device, BenchPreset preset, Ceilings ceilings, int runs)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (length, dim, ffn, text) = (preset.Tokens, config.Dim, config.FfnDim, config.TextLen);
        var x = randn([1, length, dim], dtype, device);
        foreach (var (name, inputs, outputs) in new[] { ("linear q, k, v or o", dim, dim), ("ffn.0", dim, ffn), ("ffn.2", ffn, dim) })
        {
            var input = inputs == dim ? x : randn([1, length, inputs], dtype, device);
            var (weight, bias) = (randn([outputs, inputs], dtype, device), randn([outputs], dtype, device));
            var flop = 2.0 * length * inputs * outputs;
            yield return Stopclock.Time($"  {name} [{length},{inputs}]x[{outputs}]", device, runs * 3, () => F.linear(input, weight, bias), flop, floorMilliseconds: flop / ceilings.MatmulTeraflops / 1e9);
        }

        var (up, upBias) = (randn([ffn, dim], dtype, device) / Math.Sqrt(dim), randn([ffn], dtype, device));
        var separate = F.gelu(F.linear(x, up, upBias), TorchSharp.Modules.GELU.Approximate.tanh);
        var exact = separate.to(ScalarType.Float32);

        // Two roundings against one: 2^-9 relative each in bf16, so that the ways differ by about 3e-3 of the norm at most.
        double Error(Tensor got) => ((got.to(ScalarType.Float32) - exact).norm() / exact.norm()).item<float>();
        BenchRow Way(string name, Func<Tensor?> run)
        {
            using var inner = NewDisposeScope();
            var error = run() is { } got ? Error(got) : double.NaN;
            var flop = 2.0 * length * dim * ffn;
            return Stopclock.Time($"  {name} (error {error:E1}, limit 5E-003)", device, runs * 3, () => run(), flop, floorMilliseconds: flop / ceilings.MatmulTeraflops / 1e9) with { Passed = error <= 5e-3 };
        }

        yield return Way("ffn.0, then gelu", () => F.gelu(F.linear(x, up, upBias), TorchSharp.Modules.GELU.Approximate.tanh));
        yield return Way("ffn.0 with gelu in its epilogue", () => GeluProduct.Multiply(x, up, upBias));
        yield return Way("ffn.0 bare, then bias and gelu in place", () => FusedElementwise.BiasGelu(F.linear(x, up), upBias));
        exact.Dispose();
        var hidden = randn([1, length, ffn], dtype, device);
        yield return Stopclock.Time("  gelu (torch)", device, runs * 3, () => F.gelu(hidden, TorchSharp.Modules.GELU.Approximate.tanh), bytes: 4.0 * length * ffn);

        var q = x.unflatten(2, [config.NumHeads, config.HeadDim]);
        var (k, v) = (randn([1, text, config.NumHeads, config.HeadDim], dtype, device), randn([1, text, config.NumHeads, config.HeadDim], dtype, device));
        IAttention[] attentions = [new TorchSdpaAttention(), new FlashAttention()];
        foreach (var attention in attentions)
        {
            var flop = 4.0 * length * text * dim;
            yield return Stopclock.Time($"  cross attention {attention.Name}", device, runs * 3, () => attention.Attend(q, k, v), flop, floorMilliseconds: flop / ceilings.AttentionTeraflops / 1e9);
        }
    }
}
