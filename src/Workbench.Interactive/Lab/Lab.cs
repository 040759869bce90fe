using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive;
using Workbench.Interactive.Display;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.LightX2V;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Interactive;

/// <summary>
/// The one object of a notebook: a model with its configuration, on a device. Opening it finds libtorch as every other part of Workbench does,
/// and teaches the notebook to show tensors, stages, frames, comparisons and charts. Weights load when first needed.
/// </summary>
public sealed class Lab : IDisposable
{
    /// <summary>The default prompt.</summary>
    public const string Prompt = "A cat looks around, slow cinematic motion";

    /// <summary>The default seed.</summary>
    public const long Seed = 42;

    private ImageToVideo? pipeline;

    private Lab(ModelLoader loader, string model) => (Loader, Model) = (loader, model);

    /// <summary>The model's name: its folder.</summary>
    public string Model { get; }

    /// <summary>Loads single networks.</summary>
    public ModelLoader Loader { get; }

    /// <summary>The configuration.</summary>
    public PipelineConfig Config => Loader.Config;

    /// <summary>Where it runs.</summary>
    public Device Device => Loader.Device;

    /// <summary>The whole pipeline, loaded on first use.</summary>
    public ImageToVideo Pipeline => pipeline ??= ImageToVideo.Load(Loader);

    /// <summary>Path of a photograph of a cat (scikit-image's <c>chelsea</c>, CC0), the default picture.</summary>
    public static string Photograph => Path.Combine(Path.GetDirectoryName(typeof(Lab).Assembly.Location)!, "Assets", "chelsea.png");

    /// <summary>Cancelled when the running cell is interrupted; hand it to whatever takes long.</summary>
    public static CancellationToken Cancellation => KernelInvocationContext.Current?.CancellationToken ?? CancellationToken.None;

    /// <summary>Opens a model.</summary>
    /// <param name="model">Folder laid out like Wan-AI/Wan2.2-I2V-A14B, or owner/name from the Hugging Face cache; empty for the embedded tiny one, whose weights are random.</param>
    /// <param name="config">LightX2V JSON, a path or the name of a shipped one; empty for the one that fits the model and scheme.</param>
    /// <param name="device">cpu, cuda or cuda:N.</param>
    /// <param name="scheme">How the experts are stored: empty for what the configuration says, fp8-sgl, gguf-Q4_K_M...</param>
    /// <param name="settings">Configuration keys that beat every file, as <c>key=json</c>.</param>
    /// <exception cref="LibTorchNotFoundException">There is no libtorch; the message says what to do.</exception>
    /// <exception cref="ConfigException">The configuration is malformed.</exception>
    public static Lab Open(string model = "", string config = "", string device = "cpu", string scheme = "", params IReadOnlyList<string> settings)
    {
        LibTorch.Load(); // before anything below touches TorchSharp, whose own probing would not find it
        Formatters.Register();
        return OpenLoaded(new(model, config, scheme, settings), device);
    }

    /// <summary>Runs one request from picture to frames and keeps what there is to see on the way. A progress line stands under the cell.</summary>
    /// <param name="prompt">May be empty.</param>
    /// <param name="image">Path of a picture; the photograph of a cat when null.</param>
    /// <param name="seed">Seeds the noise, which is drawn on the CPU.</param>
    public LabRun Run(string prompt = Prompt, string? image = null, long seed = Seed)
    {
        using var scope = NewDisposeScope();
        var recorder = new RunRecorder(Pipeline.Scheduler);
        using var progress = new ProgressDisplay();
        var observer = new GenerateObserver
        {
            StageBegins = progress.Stage,
            Sampling = progress,
            Chunks = progress,
            Step = recorder.Step,
            Stage = recorder.Stage,
        };
        var result = Pipeline.Generate(
            new() { Prompt = prompt, NegativePrompt = NegativePrompt.Default, Image = ImageReader.Read(image ?? Photograph), Seed = seed }, observer, Cancellation);
        return new(result, recorder.Steps, recorder.Stages, Config.Fps);
    }

    public void Dispose() => pipeline?.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Lab OpenLoaded(LabRequest request, string device)
    {
        var config = request.Configuration();
        var lab = new Lab(ModelLoader.For(config, torch.device(device)), config.ModelPath ?? "");
        Welcome.Show(lab);
        return lab;
    }
}
