using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>Residual block, attention, residual block, at the lowest resolution: the same in encoder and decoder (upstream <c>middle</c>).</summary>
internal static class Middle
{
    public static LayerStack Of(ParameterScope parameters, long channels, IVaeKernels kernels) => new("middle",
    [
        new ResidualBlock(parameters[0], channels, channels, kernels),
        new AttentionBlock(parameters[1], channels, kernels),
        new ResidualBlock(parameters[2], channels, channels, kernels),
    ]);
}
