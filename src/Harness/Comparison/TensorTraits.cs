using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Harness.Comparison;

/// <summary>What a tensor is apart from its values.</summary>
/// <param name="Dtype">Element type.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Device">Kind of device, such as <c>cpu</c> or <c>cuda</c>; the index does not matter.</param>
/// <param name="Contiguous">Whether elements lie in row-major order without gaps.</param>
/// <param name="Pinned">Whether it is in page-locked host memory.</param>
public sealed record TensorTraits(ScalarType Dtype, long[] Shape, string Device, bool Contiguous, bool Pinned)
{
    /// <summary>The traits of a tensor.</summary>
    public static TensorTraits Of(Tensor tensor) => new(
        tensor.dtype,
        tensor.shape,
        tensor.device_type.ToString().ToLowerInvariant(),
        tensor.is_contiguous(),
        tensor.device_type == DeviceType.CPU && cuda.is_available() && tensor.is_pinned());

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>Where these traits differ from the reference's.</summary>
    /// <param name="expected">The reference's.</param>
    /// <param name="acrossDevices">Whether device and dtype may differ, as between a candidate and a reference configuration.</param>
    public IReadOnlyList<Finding> Against(TensorTraits expected, bool acrossDevices = false)
    {
        var findings = new List<Finding>();
        Check(FindingKind.Shape, Text(expected.Shape), Text(Shape));
        if (!acrossDevices)
        {
            Check(FindingKind.Dtype, $"{expected.Dtype}", $"{Dtype}");
            Check(FindingKind.Device, expected.Device, Device);
        }

        Check(FindingKind.Layout, expected.Contiguous ? "contiguous" : "strided", Contiguous ? "contiguous" : "strided");
        Check(FindingKind.Pinned, expected.Pinned ? "pinned" : "pageable", Pinned ? "pinned" : "pageable");
        return findings;

        void Check(FindingKind kind, string wanted, string met)
        {
            if (wanted != met)
            {
                findings.Add(new(kind, wanted, met));
            }
        }
    }

    private static string Text(long[] shape) => $"[{string.Join(",", shape)}]";
}
