using System.Globalization;
using Workbench.Benchmarks.Running;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Taps;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.Benchmarks.Measured;

/// <summary>The share of its time that a stage spends on taps to which nobody listens.</summary>
internal sealed class SilentTapShare : IBenchmark, IDisposable
{
    private readonly WanDit dit;
    private readonly Tensor latents, y, context;
    private readonly List<(string Name, int? Index)[]> places = [];

    public SilentTapShare()
    {
        using var scope = NewDisposeScope();
        var config = PipelineConfig.Load(new() { ConfigJson = TinyModelFolder.ConfigName, ModelPath = DefaultModel.Folder() });
        dit = ModelLoader.For(config, CPU).Expert(Expert.High);
        latents = randn(16, 3, 6, 12).DetachFromDisposeScope();
        y = randn(20, 3, 6, 12).DetachFromDisposeScope();
        context = randn(1, dit.Config.TextLen, dit.Config.TextDim).DetachFromDisposeScope();
        Step(new Tap(new Places(places), ""));
    }

    public string Name => "Silent taps of a step";

    public string Question => $"A DIT step of the embedded model (216 latent positions, width {dit.Config.Dim}, fp32) as it runs, with its {places.Count} taps silent, against the same taps by themselves, "
        + "each walked to from the root: a full-size step has as many taps a block and ten thousand times the work, so that this is the worst case. Target: 0.010.";

    public IReadOnlyList<Variant> Variants() => [new("step", () => Step(default)), new("its silent taps alone", Walk)];

    public void Dispose() => dit.Dispose();

    private void Step(Tap tap)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        dit.Forward(latents, y, context, 1000, tap["dit.high"], CancellationToken.None);
    }

    private void Walk()
    {
        foreach (var place in places)
        {
            Tap tap = default;
            for (var i = 0; i < place.Length - 1; i++)
            {
                tap = place[i].Index is { } index ? tap[place[i].Name, index] : tap[place[i].Name];
            }

            _ = tap.Pass(place[^1].Name, latents);
        }
    }

    /// <summary>Takes down what passes.</summary>
    private sealed class Places(List<(string Name, int? Index)[]> places) : ITapSink
    {
        public Tensor Pass(string path, Tensor tensor)
        {
            places.Add([.. path.Split('/').Select(Segment)]);
            return tensor;
        }

        public void Launch(string path, string operation) => places.Add([.. path.Split('/').Append(operation).Select(Segment)]);

        private static (string, int?) Segment(string text) =>
            text.Split('.') is [var name, var number] && int.TryParse(number, CultureInfo.InvariantCulture, out var index) ? (name, index) : (text, null);
    }
}
