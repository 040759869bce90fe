using TorchSharp;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Gguf;
using Workbench.Pipeline.Measuring;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Kernels;

public sealed class RandomBlocksTests
{
    public static TheoryData<StoredType> Types => [.. RandomBlocks.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void Values_are_finite_and_as_large_as_a_trained_layers(StoredType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var bytes = RandomBlocks.Make(type, 64, 1024, CPU);
        var values = Dequantisers.Dequantise(type, bytes, [64, 1024], ScalarType.Float32) * 32; // sqrt(1024): deviation 1
        Assert.True(values.isfinite().all().item<bool>());
        Assert.InRange(values.std().item<float>(), 0.5f, 2f);
        Assert.InRange(values.mean().item<float>(), -0.15f, 0.15f); // Q4_0 quants run from -8 to 7: half a step off zero
    }

    [Fact]
    public void The_kernel_covers_every_type_of_released_files_and_only_CUDA()
    {
        Assert.Equal(RandomBlocks.Types.Order(), NvrtcDequantiser.Covered.Order());
        Assert.All(NvrtcDequantiser.Covered, type => Assert.False(NvrtcDequantiser.Instance.Handles(type, DeviceType.CPU)));
        Assert.All(NvrtcDequantiser.Covered, type => Assert.True(new TorchDequantiser().Handles(type, DeviceType.CUDA)));
    }

    [Fact]
    public void The_kernel_in_or_out_changes_nothing_on_the_CPU()
    {
        Dequantisers.UseKernel(false);
        Assert.IsType<CpuDequantiser>(Dequantisers.For(StoredType.Q4_K, DeviceType.CPU));
        Dequantisers.UseKernel(true);
        Assert.IsType<CpuDequantiser>(Dequantisers.For(StoredType.Q4_K, DeviceType.CPU));
    }
}
