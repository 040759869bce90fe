namespace Workbench.Parity.Formats;

/// <summary>The suites of the checkpoint formats; each belongs to a folder of that name.</summary>
internal static class FormatSuites
{
    public static IReadOnlyList<IParitySuite> All { get; } =
    [
        new TypesParity(), new WanGgufParity(), new GgufCorpusParity(), new SafetensorsCorpusParity(), new ShardedParity(), new TorchCorpusParity(), new FloatsParity(),
    ];
}
