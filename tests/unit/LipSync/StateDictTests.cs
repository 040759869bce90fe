using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using Workbench.Pipeline.LipSync.Models.S3fd;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.UnitTests.LipSync;

/// <summary>Full-size state dicts, built without memory, against the published tables (made from the upstream classes).</summary>
public sealed class StateDictTests
{
    public static TheoryData<string, int> Networks => new() { { "unet", 686 }, { "vae", 248 }, { "whisper", 67 }, { "bisenet", 191 }, { "s3fd", 65 } };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Names_and_shapes_are_upstreams(string name, int count)
    {
        var parameters = new MetaParameters();
        Build(name, new(parameters, "", ScalarType.Float32)).Dispose();

        var got = parameters.Taken.Select(t => $"{t.Name} [{string.Join(",", t.Shape)}]").Order(StringComparer.Ordinal).ToArray();

        Assert.Equal(count, got.Length);
        Assert.Equal(File.ReadAllLines(Repository.At("tests", "data", "state-dicts", $"musetalk-{name}.txt")), got);
    }

    private static IDisposable Build(string name, ParameterScope p) => name switch
    {
        "unet" => new UNet2DConditionModel(p, UNetConfig.MuseTalk),
        "vae" => new AutoencoderKL(p, VaeConfig.SdVaeFtMse),
        "whisper" => new WhisperEncoder(p, WhisperConfig.Tiny),
        "bisenet" => new BiSeNetNetwork(p, new()),
        _ => new S3fdNetwork(p, new()),
    };
}
