using Workbench.Harness.Stages;
using Workbench.Pipeline.Stages;

namespace Workbench.Testing.Hosting;

/// <summary>The stages of the image-to-video path by the ids that goldens are kept under: stage 12 once for each expert.</summary>
public static class StageNames
{
    public const string TextEncode = "10", ImageEncode = "11", DitHigh = "12.high", DitLow = "12.low", VaeDecode = "13", LipSync = "20";

    /// <summary>In pipeline order.</summary>
    public static IReadOnlyList<StageDescription> All { get; } =
    [
        new(TextEncode, "T5 encode"),
        new(ImageEncode, "image encode"),
        new(DitHigh, "DIT step, high expert"),
        new(DitLow, "DIT step, low expert"),
        new(VaeDecode, "VAE decode"),
    ];

    /// <summary>Speech over frames; there where its weights are.</summary>
    public static StageDescription Speech { get; } = new(LipSync, "lip-sync");

    /// <summary>The number that <c>workbench stage run</c> knows the stage by.</summary>
    /// <exception cref="StageInputException">There is no such stage.</exception>
    public static int Number(string id) => id switch
    {
        TextEncode => 10,
        ImageEncode => 11,
        DitHigh or DitLow => 12,
        VaeDecode => 13,
        LipSync => 20,
        _ => throw new StageInputException($"there is no stage '{id}'\nwhere: --stage\nexpected: {string.Join(", ", All.Append(Speech).Select(s => s.Id))}\ngot: {id}"),
    };
}
