using Workbench.Pipeline.Running;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Stages.VaeDecode;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary><c>use_tiling_vae</c> in a configuration reaches the stages: pictures larger than a tile (256 pixels) come out as the tiled VAE makes them.</summary>
public sealed class TestTilingOption(TinyModels models) : IClassFixture<TinyModels>
{
    [Fact, Trait("Stage", "13")]
    public void A_configured_run_decodes_tile_by_tile()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var latent = rand([16, 1, 4, 40], dtype: ScalarType.Float32); // 320 pixels wide: two tiles
        using var whole = Decode("{}", latent);
        using var tiled = Decode("""{"use_tiling_vae": true}""", latent);

        using var vae = models.Loader().Vae();
        using var inputs = new VaeDecodeInputs { Latent = latent.alias() };
        using var direct = new VaeDecodeStage(vae, new() { Tiling = Pipeline.Models.WanVae.VaeTiling.Default }).Run(inputs);

        Same.Bits(direct.Frames, tiled["frames"]);
        Assert.False(whole["frames"].equal(tiled["frames"]).all().item<bool>(), "the seam changes nothing: was anything tiled?");
    }

    private StageData Decode(string changes, Tensor latent)
    {
        using var input = new StageData();
        input.Tensors["latent"] = latent.clone().DetachFromDisposeScope();
        return StageRunner.Run(models.Loader(changes), 13, input);
    }
}
