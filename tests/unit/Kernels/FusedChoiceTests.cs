using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Running;
using Workbench.UnitTests.Configuration;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Kernels;

public class FusedChoiceTests
{
    private const string Compiler = "NVRTC 13.0";

    private static readonly DeviceTarget Hopper = DeviceTarget.Cuda(9, 0);

    [Fact]
    public void A_16_bit_run_on_CUDA_takes_fused_kernels_everywhere()
    {
        var plan = Plan("{}", Hopper);
        var choice = FusedChoice.For(plan, Compiler);
        Assert.True(choice.On);
        Assert.Contains(Compiler, choice.Why, StringComparison.Ordinal);
        Assert.Same(ChannelsLastKernels.Instance, choice.Vae(ScalarType.BFloat16));
        var text = choice.TextEncoder(Umt5Config.Xxl, ScalarType.BFloat16);
        Assert.Equal((true, Umt5AttentionKind.Sdpa), (text.Fused, text.Attention));
        Assert.Equal("nvrtc", KernelChoice.From(plan, choice).Elementwise.Name);
    }

    [Fact]
    public void Fp32_networks_keep_the_plain_operations()
    {
        var plan = Plan("""{"workbench": {"dtype": "FP32"}}""", Hopper);
        var choice = FusedChoice.For(plan, Compiler);
        Assert.Same(PlainVaeKernels.Instance, choice.Vae(ScalarType.Float32));
        Assert.False(choice.TextEncoder(Umt5Config.Xxl, ScalarType.Float32).Fused);
        Assert.Equal("torch", KernelChoice.From(plan, choice).Elementwise.Name);
    }

    [Theory]
    [InlineData("""{"workbench": {"fused_kernels": false}}""", true, Compiler, "workbench.fused_kernels is false")]
    [InlineData("{}", true, null, "NVRTC was not found")]
    [InlineData("{}", false, Compiler, "CPU")]
    public void Switch_missing_compiler_and_CPU_give_the_torch_twins(string keys, bool cuda, string? compiler, string why)
    {
        var plan = Plan(keys, cuda ? Hopper : DeviceTarget.Cpu);
        var choice = FusedChoice.For(plan, compiler);
        Assert.False(choice.On);
        Assert.Contains(why, choice.Why, StringComparison.Ordinal);
        Assert.Same(PlainVaeKernels.Instance, choice.Vae(ScalarType.BFloat16));
        Assert.Equal(Umt5Config.Xxl, choice.TextEncoder(Umt5Config.Xxl, ScalarType.BFloat16));
        Assert.Equal("torch", KernelChoice.From(plan, choice).Elementwise.Name);
    }

    [Fact]
    public void A_kernel_named_nvrtc_falls_back_to_its_twin_without_the_compiler()
    {
        var plan = Plan("""{"modulate_type": "nvrtc", "rms_norm_type": "nvrtc"}""", Hopper);
        Assert.Equal("nvrtc", plan.Modulate);
        Assert.Equal("torch", KernelChoice.From(plan, FusedChoice.For(plan, null)).Elementwise.Name);
    }

    private static ExecutionPlan Plan(string keys, DeviceTarget device) => CompatibilityPatches.Plan(Configs.With(Configs.Distill, keys), device);
}
