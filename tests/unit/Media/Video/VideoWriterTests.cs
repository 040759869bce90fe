using System.Buffers.Binary;
using System.Text;
using Workbench.Pipeline.Media.Video;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Media.Video;

public sealed class VideoWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Writes_h264_yuv420p_with_colour_tags_and_the_index_in_front()
    {
        using var scope = NewDisposeScope();
        var path = folder.At("a.mp4");

        Assert.Equal(17, VideoWriter.Write(path, TestFrames.Ramps(17, 48, 80), new() { FramesPerSecond = 16 }));

        var info = VideoProbe.Probe(path);
        Assert.Equal(("h264", "yuv420p", 80, 48), (info.VideoCodec, info.PixelFormat, info.Width, info.Height));
        Assert.Equal((17, 16.0), (info.Frames, info.FramesPerSecond));
        Assert.InRange(info.Duration.TotalSeconds, 17 / 16.0 - 0.001, 17 / 16.0 + 0.001); // MP4 counts in milliseconds
        Assert.Equal(("bt709", "bt709", "bt709", "tv"), (info.ColourMatrix, info.ColourPrimaries, info.ColourTransfer, info.ColourRange));
        Assert.Null(info.AudioCodec);
        var boxes = Boxes(path);
        Assert.True(boxes.IndexOf("moov") < boxes.IndexOf("mdat"), string.Join(" ", boxes));
        Assert.Equal(["a.mp4"], folder.Names);
    }

    [Fact]
    public void Colours_come_back_as_they_went_in()
    {
        using var scope = NewDisposeScope();
        var path = folder.At("c.mp4");
        VideoWriter.Write(path, TestFrames.Flat(3, 32, 32, 200, 60, 30));

        var difference = (VideoReader.Read(path).to(ScalarType.Int32) - TestFrames.Flat(3, 32, 32, 200, 60, 30).to(ScalarType.Int32)).abs().max().item<int>();

        // 8-bit YUV of limited range has steps of up to 2.2 levels of RGB; a bt601/bt709 mix-up would be off by more than 10.
        Assert.InRange(difference, 0, 3);
    }

    [Theory]
    [InlineData(OddSize.Pad, 8, 6)]
    [InlineData(OddSize.Crop, 6, 4)]
    public void Odd_sizes_grow_or_shrink_by_one(OddSize rule, int width, int height)
    {
        using var scope = NewDisposeScope();
        var path = folder.At("odd.mp4");
        VideoWriter.Write(path, TestFrames.Flat(2, 5, 7, 90, 160, 220), new() { OddSize = rule });

        var info = VideoProbe.Probe(path);
        Assert.Equal((width, height, 2), (info.Width, info.Height, info.Frames));
        var corner = VideoReader.Read(path)[1, -1, -1].to(ScalarType.Int32);
        Assert.InRange((corner - tensor(new[] { 90, 160, 220 })).abs().max().item<int>(), 0, 4);
    }

    [Fact]
    public void A_non_contiguous_tensor_is_written_as_it_reads()
    {
        using var scope = NewDisposeScope();
        var path = folder.At("n.mkv");
        var frames = TestFrames.Ramps(4, 6, 10).transpose(1, 2);
        VideoWriter.Write(path, frames, new() { Codec = VideoCodecChoice.LosslessFfv1 });
        Assert.True(VideoReader.Read(path).eq(frames).all().item<bool>());
    }

    [Theory]
    [InlineData(16, 10)]
    [InlineData(1, 1)]
    [InlineData(33, 7)]
    public void Lossless_frames_come_back_byte_for_byte(int width, int height)
    {
        using var scope = NewDisposeScope();
        var frames = randint(0, 256, [5, height, width, 3], ScalarType.Byte, generator: new Generator(7));
        var path = folder.At("golden.mkv");
        VideoWriter.Write(path, frames, new() { Codec = VideoCodecChoice.LosslessFfv1, FramesPerSecond = 25 });

        Assert.Equal(frames.bytes.ToArray(), VideoReader.Read(path).bytes.ToArray());
        Assert.Equal(("ffv1", 25.0, 5), (VideoProbe.Probe(path).VideoCodec, VideoProbe.Probe(path).FramesPerSecond, VideoProbe.Probe(path).Frames));
    }

    [Fact]
    public void Frames_may_come_from_a_generator_that_reuses_its_buffer()
    {
        var buffer = new byte[12];
        IEnumerable<ReadOnlyMemory<byte>> Frames()
        {
            for (byte i = 0; i < 40; i++)
            {
                buffer.AsSpan().Fill(i);
                yield return buffer;
            }
        }

        var path = folder.At("g.mkv");
        Assert.Equal(40, VideoWriter.Write(path, Frames(), 2, 2, new() { Codec = VideoCodecChoice.LosslessFfv1 }));
        Assert.Equal(Enumerable.Range(0, 40), FirstBytes(path));
    }

    [Fact]
    public void An_older_file_is_replaced_and_a_missing_folder_made()
    {
        var path = folder.At("deep/er/x.mp4");
        VideoWriter.Write(path, TestFrames.Numbered(2), 2, 2);
        VideoWriter.Write(path, TestFrames.Numbered(5), 2, 2);
        Assert.Equal(5, VideoProbe.Probe(path).Frames);
    }

    private static List<int> FirstBytes(string path)
    {
        var firsts = new List<int>();
        VideoReader.ReadEach(path, (_, frame) => firsts.Add(frame[0]));
        return firsts;
    }

    private static List<string> Boxes(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var names = new List<string>();
        for (long at = 0; at + 8 <= bytes.Length; at += BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan((int)at)))
        {
            names.Add(Encoding.ASCII.GetString(bytes, (int)at + 4, 4));
        }

        return names;
    }
}
