using Workbench.Cli.Hosting;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Offload;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Offload changes where weights are and not one bit of what comes out. The CPU runs the same ring as a GPU, with plain copies.</summary>
[Collection(LiveTensorCount.Name)]
public sealed class TestOffload(TinyModels models) : IClassFixture<TinyModels>
{
    private const string Small = """ "target_height": 32, "target_width": 32, "target_video_length": 5 """;

    public static TheoryData<string, string> Schemes => new()
    {
        { "Default", "block" },
        { "Default", "phase" },
        { "Default", "model" },
        { "fp8-sgl", "block" },
        { "fp8-sgl", "model" },
        { "gguf-Q4_K_M", "model" },
        { "gguf-Q8_0", "model" },
    };

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_whole_run_gives_the_same_bits(string scheme, string granularity)
    {
        using var resident = Generate(Config(scheme, null));
        using var offloaded = Generate(Config(scheme, granularity));

        Same.Bits(resident.Latents, offloaded.Latents);
        Same.Bits(resident.Frames, offloaded.Frames);
    }

    [Theory]
    [InlineData("block")]
    [InlineData("model")]
    public void Nothing_is_left_and_nothing_grows(string granularity)
    {
        GenerateRequestOnce();
        var before = LiveTensorCount.Now();
        using (var pipeline = ImageToVideo.Load(models.Loader(Config("Default", granularity))))
        {
            Run(pipeline).Dispose();
            var warm = LiveTensorCount.Now();
            Run(pipeline).Dispose();
            Assert.Equal(warm, LiveTensorCount.Now());
        }

        Assert.Equal(before, LiveTensorCount.Now());

        void GenerateRequestOnce() => Generate(Config("Default", granularity)).Dispose();
    }

    [Theory]
    [InlineData("block")]
    [InlineData("model")]
    public void After_a_cancelled_run_the_next_is_right(string granularity)
    {
        using var expected = Generate(Config("Default", null));
        using var pipeline = ImageToVideo.Load(models.Loader(Config("Default", granularity)));
        Assert.Equal(4 * 10, pipeline.Expert(Expert.High).Parameters.Linears.Values.Count(l => l.Kept is not null));
        using var source = new CancellationTokenSource();
        var observer = new GenerateObserver { Step = _ => source.Cancel() };
        Assert.ThrowsAny<OperationCanceledException>(() => Run(pipeline, observer, source.Token));

        using var got = Run(pipeline);

        Same.Bits(expected.Latents, got.Latents);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Any_number_of_blocks_goes_round(int layers)
    {
        using var scope = NewDisposeScope();
        var config = TinyModelFolder.Dit with { NumLayers = layers };
        using var resident = new WanDit(config, new SeededParameters(7, CPU), Plan);
        var ring = new BlockRing(CPU, 2);
        var weights = new OffloadedBlocks(new SeededParameters(7, CPU), ring);
        using var offloaded = new WanDit(config, weights, Plan, offload: weights);

        for (var i = 0; i < 2; i++)
        {
            Same.Bits(Forward(resident), Forward(offloaded));
        }

        var block = resident.Parameters.Linears.Where(l => l.Key.StartsWith("blocks.0.", StringComparison.Ordinal)).Sum(l => l.Value.Weight.Bytes);
        Assert.Equal(Math.Min(2, layers) * block, ring.DeviceBytes);
    }

    [Fact]
    public void A_run_stopped_inside_a_step_leaves_a_ring_that_works()
    {
        using var scope = NewDisposeScope();
        using var resident = new WanDit(TinyModelFolder.Dit, new SeededParameters(7, CPU), Plan);
        var weights = new OffloadedBlocks(new SeededParameters(7, CPU), new(CPU, 2));
        using var offloaded = new WanDit(TinyModelFolder.Dit, weights, Plan, offload: weights);
        weights.Use(2).Dispose(); // as far as block 2, with block 3 on its way

        Same.Bits(Forward(resident), Forward(offloaded));
    }

    [Fact]
    public void Swapping_copies_each_block_once_per_change_of_expert()
    {
        using var scope = NewDisposeScope();
        var ring = new BlockRing(CPU, TinyModelFolder.Dit.NumLayers);
        using var high = Expert(1);
        using var low = Expert(2);
        WanDit Expert(int seed)
        {
            var weights = new OffloadedBlocks(new SeededParameters(seed, CPU), ring);
            return new(TinyModelFolder.Dit, weights, Plan, offload: weights);
        }

        foreach (var (dit, copies) in new[] { (high, 4), (high, 4), (low, 8), (low, 8), (high, 12) })
        {
            Forward(dit);
            Assert.Equal(copies, ring.Copies);
        }
    }

    [Theory]
    [InlineData("Default", "block", true)]
    [InlineData("Default", "block", false)]
    [InlineData("Default", "model", false)]
    [InlineData("fp8-sgl", "block", true)]
    public void Loras_come_and_go_as_on_a_resident_model(string scheme, string granularity, bool dynamic)
    {
        using var folder = new TemporaryFolder();
        var lora = LoraModel.WriteStyle(folder["style.safetensors"], 1);
        var mode = $$"""{ "lora_dynamic_apply": {{(dynamic ? "true" : "false")}}, """;
        using var resident = ImageToVideo.Load(models.Loader(Config(scheme, null).Replace("{ ", mode, StringComparison.Ordinal)));
        using var offloaded = ImageToVideo.Load(models.Loader(Config(scheme, granularity).Replace("{ ", mode, StringComparison.Ordinal)));
        using var plain = Run(resident);

        foreach (var strength in new[] { 1.0, -0.5, 0 })
        {
            resident.Loras.SwitchLora(lora, strength);
            offloaded.Loras.SwitchLora(lora, strength);
            using var expected = Run(resident);
            using var got = Run(offloaded);
            Same.Bits(expected.Latents, got.Latents);
            Assert.Equal(strength == 0, plain.Latents.equal(expected.Latents).all().item<bool>());
        }
    }

    [Theory]
    [InlineData("block", "Default")]
    [InlineData("model", "Default")]
    [InlineData("block", "fp8-sgl")]
    [InlineData("block", "gguf-Q4_K")]
    public void The_bench_compares_outputs(string granularity, string scheme)
    {
        var (code, data, log) = CommandLine.Run("bench", "dit", "--offload", granularity, "--scheme", scheme, "--runs", "1");

        Assert.True(code == ExitCodes.Pass, log);
        Assert.Contains("equal bit for bit", data, StringComparison.Ordinal);
    }

    private static DtypePlan Plan { get; } = DtypePlan.Official(ScalarType.Float32);

    private static Tensor Forward(WanDit dit)
    {
        using var frozen = no_grad();
        var config = dit.Config;
        var latents = DeterministicFill.Input(1, config.OutDim, 2, 4, 4);
        var y = DeterministicFill.Input(2, config.InDim - config.OutDim, 2, 4, 4);
        var context = DeterministicFill.Input(3, 1, config.TextLen, config.TextDim);
        return dit.Forward(latents, y, context, 900);
    }

    private static string Config(string scheme, string? granularity) => $$"""
        { {{Small}}, "dit_quant_scheme": "{{scheme}}", "dit_quantized": {{(scheme == "Default" ? "false" : "true")}}
          {{(granularity is null ? "" : $", \"cpu_offload\": true, \"offload_granularity\": \"{granularity}\"")}} }
        """;

    private GenerateResult Generate(string config)
    {
        using var pipeline = ImageToVideo.Load(models.Loader(config));
        return Run(pipeline);
    }

    private static GenerateResult Run(ImageToVideo pipeline, GenerateObserver? observer = null, CancellationToken cancellation = default)
    {
        using var picture = full([48, 32, 3], 77, ScalarType.Byte);
        return pipeline.Generate(new() { Prompt = "a cat", Image = picture, Seed = 3 }, observer, cancellation);
    }
}
