using Workbench.Pipeline.Models.WanVae;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>What does not change from request to request.</summary>
public sealed record ImageEncodeOptions
{
    /// <summary>Dtype of <c>y</c>: what the DiT computes in.</summary>
    public required ScalarType OutputDtype { get; init; }

    /// <summary>Positions per DiT token along height and width.</summary>
    public int Patch { get; init; } = 2;

    /// <summary>Encode tile by tile (<c>use_tiling_vae</c>); null encodes whole frames.</summary>
    public VaeTiling? Tiling { get; init; }
}
