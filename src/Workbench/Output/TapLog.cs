using System.Diagnostics;
using System.Globalization;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Cli.Output;

/// <summary>
/// Listens to a network for <c>-vv</c> (one line when a block begins) and <c>-vvv</c> (every tensor with its statistics).
/// Statistics are taken in fp32 on the tensor's device: one pass over it each, so <c>-vvv</c> is slow on purpose.
/// </summary>
internal sealed class TapLog(VerboseLog log) : ITapSink
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private string block = "";

    /// <summary>A tap that prints, or a silent one when nothing is to be printed.</summary>
    public static Tap For(VerboseLog log, string name) => log.Level >= Verbosity.Blocks ? new Tap(new TapLog(log), name) : default;

    public Tensor Pass(string path, Tensor tensor)
    {
        var current = BlockOf(path);
        if (current != block)
        {
            block = current;
            log.Block(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,9:F3} s  {current}"));
        }

        if (log.Level >= Verbosity.Taps)
        {
            log.Note($"             {path}  {Describe(tensor)}");
        }

        return tensor;
    }

    /// <summary>dtype, shape and statistics in one line.</summary>
    public static string Describe(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var shape = $"{tensor.dtype}[{string.Join(",", tensor.shape)}]";
        if (tensor.numel() == 0)
        {
            return shape;
        }

        var x = tensor.detach().to(ScalarType.Float32);
        var finite = x.isfinite();
        var good = finite.all().item<bool>() ? x : x.masked_select(finite);
        var bad = tensor.numel() - good.numel();
        var text = good.numel() == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $" mean {good.mean().item<float>():G5} std {good.std(false).item<float>():G5} min {good.min().item<float>():G5} max {good.max().item<float>():G5}");
        return bad == 0 ? shape + text : $"{shape}{text} NONFINITE {bad}";
    }

    // network/block: the first two names of the path.
    private static string BlockOf(string path)
    {
        var first = path.IndexOf('/', StringComparison.Ordinal);
        var second = first < 0 ? -1 : path.IndexOf('/', first + 1);
        return second < 0 ? path : path[..second];
    }
}
