using static TorchSharp.torch;

namespace Workbench.Pipeline.Compatibility;

/// <summary>What a tensor at a stage's entry or exit must be.</summary>
/// <param name="Stage">10 to 13.</param>
/// <param name="Tensor">Its name.</param>
/// <param name="Dtype">Its dtype; null: any.</param>
/// <param name="Shape">Its sizes; null entries: any size.</param>
/// <param name="DtypePatch">The patch whose absence gives another dtype.</param>
/// <param name="FinitePatch">The patch whose absence gives NaN or infinity.</param>
public sealed record BoundaryExpectation(int Stage, string Tensor, ScalarType? Dtype, IReadOnlyList<long?> Shape, string? DtypePatch = null, string? FinitePatch = null);
