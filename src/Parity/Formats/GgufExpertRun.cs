using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Running;
using static TorchSharp.torch;

namespace Workbench.Parity.Formats;

/// <summary>Loads a GGUF expert strictly, in whatever dialect, and runs it: its velocity must be that of the same expert dequantised beforehand.</summary>
internal static class GgufExpertRun
{
    /// <summary>The same fp32 values multiplied by the same routine: only the memory layout of a weight may differ.</summary>
    private const double Limit = 1e-6;

    /// <summary>It shows in no tensor's shape, and any length runs.</summary>
    private const int TextLength = 16;

    public static void Compare(ParityContext context, ICheckpoint file, string row)
    {
        using var scope = NewDisposeScope();
        var dtypes = DtypePlan.Official(ScalarType.Float32);
        var config = ModelShapes.Dit(file, new(), TextLength);
        var parameters = new CheckpointParameters(file, CPU);
        using var dit = new WanDit(config, parameters, dtypes);
        parameters.RequireAllTaken();
        using var plain = new WanDit(config, new DequantisedParameters(file), dtypes);

        using var generator = new Generator(1, CPU);
        var latents = randn([config.OutDim, 2, 4, 6], generator: generator);                  // [out, T, h, w]
        var y = randn([config.InDim - config.OutDim, 2, 4, 6], generator: generator);         // [in - out, T, h, w]
        var text = randn([1, TextLength, config.TextDim], generator: generator);              // [1, text_len, text_dim]
        var velocity = dit.Forward(latents, y, text, 900);
        context.Report(row + " (finite)", velocity.isfinite().all().item<bool>(), "the velocity holds NaN or infinity");
        context.Compare(row + " (velocity)", velocity, plain.Forward(latents, y, text, 900), Limit);
    }
}
