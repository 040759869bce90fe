using TorchSharp;
using Workbench.Pipeline.Kernels;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>What the device can do at best, measured in the same run: the floor of everything else.</summary>
/// <param name="MatmulTeraflops">bf16 matrix product (fp32 on the CPU).</param>
/// <param name="AttentionTeraflops">Self-attention at the preset's shape, fastest implementation.</param>
/// <param name="CopyGigabytes">Device-to-device copy, bytes read plus bytes written.</param>
public sealed record Ceilings(double MatmulTeraflops, double AttentionTeraflops, double CopyGigabytes)
{
    /// <summary>Measures.</summary>
    public static (Ceilings Values, IReadOnlyList<BenchRow> Rows) Measure(Device device, BenchPreset preset, IReadOnlyList<IAttention> attentions)
    {
        using var scope = NewDisposeScope();
        var gpu = device.type == DeviceType.CUDA;
        var dtype = gpu ? ScalarType.BFloat16 : ScalarType.Float32;
        var rows = new List<BenchRow>();

        long n = gpu ? 8192 : 1024;
        var (a, b) = (randn([n, n], dtype, device), randn([n, n], dtype, device));
        rows.Add(Stopclock.Time($"matmul {n}^3 {dtype}", device, 10, () => a.mm(b), flop: 2.0 * n * n * n));

        long copied = gpu ? 1L << 30 : 1L << 26;
        var (from, to) = (empty([copied], ScalarType.Float32, device), empty([copied], ScalarType.Float32, device));
        rows.Add(Stopclock.Time("copy", device, 10, () => to.copy_(from), bytes: 8.0 * copied));

        long heads = gpu ? 40 : 2, width = 128, length = preset.Tokens;
        var (q, k, v) = (Random(), Random(), Random());
        Tensor Random() => randn([1, length, heads, width], dtype, device);
        foreach (var attention in attentions)
        {
            var route = attention is TorchSdpaAttention ? $" ({TorchSdpaAttention.Route(q, k, v)})" : "";
            rows.Add(Stopclock.Time($"attention {attention.Name}{route} L={length}", device, 5, () => attention.Attend(q, k, v), flop: 4.0 * length * length * heads * width));
        }

        return (new(rows[0].TeraflopsPerSecond, rows.Skip(2).Max(r => r.TeraflopsPerSecond), rows[1].GigabytesPerSecond), rows);
    }
}
