using TorchSharp;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Gguf;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Kernels;

/// <summary>Values are checked against ggml by the format oracles; here: what surrounds the blocks.</summary>
public sealed class DequantiserTests
{
    public static TheoryData<StoredType> BlockTypes => [.. Enum.GetValues<StoredType>().Where(type => type.IsBlock())];

    [Theory]
    [MemberData(nameof(BlockTypes))]
    public void Many_blocks_in_parallel_are_the_same_as_one_after_the_other(StoredType type)
    {
        using var scope = NewDisposeScope();
        var (elements, size) = type.Block();
        var blocks = 3 * 65536 / elements + 1; // three whole runs and a bit
        var source = new byte[blocks * size];
        new Random(7).NextBytes(source);
        var expected = new float[blocks * elements];
        CpuDequantiser.Dequantise(type, source, expected);

        var got = Dequantisers.Dequantise(type, tensor(source), [blocks * elements], ScalarType.Float32);

        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), got.data<float>().ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    [Theory]
    [MemberData(nameof(BlockTypes))]
    public void Torch_operations_give_the_same_bits_where_they_cover_a_type(StoredType type)
    {
        var twin = new TorchDequantiser();
        if (!twin.Handles(type, DeviceType.CUDA))
        {
            Assert.IsType<DetourDequantiser>(Dequantisers.For(type, DeviceType.CUDA));
            return;
        }

        using var scope = NewDisposeScope();
        var source = new byte[64 * type.Block().Bytes];
        new Random(8).NextBytes(source);
        for (var i = 0; i < source.Length; i++)
        {
            source[i] &= 0xbf; // keeps half-precision scales finite wherever they stand
        }

        var bytes = tensor(source);
        long[] shape = [64, type.Block().Elements];

        var (a, b) = (new CpuDequantiser().Dequantise(type, bytes, shape, ScalarType.Float32), twin.Dequantise(type, bytes, shape, ScalarType.Float32));

        Assert.True(a.isfinite().all().item<bool>());
        Assert.True(a.eq(b).all().item<bool>());
    }

    [Fact]
    public void Sixteen_bits_are_the_fp32_value_rounded_once()
    {
        using var scope = NewDisposeScope();
        var bytes = tensor(Enumerable.Range(0, 144 * 4).Select(i => (byte)(i * 37 & 0xbf)).ToArray());
        var single = Dequantisers.Dequantise(StoredType.Q4_K, bytes, [4, 256], ScalarType.Float32);

        var half = Dequantisers.Dequantise(StoredType.Q4_K, bytes, [4, 256], ScalarType.BFloat16);

        Assert.True(half.eq(single.to(ScalarType.BFloat16)).all().item<bool>());
    }

    [Fact]
    public void An_empty_tensor_is_empty()
    {
        using var empty = Dequantisers.Dequantise(StoredType.Q8_0, zeros([0], ScalarType.Byte), [0, 32], ScalarType.Float32);

        Assert.Equal([0L, 32], empty.shape);
    }

    [Fact]
    public void Lengths_that_do_not_belong_together_are_refused()
    {
        Assert.Throws<ArgumentException>(() => CpuDequantiser.Dequantise(StoredType.Q8_0, new byte[33], new float[32]));
        Assert.Throws<ArgumentException>(() => Dequantisers.Dequantise(StoredType.Q8_0, zeros([34], ScalarType.Byte), [64], ScalarType.Float32));
        Assert.Throws<ArgumentException>(() => Dequantisers.Dequantise(StoredType.Q8_0, zeros([34], ScalarType.Float32), [32], ScalarType.Float32));
    }

    [Fact]
    public void A_registered_dequantiser_is_asked_first()
    {
        var own = new Ones();
        Dequantisers.Register(own);
        try
        {
            Assert.Same(own, Dequantisers.For(StoredType.Q4_0, DeviceType.META));
            Assert.IsType<CpuDequantiser>(Dequantisers.For(StoredType.Q4_0, DeviceType.CPU));
        }
        finally
        {
            Dequantisers.Unregister(own);
        }
    }

    private sealed class Ones : IDequantiser
    {
        public bool Handles(StoredType type, DeviceType device) => device == DeviceType.META;

        public Tensor Dequantise(StoredType type, Tensor bytes, ReadOnlySpan<long> shape, ScalarType dtype) => ones(shape.ToArray(), dtype);
    }
}
