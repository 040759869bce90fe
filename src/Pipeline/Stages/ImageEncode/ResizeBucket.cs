namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>Sizes that share an aspect ratio.</summary>
/// <param name="Ratio">Height over width, as the picture's ratio is compared with it.</param>
/// <param name="Sizes">Height and width in pixels, smallest tier first.</param>
public sealed record ResizeBucket(double Ratio, IReadOnlyList<(int Height, int Width)> Sizes)
{
    /// <summary>LightX2V's table, in its order: the first of equally near ratios wins.</summary>
    public static IReadOnlyList<ResizeBucket> Default { get; } =
    [
        new(0.667, [(480, 832), (544, 960), (720, 1280)]),
        new(1.500, [(832, 480), (960, 544), (1280, 720)]),
        new(1.000, [(480, 480), (576, 576), (960, 960)]),
    ];
}
