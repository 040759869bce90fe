using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Fp8;

/// <summary>Activations that their producer has quantised already, one scale a row: what several fp8 layers can read without a pass of their own.</summary>
/// <param name="Codes">float8_e4m3fn [..., K].</param>
/// <param name="Scale">fp32 [rows, 1].</param>
/// <param name="Dtype">What the values would be without quantisation: layers answer in it.</param>
public sealed record Fp8Rows(Tensor Codes, Tensor Scale, ScalarType Dtype);
