using System.Text.Json.Nodes;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using Workbench.Pipeline.LipSync.Models.S3fd;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Names and shapes of the real networks, built without memory.</summary>
internal sealed class FullSizeSuite : IMuseTalkSuite
{
    public const string File = "full_size_tables.json";

    private static readonly (string Name, Func<ParameterScope, IDisposable> Build)[] Networks =
    [
        ("unet", p => new UNet2DConditionModel(p, UNetConfig.MuseTalk)),
        ("vae", p => new AutoencoderKL(p, VaeConfig.SdVaeFtMse)),
        ("whisper", p => new WhisperEncoder(p, WhisperConfig.Tiny)),
        ("bisenet", p => new BiSeNetNetwork(p, new())),
        ("s3fd", p => new S3fdNetwork(p, new())),
    ];

    public string Case => "full_size_tables";

    public void Run(MuseTalkCase c)
    {
        var tables = JsonNode.Parse(System.IO.File.ReadAllText(c.Oracle.At(File)))!.AsObject();
        foreach (var (title, table) in tables)
        {
            var network = Networks.FirstOrDefault(n => title.StartsWith(n.Name, StringComparison.Ordinal));
            if (network.Build is null)
            {
                c.Report(title, false, "no network of this name");
                continue;
            }

            var expected = table!.AsObject().Select(t => $"{t.Key} [{string.Join(",", t.Value!.AsArray())}]").ToHashSet();
            var parameters = new MetaParameters();
            using var built = network.Build(new(parameters, "", ScalarType.Float32));
            var got = parameters.Taken.Select(t => $"{t.Name} [{string.Join(",", t.Shape)}]").ToHashSet();
            c.Report(title, got.SetEquals(expected), $"missing: {string.Join(", ", expected.Except(got).Take(4))}; extra: {string.Join(", ", got.Except(expected).Take(4))}");
        }
    }
}
