namespace Workbench.Pipeline.Configuration;

/// <summary>A configuration, read and checked: everything that a run needs to know beyond its request and its device.</summary>
public sealed record PipelineConfig
{
    public required ModelClass ModelClass { get; init; }

    public required SamplingConfig Sampling { get; init; }

    /// <summary>Pixel frames, 4n+1.</summary>
    public required int Frames { get; init; }

    /// <summary>With <see cref="TargetWidth"/> the area budget in pixels.</summary>
    public required int TargetHeight { get; init; }

    public required int TargetWidth { get; init; }

    /// <summary>Rows of the text context: 512 unless a file says otherwise.</summary>
    public required int TextLength { get; init; }

    public required int Fps { get; init; }

    public required ResizeConfig Resize { get; init; }

    public required NetworkSizes Network { get; init; }

    public required KernelRequest Kernels { get; init; }

    public required DtypeConfig Dtypes { get; init; }

    public required QuantScheme Quant { get; init; }

    public required ExpertPaths Experts { get; init; }

    public required OffloadConfig Offload { get; init; }

    /// <summary>Whether the text encoder's blocks are on the device only one after another (<c>t5_cpu_offload</c>, <c>t5_lazy_load</c>, <c>unload_modules</c>).</summary>
    public bool TextEncoderVisits => Offload.TextEncoder || TextEncoder.LazyLoad || Offload.UnloadModules;

    /// <summary>Whether the VAE is on the device only while stage 11 or 13 runs (<c>vae_cpu_offload</c>, <c>unload_modules</c>).</summary>
    public bool VaeVisits => Offload.Vae || Offload.UnloadModules;

    public required VaeConfig Vae { get; init; }

    public required TextEncoderConfig TextEncoder { get; init; }

    public required LoraConfig Lora { get; init; }

    /// <summary>Keep encoder outputs between requests of equal input.</summary>
    public required bool ReuseEncoderOutputs { get; init; }

    /// <summary>What stops nothing but should be shown: rounded frames, unknown keys, mapped values.</summary>
    public required IReadOnlyList<ConfigNote> Notes { get; init; }

    /// <summary>The merged keys that this was read from.</summary>
    public required LightX2VConfig Source { get; init; }

    /// <summary>The model folder, if one was given.</summary>
    public string? ModelPath => Source.ModelPath;

    /// <summary>Latent frames: (Frames-1)/4 + 1.</summary>
    public int LatentFrames => ((Frames - 1) / 4) + 1;

    /// <summary>Merges the layers and reads them, with the process environment's DTYPE and SENSITIVE_LAYER_DTYPE.</summary>
    /// <exception cref="ConfigException">Malformed or contradictory; all problems at once.</exception>
    public static PipelineConfig Load(ConfigRequest request, ConfigEnvironment? environment = null) =>
        Read(LightX2VConfig.Load(request), environment ?? ConfigEnvironment.FromProcess());

    /// <summary>Reads merged keys.</summary>
    /// <exception cref="ConfigException">Contradictory; all problems at once.</exception>
    public static PipelineConfig Read(LightX2VConfig source, ConfigEnvironment environment)
    {
        var reader = new ConfigReader(source);
        reader.Choice("task", "i2v", "i2v");
        var model = ReadModelClass(reader);
        UnsupportedKeys.Check(reader);
        var quant = QuantScheme.Read(reader);
        var resize = ResizeConfig.Read(reader);
        var network = NetworkSizes.Read(reader);
        var sized = resize.Mode == ResizeMode.None;
        var lora = LoraConfig.Read(reader, quant);
        NoteUndistilled(reader, model, quant, lora);
        var config = new PipelineConfig
        {
            ModelClass = model,
            Sampling = SamplingConfig.Read(reader, model),
            Frames = reader.Required("target_video_length", 1),
            TargetHeight = sized ? reader.Required("target_height", 16) : reader.Optional("target_height", 16) ?? 480,
            TargetWidth = sized ? reader.Required("target_width", 16) : reader.Optional("target_width", 16) ?? 832,
            TextLength = network.TextLength ?? 512,
            Fps = reader.Optional("fps", 1) ?? 16,
            Resize = resize,
            Network = network,
            Kernels = KernelRequest.Read(reader),
            Dtypes = DtypeConfig.Read(reader, quant, environment),
            Quant = quant,
            Experts = ExpertPaths.Read(reader),
            Offload = OffloadConfig.Read(reader, quant),
            Vae = VaeConfig.Read(reader),
            TextEncoder = TextEncoderConfig.Read(reader),
            Lora = lora,
            ReuseEncoderOutputs = reader.Flag("enable_reuse", false),
            Notes = reader.Notes,
            Source = source,
        };
        return reader.Problems.Count == 0 ? config : throw new ConfigException(reader.Problems);
    }

    private static ModelClass ReadModelClass(ConfigReader reader)
    {
        switch (reader.Text("model_cls"))
        {
            case "wan2.2_moe":
                return ModelClass.Wan22Moe;
            case "wan2.2_moe_distill":
                return ModelClass.Wan22MoeDistill;
            default:
                reader.Problem("model_cls", "wan2.2_moe or wan2.2_moe_distill");
                return reader.Has("denoising_step_list") ? ModelClass.Wan22MoeDistill : ModelClass.Wan22Moe;
        }
    }

    /// <summary>The public GGUF files hold the undistilled base model, which few steps without a distill LoRA turn into blur.</summary>
    private static void NoteUndistilled(ConfigReader reader, ModelClass model, QuantScheme quant, LoraConfig lora)
    {
        if (model == ModelClass.Wan22MoeDistill && quant.Family == QuantFamily.Gguf && lora.Entries.Count == 0)
        {
            reader.Note("lora_configs", "absent: the public GGUF files hold the undistilled model, which gives blur in a few steps without the distill LoRA.");
        }
    }
}
