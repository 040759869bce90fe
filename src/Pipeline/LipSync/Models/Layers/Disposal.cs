namespace Workbench.Pipeline.LipSync.Models.Layers;

/// <summary>Disposes the blocks of a list.</summary>
internal static class Disposal
{
    public static void DisposeAll(this IEnumerable<IDisposable> blocks)
    {
        foreach (var block in blocks)
        {
            block.Dispose();
        }
    }
}
