using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Parity.Formats;

/// <summary>Malformed, odd and legal safetensors files; values are compared by the digest of the raw bytes.</summary>
internal sealed class SafetensorsCorpusParity : CorpusSuite
{
    public override string Case => "safetensors-bad";

    protected override ICheckpoint Open(string path, JsonObject entry) => CheckpointFile.Open(path);

    protected override void Compare(ParityContext context, string file, JsonObject entry, Examination seen)
    {
        var tensors = entry["tensors"]!.AsObject();
        foreach (var (name, described) in tensors)
        {
            context.Report($"{file}::{name}", Describe(name, seen) == Expected(described!), $"is {Describe(name, seen)}, expected {Expected(described!)}");
        }

        var extra = seen.Values.Keys.Except(tensors.Select(t => t.Key)).ToList();
        context.Report(file + "::(names)", extra.Count == 0, "tensors that are not in the file: " + string.Join(", ", extra));
    }

    private static string Expected(JsonNode described) =>
        $"{((string)described["dtype"]!).Replace("_", "", StringComparison.Ordinal)}[{string.Join(",", described["shape"]!.AsArray())}] {described["sha256"]}";

    private static string Describe(string name, Examination seen)
    {
        if (!seen.Values.TryGetValue(name, out var value))
        {
            return "missing";
        }

        var stored = seen.Checkpoint!.Tensors[name];
        var bytes = value.numel() == 0 ? [] : value.contiguous().bytes.ToArray();
        return $"{stored.Type.ToString().ToUpperInvariant()}[{string.Join(",", value.shape)}] {Convert.ToHexStringLower(SHA256.HashData(bytes))}";
    }
}
