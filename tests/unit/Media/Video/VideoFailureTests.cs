using Workbench.Pipeline.Media;
using Workbench.Pipeline.Media.Video;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Media.Video;

public sealed class VideoFailureTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void No_frames_is_an_error_and_leaves_nothing()
    {
        var error = Assert.Throws<VideoException>(() => VideoWriter.Write(folder.At("v.mp4"), [], 2, 2));
        Assert.Contains("no frames", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void A_frame_of_another_size_is_an_error_and_leaves_nothing()
    {
        var error = Assert.Throws<VideoException>(() => VideoWriter.Write(folder.At("v.mp4"), [.. TestFrames.Numbered(3), new byte[9]], 2, 2));
        Assert.Contains("frame 3: expected 2 x 2 x 3 = 12 bytes, got 9", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Theory]
    [InlineData(0, 2, 16)]
    [InlineData(2, -1, 16)]
    [InlineData(2, 2, 0)]
    [InlineData(2, 2, double.NaN)]
    public void Impossible_sizes_and_rates_are_errors(int width, int height, double framesPerSecond) =>
        Assert.Throws<VideoException>(() => VideoWriter.Write(folder.At("v.mp4"), TestFrames.Numbered(1), width, height, new() { FramesPerSecond = framesPerSecond }));

    [Fact]
    public void A_tensor_of_another_kind_is_an_error()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<VideoException>(() => VideoWriter.Write(folder.At("v.mp4"), zeros(2, 4, 4, 3)));
        Assert.Contains("Float32[2,4,4,3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_producer_throws_comes_out_and_nothing_is_left()
    {
        IEnumerable<ReadOnlyMemory<byte>> Frames()
        {
            yield return new byte[12];
            throw new NotSupportedException("decoder broke");
        }

        Assert.Throws<NotSupportedException>(() => VideoWriter.Write(folder.At("v.mp4"), Frames(), 2, 2));
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void Cancelling_midway_leaves_nothing_and_keeps_an_older_file()
    {
        File.WriteAllText(folder.At("v.mp4"), "older");
        using var source = new CancellationTokenSource();
        IEnumerable<ReadOnlyMemory<byte>> Frames()
        {
            for (var i = 0; ; i++)
            {
                if (i == 30)
                {
                    source.Cancel();
                }

                yield return new byte[64 * 64 * 3];
            }
        }

        Assert.ThrowsAny<OperationCanceledException>(() => VideoWriter.Write(folder.At("v.mp4"), Frames(), 64, 64, null, source.Token));
        Assert.Equal(["v.mp4"], folder.Names);
        Assert.Equal("older", File.ReadAllText(folder.At("v.mp4")));
    }

    [Fact]
    public void A_full_disk_is_named_and_leaves_nothing()
    {
        // A file size limit would need another process; /dev/full answers every write with ENOSPC.
        var tail = new[] { "frame=   12", "av_interleaved_write_frame(): No space left on device", "Conversion failed!" };
        var error = EncoderFailure.Of(folder.At("v.mp4"), 1, tail);
        Assert.IsType<DiskFullException>(error);
        Assert.Contains("df -h", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ffmpeg_that_meets_a_full_disk_midway_leaves_nothing_and_keeps_an_older_file()
    {
        var full = Script("ffmpeg", "case $1 in -version) echo 'ffmpeg version 5.1.0 fake';; *) for last; do :; done; echo torn > \"$last\"; echo 'No space left on device' >&2; exit 228;; esac");
        Script("ffprobe", "exit 0");
        File.WriteAllText(folder.At("v.mp4"), "older");

        using (var file = new PartialFile(folder.At("v.mp4")))
        {
            using var encoder = new VideoEncoder(Ffmpeg.Find(full, null), file.Path, "v.mp4", 2, 2, new(), null, CancellationToken.None);
            Assert.Throws<DiskFullException>(() =>
            {
                while (encoder.Add(new byte[12]))
                {
                }

                encoder.Finish();
            });
        }

        Assert.Equal(["ffmpeg", "ffprobe", "v.mp4"], folder.Names);
        Assert.Equal("older", File.ReadAllText(folder.At("v.mp4")));
    }

    [Fact]
    public void A_killed_ffmpeg_is_an_error_with_its_last_words()
    {
        var killer = Script("ffmpeg", "case $1 in -version) echo 'ffmpeg version 5.1.0 fake';; *) echo 'last words' >&2; kill -9 $$;; esac");
        Script("ffprobe", "exit 0");
        var ffmpeg = Ffmpeg.Find(killer, null);

        using var file = new PartialFile(folder.At("v.mp4"));
        using var encoder = new VideoEncoder(ffmpeg, file.Path, "v.mp4", 2, 2, new(), null, CancellationToken.None);
        var error = Assert.Throws<FfmpegFailedException>(() =>
        {
            while (encoder.Add(new byte[12]))
            {
            }

            encoder.Finish();
        });
        Assert.Contains("killed by signal 9", error.Message, StringComparison.Ordinal);
        Assert.Contains("last words", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_ffmpeg_says_how_to_get_it()
    {
        var error = Assert.Throws<FfmpegNotFoundException>(() => Ffmpeg.Find(null, folder.Path));
        Assert.Contains("apt-get install", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<FfmpegNotFoundException>(() => Ffmpeg.Find(folder.At("ffmpeg"), "/usr/bin"));
        Assert.Contains("WORKBENCH_FFMPEG", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no such", null)]
    [InlineData("not a video", "hello")]
    [InlineData("empty", "")]
    public void Reading_what_is_no_video_is_an_error(string name, string? content)
    {
        var path = folder.At(name + ".mp4");
        if (content is not null)
        {
            File.WriteAllText(path, content);
        }

        Assert.Contains(path, Assert.Throws<VideoException>(() => VideoReader.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_a_sound_file_says_that_there_is_no_video() =>
        Assert.Contains("no video stream", Assert.Throws<VideoException>(() => VideoReader.Read(TestFrames.Tone(folder.At("a.wav"), 0.1))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_torn_video_is_an_error()
    {
        using var scope = NewDisposeScope();
        var path = folder.At("t.mp4");
        VideoWriter.Write(path, TestFrames.Ramps(30, 64, 64));
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length * 2 / 3)]);
        Assert.ThrowsAny<VideoException>(() => VideoReader.Read(path));
    }

    [Fact]
    public void A_handler_that_throws_ends_the_reading()
    {
        VideoWriter.Write(folder.At("v.mp4"), TestFrames.Numbered(9), 2, 2);
        var error = Assert.Throws<VideoException>(() => VideoReader.ReadEach(folder.At("v.mp4"), (i, _) =>
        {
            if (i == 3)
            {
                throw new InvalidOperationException("enough");
            }
        }));
        Assert.Contains("frame 3: enough", error.Message, StringComparison.Ordinal);
    }

    private string Script(string name, string body)
    {
        var path = folder.At(name);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
