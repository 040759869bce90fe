using Workbench.Benchmarks.Running;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Benchmarks.Measured;

/// <summary>What a call through libtorch's C ABI costs more than a TorchSharp call.</summary>
internal sealed class DispatcherCall : IBenchmark
{
    private const int Calls = 1000;

    private readonly Tensor a = ones(8, 8).DetachFromDisposeScope();

    public string Name => "Dispatcher call";

    public string Question => $"{Calls} calls of an 8 x 8 `mm` through TorchSharp and through `Aten.Call`: the arithmetic is nothing, so the difference is the cost of the door.";

    public IReadOnlyList<Variant> Variants() =>
    [
        new("TorchSharp mm", () => Repeat(() => mm(a, a)), Calls / 1e6, "M calls"),
        new("Aten.Call mm", () => Repeat(() => Aten.Call("aten::mm", "", a, a)), Calls / 1e6, "M calls"),
    ];

    private static void Repeat(Func<Tensor> call)
    {
        for (var i = 0; i < Calls; i++)
        {
            call().Dispose();
        }
    }
}
