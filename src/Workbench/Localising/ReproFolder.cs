using Workbench.Cli.Hosting;
using Workbench.Harness.Calibration;
using Workbench.Harness.Localisation;
using Workbench.Harness.Repro;
using Workbench.Harness.Stages;
using Workbench.Pipeline.Checkpoints;
using Workbench.Testing.Hosting;
using static TorchSharp.torch;

namespace Workbench.Cli.Localising;

/// <summary>Carries the failing operation out of the pipeline: its inputs as the candidate has them, its result in fp64, and programs that show the difference.</summary>
internal static class ReproFolder
{
    /// <summary>Writes the folder. Returns what stands in the way, or null.</summary>
    /// <param name="folder">Folder to write.</param>
    /// <param name="found">What the localiser found.</param>
    /// <param name="host">The candidate.</param>
    /// <param name="runner">Runs it once more, for the inputs.</param>
    /// <param name="input">What the failing stage is fed.</param>
    /// <param name="cancellation">Ends the child.</param>
    public static async Task<string?> Write(string folder, LocaliseReport found, PipelineHost host, IStageRunner runner, string input, CancellationToken cancellation)
    {
        if (found is not { FirstFailing.Stage.Id: { } stage, Diagnosis.Tap: { } tap })
        {
            return "nothing fails that could be carried out of the pipeline";
        }

        var needed = new List<string>();
        host.Operations.Operation(stage, tap, name =>
        {
            needed.Add(name);
            return null;
        });
        if (needed.Count == 0)
        {
            return $"{tap} is computed by more than one operator";
        }

        var record = Path.Combine(Path.GetDirectoryName(input)!, "repro.safetensors");
        using var run = await runner.Run(new() { Stage = stage, Input = input, Reply = "", Taps = string.Join(',', needed), Record = record }, cancellation).ConfigureAwait(false);
        if (!File.Exists(record))
        {
            return $"the run for the inputs of {tap} left none: {run.Reply?.Error ?? run.End.ToString()}";
        }

        using var scope = NewDisposeScope();
        using var recorded = SafetensorsFile.Open(record);
        if (host.Operations.Operation(stage, tap, name => recorded.Tensors.ContainsKey(name) ? recorded.View(name) : null) is not var (call, inputs))
        {
            return $"the inputs of {tap} did not pass their taps";
        }

        var provenance = host.Provenance(stage, null);
        ReproExporter.Write(folder, new()
        {
            Call = call,
            Inputs = inputs,
            Expected = PipelineOperations.Expected(call, inputs),
            Limit = found.Diagnosis.Comparison?.Limit.Relative ?? 100 * LimitRule.Roundoff(inputs.Values.First().dtype),
            Place = $"stage {stage}, {tap}",
            Finding = ReportText.OneLine(found),
            Candidate = provenance,
            Reference = provenance with { Device = "CPU, fp64" },
            Directive = Directive(),
        });
        return null;
    }

    /// <summary>The source tree this program was built in, or the package.</summary>
    private static string Directive() =>
        CloneFolder.OfProgram is { } clone ? $"#:project {Path.Combine(clone, "src", "Pipeline", "Pipeline.csproj")}" : "#:package Workbench.Pipeline@0.1.0";
}
