using System.Globalization;
using Workbench.Pipeline.Measuring;
using static TorchSharp.torch;

namespace Workbench.Cli.Bench;

/// <summary>Lip-sync with random weights: each piece, then the pipeline.</summary>
/// <param name="Full">Whether the networks have the released sizes.</param>
/// <param name="Dtype">What they compute in.</param>
/// <param name="Batch">Output frames per network call.</param>
/// <param name="Seconds">Length of the speech of the whole run.</param>
internal sealed record SpeechBench(bool Full, ScalarType Dtype, int Batch, double Seconds)
{
    /// <summary>Measures; each line is told when it is known.</summary>
    /// <returns>The result for machines.</returns>
    public object Run(BenchSetup setup, Action<string> line, CancellationToken cancellation)
    {
        using var models = LipSyncBenchModels.Make(Full, Dtype, setup.Device);
        var bench = new LipSyncBench(models, Batch, setup.Runs);
        var pieces = new List<BenchRow>();
        foreach (var row in bench.Pieces())
        {
            cancellation.ThrowIfCancellationRequested();
            pieces.Add(row);
            line(BenchLine.Text(row));
        }

        var whole = bench.Whole(Seconds);
        line(Text(whole));
        return new { fullSize = Full, dtype = Dtype.ToString(), pieces, whole };
    }

    private string Text(LipSyncBenchSummary whole)
    {
        var parts = string.Join(", ", whole.FramesPerSecondByPart.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value:F1}")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"lipsync, {(Full ? "full size" : "tiny")} {Dtype}, batch {whole.Batch}: {whole.FramesPerSecond:F1} frames/s over {whole.Frames} frames; networks idle {whole.OutsideNetworks:P1}; alone, frames/s: {parts}");
    }
}
