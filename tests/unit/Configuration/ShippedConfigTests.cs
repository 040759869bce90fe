using TorchSharp;
using Workbench.Pipeline.Configuration;

namespace Workbench.UnitTests.Configuration;

public sealed class ShippedConfigTests
{
    private static PipelineConfig Load(string name) => PipelineConfig.Load(new() { ConfigJson = name }, ConfigEnvironment.Empty);

    public static TheoryData<string> Names => [.. ConfigLocator.Shipped().Keys];

    [Fact]
    public void All_five_are_shipped_beside_the_application()
    {
        Assert.Equal(["tiny_i2v", "wan22_i2v_bf16", "wan22_i2v_bf16_distill", "wan22_i2v_fp8_distill", "wan22_i2v_gguf_distill"], ConfigLocator.Shipped().Keys);
        Assert.StartsWith(AppContext.BaseDirectory, ConfigLocator.Find("tiny_i2v"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reads_without_a_note_and_runs_on_every_device(string name)
    {
        var config = Load(name);
        Assert.Empty(config.Notes);
        foreach (var device in new[] { DeviceTarget.Cpu, DeviceTarget.Cuda(9, 0), DeviceTarget.Cuda(12, 0) })
        {
            var kernels = KernelTable.Resolve(config.Kernels, device, name);
            Assert.Equal("torch_sdpa", kernels.SelfAttention);
            Assert.Equal("torch", kernels.Modulate);
            Assert.Equal("torch_complex_rope", kernels.Rope);
        }
    }

    [Fact]
    public void Gguf_distill_is_what_users_of_it_need()
    {
        var config = Load("wan22_i2v_gguf_distill");
        Assert.Equal(ModelClass.Wan22MoeDistill, config.ModelClass);
        Assert.Equal([1000, 750, 500, 250], config.Sampling.DenoisingSteps);
        Assert.Equal(2, config.Sampling.BoundaryStepIndex);
        Assert.Equal(Sampler.StepDistill, config.Sampling.Sampler);
        Assert.Equal(new QuantScheme("gguf-Q4_K_M", QuantFamily.Gguf, "Q4_K_M"), config.Quant);
        Assert.Equal(OffloadGranularity.Model, config.Offload.Dit);
        Assert.True(config.Lora.Dynamic);
        Assert.Equal(2, config.Lora.Entries.Count);
        Assert.Equal(torch.ScalarType.Float16, config.Dtypes.Compute);
        Assert.Equal(torch.ScalarType.BFloat16, config.Dtypes.Plan.TextEncoder);
        Assert.Equal(torch.ScalarType.Float16, config.Dtypes.Plan.Vae);
        Assert.Equal((81, 21, 512), (config.Frames, config.LatentFrames, config.TextLength));
    }

    [Fact]
    public void Undistilled_uses_guidance_and_switches_by_timestep()
    {
        var config = Load("wan22_i2v_bf16");
        Assert.Equal((Sampler.UniPc, 40, 0.9), (config.Sampling.Sampler, config.Sampling.Steps, config.Sampling.Boundary));
        Assert.True(config.Sampling.EnableGuidance);
        Assert.Equal(new GuidanceScale(3.5, 3.5), config.Sampling.Guidance);
    }

    [Fact]
    public void Tiny_is_exact_and_small()
    {
        var config = Load("tiny_i2v");
        Assert.Equal(DtypePlan.Official(torch.ScalarType.Float32), config.Dtypes.Plan);
        Assert.Equal((9, 64 * 96), (config.Frames, config.TargetHeight * config.TargetWidth));
    }
}
