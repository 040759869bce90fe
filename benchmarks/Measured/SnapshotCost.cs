using Workbench.Benchmarks.Running;
using Workbench.Harness.Measurement;
using Workbench.Harness.Snapshots;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Benchmarks.Measured;

/// <summary>What a snapshot adds to a block of a full-size DiT.</summary>
internal sealed class SnapshotCost : IBenchmark
{
    private const long Width = 5120, Inner = 13824, Heads = 40;

    private readonly Device device = cuda.is_available() ? CUDA : CPU;
    private readonly Tensor x, square, up, down;

    public SnapshotCost()
    {
        // 480p, 81 frames on a GPU; a fraction of the tokens on a CPU.
        using var scope = NewDisposeScope();
        x = randn([cuda.is_available() ? 32_760 : 256, Width], ScalarType.BFloat16, device).DetachFromDisposeScope();
        square = (randn([Width, Width], ScalarType.BFloat16, device) * 0.01).DetachFromDisposeScope();
        up = (randn([Inner, Width], ScalarType.BFloat16, device) * 0.01).DetachFromDisposeScope();
        down = (randn([Width, Inner], ScalarType.BFloat16, device) * 0.01).DetachFromDisposeScope();
    }

    public string Name => "Snapshot at a block tap";

    public string Question =>
        $"The matrix products and self-attention of one A14B block over {x.shape[0]} tokens on {device}, without and with a snapshot (statistics, digest, sketch) of its output: "
        + "88 bytes of traffic an element are expected, about 5 ms at 3 TB/s for 32,760 tokens, under 15 % of the block.";

    public IReadOnlyList<Variant> Variants() => [new("block", () => Block(null)), new("block and snapshot", Snapshot), new("snapshot alone", () => Take(x))];

    private void Snapshot() => Block(Take);

    private void Block(Action<Tensor>? look)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (q, k, v) = (Split(F.linear(x, square)), Split(F.linear(x, square)), Split(F.linear(x, square)));
        var y = F.linear(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.shape[0], Width), square);
        y = F.linear(F.linear(y, square), square); // the query and output layers of cross-attention
        y = F.linear(F.gelu(F.linear(y, up)), down);
        look?.Invoke(y);
        Wait();
    }

    private void Take(Tensor tensor)
    {
        using var sink = new SnapshotSink(SketchPlan.Default, StoragePolicy.Default);
        sink.Pass("out", tensor);
        Wait();
    }

    private void Wait()
    {
        if (device.type == TorchSharp.DeviceType.CUDA)
        {
            cuda.synchronize();
        }
    }

    private static Tensor Split(Tensor tensor) => tensor.view(1, -1, Heads, Width / Heads).transpose(1, 2);
}
