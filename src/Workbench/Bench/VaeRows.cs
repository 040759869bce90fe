using Workbench.Pipeline.Measuring;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Runtime;

namespace Workbench.Cli.Bench;

/// <summary>The VAE both ways; on a GPU channels last too, how far that is from fp32, and with cuDNN's algorithms timed.</summary>
internal static class VaeRows
{
    public static IEnumerable<BenchRow> Run(BenchSetup setup)
    {
        var rows = Way("torch", null);
        return setup.Gpu
            ? Way("channels last", ChannelsLastKernels.Instance).Concat(rows) // first, so that its peak is its own
                .Concat(VaeBench.Check(setup.Vae, ChannelsLastKernels.Instance, setup.Dtype, setup.Device))
                .Concat(Tuned(() => Way("channels last, cuDNN benchmark", ChannelsLastKernels.Instance)))
            : rows;

        IEnumerable<BenchRow> Way(string how, IVaeKernels? kernels) => VaeBench.Run($"{setup.Size.Name} {setup.Dtype}, {how}", setup.Vae, kernels, setup.Dtype, setup.Device, setup.Size, setup.Runs);
    }

    /// <summary>With cuDNN's algorithms timed instead of guessed.</summary>
    private static IEnumerable<BenchRow> Tuned(Func<IEnumerable<BenchRow>> run)
    {
        if (!CudnnBenchmark.TrySet(true))
        {
            yield break;
        }

        try
        {
            foreach (var row in run())
            {
                yield return row;
            }
        }
        finally
        {
            CudnnBenchmark.TrySet(false);
        }
    }
}
