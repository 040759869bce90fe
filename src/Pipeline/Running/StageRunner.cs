using System.Globalization;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Lora;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Stages.DitStep;
using Workbench.Pipeline.Stages.ImageEncode;
using Workbench.Pipeline.Stages.VaeDecode;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running;

/// <summary>Runs one stage on the content of a stage file, loading only that stage's weights. Formats: docs/stage-files.md.</summary>
public static class StageRunner
{
    /// <summary>Stage numbers and what they are.</summary>
    public static IReadOnlyDictionary<int, string> Stages { get; } = new OrderedDictionary<int, string>
    {
        [10] = "text encode",
        [11] = "image encode",
        [12] = "DIT step",
        [13] = "VAE decode",
    };

    /// <summary>Runs a stage; the caller owns the result, whose tensors are on the CPU or the loader's device.</summary>
    /// <exception cref="CheckpointException">Weights or input are missing or do not fit.</exception>
    /// <exception cref="StageInputException">There is no such stage, or the input cannot be used.</exception>
    /// <exception cref="BoundaryException">The plan lacks a patch that the stage needs, or the stage gives what was not agreed.</exception>
    public static StageData Run(ModelLoader loader, int stage, StageData input, Tap tap = default, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var output = stage switch
        {
            10 => TextEncode(loader, input, tap, cancellation),
            11 => ImageEncode(loader, input, tap, cancellation),
            12 => DitStep(loader, input, tap, cancellation),
            13 => VaeDecode(loader, input, tap, cancellation),
            _ => throw new StageInputException($"there is no stage {stage}. Expected one of {string.Join(", ", Stages.Select(s => $"{s.Key} ({s.Value})"))}."),
        };
        output.Metadata["stage"] = stage.ToString(CultureInfo.InvariantCulture);
        return output;
    }

    private static StageData TextEncode(ModelLoader loader, StageData input, Tap tap, CancellationToken cancellation)
    {
        using var stage = loader.TextEncode();
        var prompt = input.Metadata.GetValueOrDefault("prompt")
            ?? throw new StageInputException("stage 10 needs the text 'prompt' in the metadata of its input file; 'negative_prompt' is optional.");
        using var outputs = stage.Run(new(prompt, input.Metadata.GetValueOrDefault("negative_prompt")), tap, cancellation);
        BoundaryCheck.Verify(outputs.Context, StageBoundaries.Context(loader.Plan));
        return outputs.ToData();
    }

    private static StageData ImageEncode(ModelLoader loader, StageData input, Tap tap, CancellationToken cancellation)
    {
        using var vae = loader.Vae();
        using var inputs = ImageEncodeInputs.FromData(input);
        using var outputs = new ImageEncodeStage(vae, new() { OutputDtype = loader.Dtypes.Latents, Tiling = loader.Tiling }).Run(inputs, tap, cancellation);
        BoundaryCheck.Verify(outputs.Y, StageBoundaries.Conditioning(loader.Plan) with { Shape = [null, outputs.LatentShape[1], outputs.Size.LatentHeight, outputs.Size.LatentWidth] });
        return outputs.ToData();
    }

    private static StageData DitStep(ModelLoader loader, StageData input, Tap tap, CancellationToken cancellation)
    {
        DitStepInputs inputs;
        try
        {
            inputs = DitStepInputs.FromData(input);
        }
        catch (FormatException e)
        {
            throw new StageInputException($"stage 12: {e.Message}", e);
        }

        var dit = loader.Expert(inputs.Expert);
        using var experts = new SingleExpert(dit, inputs.Expert);
        using var loras = LoraManager.For(inputs.Expert, dit.Parameters, LoraTargets.Options(loader.Config.Lora));
        loras.LoadLoras(loader.Loras.Where(l => LoraTargets.Experts(l.Target).Contains(inputs.Expert)));
        DitStepOutputs outputs;
        try
        {
            outputs = new DitStepStage(experts).Run(inputs, tap, cancellation);
        }
        catch (ArgumentException e)
        {
            throw new StageInputException($"stage 12: {e.Message}", e);
        }

        BoundaryCheck.Verify(outputs.Velocity, StageBoundaries.Velocity(loader.Plan) with { Shape = [.. inputs.Latents.shape.Select(s => (long?)s)] });
        return outputs.ToData();
    }

    private static StageData VaeDecode(ModelLoader loader, StageData input, Tap tap, CancellationToken cancellation)
    {
        using var vae = loader.Vae();
        using var inputs = VaeDecodeInputs.FromData(input);
        using var outputs = new VaeDecodeStage(vae, new() { Tiling = loader.Tiling }) { Examine = piece => BoundaryCheck.Verify(piece, StageBoundaries.VideoChunk(loader.Plan)) }.Run(inputs, tap, cancellation);
        return outputs.ToData();
    }
}
