using Workbench.Pipeline.Configuration;

namespace Workbench.UnitTests.Configuration;

public sealed class KernelTableTests
{
    private static readonly DeviceTarget[] Devices = [DeviceTarget.Cpu, DeviceTarget.Cuda(8, 0), DeviceTarget.Cuda(9, 0), DeviceTarget.Cuda(12, 0)];

    private static KernelRequest Request => Configs.With(Configs.Distill, "{}").Kernels;

    [Fact]
    public void A_name_that_does_not_run_as_it_is_has_a_reason()
    {
        foreach (var rule in KernelTable.Rules)
        {
            Assert.True(rule.Reason is not null || (rule.OnCuda == rule.Name && rule.OnCpu == rule.Name), rule.Name);
        }

        Assert.Equal(KernelTable.Rules.Count, KernelTable.Rules.Select(r => (r.Site, r.Name)).Distinct().Count());
    }

    [Fact]
    public void What_a_name_becomes_runs_as_it_is_there()
    {
        foreach (var rule in KernelTable.Rules)
        {
            Assert.All(KernelTable.Rules.Where(r => r.Site == rule.Site && r.Name == rule.OnCuda), r => Assert.Equal(r.Name, r.OnCuda));
            Assert.All(KernelTable.Rules.Where(r => r.Site == rule.Site && r.Name == rule.OnCpu), r => Assert.Equal(r.Name, r.OnCpu));
        }
    }

    [Theory]
    [InlineData("flash_attn3", "Hopper")]
    [InlineData("sage_attn2", "int8")]
    [InlineData("flash_attn2", "exact")]
    public void Exact_and_quantised_attention_run_as_sdpa_with_the_reason(string name, string reason)
    {
        foreach (var device in Devices)
        {
            var plan = KernelTable.Resolve(Request with { SelfAttention = name }, device, "f.json");
            Assert.Equal("torch_sdpa", plan.SelfAttention);
            Assert.Contains(plan.Notes, n => n.Key == "self_attn_1_type" && n.Text.Contains(reason, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("radial_attn", "leaves tokens out")]
    [InlineData("ulysses", "several devices")]
    [InlineData("aiter_attn", "another vendor")]
    [InlineData("sage_atn2", "nearest: sage_attn2")]
    public void Other_attention_is_refused_with_the_reason(string name, string reason)
    {
        foreach (var device in Devices)
        {
            var problem = Assert.Single(Assert.Throws<ConfigException>(() => KernelTable.Resolve(Request with { CrossAttention = name }, device, "f.json")).Problems);
            Assert.Equal("cross_attn_1_type", problem.Key);
            Assert.Contains(reason, problem.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("torch", "torch_complex_rope", "torch_complex_rope")]
    [InlineData("torch_naive", "torch_real_rope", "torch_real_rope")]
    [InlineData("torch_real_rope", "torch_real_rope", "torch_real_rope")]
    [InlineData("flashinfer", "nvrtc", "torch_real_rope")]
    [InlineData("flashinfer_rope", "nvrtc", "torch_real_rope")]
    public void Rope_names_of_every_era_are_known(string name, string onCuda, string onCpu)
    {
        Assert.Equal(onCuda, KernelTable.Resolve(Request with { Rope = name }, DeviceTarget.Cuda(12, 0), "f").Rope);
        Assert.Equal(onCpu, KernelTable.Resolve(Request with { Rope = name }, DeviceTarget.Cpu, "f").Rope);
    }

    [Fact]
    public void Upstreams_defaults_run_fused_on_cuda_and_plain_on_the_cpu()
    {
        var defaults = Configs.With(Configs.Distill, """{"modulate_type": null, "rms_norm_type": null, "rope_type": null}""").Kernels;
        var cuda = KernelTable.Resolve(defaults, DeviceTarget.Cuda(9, 0), "f");
        Assert.Equal(("nvrtc", "nvrtc", "nvrtc"), (cuda.Modulate, cuda.RmsNorm, cuda.Rope));
        var cpu = KernelTable.Resolve(defaults, DeviceTarget.Cpu, "f");
        Assert.Equal(("torch", "one_rounding", "torch_real_rope"), (cpu.Modulate, cpu.RmsNorm, cpu.Rope));
        Assert.Equal(3, cpu.Notes.Count);
    }
}
