using System.Globalization;
using Workbench.Pipeline.Media;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>What stage 11 works on.</summary>
public sealed class ImageEncodeInputs : IDisposable
{
    /// <summary>uint8 RGB [Hi, Wi, 3] on any device; owned by this object.</summary>
    public required Tensor Image { get; init; }

    /// <summary>Frames of the video, 4n + 1.</summary>
    public required long Frames { get; init; }

    /// <summary>With <see cref="TargetWidth"/> the area budget; only the product counts, and only without a resize mode.</summary>
    public required long TargetHeight { get; init; }

    /// <inheritdoc cref="TargetHeight"/>
    public required long TargetWidth { get; init; }

    /// <summary>Resize mode and its settings.</summary>
    public ResizeOptions Resize { get; init; } = ResizeOptions.None;

    /// <summary>Reads the picture from a file.</summary>
    /// <exception cref="ImageFileException">The file cannot be used.</exception>
    public static ImageEncodeInputs FromFile(string path, long frames, long targetHeight, long targetWidth, ResizeOptions? resize = null, bool applyOrientation = true) => new()
    {
        Image = ImageReader.Read(path, applyOrientation).DetachFromDisposeScope(),
        Frames = frames,
        TargetHeight = targetHeight,
        TargetWidth = targetWidth,
        Resize = resize ?? ResizeOptions.None,
    };

    /// <summary>Content of a stage file: tensor <c>image</c>, the rest as text under LightX2V's key names.</summary>
    public StageData ToData()
    {
        var data = new StageData();
        data.Tensors["image"] = Image.clone().DetachFromDisposeScope();
        data.Metadata["target_video_length"] = Text(Frames);
        data.Metadata["target_height"] = Text(TargetHeight);
        data.Metadata["target_width"] = Text(TargetWidth);
        ResizeText.Write(Resize, data.Metadata);
        return data;
    }

    /// <summary>Reads <see cref="ToData"/> back; the result owns a copy of the picture.</summary>
    /// <exception cref="StageInputException">A value is missing or no number.</exception>
    public static ImageEncodeInputs FromData(StageData data) => new()
    {
        Image = data["image"].clone().DetachFromDisposeScope(),
        Frames = Number(data, "target_video_length"),
        TargetHeight = Number(data, "target_height"),
        TargetWidth = Number(data, "target_width"),
        Resize = ResizeText.Read(data.Metadata),
    };

    public void Dispose() => Image.Dispose();

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static long Number(StageData data, string name) =>
        data.Metadata.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new StageInputException($"image encode: stage data needs a number '{name}', got '{text}'. Present: {string.Join(", ", data.Metadata.Keys)}.");
}
