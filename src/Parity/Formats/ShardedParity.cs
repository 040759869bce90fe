using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Parity.Formats;

/// <summary>Sharded safetensors with an index; each entry is a folder.</summary>
internal sealed class ShardedParity : CorpusSuite
{
    public override string Case => "safetensors-sharded";

    protected override string Entries => "folders";

    protected override ICheckpoint Open(string path, JsonObject entry) => CheckpointFile.Open(path);

    protected override void Compare(ParityContext context, string file, JsonObject entry, Examination seen)
    {
        foreach (var (name, described) in entry["tensors"]!.AsObject())
        {
            var values = described!["values"]!.AsArray().Select(v => (double)v!).ToArray();
            var shape = described["shape"]!.AsArray().Select(v => (long)v!).ToArray();
            context.Compare($"{file}::{name}", seen.Values[name], tensor(values).reshape(shape), 0);
        }
    }
}
