using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Hub.Models;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Stages.ImageEncode;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>
/// The stages of the tiny model, run in order under the plan of an RTX 50xx GPU (the arithmetic stays on the CPU): with all patches every stage passes;
/// with one left out, the stages before its own still run, and its own fails at a boundary check that names it. docs/compatibility.md holds the matrix.
/// </summary>
public sealed class Test02PatchAblation(TinyModels models) : IClassFixture<TinyModels>
{
    private const string Start = "<!-- ablation matrix: made by tests/component/Test02PatchAblation.cs -->\n";
    private const string End = "<!-- end of ablation matrix -->";

    private const string Small = """ "target_height": 32, "target_width": 32, "target_video_length": 1, "cpu_offload": true, """;

    private static readonly DeviceTarget Blackwell = DeviceTarget.Cuda(12, 0);

    private static readonly string Gguf = $$"""{ {{Small}} "offload_granularity": "model", "dit_quantized": true, "dit_quant_scheme": "gguf-Q4_K_M", "workbench": {"numeric_profile": "lightx2v", "dtype": "FP16"} }""";

    private static readonly string Fp8 = $$"""{ {{Small}} "offload_granularity": "block", "dit_quantized": true, "dit_quant_scheme": "fp8-sgl", "workbench": {"numeric_profile": "lightx2v", "dtype": "FP16"} }""";

    private static readonly string TritonNorm = $$"""{ {{Small}} "offload_granularity": "block", "layer_norm_type": "Triton" }""";

    private static readonly int[] Stages = [10, 11, 12, 13];

    [Fact]
    public void Each_patch_left_out_fails_at_its_stage_and_the_matrix_says_so()
    {
        using var scope = NewDisposeScope();
        var table = "| without | scheme | 10 | 11 | 12 | 13 |\n|---|---|---|---|---|---|\n" + string.Concat(CompatibilityPatches.All.Select(Row));
        var path = Repository.At("docs", "compatibility.md");
        var text = File.ReadAllText(path);
        var begin = text.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("WORKBENCH_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, text[..begin] + table + text[end..]);
            return;
        }

        Assert.True(text[begin..end] == table, "docs/compatibility.md is out of date; run this test once with WORKBENCH_UPDATE_DOCS=1.");
    }

    [Theory]
    [InlineData("gguf")]
    [InlineData("fp8")]
    public void With_every_patch_all_stages_pass(string family)
    {
        using var scope = NewDisposeScope();
        var (passed, error) = RunStages(models.Config(family == "gguf" ? Gguf : Fp8));

        Assert.Null(error);
        Assert.Equal(Stages, passed);
    }

    private string Row(CompatibilityPatch patch)
    {
        var config = new[] { Gguf, Fp8, TritonNorm }.Select(models.Config).First(c => patch.Applies(ExecutionPlan.Upstream(c, Blackwell)));
        var (passed, error) = RunStages(config, patch.Id);

        Assert.NotNull(error);
        Assert.Equal((patch.Id, patch.Stages[0]), (error.Patch, error.Stage));
        Assert.Equal(Stages.Where(s => s < patch.Stages[0]), passed);
        return $"| `{patch.Id}` | {config.Quant.Name} | {string.Join(" | ", Stages.Select(s => passed.Contains(s) ? "passes" : s == error.Stage ? "**fails**" : ""))} |\n";
    }

    /// <summary>Runs stages until one fails.</summary>
    private (List<int> Passed, BoundaryException? Error) RunStages(PipelineConfig config, params string[] without)
    {
        var plan = CompatibilityPatches.Plan(config, Blackwell, without);
        var loader = new ModelLoader(plan, ModelFolder.Locate(config, models.Settings), CPU);
        var passed = new List<int>();
        var results = new Dictionary<int, StageData>();
        try
        {
            foreach (var stage in Stages)
            {
                using var input = Input(stage, config, results);
                results[stage] = StageRunner.Run(loader, stage, input);
                passed.Add(stage);
            }

            return (passed, null);
        }
        catch (BoundaryException e)
        {
            return (passed, e);
        }
        finally
        {
            results.Values.ToList().ForEach(r => r.Dispose());
        }
    }

    private static StageData Input(int stage, PipelineConfig config, Dictionary<int, StageData> results)
    {
        var data = new StageData();
        switch (stage)
        {
            case 10:
                data.Metadata["prompt"] = "a cat";
                return data;
            case 11:
                using (var inputs = new ImageEncodeInputs { Image = full([32, 32, 3], 90, ScalarType.Byte).DetachFromDisposeScope(), Frames = config.Frames, TargetHeight = config.TargetHeight, TargetWidth = config.TargetWidth })
                {
                    data.Dispose();
                    return inputs.ToData();
                }

            case 12:
                data.Tensors["latents"] = Latents(results[11]["y"]);
                data.Tensors["y"] = results[11]["y"].clone().DetachFromDisposeScope();
                data.Tensors["context"] = results[10]["context"].clone().DetachFromDisposeScope();
                data.Tensors["timestep"] = tensor(new[] { 1000.0 }).DetachFromDisposeScope();
                data.Metadata["expert"] = "high";
                return data;
            default:
                data.Tensors["latent"] = Latents(results[11]["y"]);
                return data;
        }
    }

    private static Tensor Latents(Tensor y)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4, CPU);
        return randn([16, .. y.shape[1..]], generator: generator).DetachFromDisposeScope();
    }
}
