using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Media.Video;
using Workbench.Pipeline.Running;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LightX2V;

/// <summary>LightX2V's runner over <see cref="ImageToVideo"/>.</summary>
/// <param name="pipeline">Loaded; owned by the runner.</param>
/// <param name="observer">Listens to every run.</param>
public sealed class LightX2VRunner(ImageToVideo pipeline, GenerateObserver? observer = null) : ILightX2VRunner
{
    public PipelineConfig Config => pipeline.Config;

    /// <summary>The path underneath, for stages and taps.</summary>
    public ImageToVideo Pipeline => pipeline;

    public RunResult RunPipeline(InputInfo input, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var picture = ImageReader.Read(input.ImagePath); // [Hi, Wi, 3]
        using var result = pipeline.Generate(
            new() { Prompt = input.Prompt, NegativePrompt = input.NegativePrompt, Image = picture, Seed = input.Seed }, observer, cancellation);
        input.OriginalShape = Sizes(picture.shape[0], picture.shape[1]);
        input.ResizedShape = Sizes(result.Size.Height, result.Size.Width);
        input.LatentShape = Sizes(result.Latents.shape);
        if (input.ReturnResultTensor)
        {
            return new((result.Frames.to(ScalarType.Float32) / 255).DetachFromDisposeScope(), null); // [F, H, W, 3]
        }

        if (input.SaveResultPath.Length == 0)
        {
            return new(null, null);
        }

        var path = Path.GetFullPath(input.SaveResultPath);
        VideoWriter.Write(path, result.Frames, new() { FramesPerSecond = Config.Fps }, cancellation);
        return new(null, path);
    }

    public void SwitchLora(string? highLoraPath = null, double highLoraStrength = 1, string? lowLoraPath = null, double lowLoraStrength = 1) =>
        pipeline.Loras.SwitchLora(highLoraPath, highLoraStrength, lowLoraPath, lowLoraStrength);

    public void Dispose() => pipeline.Dispose();

    private static IReadOnlyList<int> Sizes(params long[] sizes) => [.. sizes.Select(s => (int)s)];
}
