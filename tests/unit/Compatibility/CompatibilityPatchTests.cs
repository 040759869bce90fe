using TorchSharp;
using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;
using Workbench.UnitTests.Configuration;

namespace Workbench.UnitTests.Compatibility;

public sealed class CompatibilityPatchTests
{
    private static readonly int[] Stages = [10, 11, 12, 13];

    public static TheoryData<string> Ids => [.. CompatibilityPatches.All.Select(p => p.Id)];

    public static TheoryData<string> Shipped => [.. ConfigLocator.Shipped().Keys];

    [Fact]
    public void Every_patch_says_what_it_is()
    {
        Assert.Equal(CompatibilityPatches.All.Count, CompatibilityPatches.All.Select(p => p.Id).Distinct().Count());
        Assert.All(CompatibilityPatches.All, p =>
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)+$", p.Id);
            Assert.All([p.Symptom, p.AppliesWhen, p.Effect, p.Source], t => Assert.True(t.Length > 10, p.Id));
            Assert.NotEmpty(p.Stages);
            Assert.Subset(new HashSet<int>(Stages), new HashSet<int>(p.Stages));
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Switched_off_a_check_fails_at_its_stage_and_names_it(string id)
    {
        var patch = CompatibilityPatches.Find(id);
        var plan = CompatibilityPatches.Plan(PatchSettings.For(patch), PatchSettings.Blackwell, id);
        foreach (var stage in Stages)
        {
            if (patch.Stages.Contains(stage))
            {
                var error = Assert.Throws<BoundaryException>(() => CompatibilityPatches.Check(plan, stage));
                Assert.Equal((id, stage), (error.Patch, error.Stage));
            }
            else
            {
                CompatibilityPatches.Check(plan, stage);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_patch_mends_its_own_defect_alone(string id)
    {
        var patch = CompatibilityPatches.Find(id);
        var upstream = ExecutionPlan.Upstream(PatchSettings.For(patch), PatchSettings.Blackwell);
        Assert.NotNull(patch.Defect(upstream));
        Assert.Null(patch.Defect(patch.Change(upstream)));
        Assert.Equal(patch.Change(upstream), patch.Change(patch.Change(upstream)));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void With_all_patches_every_shipped_configuration_passes_on_every_device(string name)
    {
        var config = PipelineConfig.Load(new() { ConfigJson = name }, ConfigEnvironment.Empty);
        foreach (var device in new[] { DeviceTarget.Cpu, DeviceTarget.Cuda(8, 0), DeviceTarget.Cuda(9, 0), PatchSettings.Blackwell })
        {
            var plan = CompatibilityPatches.Plan(config, device);
            Assert.All(Stages, s => CompatibilityPatches.Check(plan, s));
            Assert.Equal(config.Dtypes.Plan.Vae, plan.VaeModel);
            Assert.Equal(config.Dtypes.Compute, plan.Context);
            Assert.Equal(config.Offload.Dit, plan.Offload);
            Assert.Equal("torch", plan.Modulate);
        }
    }

    [Fact]
    public void Gguf_needs_what_its_users_found_out_and_fp32_on_the_cpu_does_not()
    {
        string[] Applying(PipelineConfig config, DeviceTarget device) => [.. CompatibilityPatches.List(config, device).Where(p => p.Applies).Select(p => p.Patch.Id)];
        Assert.Equal(
            [
                "init-bf16-then-fp16", "t5-bf16-context-cast", "vae-inner-cast", "vae-scale-cast",
                "attention-sdpa", "modulate-torch", "rope-torch", "rms-norm-torch", "no-math-attention",
                "patch-embedding-cast", "patch-embedding-repin", "gguf-pin-copy", "gguf-model-offload", "portable-noise",
            ],
            Applying(PatchSettings.Gguf, PatchSettings.Blackwell));
        Assert.Equal(["attention-sdpa", "modulate-torch", "rope-torch", "rms-norm-torch"], Applying(Configs.With("tiny_i2v", "{}"), DeviceTarget.Cpu));
    }

    [Fact]
    public void Fp8_takes_the_route_of_the_device()
    {
        var config = Configs.With("wan22_i2v_fp8_distill", "{}");
        Assert.Equal(Fp8Route.Dequantise, CompatibilityPatches.Plan(config, DeviceTarget.Cpu).Fp8Matmul);
        Assert.Equal(Fp8Route.Dequantise, CompatibilityPatches.Plan(config, DeviceTarget.Cuda(8, 0)).Fp8Matmul);
        var hopper = CompatibilityPatches.Plan(config, DeviceTarget.Cuda(9, 0));
        Assert.Equal((Fp8Route.ScaledMm, false, torch.ScalarType.BFloat16), (hopper.Fp8Matmul, hopper.Fp8RowwiseFallback, hopper.Fp8Output));
        Assert.True(CompatibilityPatches.Plan(config, PatchSettings.Blackwell).Fp8RowwiseFallback);
    }

    [Fact]
    public void An_unknown_patch_names_the_nearest()
    {
        var error = Assert.Throws<ConfigException>(() => CompatibilityPatches.Plan(PatchSettings.Gguf, DeviceTarget.Cpu, "vae-inner-cats"));
        Assert.Contains("nearest: vae-inner-cast", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_shows_state_stage_and_effect()
    {
        var text = PatchListText.Render(CompatibilityPatches.List(PatchSettings.Gguf, PatchSettings.Blackwell, "vae-inner-cast"));
        Assert.Contains("OFF  vae-inner-cast", text, StringComparison.Ordinal);
        Assert.Contains("on   patch-embedding-repin  stage 12", text, StringComparison.Ordinal);
        Assert.Contains("-    fp8-scaled-mm", text, StringComparison.Ordinal);
        Assert.Contains("(not here)", text, StringComparison.Ordinal);
    }
}
