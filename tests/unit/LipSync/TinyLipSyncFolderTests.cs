using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.UnitTests.LipSync;

public sealed class TinyLipSyncFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_same_seed_gives_the_same_files_and_another_one_others()
    {
        TinyLipSyncFolder.Write(folder["a"]);
        TinyLipSyncFolder.Write(folder["b"]);
        TinyLipSyncFolder.Write(folder["c"], seed: 7);

        Assert.Equal(Content("a"), Content("b"));
        Assert.NotEqual(Content("a")["musetalkV15/unet.safetensors"], Content("c")["musetalkV15/unet.safetensors"]);
        Assert.Throws<IOException>(() => TinyLipSyncFolder.Write(folder["a"]));
        Assert.Equal(["a", "b", "c"], folder.Names);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_loads_strictly_as_either_version_and_calls_everything_skin(bool version1)
    {
        TinyLipSyncFolder.Write(folder["m"]);

        using var models = LipSyncLoader.Load(LipSyncPaths.Under(folder["m"], version1), CPU, ScalarType.Float32);
        using var picture = randint(0, 256, [80, 90, 3], ScalarType.Byte);

        Assert.True(TinyLipSyncFolder.IsAt(folder["m"]));
        Assert.False(TinyLipSyncFolder.IsAt(folder.Path));
        Assert.NotNull(models.FaceDetector);
        Assert.All(new FaceParser(models.FaceParser!, CPU).Labels(ByteImage.FromTensor(picture)).Pixels, label => Assert.Equal(1, label));
    }

    private Dictionary<string, string> Content(string name) => Directory.EnumerateFiles(folder[name], "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder[name], f), f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));
}
