using static TorchSharp.torch;

namespace Workbench.Pipeline.LightX2V;

/// <summary>Upstream's {"video": tensor or null}.</summary>
/// <param name="Video">[F,H,W,3] in 0..1 on the CPU when return_result_tensor, else null; owned by the caller.</param>
/// <param name="SavedTo">The MP4 that was written, or null.</param>
public sealed record RunResult(Tensor? Video, string? SavedTo) : IDisposable
{
    public void Dispose() => Video?.Dispose();
}
