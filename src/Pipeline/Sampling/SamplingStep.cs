using Workbench.Pipeline.Models.WanDit;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Sampling;

/// <summary>One finished step, for an observer. The tensors live only during the call, and so does what is made of them there: clone and detach from the dispose scope what shall be kept.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Timestep">What the model was told.</param>
/// <param name="Expert">Who predicted.</param>
/// <param name="LatentsIn">[16, T, h, w] before the step.</param>
/// <param name="Velocity">[16, T, h, w] fp32, the prediction used.</param>
/// <param name="Conditional">The prediction for the prompt; the same as <paramref name="Velocity"/> without guidance.</param>
/// <param name="Unconditional">The prediction for the negative prompt, or null.</param>
/// <param name="Latents">[16, T, h, w] after the step.</param>
public readonly record struct SamplingStep(
    int Index, double Timestep, Expert Expert, Tensor LatentsIn, Tensor Velocity, Tensor Conditional, Tensor? Unconditional, Tensor Latents);
