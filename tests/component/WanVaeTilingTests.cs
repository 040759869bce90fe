using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Stages.ImageEncode;
using Workbench.Pipeline.Stages.VaeDecode;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

[Trait("Stage", "13")]
public sealed class WanVaeTilingTests : IDisposable
{
    private static readonly VaeTiling Small = new(32, 24);

    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();
    private readonly WanVae vae = TinyVae.Load();

    [Fact]
    public void Decoding_follows_upstreams_loops()
    {
        var latent = randn([1, 16, 2, 5, 8]);
        var expected = Upstream(latent, tile: 4, stride: 3, part => vae.Decode(part), keep: 24, blend: 8);
        // Upstream multiplies row by row, we all rows at once: the same operations.
        Same.Bits(expected, new TiledWanVae(vae, Small).Decode(latent));
    }

    [Fact]
    public void Encoding_follows_upstreams_loops()
    {
        var video = rand([1, 3, 5, 40, 64]) * 2 - 1;
        var expected = Upstream(video, tile: 32, stride: 24, part => vae.Encode(part), keep: 3, blend: 1);
        Same.Bits(expected, new TiledWanVae(vae, Small).Encode(video));
    }

    [Fact]
    public void A_picture_of_one_tile_is_encoded_and_decoded_as_a_whole()
    {
        var picture = rand([1, 3, 1, 24, 16]) * 2 - 1;
        var tiled = new TiledWanVae(vae, Small);
        var latent = vae.EncodePicture(picture, 5);
        Same.Bits(latent, tiled.EncodePicture(picture, 5));
        Same.Bits(vae.Decode(latent), tiled.Decode(latent));
    }

    [Fact]
    public void The_stages_take_tiling_as_an_option_and_report_all_chunks_of_all_tiles()
    {
        using var never = new CancellationTokenSource();
        var progress = new StopAfter(-1, never);
        using var inputs = new ImageEncodeInputs { Image = randint(0, 256, [40, 60, 3], ScalarType.Byte), Frames = 5, TargetHeight = 32, TargetWidth = 48 };
        using var encoded = new ImageEncodeStage(vae, new() { OutputDtype = ScalarType.Float32, Tiling = Small }) { Progress = progress }.Run(inputs);
        Assert.Equal([(1, 8), (2, 8), (3, 8), (4, 8), (5, 8), (6, 8), (7, 8), (8, 8)], progress.Reports); // 2 x 2 tiles of 2 chunks
        Same.Bits(new TiledWanVae(vae, Small).EncodePicture(encoded.FirstFrame.reshape(1, 3, 1, 32, 48), 5).squeeze(0), encoded.Latent);

        using var latent = new VaeDecodeInputs { Latent = encoded.Latent.alias() };
        using var decoded = new VaeDecodeStage(vae, new() { Tiling = Small }).Run(latent);
        Same.Bits(new TiledWanVae(vae, Small).Decode(latent.Latent.unsqueeze(0)).squeeze(0).clamp(-1, 1), decoded.Video!);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(24, 32)]
    [InlineData(36, 24)]
    public void Tiles_that_leave_gaps_or_cut_latents_are_refused(int tile, int stride) =>
        Assert.Throws<ArgumentException>(() => new TiledWanVae(vae, new(tile, stride)));

    public void Dispose()
    {
        vae.Dispose();
        scope.Dispose();
    }

    /// <summary>tiled_encode and tiled_decode of LightX2V, line by line: all tiles first, then blending by single rows and columns.</summary>
    private static Tensor Upstream(Tensor x, long tile, long stride, Func<Tensor, Tensor> run, long keep, long blend)
    {
        var rows = new List<List<Tensor>>();
        for (long i = 0; i < x.shape[3]; i += stride)
        {
            var row = new List<Tensor>();
            for (long j = 0; j < x.shape[4]; j += stride)
            {
                row.Add(run(x.narrow(3, i, Math.Min(tile, x.shape[3] - i)).narrow(4, j, Math.Min(tile, x.shape[4] - j)).contiguous()));
            }

            rows.Add(row);
        }

        var results = new List<Tensor>();
        for (var i = 0; i < rows.Count; i++)
        {
            var result = new List<Tensor>();
            for (var j = 0; j < rows[i].Count; j++)
            {
                var current = rows[i][j];
                if (i > 0)
                {
                    Blend(rows[i - 1][j], current, 3, blend);
                }

                if (j > 0)
                {
                    Blend(rows[i][j - 1], current, 4, blend);
                }

                result.Add(current.narrow(3, 0, Math.Min(keep, current.shape[3])).narrow(4, 0, Math.Min(keep, current.shape[4])));
            }

            results.Add(cat(result, 4));
        }

        return cat(results, 3);
    }

    private static void Blend(Tensor a, Tensor b, int axis, long extent)
    {
        extent = Math.Min(extent, Math.Min(a.shape[axis], b.shape[axis]));
        for (long y = 0; y < extent; y++)
        {
            var old = a.narrow(axis, a.shape[axis] - extent + y, 1) * (1 - (double)y / extent);
            b.narrow(axis, y, 1).copy_(old + b.narrow(axis, y, 1) * ((double)y / extent));
        }
    }
}
