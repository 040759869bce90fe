using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Synthetic;

/// <summary>The network behind the three stages.</summary>
internal sealed class SyntheticNetwork : IDisposable
{
    private readonly Dictionary<string, Tensor> weights = new(StringComparer.Ordinal);
    private readonly ScalarType dtype;
    private readonly bool split, wideNorms, coarse;

    public SyntheticNetwork(ICheckpoint checkpoint, string stage, string? variation)
    {
        dtype = variation == "float64" ? ScalarType.Float64 : ScalarType.Float32;
        (split, wideNorms, coarse) = (variation == "split", variation == "float64-norms", variation == "coarse");
        foreach (var key in checkpoint.Tensors.Keys.Where(key => key.StartsWith(stage + ".", StringComparison.Ordinal)))
        {
            using var view = checkpoint.View(key);
            weights[key[(stage.Length + 1)..]] = view.to(dtype, copy: true).DetachFromDisposeScope();
        }
    }

    /// <summary>x [tokens, width] through gated linear blocks.</summary>
    public Tensor Encode(Tensor x, Tap tap, CancellationToken cancellation)
    {
        x = tap.Pass("embed", x.to(dtype) * 2);
        for (var i = 0; i < SyntheticWeights.Blocks; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var here = tap["blocks", i];
            var h = here.Pass("norm", Norm(x, i)); // [tokens, width]
            var gate = here.Pass("gate", F.gelu(Linear(h, $"{i}.q")));
            var value = here.Pass("value", Linear(h, $"{i}.v"));
            x = here.Pass("x", x + Linear(gate * value, $"{i}.o"));
        }

        return x;
    }

    /// <summary>x [tokens, width] through attention blocks of four heads.</summary>
    public Tensor Mix(Tensor x, Tap tap, CancellationToken cancellation)
    {
        x = x.to(dtype);
        for (var i = 0; i < SyntheticWeights.Blocks; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var here = tap["blocks", i]["attn"];
            var h = Norm(x, i); // [tokens, width]
            var q = here.Pass("q", Linear(h, $"{i}.q"));
            var k = here.Pass("k", Linear(h, $"{i}.k"));
            var v = here.Pass("v", Linear(h, $"{i}.v"));
            here.Launch("scaled_dot_product_attention");
            var y = here.Pass("attended", Merge(F.scaled_dot_product_attention(Heads(q), Heads(k), Heads(v))));
            x = tap["blocks", i].Pass("x", x + here.Pass("o", Linear(y, $"{i}.o")));
        }

        return x;
    }

    /// <summary>x [tokens, width] as a 3 x 4 picture, convolved twice with what the pass before left: [3, 6, 8].</summary>
    public Tensor Decode(Tensor x, Tap tap, CancellationToken cancellation)
    {
        var picture = x.to(dtype).t().reshape(1, SyntheticWeights.Width, 3, 4); // [1, width, 3, 4]
        var cache = tap.Pass("cache", zeros_like(picture));
        for (var pass = 0; pass < 2; pass++)
        {
            cancellation.ThrowIfCancellationRequested();
            tap["conv"].Launch("conv2d");
            var y = tap.Pass("conv", F.conv2d(picture + (cache * 0.5), weights["conv.weight"], padding: [1, 1]));
            cache = tap.Pass("cache", F.silu(y));
            picture = tap.Pass("picture", picture + cache);
        }

        var big = tap.Pass("up", F.interpolate(picture, scale_factor: [2, 2], mode: InterpolationMode.Nearest)); // [1, width, 6, 8]
        return tap.Pass("rgb", F.conv2d(big, weights["out.weight"])).squeeze(0);
    }

    public void Dispose()
    {
        foreach (var weight in weights.Values)
        {
            weight.Dispose();
        }
    }

    private Tensor Linear(Tensor x, string name)
    {
        var w = weights[name + ".weight"];
        var y = split
            ? cat([F.linear(x.narrow(0, 0, 5), w), F.linear(x.narrow(0, 5, x.shape[0] - 5), w)])
            : F.linear(x, w);
        return coarse ? y.to(ScalarType.BFloat16).to(dtype) : y;
    }

    private Tensor Norm(Tensor x, int block)
    {
        var wide = wideNorms ? x.to(ScalarType.Float64) : x;
        return (wide * (wide.square().mean([-1], keepdim: true) + 1e-6).rsqrt()).to(dtype) * weights[$"{block}.norm.weight"];
    }

    /// <summary>[tokens, width] to [heads, tokens, width / heads].</summary>
    private static Tensor Heads(Tensor x) => x.view(SyntheticWeights.Tokens, 4, -1).transpose(0, 1);

    private static Tensor Merge(Tensor x) => x.transpose(0, 1).reshape(SyntheticWeights.Tokens, -1);
}
