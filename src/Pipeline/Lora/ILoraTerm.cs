using static TorchSharp.torch;

namespace Workbench.Pipeline.Lora;

/// <summary>What one LoRA adds to a linear layer's output.</summary>
internal interface ILoraTerm : IDisposable
{
    /// <summary>Adds strength times this term of x to y, in place.</summary>
    /// <param name="x">[M, inputs].</param>
    /// <param name="y">[M, outputs].</param>
    /// <param name="strength">Factor.</param>
    void AddTo(Tensor y, Tensor x, double strength);
}
