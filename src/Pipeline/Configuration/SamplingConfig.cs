namespace Workbench.Pipeline.Configuration;

/// <summary>Steps, schedule, expert switch and guidance.</summary>
public sealed record SamplingConfig
{
    public required Sampler Sampler { get; init; }

    /// <summary>Steps; of a distilled model the length of <see cref="DenoisingSteps"/>.</summary>
    public required int Steps { get; init; }

    /// <summary>Distilled: the training timesteps to visit, falling, within 1..1000. Empty otherwise.</summary>
    public required IReadOnlyList<int> DenoisingSteps { get; init; }

    /// <summary>Shift s of the sigma table: s*sigma / (1 + (s-1)*sigma).</summary>
    public required double Shift { get; init; }

    /// <summary>wan2.2_moe: the high-noise expert runs while timestep >= Boundary*1000. Null when distilled.</summary>
    public required double? Boundary { get; init; }

    /// <summary>wan2.2_moe_distill: the high-noise expert runs while the step index is below this. Null otherwise.</summary>
    public required int? BoundaryStepIndex { get; init; }

    /// <summary>Two passes per step.</summary>
    public required bool EnableGuidance { get; init; }

    public required GuidanceScale Guidance { get; init; }

    internal static SamplingConfig Read(ConfigReader reader, ModelClass model) => model == ModelClass.Wan22Moe ? ReadMoe(reader) : ReadDistill(reader);

    private static SamplingConfig ReadMoe(ConfigReader reader)
    {
        if (reader.Number("boundary") is not (> 0 and <= 1))
        {
            reader.Problem("boundary", "a number above 0 and at most 1 (0.9 for image to video), as wan2.2_moe switches experts by timestep");
        }

        if (reader.Has("denoising_step_list"))
        {
            reader.Note("denoising_step_list", "is read by wan2.2_moe_distill only; ignored.");
        }

        var sampler = reader.Choice("workbench.sampler", "unipc", "unipc", "dpm++");
        return new()
        {
            Sampler = sampler == "dpm++" ? Sampler.DpmPlusPlus : Sampler.UniPc,
            Steps = reader.Required("infer_steps", 1),
            DenoisingSteps = [],
            Shift = reader.RequiredPositive("sample_shift"),
            Boundary = reader.Number("boundary") ?? 1,
            BoundaryStepIndex = null,
            EnableGuidance = reader.Flag("enable_cfg", false),
            Guidance = ReadGuidance(reader, pairNeeded: true),
        };
    }

    private static SamplingConfig ReadDistill(ConfigReader reader)
    {
        var list = ReadSteps(reader);
        if (reader.Integer("boundary_step_index") is not { } index || index < 0 || (list.Count > 0 && index > list.Count))
        {
            reader.Problem("boundary_step_index", $"a step index from 0 to {list.Count}, the length of denoising_step_list");
        }

        if (reader.Integer("infer_steps") is { } steps && steps != list.Count && list.Count > 0)
        {
            reader.Note("infer_steps", $"is {steps}, but denoising_step_list has {list.Count} entries; {list.Count} steps are run, as upstream does.");
        }

        if (reader.Flag("enable_cfg", false) && reader.Numbers("sample_guide_scale") is { Count: > 1 })
        {
            reader.Problem("sample_guide_scale", "one number with enable_cfg in wan2.2_moe_distill (upstream never picks an element of a pair there)");
        }

        if (reader.Text("workbench.sampler") is not null)
        {
            reader.Note("workbench.sampler", "is read by wan2.2_moe only; the distilled model has its own sampler.");
        }

        return new()
        {
            Sampler = Sampler.StepDistill,
            Steps = list.Count,
            DenoisingSteps = list,
            Shift = reader.RequiredPositive("sample_shift"),
            Boundary = null,
            BoundaryStepIndex = reader.Integer("boundary_step_index") ?? 0,
            EnableGuidance = reader.Flag("enable_cfg", false),
            Guidance = ReadGuidance(reader, pairNeeded: false),
        };
    }

    private static IReadOnlyList<int> ReadSteps(ConfigReader reader)
    {
        const string expected = "a list of falling training timesteps within 1..1000, for instance [1000, 750, 500, 250]";
        var list = reader.Integers("denoising_step_list") ?? [];
        var falling = list.Zip(list.Skip(1)).All(p => p.First > p.Second);
        if (list.Count == 0 || !falling || list.Any(s => s is < 1 or > 1000))
        {
            reader.Problem("denoising_step_list", expected);
        }

        return list;
    }

    private static GuidanceScale ReadGuidance(ConfigReader reader, bool pairNeeded)
    {
        var scale = reader.Numbers("sample_guide_scale");
        if (scale is { Count: 2 })
        {
            return new(scale[0], scale[1]);
        }

        if (scale is { Count: 1 } && (!pairNeeded || !reader.Flag("enable_cfg", false)))
        {
            return new(scale[0], scale[0]);
        }

        if (scale is not null || reader.Flag("enable_cfg", false))
        {
            reader.Problem("sample_guide_scale", "[scale of the high-noise expert, scale of the low-noise expert]");
        }

        return new(1, 1);
    }
}
