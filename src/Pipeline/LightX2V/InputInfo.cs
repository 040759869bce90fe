namespace Workbench.Pipeline.LightX2V;

/// <summary>One image-to-video request. Source: LightX2V I2VInputInfo; names in update_input_info_from_dict are the snake-case ones.</summary>
/// <remarks>Frames, steps and the area budget are configuration, not input: see <see cref="Configuration.PipelineConfig"/>.</remarks>
public sealed record InputInfo
{
    /// <summary>Seed of the noise.</summary>
    public long Seed { get; set; }

    public string Prompt { get; set; } = "";

    /// <summary>Upstream's prompt enhancer writes it; for image to video it stays empty.</summary>
    public string PromptEnhanced { get; set; } = "";

    /// <summary>Encoded as given, "" included, and only when guidance is on.</summary>
    public string NegativePrompt { get; set; } = "";

    public string ImagePath { get; set; } = "";

    /// <summary>The MP4 to write; "" writes none.</summary>
    public string SaveResultPath { get; set; } = "";

    /// <summary>Return the frames [F,H,W,3] in 0..1 and write nothing.</summary>
    public bool ReturnResultTensor { get; set; }

    /// <summary>Not read by image to video, upstream and here: the configuration's resize_mode decides.</summary>
    public string ResizeMode { get; set; } = "";

    /// <summary>Filled during a run: height and width of the picture.</summary>
    public IReadOnlyList<int> OriginalShape { get; set; } = [];

    /// <summary>Filled during a run: height and width after resizing.</summary>
    public IReadOnlyList<int> ResizedShape { get; set; } = [];

    /// <summary>Filled during a run: [16, T, h, w].</summary>
    public IReadOnlyList<int> LatentShape { get; set; } = [];

    /// <summary>Ignored without resize_mode, as upstream does.</summary>
    public IReadOnlyList<int> TargetShape { get; set; } = [];

    public string? Pose { get; set; }

    public string ActionPath { get; set; } = "";
}
