using System.Text;
using Workbench.Harness.Comparison;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Harness.Repro;

/// <summary>
/// Writes a folder that shows the failure without the pipeline: <c>inputs.safetensors</c>, <c>repro.cs</c> (run with <c>dotnet run repro.cs -- DEVICE</c>),
/// <c>repro.py</c> (its twin for people who have PyTorch), <c>environment.txt</c> and <c>report.md</c> for an upstream issue.
/// </summary>
public static class ReproExporter
{
    private const string Expected = "expected";

    /// <summary>Writes the folder.</summary>
    public static void Write(string folder, ReproCase repro)
    {
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(Path.Combine(folder, "inputs.safetensors"), [.. repro.Inputs, new(Expected, repro.Expected)]);
        Text(folder, "repro.cs", CSharp(repro));
        Text(folder, "repro.py", Python(repro));
        var environment = EnvironmentBlock.Of(repro.Candidate);
        Text(folder, "environment.txt", environment);
        Text(folder, "report.md", Report(repro, environment));
    }

    private static string CSharp(ReproCase repro) =>
        $$"""
        {{repro.Directive}}
        #:property PublishAot=false
        // {{repro.Place}}: {{OneLine(repro.Finding)}}
        using Workbench.Pipeline.Checkpoints;
        using Workbench.Pipeline.Runtime;
        using static TorchSharp.torch;

        LibTorch.Load();
        var device = new Device(args.Length > 0 ? args[0] : "cuda");
        using var file = SafetensorsFile.Open(args.Length > 1 ? args[1] : "inputs.safetensors");
        Tensor T(string name) => file.View(name).to(device);

        using var inference = inference_mode();
        var got = {{repro.Call.CSharp}}.cpu().to(ScalarType.Float64);
        var expected = file.View("{{Expected}}").to(ScalarType.Float64);
        var error = ((got - expected).norm() / expected.norm()).item<double>();
        Console.WriteLine($"relative error {error:G4} on {device}, limit {{FailureText.Number(repro.Limit)}}");
        return error <= {{repro.Limit.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}} ? 0 : 1; // NaN fails

        """;

    private static string Python(ReproCase repro) =>
        $$"""
        # {{repro.Place}}: {{OneLine(repro.Finding)}}
        import sys
        import torch
        from safetensors.torch import load_file

        device = sys.argv[1] if len(sys.argv) > 1 else "cuda"
        cpu = load_file("inputs.safetensors")
        t = {name: tensor.to(device) for name, tensor in cpu.items()}
        with torch.inference_mode():
            got = {{repro.Call.Python}}.cpu().double()
        expected = cpu["{{Expected}}"].double()
        error = ((got - expected).norm() / expected.norm()).item()
        print(f"relative error {error:.4g} on {device}, limit {{FailureText.Number(repro.Limit)}}, torch {torch.__version__}")
        sys.exit(0 if error <= {{repro.Limit.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}} else 1)

        """;

    private static string Report(ReproCase repro, string environment)
    {
        var inputs = string.Join('\n', repro.Inputs.Select(i => $"| `{i.Key}` | {i.Value.dtype} | [{string.Join(",", i.Value.shape)}] |"));
        return $"""
            # `aten::{repro.Call.Operator}` gives a wrong result on {repro.Candidate.Device}

            {repro.Finding}

            Found at {repro.Place}. Expected values come from {repro.Reference.Device}, libtorch {repro.Reference.LibTorch}.

            ```python
            {repro.Call.Python}
            ```

            | input | dtype | shape |
            |--|--|--|
            {inputs}

            Run `python repro.py cuda` beside `inputs.safetensors`, or `dotnet run repro.cs -- cuda`: exit code 1 and a relative error above {FailureText.Number(repro.Limit)} show the fault, `cpu` in place of `cuda` the right result.

            ```
            {environment}
            ```

            """;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static void Text(string folder, string name, string text) => File.WriteAllText(Path.Combine(folder, name), text, new UTF8Encoding(false));
}
