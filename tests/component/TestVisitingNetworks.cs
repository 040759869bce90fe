using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary><c>t5_cpu_offload</c> and <c>vae_cpu_offload</c>: text encoder and VAE are on the device only while they compute, with the same bits.</summary>
[Collection(LiveTensorCount.Name)]
public sealed class TestVisitingNetworks(TinyModels models) : IClassFixture<TinyModels>
{
    private const string Text = "models_t5_umt5-xxl-enc-bf16.safetensors", Vae = "Wan2.1_VAE.safetensors";

    [Theory]
    [InlineData(""" "t5_cpu_offload": true """)]
    [InlineData(""" "t5_lazy_load": true """)]
    [InlineData(""" "vae_cpu_offload": true """)]
    [InlineData(""" "unload_modules": true """)]
    [InlineData(""" "t5_cpu_offload": true, "vae_cpu_offload": true, "workbench": { "numeric_profile": "lightx2v", "dtype": "BF16" } """)]
    public void A_whole_run_gives_the_same_bits_every_time(string settings)
    {
        using var visiting = ImageToVideo.Load(models.Loader(Config(settings)));
        using var resident = ImageToVideo.Load(models.Loader(Config(settings.Replace("_offload\": true", "_offload\": false", StringComparison.Ordinal).Replace("_load\": true", "_load\": false", StringComparison.Ordinal).Replace("_modules\": true", "_modules\": false", StringComparison.Ordinal))));
        using var expected = Run(resident);

        for (var i = 0; i < 2; i++)
        {
            using var got = Run(visiting);
            Same.Bits(expected.Latents, got.Latents);
            Same.Bits(expected.Frames, got.Frames);
        }
    }

    [Fact]
    public void Between_runs_none_of_their_parameters_is_alive()
    {
        long resident, visiting;
        using (var pipeline = ImageToVideo.Load(models.Loader(Config(""" "t5_cpu_offload": false """))))
        {
            Run(pipeline).Dispose();
            resident = LiveTensorCount.Now();
        }

        using (var pipeline = ImageToVideo.Load(models.Loader(Config(""" "t5_cpu_offload": true, "vae_cpu_offload": true """))))
        {
            Run(pipeline).Dispose();
            visiting = LiveTensorCount.Now();
        }

        Assert.InRange(resident - visiting, Keys(Text) + Keys(Vae), Keys(Text) + Keys(Vae) + 10); // the VAE's scale and the like come on top
    }

    [Fact]
    public void After_a_cancelled_run_the_next_is_right()
    {
        using var pipeline = ImageToVideo.Load(models.Loader(Config(""" "t5_cpu_offload": true, "vae_cpu_offload": true """)));
        using var expected = Run(pipeline);
        var live = LiveTensorCount.Now();
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Run(pipeline, new() { StageBegins = stage => CancelAt(stage, source) }, source.Token));
        Assert.Equal(live, LiveTensorCount.Now());

        using var got = Run(pipeline);

        Same.Bits(expected.Frames, got.Frames);
    }

    [Theory]
    [InlineData(Text, "norm.weight", "missing key norm.weight")]
    [InlineData(Text, null, "unexpected key")]
    [InlineData(Vae, "conv1.bias", "missing key conv1.bias")]
    [InlineData(Vae, null, "unexpected key")]
    public void A_file_that_does_not_fit_is_found_while_loading(string file, string? without, string error)
    {
        using var broken = new TinyModels();
        var path = Path.Combine(broken.Folder, file);
        Rewrite(path, path + ".new", without);
        File.Move(path + ".new", path, overwrite: true);
        var loader = broken.Loader(Config(""" "t5_cpu_offload": true, "vae_cpu_offload": true """));

        var found = Assert.Throws<CheckpointException>(() => ImageToVideo.Load(loader));

        Assert.Contains(error, found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_stage_alone_gives_the_same_bits()
    {
        using var input = new StageData();
        input.Metadata["prompt"] = "a cat";
        using var expected = StageRunner.Run(models.Loader(Config(""" "t5_cpu_offload": false """)), 10, input);
        using var got = StageRunner.Run(models.Loader(Config(""" "t5_cpu_offload": true """)), 10, input);

        Same.Bits(expected["context"], got["context"]);
    }

    private static void CancelAt(string stage, CancellationTokenSource source)
    {
        if (stage.StartsWith("10", StringComparison.Ordinal))
        {
            source.Cancel();
        }
    }

    private static void Rewrite(string path, string copy, string? without)
    {
        using var scope = NewDisposeScope();
        using var file = CheckpointFile.Open(path);
        var tensors = file.Tensors.Keys.Where(key => key != without).Select(key => KeyValuePair.Create(key, file.View(key).contiguous())).ToList();
        SafetensorsWriter.Write(copy, without is null ? [.. tensors, new("surplus", zeros(2))] : tensors);
    }

    private long Keys(string file)
    {
        using var checkpoint = CheckpointFile.Open(Path.Combine(models.Folder, file));
        return checkpoint.Tensors.Count;
    }

    private static string Config(string settings) => $$"""{ "target_height": 32, "target_width": 32, "target_video_length": 5, {{settings}} }""";

    private static GenerateResult Run(ImageToVideo pipeline, GenerateObserver? observer = null, CancellationToken cancellation = default)
    {
        using var picture = full([48, 32, 3], 77, ScalarType.Byte);
        return pipeline.Generate(new() { Prompt = "a cat", Image = picture, Seed = 3 }, observer, cancellation);
    }
}
