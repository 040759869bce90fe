using static TorchSharp.torch;

namespace Workbench.Pipeline.Taps;

/// <summary>Receives every tensor that passes a <see cref="Tap"/>.</summary>
public interface ITapSink
{
    /// <summary>
    /// Looks at a tensor, and may put another in its place (a graft, an injected fault).
    /// The tensor belongs to the network and dies with its block: keep a clone or a statistic, never the tensor itself.
    /// A replacement joins the caller's dispose scope and must have the same shape and dtype unless a fault is meant.
    /// </summary>
    /// <param name="path">Full name, such as <c>dit.high/blocks.03/self_attn/q_norm</c>.</param>
    /// <param name="tensor">The value at that place.</param>
    /// <returns><paramref name="tensor"/>, or what the network shall go on with.</returns>
    Tensor Pass(string path, Tensor tensor);

    /// <summary>Called before an operation that is worth naming when it takes the process down.</summary>
    /// <param name="path">Where in the network.</param>
    /// <param name="operation">Operator name, such as <c>conv3d</c>.</param>
    void Launch(string path, string operation)
    {
    }
}
