using Workbench.Pipeline.Models.WanDit;
using static TorchSharp.torch;

namespace Workbench.Interactive;

/// <summary>One sampling step, kept after the run; tensors are fp32 copies on the CPU and belong to the run.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Timestep">What the model was told, 0 to 1000.</param>
/// <param name="Sigma">Noise level before the step.</param>
/// <param name="Expert">Who predicted.</param>
/// <param name="Latents">[16, T, h, w] after the step.</param>
/// <param name="Velocity">[16, T, h, w], the prediction used.</param>
public sealed record StepRecord(int Index, double Timestep, double Sigma, Expert Expert, Tensor Latents, Tensor Velocity);
