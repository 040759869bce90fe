using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Parity.Formats;

/// <summary>
/// A folder of legal, odd and hostile files. Each is opened and read in whole: what must load loads with the listed values, what must be refused
/// is refused with a message that names the file, and either way within a second and a bounded allocation.
/// </summary>
internal abstract class CorpusSuite : IParitySuite
{
    public abstract string Case { get; }

    public int Stage => 0;

    /// <summary>Key of the manifest under which the entries are.</summary>
    protected virtual string Entries => "files";

    public void Run(ParityContext context)
    {
        foreach (var (name, node) in context.Oracle.Manifest[Entries]!.AsObject())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var entry = node!.AsObject();
            using var scope = NewDisposeScope();
            using var seen = Examination.Of(() => Open(context.Oracle.At(name), entry));
            var problem = seen.Problem(context.Oracle.At(name), (string)entry["expected"]!) ?? SideEffect(context);
            context.Report(name, problem is null, problem ?? "");
            if (problem is null && seen.Checkpoint is not null)
            {
                Compare(context, name, entry, seen);
            }
        }
    }

    protected abstract ICheckpoint Open(string path, JsonObject entry);

    /// <summary>Compares the values of a file that loaded.</summary>
    protected abstract void Compare(ParityContext context, string file, JsonObject entry, Examination seen);

    /// <summary>Something a file managed to do outside of itself, or null.</summary>
    protected virtual string? SideEffect(ParityContext context) => null;

    /// <summary>Compares every tensor that <c>expected.safetensors</c> lists for a file, and that there is no other.</summary>
    protected static void CompareListed(ParityContext context, string file, IEnumerable<string> names, Examination seen)
    {
        var listed = names.ToList();
        foreach (var name in listed)
        {
            var row = $"{file}::{name}";
            if (seen.Values.TryGetValue(name, out var got))
            {
                context.Compare(row, got, context.Expected("expected.safetensors", row), 0);
            }
            else
            {
                context.Report(row, false, "the tensor is missing");
            }
        }

        var extra = seen.Values.Keys.Except(listed).ToList();
        context.Report(file + "::(names)", extra.Count == 0, "tensors that are not in the file: " + string.Join(", ", extra));
    }
}
