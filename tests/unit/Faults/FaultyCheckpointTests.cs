using Workbench.Pipeline.Checkpoints;
using Workbench.Testing.Weights;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Faults;

public sealed class FaultyCheckpointTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public FaultyCheckpointTests()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        SafetensorsWriter.Write(path, [new("a.weight", randn(8, 64)), new("b.weight", randn(8, 64).to(ScalarType.BFloat16)), new("a.weight_scale", ones(8, 1))]);
    }

    public static TheoryData<string> Kinds => [.. WeightFault.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_the_weight_that_is_meant_changes_and_the_file_does_not(string kind)
    {
        var bytes = File.ReadAllBytes(path);
        using var scope = NewDisposeScope();
        using var sound = SafetensorsFile.Open(path);
        foreach (var key in new[] { "a.weight", "b.weight" })
        {
            using var faulty = new FaultyCheckpoint(SafetensorsFile.Open(path), WeightFault.Parse($"{kind}@{key};seed=2"));
            foreach (var name in sound.Tensors.Keys)
            {
                using var got = faulty.View(name);
                using var expected = sound.View(name);
                Assert.Equal(expected.shape, got.shape);
                Assert.Equal(expected.dtype, got.dtype);
                Assert.Equal(name != key, got.bytes.SequenceEqual(expected.bytes));
            }

            Assert.Equal([key], faulty.Hit);
        }

        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_glob_hits_every_scale()
    {
        using var scope = NewDisposeScope();
        using var faulty = new FaultyCheckpoint(SafetensorsFile.Open(path), WeightFault.Parse("doubled@*.weight_scale"));
        Assert.Equal(16, faulty.View("a.weight_scale").sum().item<float>());
        Assert.Equal(["a.weight_scale"], faulty.Hit);
    }

    [Fact]
    public void One_quantised_block_is_garbled()
    {
        using var scope = NewDisposeScope();
        // Q4_K: 256 weights in 144 bytes; two rows of two blocks.
        var stored = new StoredTensor("w", StoredType.Q4_K, [2, 512], 2 * 2 * 144);
        var view = zeros([2, 288], ScalarType.Byte);
        var changed = new WeightFault("garbage-block", "w", 1).Apply(stored, view).ne(0).reshape(4, 144).any(1);
        Assert.Equal(1, changed.sum().item<long>());
    }

    [Fact]
    public void A_text_that_means_nothing_is_refused() => Assert.Throws<FormatException>(() => WeightFault.Parse("melted@a"));

    public void Dispose() => File.Delete(path);
}
