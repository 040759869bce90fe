using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Demo;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.Media;

namespace Workbench.UnitTests.LipSync;

public sealed class FrameSourcesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Pictures_of_a_folder_come_in_the_order_of_their_names()
    {
        var face = new DrawnFace(40, 32);
        foreach (var (name, mouth) in new[] { ("00000002.png", 1.0), ("00000001.png", 0.0) })
        {
            using var picture = face.Draw(mouth: mouth).ToTensor();
            ImageWriter.WritePng(folder[name], picture);
        }

        folder.Write("notes.txt", "no frame");
        var frames = FrameSources.Open(folder.Path);

        Assert.Equal(2, frames.Count);
        Assert.Equal(face.Draw(mouth: 0).Pixels, frames.Read(0).Pixels);
        Assert.Equal(face.Draw(mouth: 1).Pixels, frames.Read(1).Pixels);
        Assert.Equal(1, FrameSources.Open(folder["00000002.png"]).Count);
    }

    [Fact]
    public void Nothing_there_and_nothing_in_it_are_errors()
    {
        Assert.Contains("no base frames", Assert.Throws<LipSyncException>(() => FrameSources.Open(folder["missing"])).Message, StringComparison.Ordinal);
        Assert.Contains("holds no frames", Assert.Throws<LipSyncException>(() => FrameSources.Open(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<ImageFileException>(() => FrameSources.Open(folder.Write("torn.png", "not a picture")));
    }

    [Fact]
    public void The_drawn_face_stays_inside_its_frame_and_sways()
    {
        var face = new DrawnFace(96, 64);
        var (frames, boxes) = face.Idle(8);

        Assert.Equal(8, frames.Count);
        Assert.All(boxes, b => Assert.Equal(b, b.Clamp(64, 96)));
        Assert.True(boxes.Distinct().Count() > 1);
    }

    public void Dispose() => folder.Dispose();
}
