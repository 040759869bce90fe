namespace Workbench.Harness.Stages;

/// <summary>A tensor to put in at a tap.</summary>
/// <param name="Tap">Name of the tap.</param>
/// <param name="File">A safetensors file.</param>
/// <param name="Tensor">Name of the tensor in it.</param>
public sealed record GraftRequest(string Tap, string File, string Tensor);
