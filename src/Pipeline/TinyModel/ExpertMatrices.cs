using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.TinyModel;

/// <summary>The part of an expert that published quantised files quantise.</summary>
internal static class ExpertMatrices
{
    /// <summary>Whether a tensor is a matrix of a block: attention and feed-forward.</summary>
    public static bool IsQuantised(StoredTensor tensor) =>
        tensor.Shape.Length == 2 && tensor.Name.StartsWith("blocks.", StringComparison.Ordinal) && tensor.Name.EndsWith(".weight", StringComparison.Ordinal);
}
