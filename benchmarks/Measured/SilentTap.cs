using Workbench.Benchmarks.Running;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Benchmarks.Measured;

/// <summary>What taps cost when nobody listens.</summary>
internal sealed class SilentTap : IBenchmark
{
    private const int Calls = 100_000;

    private readonly Tensor x = ones(8).DetachFromDisposeScope();

    public string Name => "Silent tap";

    public string Question => $"{Calls} passes of a tensor through a tap without a listener (names included) against a plain loop: one null check each is expected, a few nanoseconds.";

    public IReadOnlyList<Variant> Variants() => [new("no tap", Plain), new("silent tap", Tapped)];

    private void Plain()
    {
        var y = x;
        for (var i = 0; i < Calls; i++)
        {
            y = i % 2 == 0 ? y : x;
        }
    }

    private void Tapped()
    {
        Tap tap = default;
        var y = x;
        for (var i = 0; i < Calls; i++)
        {
            y = tap["blocks", i]["self_attn"].Pass("q_norm", i % 2 == 0 ? y : x);
        }
    }
}
