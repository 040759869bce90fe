using Workbench.Pipeline.Runtime;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Checkpoints;

public sealed class SafetensorsRoundTripTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");

    public static TheoryData<ScalarType> Types => [ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool, Float8.E4M3FN, Float8.E5M2];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_dtype_comes_back_bit_for_bit(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var data = new StageData();
        data.Tensors["x"] = arange(24).reshape(2, 3, 4).to(type);
        data.Tensors["empty"] = zeros(new long[] { 0, 3 }, type);
        data.Metadata["prompt"] = "a \"quoted\" 猫";
        data.Save(path);

        using var back = StageData.Load(path);

        Assert.Equal(type, back["x"].dtype);
        Assert.Equal([2L, 3, 4], back["x"].shape);
        Assert.Equal(data["x"].bytes.ToArray(), back["x"].bytes.ToArray());
        Assert.Equal([0L, 3], back["empty"].shape);
        Assert.Equal(data.Metadata, back.Metadata);
    }

    [Fact]
    public void A_non_contiguous_tensor_is_written_in_logical_order()
    {
        using var scope = NewDisposeScope();
        using var data = new StageData();
        data.Tensors["x"] = arange(6, ScalarType.Float32).reshape(2, 3).t();
        data.Save(path);

        using var back = StageData.Load(path);

        Assert.Equal([0f, 3, 1, 4, 2, 5], back["x"].data<float>().ToArray());
    }

    public void Dispose() => File.Delete(path);
}
