using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Parity;

/// <summary>The VAE: every clip of the case encoded and decoded, the first with the intermediates that the case holds.</summary>
public sealed partial class VaeParity : IParitySuite
{
    public string Case => "vae";

    public int Stage => 13;

    public void Run(ParityContext context)
    {
        using var vae = VaeOracle.Load(context);
        var limit = VaeOracle.Limit(context);
        // The table passes through the VAE's dtype: exact in fp32, half a unit in the last of 8 bits in bf16.
        var rounding = vae.Dtype == ScalarType.Float32 ? 0 : Math.Pow(2, -8);
        context.Compare("mean", vae.Scale.Mean.flatten(), rounding);
        context.Compare("std", vae.Scale.InverseStd.flatten().reciprocal(), Math.Max(2 * rounding, Math.Pow(2, -23)));

        // The manifest lists tensors as they were made: intermediates are those of the first clip.
        var names = context.Oracle.Manifest["cases"]![Case]!["tensors"]!.AsObject().Select(tensor => tensor.Key).ToList();
        var clips = names.Where(name => names.Contains(name + ".mu")).ToList();
        for (var i = 0; i < clips.Count; i++)
        {
            Clip(context, vae, clips[i], i == 0 ? names : names.Where(name => name == clips[i] + ".mu_raw"), limit);
        }
    }

    private static void Clip(ParityContext context, WanVae vae, string clip, IEnumerable<string> names, double limit)
    {
        using var scope = NewDisposeScope();
        var paths = names.Select(name => (Path: TapPath(name, clip), Name: name)).Where(pair => pair.Path is not null).ToDictionary(pair => pair.Path!, pair => pair.Name);
        var taps = new TapComparison(context, paths, limit);
        context.Compare(clip + ".mu", vae.Encode(context.Expected(clip), new Tap(taps, ""), cancellation: context.Cancellation), limit);
        context.Compare(clip + ".decoded", vae.Decode(context.Expected(clip + ".mu"), new Tap(taps, ""), cancellation: context.Cancellation), limit);
        taps.RequireAllSeen();
    }

    /// <summary>Where the network passes an oracle tensor: <c>chunk1.enc.down5</c> is <c>encode/chunk.01/downsamples.05</c>.</summary>
    internal static string? TapPath(string name, string clip)
    {
        if (name == clip + ".mu_raw")
        {
            return "encode/mu_raw";
        }

        if (ChunkName().Match(name) is not { Success: true } match)
        {
            return null;
        }

        var side = match.Groups["side"].Value == "enc" ? "encode" : "decode";
        var layer = match.Groups["layer"].Value switch
        {
            "down" => "downsamples",
            "mid" => "middle",
            "up" => "upsamples",
            var other => other,
        };
        return $"{side}/chunk.{TwoDigits(match.Groups["chunk"])}/{layer}" + (match.Groups["index"].Success ? "." + TwoDigits(match.Groups["index"]) : "");
    }

    private static string TwoDigits(Group number) => int.Parse(number.Value, CultureInfo.InvariantCulture).ToString("00", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^chunk(?<chunk>\d+)\.(?<side>enc|dec)\.(?:(?<layer>down|mid|up)(?<index>\d+)|(?<layer>conv1|head))$")]
    private static partial Regex ChunkName();
}
