using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Running;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary><c>workbench generate</c> as a user runs it: from a picture and a prompt to an MP4, interrupted, and given things that cannot be.</summary>
[Collection(LiveTensorCount.Name)]
public sealed class TestPipeline(TinyModels models) : IClassFixture<TinyModels>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Output => folder["video.mp4"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_default_model_makes_an_mp4_of_the_announced_size()
    {
        var (code, data, log) = CommandLine.Run("generate", "-o", Output, "--json");

        Assert.True(code == ExitCodes.Pass, log);
        using var report = JsonDocument.Parse(data);
        var (width, height) = (report.RootElement.GetProperty("width").GetInt32(), report.RootElement.GetProperty("height").GetInt32());
        var video = Probe(Output);
        Assert.Equal(("h264", "yuv420p", "16/1", "9"), (video("codec_name"), video("pix_fmt"), video("r_frame_rate"), video("nb_read_frames")));
        Assert.Equal(($"{width}", $"{height}"), (video("width"), video("height")));
        Assert.Equal(["video.mp4"], folder.Names);
    }

    [Fact]
    public void Stages_saved_on_the_way_give_the_same_when_run_alone()
    {
        Assert.Equal(ExitCodes.Pass, Generate("--save-stages", folder["stages"]).Code);

        var (code, _, log) = CommandLine.Run("stage", "run", "13", "-m", models.Folder, "-c", "tiny_i2v", "--input", folder["stages/13.inputs.safetensors"], "--output", folder["again.safetensors"]);

        Assert.True(code == ExitCodes.Pass, log);
        using var first = SafetensorsFile.Open(folder["stages/13.outputs.safetensors"]);
        using var again = SafetensorsFile.Open(folder["again.safetensors"]);
        using var scope = NewDisposeScope();
        Assert.True(first.View("frames").equal(again.View("frames")).all().item<bool>());
    }

    [Fact]
    public void Twenty_requests_leave_no_tensor_behind()
    {
        using var pipeline = ImageToVideo.Load(models.Loader("""{"target_height": 32, "target_width": 32, "target_video_length": 5}"""));
        using var picture = full([48, 32, 3], 77, ScalarType.Byte);
        Request(0);
        var before = LiveTensorCount.Now();
        for (var i = 1; i <= 20; i++)
        {
            Request(i);
        }

        Assert.Equal(before, LiveTensorCount.Now());

        void Request(int seed) => pipeline.Generate(new() { Prompt = $"a cat {seed}", Image = picture, Seed = seed }).Dispose();
    }

    [Fact]
    public void Cancelled_midway_nothing_is_left()
    {
        CommandLine.Run("exit-codes");
        var before = LiveTensorCount.Now();

        var (code, log) = CommandLine.RunUntil("DIT steps: 1/", ["generate", "-m", models.Folder, "-c", "tiny_i2v", "-o", Output]);

        Assert.Equal(ExitCodes.Interrupted, code);
        Assert.Contains("no partial output was left", log, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
        Assert.Equal(before, LiveTensorCount.Now());
    }

    public static TheoryData<string[], int, string> BadInput => new()
    {
        { ["--image", "nothing-there.png"], ExitCodes.BadFile, "nothing-there.png" },
        { ["--model", "nothing-there"], ExitCodes.BadFile, "workbench fetch" },
        { ["--config", "nothing-there"], ExitCodes.Usage, "nothing-there" },
        { ["--prompt", new string('x', 10_000)], ExitCodes.Usage, "at most 128 tokens" },
        { ["--frames", "10"], ExitCodes.Usage, "4n+1" },
        { ["--frames", "0"], ExitCodes.Usage, "4n+1" },
        { ["--size", "0x0"], ExitCodes.Usage, "target_height" },
        { ["--size", "large"], ExitCodes.Usage, "HEIGHTxWIDTH" },
        { ["--scheme", "gguf-Q9"], ExitCodes.Usage, "nearest" },
        { ["--without", "no-such-patch"], ExitCodes.Usage, "nearest" },
        { ["--device", "tpu"], ExitCodes.Usage, "cpu, cuda" },
        { ["--set", "self_attn_1_type=\"flash_attn9\""], ExitCodes.Usage, "self_attn_1_type" },
    };

    [Theory]
    [MemberData(nameof(BadInput))]
    public void What_cannot_be_is_refused_with_a_sentence_and_a_code(string[] args, int expected, string said)
    {
        var (code, _, log) = Generate(args);

        Assert.True(code == expected, $"exit code {code}: {log}");
        Assert.Contains(said, log, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void A_file_that_is_no_picture_is_refused()
    {
        folder.Write("picture.png", "not a picture");

        var (code, _, log) = Generate("--image", folder["picture.png"]);

        Assert.True(code == ExitCodes.BadFile, log);
        Assert.Contains("picture.png", log, StringComparison.Ordinal);
        Assert.Equal(["picture.png"], folder.Names);
    }

    [Theory]
    [InlineData("missing", "missing key head.head.weight")]
    [InlineData("extra", "unexpected key")]
    [InlineData("misshapen", "head.head.bias has shape [7]")]
    [InlineData("truncated", "diffusion_pytorch_model.safetensors")]
    public void A_broken_expert_is_refused_by_name(string defect, string said)
    {
        using var broken = new TinyModels();
        Damage(Path.Combine(broken.Folder, "low_noise_model", "diffusion_pytorch_model.safetensors"), defect);
        var before = LiveTensorCount.Now();

        var (code, _, log) = CommandLine.Run("generate", "-m", broken.Folder, "-c", "tiny_i2v", "-o", Output);

        Assert.True(code == ExitCodes.BadFile, log);
        Assert.Contains(said, log, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
        Assert.Equal(before, LiveTensorCount.Now());
    }

    private (int Code, string Data, string Log) Generate(params string[] args) =>
        CommandLine.Run(["generate", "-o", Output, .. args.Contains("--model") ? Array.Empty<string>() : ["-m", models.Folder], .. args.Contains("--config") ? Array.Empty<string>() : ["-c", "tiny_i2v"], .. args]);

    private static void Damage(string path, string defect)
    {
        if (defect == "truncated")
        {
            using var stream = File.OpenWrite(path);
            stream.SetLength(stream.Length / 2);
            return;
        }

        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors;
        using (var file = SafetensorsFile.Open(path))
        {
            tensors = file.Tensors.Keys.ToDictionary(k => k, k => file.View(k).clone());
        }

        switch (defect)
        {
            case "missing":
                tensors.Remove("head.head.weight");
                break;
            case "extra":
                tensors["head.head.wieght"] = ones(2);
                break;
            default:
                tensors["head.head.bias"] = ones(7);
                break;
        }

        SafetensorsWriter.Write(path, tensors);
    }

    private static Func<string, string> Probe(string path)
    {
        var start = new ProcessStartInfo("ffprobe", ["-v", "error", "-count_frames", "-select_streams", "v", "-show_streams", "-of", "json", path]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var stream = JsonNode.Parse(process.StandardOutput.ReadToEnd())!["streams"]![0]!;
        process.WaitForExit();
        return key => stream[key]!.ToString();
    }
}
