using static TorchSharp.torch;

namespace Workbench.Testing.Faults;

/// <summary>What a fault may draw on.</summary>
/// <param name="Random">Seeded.</param>
/// <param name="Earlier">A tensor of the same shape and dtype that passed some tap before, or null.</param>
/// <param name="From">The last tensor that passed the tap the fault names as its source, or null.</param>
public sealed record FaultContext(Random Random, Tensor? Earlier, Tensor? From);
