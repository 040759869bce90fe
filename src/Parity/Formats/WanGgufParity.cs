using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Parity.Formats;

/// <summary>Tiny Wan DiT files in the published schemes and dialects: every tensor in the model's shape, its fp32 values by digest, and rows of it by value.</summary>
internal sealed class WanGgufParity : IParitySuite
{
    public string Case => "wan-gguf";

    public int Stage => 12;

    public void Run(ParityContext context)
    {
        foreach (var (named, entry) in context.Oracle.Manifest["files"]!.AsObject())
        {
            var path = context.Oracle.Below(named);
            using var file = CheckpointFile.Open(path, "wan");
            var row = Path.GetFileName(path);
            var tensors = entry!["tensors"]!.AsObject();
            var extra = file.Tensors.Keys.Except(tensors.Select(t => t.Key)).ToList();
            context.Report(row, extra.Count == 0, "tensors that should not be there: " + string.Join(", ", extra));
            GgufExpertRun.Compare(context, file, row);
            using var references = SafetensorsFile.Open(Path.ChangeExtension(path, ".ref.safetensors"));
            foreach (var (name, described) in tensors)
            {
                using var scope = NewDisposeScope();
                Compare(context, file, references, row, name, described!.AsObject());
            }
        }
    }

    private static void Compare(ParityContext context, ICheckpoint file, SafetensorsFile references, string label, string name, JsonObject described)
    {
        var row = $"{label}::{name}";
        var shape = described["shape"]!.AsArray().Select(v => (long)v!).ToArray();
        if (!file.Tensors.TryGetValue(name, out var stored) || !stored.Fits(shape) || stored.Type.ToString() != (string)described["type"]!)
        {
            context.Report(row, false, $"is {stored?.ToString() ?? "missing"}, expected {described["type"]}[{string.Join(",", shape)}]");
            return;
        }

        var got = StoredValues.Read(file, name, shape, ScalarType.Float32);
        var digest = Convert.ToHexStringLower(SHA256.HashData(got.contiguous().bytes));
        context.Report(row, digest == (string)described["f32_sha256"]!, $"SHA-256 of the fp32 values is {digest}, expected {described["f32_sha256"]}");
        if (described["rows"] is JsonArray rows)
        {
            // References hold whole rows of the matrix as the model sees it, [rows, everything else].
            var picked = got.reshape(shape[0], -1).index_select(0, tensor(rows.Select(r => (long)r!).ToArray()));
            using var expected = references.View(name);
            context.Compare(row + " (rows)", picked, expected.reshape(picked.shape), 0);
        }
    }
}
