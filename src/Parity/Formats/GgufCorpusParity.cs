using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Parity.Formats;

/// <summary>Malformed and odd GGUF files. Those of level <c>model</c> are opened as a Wan model would be, the others as bare containers.</summary>
internal sealed class GgufCorpusParity : CorpusSuite
{
    public override string Case => "gguf-bad";

    protected override ICheckpoint Open(string path, JsonObject entry) =>
        (string?)entry["level"] == "model" ? CheckpointFile.Open(path, "wan") : CheckpointFile.Open(path);

    protected override void Compare(ParityContext context, string file, JsonObject entry, Examination seen) =>
        CompareListed(context, file, entry["tensors"]!.AsArray().Select(name => (string)name!), seen);
}
