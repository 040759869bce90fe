using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>time_embedding and time_projection: one timestep to the modulations of all blocks and of the head.</summary>
internal sealed class TimeEmbedding
{
    private readonly WanDitConfig config;
    private readonly DtypePlan dtypes;
    private readonly Linear first;
    private readonly Linear second;
    private readonly Linear projection;

    public TimeEmbedding(ParameterScope parameters, WanDitConfig config, DtypePlan dtypes)
    {
        this.config = config;
        this.dtypes = dtypes;
        parameters = parameters.As(dtypes.TimeEmbedding);
        first = parameters["time_embedding"].Linear("0", config.FreqDim, config.Dim);
        second = parameters["time_embedding"].Linear("2", config.Dim, config.Dim);
        projection = parameters["time_projection"].Linear("1", config.Dim, 6 * config.Dim);
    }

    /// <summary>Timestep [1] to e [1, D] (for the head) and e0 [1, 6, D] (for the blocks), in the time embedding's dtype.</summary>
    public (Tensor E, Tensor E0) Forward(Tensor timestep, Tap tap)
    {
        using var scope = NewDisposeScope();
        var s = Sinusoid.Embed(timestep, config.FreqDim, dtypes.Angles).to(dtypes.TimeEmbedding); // [1, freq_dim]
        s = tap.Pass("time_sinusoid", s);
        tap["time_embedding"].Launch("linear");
        var hidden = F.silu(first.Forward(s)); // [1, D]
        var e = second.Forward(hidden); // [1, D]
        e = tap.Pass("time_embedding", e);
        tap["time_projection"].Launch("linear");
        var e0 = projection.Forward(F.silu(e)).view(1, 6, config.Dim); // [1, 6, D]
        e0 = tap.Pass("time_projection", e0);
        return (e.MoveToOuterDisposeScope(), e0.MoveToOuterDisposeScope());
    }
}
