using Workbench.Pipeline.Models.WanDit;
using static TorchSharp.torch;

namespace Workbench.Parity.Dit;

/// <summary>The position and time tables of case <c>dit</c>, in both precisions.</summary>
internal static class DitTables
{
    public static void Compare(ParityContext context, HashSet<string> open)
    {
        using var scope = NewDisposeScope();
        var config = DitOracle.Config(context.Oracle);
        using var rope = new Rope3D(config.HeadDim, ScalarType.Float64);
        var table = rope.Frequencies(context.Expected("rope.table").shape[0]);
        context.Compare("rope.table", table.view_as_real(), DitLimits.Table64);

        var grid = TokenGrid.Of(context.Expected("x").shape, config.PatchSize);
        context.Compare("rope.grid", rope.Table(grid, context.Device).squeeze(1).view_as_real(), DitLimits.Table64);

        var timesteps = context.Expected("sin.t");
        context.Compare("sin.emb", Sinusoid.Embed(timesteps, config.FreqDim, ScalarType.Float64), DitLimits.Table64);

        // The same fp32 operations as upstream: one unit in the last place of an angle of 1000 is 6e-5, of few columns.
        context.Compare("sin.emb_lightx2v", Sinusoid.Embed(timesteps, config.FreqDim, ScalarType.Float32), 1e-5);
        open.ExceptWith(["rope.table", "rope.grid", "sin.emb", "sin.emb_lightx2v"]);
    }
}
