using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Parity.Formats;

/// <summary>PyTorch .pth files, legal and hostile. Each hostile one would create a marker file in the working folder if it were trusted.</summary>
internal sealed class TorchCorpusParity : CorpusSuite
{
    public override string Case => "pth";

    protected override ICheckpoint Open(string path, JsonObject entry) => CheckpointFile.Open(path);

    protected override void Compare(ParityContext context, string file, JsonObject entry, Examination seen)
    {
        var tensors = entry["tensors"]!.AsObject();
        CompareListed(context, file, tensors.Select(t => t.Key), seen);
        foreach (var (name, described) in tensors)
        {
            var stored = seen.Checkpoint!.Tensors.GetValueOrDefault(name);
            var type = stored?.Type.ToString().ToUpperInvariant();
            context.Report($"{file}::{name} (type)", type == (string)described!["dtype"]!, $"is {type}, expected {described!["dtype"]}");
        }
    }

    protected override string? SideEffect(ParityContext context)
    {
        var marker = (string?)context.Oracle.Manifest["marker"];
        return marker is not null && File.Exists(marker) ? $"{Path.GetFullPath(marker)} exists: a payload ran, or it was left by something else; delete it and run again" : null;
    }
}
