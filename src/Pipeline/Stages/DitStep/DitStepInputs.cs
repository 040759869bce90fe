using System.Globalization;
using Workbench.Pipeline.Models.WanDit;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.DitStep;

/// <summary>What one DIT step (stage 12) works on. The tensors stay the caller's.</summary>
public sealed record DitStepInputs
{
    /// <summary>[16, T, h, w], the noisy latent.</summary>
    public required Tensor Latents { get; init; }

    /// <summary>[20, T, h, w]: 4 mask channels, then 16 of the image latent.</summary>
    public required Tensor Y { get; init; }

    /// <summary>[1, text_len, text_dim], zero rows after the prompt.</summary>
    public required Tensor Context { get; init; }

    /// <summary>The same for the negative prompt; null means no guidance.</summary>
    public Tensor? ContextNull { get; init; }

    /// <summary>0 to 1000, fractions allowed.</summary>
    public required double Timestep { get; init; }

    /// <summary>Which network predicts.</summary>
    public required Expert Expert { get; init; }

    /// <summary>Strength of guidance for this expert; used when <see cref="ContextNull"/> is there.</summary>
    public double GuidanceScale { get; init; } = 1;

    /// <summary>Tensors latents, y, context, context_null (optional), timestep [1] F64; metadata expert and guidance_scale. The result shares storage with this object.</summary>
    public StageData ToData()
    {
        var data = new StageData();
        data.Tensors["latents"] = Share(Latents);
        data.Tensors["y"] = Share(Y);
        data.Tensors["context"] = Share(Context);
        if (ContextNull is not null)
        {
            data.Tensors["context_null"] = Share(ContextNull);
        }

        data.Tensors["timestep"] = tensor(new[] { Timestep }).DetachFromDisposeScope();
        data.Metadata["expert"] = Expert == Expert.High ? "high" : "low";
        data.Metadata["guidance_scale"] = GuidanceScale.ToString("R", CultureInfo.InvariantCulture);
        return data;
    }

    /// <summary>The reverse of <see cref="ToData"/>. The tensors stay owned by <paramref name="data"/>, which must live as long as the result.</summary>
    /// <exception cref="Checkpoints.CheckpointException">A tensor is missing.</exception>
    /// <exception cref="FormatException">Metadata is missing or says nothing sensible.</exception>
    public static DitStepInputs FromData(StageData data)
    {
        using var scope = NewDisposeScope();
        var timestep = data["timestep"];
        return timestep.numel() != 1
            ? throw new FormatException($"timestep must hold one value, got shape [{string.Join(",", timestep.shape)}].")
            : new()
            {
                Latents = data["latents"],
                Y = data["y"],
                Context = data["context"],
                ContextNull = data.Tensors.GetValueOrDefault("context_null"),
                Timestep = timestep.to(ScalarType.Float64).item<double>(),
                Expert = ExpertOf(data),
                GuidanceScale = ScaleOf(data),
            };
    }

    private static Expert ExpertOf(StageData data) => data.Metadata.GetValueOrDefault("expert") switch
    {
        "high" => Expert.High,
        "low" => Expert.Low,
        var other => throw new FormatException($"metadata 'expert' must be high or low, got '{other}'."),
    };

    private static double ScaleOf(StageData data) => data.Metadata.GetValueOrDefault("guidance_scale") switch
    {
        null => 1,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) => scale,
        var text => throw new FormatException($"metadata 'guidance_scale' must be a number, got '{text}'."),
    };

    private static Tensor Share(Tensor tensor) => tensor.alias().DetachFromDisposeScope();
}
