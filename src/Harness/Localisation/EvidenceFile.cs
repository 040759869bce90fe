using System.Globalization;
using Workbench.Harness.Snapshots;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Harness.Localisation;

/// <summary>
/// The tensors behind a diagnosis, as a safetensors file for reports: <c>expected</c> and <c>got</c> at the tap that it names and, under
/// <c>output.expected</c> and <c>output.got</c>, at the stage's last tap. A tensor that a snapshot keeps as a sketch only is left out; its
/// statistics stand in the metadata either way.
/// </summary>
internal static class EvidenceFile
{
    /// <summary>Writes the file, beside and renamed; nothing where there is nothing to show.</summary>
    public static void Write(string path, StageSnapshot got, StageSnapshot expected, string tap)
    {
        var last = expected.Taps[^1].Path;
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["stage"] = expected.Stage, ["tap"] = tap, ["output"] = last };
        foreach (var (name, snapshot, at) in new[] { ("expected", expected, tap), ("got", got, tap), ("output.expected", expected, last), ("output.got", got, last) })
        {
            if (snapshot.Whole(at) is { } whole)
            {
                tensors[name] = whole;
            }

            if (snapshot.Find(at) is { Statistics: var s } record)
            {
                facts[name] = string.Create(CultureInfo.InvariantCulture, $"{record.Traits.Dtype} [{string.Join(',', record.Traits.Shape)}] mean {s.Mean:G6} std {s.Std:G6} min {s.Min:G6} max {s.Max:G6} not finite {s.NonFinite}");
            }
        }

        SafetensorsWriter.Write(path, tensors, facts);
    }
}
