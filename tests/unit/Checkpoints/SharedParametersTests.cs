using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Checkpoints;

/// <summary>Parameters on the CPU are the file's own pages where nothing has to change.</summary>
public sealed class SharedParametersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void They_outlive_the_checkpoint_and_can_be_changed_without_changing_the_file()
    {
        using var scope = NewDisposeScope();
        var original = randn([256, 512]);
        SafetensorsWriter.Write(folder["a.safetensors"], [KeyValuePair.Create("a.weight", original)]);
        var before = File.ReadAllBytes(folder["a.safetensors"]);
        Tensor weight;
        using (var file = CheckpointFile.Open(folder["a.safetensors"]))
        {
            Assert.NotNull(file.Share("a.weight"));
            weight = new CheckpointParameters(file, CPU).Take("a.weight", [256, 512], ScalarType.Float32);
        }

        Assert.True(weight.eq(original).all().item<bool>());
        weight.add_(1);
        Assert.True(weight.eq(original + 1).all().item<bool>());
        Assert.Equal(before, File.ReadAllBytes(folder["a.safetensors"]));

        using var again = CheckpointFile.Open(folder["a.safetensors"]);
        Assert.True(new CheckpointParameters(again, CPU).Take("a.weight", [256, 512], ScalarType.Float32).eq(original).all().item<bool>());
    }

    [Fact]
    public void Another_dtype_is_a_copy()
    {
        using var scope = NewDisposeScope();
        var original = randn([256, 512]);
        SafetensorsWriter.Write(folder["a.safetensors"], [KeyValuePair.Create("a.weight", original)]);
        using var file = CheckpointFile.Open(folder["a.safetensors"]);

        var weight = new CheckpointParameters(file, CPU).Take("a.weight", [256, 512], ScalarType.BFloat16);

        Assert.True(weight.eq(original.to(ScalarType.BFloat16)).all().item<bool>());
    }

    [Fact]
    public void Data_that_is_not_aligned_is_not_shared()
    {
        using var file = SafetensorsFile.Open(Repository.At("tests", "hostile", "safetensors-bad", "ok-unaligned.safetensors"));

        Assert.Null(file.Share("a"));
    }

    public void Dispose() => folder.Dispose();
}
