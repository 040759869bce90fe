using System.Text.Json.Nodes;
using Workbench.Pipeline.LipSync.Audio;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Log-mel front end.</summary>
internal sealed class MelSuite : IMuseTalkSuite
{
    public string Case => "mel";

    public void Run(MuseTalkCase c)
    {
        var bands = c.Hyper["mel_bins"]!.GetValue<int>();
        using var mel = new LogMel(bands);
        if (c.Lists("mel_filters"))
        {
            c.Compare("mel_filters", mel.Filters, 1e-7); // values of the fp32 bank itself
        }

        if (c.Lists("mel_filters_f64"))
        {
            c.Compare("mel_filters_f64", from_array(MelFilters.Bank(bands, LogMel.FftSize, Speech.SampleRate)), 1e-10);
        }

        if (c.Lists("window"))
        {
            c.Compare("window", mel.Window, 1e-6);
        }

        foreach (var clip in c.Names("", ".pcm16"))
        {
            RunClip(c, clip, mel);
        }
    }

    private static void RunClip(MuseTalkCase c, string clip, LogMel mel)
    {
        var length = c.Hyper["segment_samples"]!.GetValue<long>();
        var samples = c.Input(clip + ".pcm16").to(ScalarType.Float64) / 32768;
        var segments = c.Hyper["clips"]![clip]!["segments"]!.AsArray();
        for (var s = 0; s < segments.Count; s++)
        {
            using var scope = NewDisposeScope();
            var part = samples.narrow(0, s * length, Math.Min(length, samples.shape[0] - s * length));
            part = nn.functional.pad(part, (0, length - part.shape[0]));
            var features = mel.Segment(part); // [bands, 3000]
            foreach (var rest in c.Names($"{clip}.seg{s}.input_features", "").Prepend("").Where(r => c.Lists($"{clip}.seg{s}.input_features{r}")))
            {
                c.Compare($"{clip}.seg{s}.input_features{rest}", features, () => MelRounding.Limit(mel, part));
            }

            CompareTail(c, $"{clip}.seg{s} tail", features, segments[s]!);
            if (s == 0 && c.Lists(clip + ".power"))
            {
                c.Compare(clip + ".power", mel.Power(part), 1e-5);
            }
        }
    }

    /// <summary>Frames that the file leaves out are one constant, stated in the manifest.</summary>
    internal static void CompareTail(MuseTalkCase c, string what, Tensor features, JsonNode segment)
    {
        if (segment["tail_value"] is not { } value || segment["kept_frames"]!.GetValue<long>() >= features.shape[1])
        {
            return;
        }

        var kept = segment["kept_frames"]!.GetValue<long>();
        var constant = value.GetValue<double>();
        var off = (features.narrow(1, kept, features.shape[1] - kept).to(ScalarType.Float64) - constant).abs().max().item<double>();
        c.Report(what, off <= 1e-5 * Math.Abs(constant), $"largest difference from {constant} is {off:g3}");
    }
}
