using Workbench.Pipeline.Kernels.Nvrtc;

namespace Workbench.UnitTests.Kernels;

public sealed class KernelVariantTests
{
    [Fact]
    public void Every_source_has_a_variant_and_every_variant_a_source() =>
        Assert.Equal(KernelLibrary.Sources, KernelVariants.All.Select(v => v.Source).Distinct().Order());

    [Fact]
    public void No_variant_stands_twice()
    {
        var all = KernelVariants.All.Select(v => v.Source + " " + string.Join(' ', v.Defines)).ToList();
        Assert.Equal(all.Distinct(), all);
    }

    [Fact]
    public void The_cards_of_the_last_three_generations_are_there() => Assert.Equal([80, 86, 89, 90, 100, 120], KernelVariants.Architectures);
}
