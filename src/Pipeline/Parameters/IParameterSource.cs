using Workbench.Pipeline.Kernels;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Parameters;

/// <summary>
/// Hands a network its parameters while it is being built. The network asks by upstream's state-dict key and the shape it needs;
/// what it asks for <em>is</em> its state dict, so loading is strict by construction.
/// </summary>
public interface IParameterSource
{
    /// <summary>A tensor that the caller owns, on the source's device. Floating types are cast to <paramref name="dtype"/>.</summary>
    /// <exception cref="Checkpoints.CheckpointException">Missing, or of another shape.</exception>
    Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype);

    /// <summary>The linear layer <c>name.weight</c> [outputs, inputs] with its optional <c>name.bias</c> [outputs], in whatever flavour the source stores it.</summary>
    /// <exception cref="Checkpoints.CheckpointException">Missing, or of another shape.</exception>
    Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype);
}
