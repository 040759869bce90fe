using static TorchSharp.torch;

namespace Workbench.Pipeline.Lora;

/// <summary>What one LoRA adds to one parameter at strength 1; holds its tensors on the CPU as stored.</summary>
internal interface ILoraDelta : IDisposable
{
    /// <summary>The delta in <paramref name="shape"/>, computed in <paramref name="dtype"/> on <paramref name="device"/>; joins the current dispose scope.</summary>
    Tensor Dense(long[] shape, ScalarType dtype, Device device);

    /// <summary>The same as a term of a linear layer's output, its tensors on the layer's device; owned by the caller.</summary>
    ILoraTerm Term(ScalarType dtype, Device device);

    /// <summary>Euclidean norm, in fp64 and without making the dense delta.</summary>
    double Norm { get; }
}
