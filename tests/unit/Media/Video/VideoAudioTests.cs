using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.Media.Video;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Media.Video;

public sealed class VideoAudioTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0.5)]
    [InlineData(3.0)]
    public void By_default_the_frames_decide_the_length(double audioSeconds)
    {
        var path = folder.At("v.mp4");
        var options = new VideoOptions { FramesPerSecond = 10, AudioPath = TestFrames.Tone(folder.At("tone.wav"), audioSeconds) };

        Assert.Equal(20, VideoWriter.Write(path, TestFrames.Numbered(20).ToList(), 2, 2, options));

        var info = VideoProbe.Probe(path);
        Assert.Equal(("aac", 20, 10.0), (info.AudioCodec, info.Frames, info.FramesPerSecond));
        // AAC works in blocks of 1024 samples (64 ms at 16 kHz): the audio may end up to one block off.
        Assert.InRange(info.AudioDuration!.Value.TotalSeconds, 2 - 0.065, 2 + 0.065);
    }

    [Fact]
    public void The_same_holds_when_the_number_of_frames_is_not_known_beforehand()
    {
        var path = folder.At("v.mp4");
        var options = new VideoOptions { FramesPerSecond = 10, AudioPath = TestFrames.Tone(folder.At("tone.wav"), 30) };

        VideoWriter.Write(path, TestFrames.Numbered(21).Where((_, i) => i < 20), 2, 2, options);

        var info = VideoProbe.Probe(path);
        Assert.Equal(20, info.Frames);
        Assert.InRange(info.AudioDuration!.Value.TotalSeconds, 2 - 0.065, 2 + 0.25);
    }

    [Theory]
    [InlineData(FrameLoop.HoldLast, new[] { 0, 1, 2, 2, 2, 2, 2, 2 })]
    [InlineData(FrameLoop.Repeat, new[] { 0, 1, 2, 0, 1, 2, 0, 1 })]
    [InlineData(FrameLoop.PingPong, new[] { 0, 1, 2, 1, 0, 1, 2, 1 })]
    public void The_audio_can_decide_and_frames_are_looped(FrameLoop loop, int[] expected)
    {
        var path = folder.At("v.mkv");
        var options = new VideoOptions
        {
            Codec = VideoCodecChoice.LosslessFfv1,
            FramesPerSecond = 10,
            AudioPath = TestFrames.Tone(folder.At("tone.wav"), 0.75), // 7.5 frames: rounded up
            Length = LengthRule.Audio,
            Loop = loop,
        };

        Assert.Equal(8, VideoWriter.Write(path, TestFrames.Numbered(3), 2, 2, options));

        var firsts = new List<int>();
        var info = VideoReader.ReadEach(path, (_, frame) => firsts.Add(frame[0]));
        Assert.Equal(expected, firsts);
        Assert.Equal("flac", info.AudioCodec);
    }

    [Fact]
    public void The_audio_can_decide_and_surplus_frames_are_dropped()
    {
        var path = folder.At("v.mp4");
        var options = new VideoOptions { FramesPerSecond = 10, AudioPath = TestFrames.Tone(folder.At("tone.wav"), 0.5), Length = LengthRule.Audio };
        Assert.Equal(5, VideoWriter.Write(path, TestFrames.Numbered(50), 2, 2, options));
        Assert.Equal(5, VideoProbe.Probe(path).Frames);
    }

    [Fact]
    public void A_looping_mp4_has_the_audios_length_in_h264_and_aac()
    {
        using var scope = NewDisposeScope();
        var path = folder.At("v.mp4");
        var options = new VideoOptions { FramesPerSecond = 25, AudioPath = TestFrames.Tone(folder.At("tone.wav"), 0.75, 44100), Length = LengthRule.Audio, Loop = FrameLoop.Repeat };

        Assert.Equal(19, VideoWriter.Write(path, TestFrames.Ramps(4, 33, 47), options));

        var info = VideoProbe.Probe(path);
        Assert.Equal(("h264", "yuv420p", "aac", 48, 34), (info.VideoCodec, info.PixelFormat, info.AudioCodec, info.Width, info.Height));
        Assert.Equal((19, 25.0), (info.Frames, info.FramesPerSecond));
        Assert.Equal(0.76, info.Duration.TotalSeconds, 0.024); // an AAC block of 1024 samples at 44.1 kHz
    }

    [Theory]
    [InlineData(25)]
    [InlineData(16)]
    [InlineData(29.97)]
    public void A_flash_and_a_beep_at_the_same_time_stay_within_one_frame(double framesPerSecond)
    {
        var path = folder.At("v.mp4");
        var at = (int)framesPerSecond; // the frame that flashes, about a second in
        var samples = new short[2 * Speech.SampleRate];
        for (var i = (int)(at / framesPerSecond * Speech.SampleRate); i < samples.Length; i++)
        {
            samples[i] = (short)(12000 * Math.Sin(2 * Math.PI * 1000 * i / Speech.SampleRate));
        }

        WavFile.Write(folder.At("beep.wav"), samples);
        var frames = Enumerable.Range(0, (int)(2 * framesPerSecond)).Select(i => (ReadOnlyMemory<byte>)Enumerable.Repeat((byte)(i >= at ? 255 : 0), 32 * 32 * 3).ToArray());

        VideoWriter.Write(path, frames, 32, 32, new() { FramesPerSecond = framesPerSecond, AudioPath = folder.At("beep.wav") });

        var flash = -1;
        VideoReader.ReadEach(path, (i, frame) => flash = flash < 0 && frame[0] > 128 ? i : flash);
        using var sound = SpeechReader.Open(path);
        var heard = new float[sound.Samples];
        sound.Read(0, heard);
        Assert.Equal(at, flash);
        Assert.Equal(flash / framesPerSecond, (double)Array.FindIndex(heard, s => Math.Abs(s) > 0.1) / Speech.SampleRate, 1 / framesPerSecond);
    }

    [Fact]
    public void One_frame_loops_in_every_way()
    {
        foreach (var loop in Enum.GetValues<FrameLoop>())
        {
            Assert.Equal([0, 0, 0], Enumerable.Range(0, 3).Select(i => FrameOrder.At(i, 1, loop)));
        }
    }

    [Fact]
    public void A_missing_or_silent_audio_file_is_named()
    {
        var missing = Assert.Throws<VideoException>(() =>
            VideoWriter.Write(folder.At("v.mp4"), TestFrames.Numbered(2), 2, 2, new() { AudioPath = folder.At("none.wav") }));
        Assert.Contains("none.wav: no such audio file", missing.Message, StringComparison.Ordinal);

        VideoWriter.Write(folder.At("mute.mp4"), TestFrames.Numbered(2), 2, 2);
        var mute = Assert.Throws<VideoException>(() =>
            VideoWriter.Write(folder.At("v.mp4"), TestFrames.Numbered(2), 2, 2, new() { AudioPath = folder.At("mute.mp4"), Length = LengthRule.Audio }));
        Assert.Contains("has no audio stream", mute.Message, StringComparison.Ordinal);
        Assert.Equal(["mute.mp4"], folder.Names);
    }
}
