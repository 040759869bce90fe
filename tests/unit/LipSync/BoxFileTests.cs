using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.UnitTests.LipSync;

public sealed class BoxFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_box_per_frame_none_for_a_frame_and_one_for_all()
    {
        Assert.Equal([new FaceBox(1, 2, 30, 40), default], BoxFile.Read(folder.Write("a.json", "[[1, 2, 30.4, 39.6], null]")));
        Assert.Equal([new FaceBox(1, 2, 30, 40)], BoxFile.Read(folder.Write("b.json", "[1, 2, 30, 40]")));
    }

    [Theory]
    [InlineData("{}", "no list")]
    [InlineData("[[1, 2, 3]]", "entry 0")]
    [InlineData("[[1, 2, 1, 9]]", "entry 0")]
    [InlineData("[[1, 2, 9, 9], [\"a\", 2, 3, 4]]", "entry 1")]
    [InlineData("[[1, 2, 9, 9], [null, 2, 3, 4]]", "entry 1")]
    [InlineData("[1, 2", "cannot read")]
    public void Anything_else_is_named(string json, string said) =>
        Assert.Contains(said, Assert.Throws<LipSyncException>(() => BoxFile.Read(folder.Write("c.json", json))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("none.json", Assert.Throws<LipSyncException>(() => BoxFile.Read(folder["none.json"])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_middle_of_a_frame_is_inside_it()
    {
        Assert.Equal(new FaceBox(40, 20, 80, 60), new CentreBox().Locate(0, new(80, 120, 3)));
        Assert.False(new CentreBox().Locate(0, new(9, 120, 3))!.Value.IsEmpty);
    }
}
