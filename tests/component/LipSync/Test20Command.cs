using System.Text.Json;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Demo;
using Workbench.Pipeline.Media.Video;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.LipSync;

/// <summary><c>workbench lipsync</c> as a user runs it.</summary>
[Trait("Stage", "20")]
[Collection(LiveTensorCount.Name)]
public sealed class Test20Command : IDisposable
{
    private const double Seconds = 0.6;

    private readonly TemporaryFolder folder = new();

    private string Output => folder["talk.mp4"];

    public Test20Command()
    {
        using var scope = NewDisposeScope();
        WavFile.Write(folder["speech.wav"], VowelTone.Make(Seconds));
        var (frames, boxes) = new DrawnFace(97, 81).Idle(3);
        VideoWriter.Write(folder["base.mkv"], frames.Select(f => (ReadOnlyMemory<byte>)f.Pixels), 97, 81, new() { Codec = VideoCodecChoice.LosslessFfv1, FramesPerSecond = 12 });
        folder.Write("boxes.json", JsonSerializer.Serialize(boxes.Select(b => new[] { b.Left, b.Top, b.Right, b.Bottom })));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_frames_a_drawn_face_talks_at_25_frames_a_second()
    {
        var (code, data, log) = CommandLine.Run("lipsync", "--audio", folder["speech.wav"], "--out", Output);

        Assert.True(code == ExitCodes.Pass, log);
        Assert.Contains("weights are random", log, StringComparison.Ordinal);
        Assert.Contains("talking: 15/15", log, StringComparison.Ordinal);
        Assert.StartsWith(Output, data, StringComparison.Ordinal);
        Assert.Contains("mux", data, StringComparison.Ordinal);
        Expect(VideoProbe.Probe(Output), 15, 25, 480, 480);
    }

    [Fact]
    public void A_base_video_gives_its_rate_and_an_odd_size_is_padded()
    {
        var (code, data, log) = Talk("--boxes", folder["boxes.json"], "--parsing-mode", "raw", "--version", "v1", "--batch", "3", "--json");

        Assert.True(code == ExitCodes.Pass, log);
        using var report = JsonDocument.Parse(data);
        Assert.Equal((7, 98, 82), (report.RootElement.GetProperty("frames").GetInt32(), report.RootElement.GetProperty("width").GetInt32(), report.RootElement.GetProperty("height").GetInt32()));
        Expect(VideoProbe.Probe(Output), 7, 12, 98, 82);
    }

    [Fact]
    public void The_cache_spares_the_second_run_its_preparation_and_missing_faces_are_said()
    {
        folder.Write("partly.json", "[[20, 20, 80, 75], null, [20, 20, 80, 75]]");
        string[] args = ["--boxes", folder["partly.json"], "--avatar-cache", folder["face.avatar"], "--json"];

        var (first, second) = (Talk(args), Talk(args));

        Assert.True(second.Code == ExitCodes.Pass, second.Log);
        Assert.Contains("\"fromCache\": false", first.Data, StringComparison.Ordinal);
        Assert.Contains("\"fromCache\": true", second.Data, StringComparison.Ordinal);
        Assert.Contains("no face in base frames 1: they pass through unchanged", second.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_nothing_is_left()
    {
        CommandLine.Run("exit-codes");
        var (names, before) = (folder.Names.ToList(), LiveTensorCount.Now());

        var (code, log) = CommandLine.RunUntil("talking: 0/", "lipsync", "--frames", folder["base.mkv"], "--boxes", folder["boxes.json"], "--audio", folder["speech.wav"], "--batch", "2", "--out", Output);

        Assert.True(code == ExitCodes.Interrupted, log);
        Assert.Contains("no partial output was left", log, StringComparison.Ordinal);
        Assert.Equal(names, folder.Names);
        Assert.Equal(before, LiveTensorCount.Now());
    }

    public static TheoryData<string[], int, string> BadInput => new()
    {
        { ["--frames", "nothing-there"], ExitCodes.Usage, "nothing-there: there are no base frames" },
        { ["--frames", "@empty"], ExitCodes.Usage, "holds no frames" },
        { ["--frames", "@boxes.json"], ExitCodes.BadFile, "boxes.json" },
        { ["--audio", "nothing-there.wav"], ExitCodes.Usage, "nothing-there.wav: there is no such audio file" },
        { ["--audio", "@boxes.json"], ExitCodes.Usage, "ffmpeg cannot read it as audio" },
        { ["--boxes", "@none.json"], ExitCodes.Usage, "no face was found in base frames 0, 1, 2" },
        { ["--boxes", "@speech.wav"], ExitCodes.Usage, "cannot read face boxes" },
        { ["--boxes", "@torn.json"], ExitCodes.Usage, "entry 1 is no face box" },
        { ["--boxes", "@two.json"], ExitCodes.Usage, "2 face boxes were given, base frame 2 needs one" },
        { ["--model", "nothing-there"], ExitCodes.Usage, "a lip-sync model file is missing" },
        { ["--version", "v2"], ExitCodes.Usage, "v15, v1 or v1-original" },
        { ["--parsing-mode", "nose"], ExitCodes.Usage, "jaw, raw, neck or face" },
        { ["--batch", "0"], ExitCodes.Usage, "batch size" },
        { ["--fps", "0"], ExitCodes.Usage, "frame rate" },
        { ["--fps", "1"], ExitCodes.Usage, "shorter than one frame" },
        { ["--device", "tpu"], ExitCodes.Usage, "cpu, cuda" },
        { ["--dtype", "int4"], ExitCodes.Usage, "FP32, BF16 or FP16" },
    };

    [Theory]
    [MemberData(nameof(BadInput))]
    public void What_cannot_be_is_refused_with_a_sentence_and_a_code(string[] args, int expected, string said)
    {
        Directory.CreateDirectory(folder["empty"]);
        folder.Write("none.json", "[null, null, null]");
        folder.Write("torn.json", "[[1, 2, 30, 40], [5, 6]]");
        folder.Write("two.json", "[[20, 20, 80, 75], [20, 20, 80, 75]]");
        var names = folder.Names.ToList();
        var placed = Array.ConvertAll(args, a => a.StartsWith('@') ? folder[a[1..]] : a);

        var (code, _, log) = Talk(placed);

        Assert.True(code == expected, $"exit code {code}: {log}");
        Assert.Contains(said, log, StringComparison.Ordinal);
        Assert.Equal(names, folder.Names);
    }

    private (int Code, string Data, string Log) Talk(params string[] args) =>
        CommandLine.Run(["lipsync", "--out", Output, .. Default(args, "--frames", folder["base.mkv"]), .. Default(args, "--audio", folder["speech.wav"]), .. args]);

    private static string[] Default(string[] args, string option, string value) => args.Contains(option) ? [] : [option, value];

    /// <summary>H.264 with AAC, whole, and sound and picture end within one frame (and one AAC block of 64 ms) of each other.</summary>
    private static void Expect(VideoInfo info, int frames, double fps, int width, int height)
    {
        Assert.Equal(("h264", "yuv420p", "aac"), (info.VideoCodec, info.PixelFormat, info.AudioCodec));
        Assert.Equal((frames, fps, width, height), (info.Frames, info.FramesPerSecond, info.Width, info.Height));
        Assert.Equal(frames / fps, info.AudioDuration!.Value.TotalSeconds, 0.065);
    }
}
