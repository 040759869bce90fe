using System.Text;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>The full-size network without weights: names, shapes, and a forward on the meta device.</summary>
[Trait("Stage", "12")]
public sealed class Test12DitStateDict
{
    [Fact]
    public void Full_size_names_and_shapes_are_the_approved_ones()
    {
        using var scope = NewDisposeScope();
        var parameters = new MetaParameters();
        using var dit = new WanDit(WanDitConfig.I2VA14B, parameters, DtypePlan.LightX2V(ScalarType.BFloat16));

        Assert.Equal(1095, parameters.Taken.Count);
        Assert.Equal(14_288_901_184, parameters.Taken.Sum(t => Count(t.Shape)));
        Assert.Equal(14_050_918_400, dit.Parameters.Linears.Values.Where(l => l.Name.StartsWith("blocks.", StringComparison.Ordinal)).Sum(l => l.Weight.Outputs * l.Weight.Inputs));
        RequireApproved("wan22-i2v-a14b-dit.keys.txt", parameters.Taken);
    }

    [Theory]
    [InlineData(21, 60, 104)]
    [InlineData(21, 90, 160)]
    [InlineData(1, 58, 104)]
    public void A_full_size_forward_keeps_its_shape(long frames, long height, long width)
    {
        using var scope = NewDisposeScope();
        var kernels = new ShapeKernels();
        using var dit = new WanDit(WanDitConfig.I2VA14B, new MetaParameters(), DtypePlan.Official(ScalarType.BFloat16), new(kernels, kernels, kernels));

        var velocity = dit.Forward(
            empty([16, frames, height, width], device: META),
            empty([20, frames, height, width], device: META),
            empty([1, 512, 4096], device: META),
            937.5);

        Assert.Equal([16L, frames, height, width], velocity.shape);
        Assert.Equal(ScalarType.Float32, velocity.dtype);
    }

    /// <summary>To accept a change, put the received file in the approved one's place.</summary>
    private static void RequireApproved(string file, IReadOnlyList<(string Name, long[] Shape)> taken)
    {
        var text = new StringBuilder();
        foreach (var (name, shape) in taken)
        {
            text.Append(name).Append(" [").AppendJoin(", ", shape).Append("]\n");
        }

        var approved = Repository.At("tests", "component", "Goldens", file);
        if (!File.Exists(approved) || File.ReadAllText(approved) != text.ToString())
        {
            var received = Path.ChangeExtension(approved, ".received.txt");
            Directory.CreateDirectory(Path.GetDirectoryName(received)!);
            File.WriteAllText(received, text.ToString());
            Assert.Fail($"the state dict differs from {approved}. Received: {received}");
        }
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);
}
