using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels;

/// <summary>Chooses the flavour of a linear weight from how the checkpoint stores it, tensor by tensor: never by file name or declared scheme.</summary>
internal static class LinearWeights
{
    public static ILinearWeight From(
        CheckpointParameters parameters, ICheckpoint checkpoint, string name, long inputs, long outputs, ScalarType dtype, Device device, Fp8Options fp8)
    {
        var key = name + ".weight";
        var stored = parameters.Find(key, [outputs, inputs]);
        return stored.Type switch
        {
            _ when stored.Type.IsBlock() => new GgufWeight(stored.Type, KeptValues.Quantised(checkpoint, stored, device), outputs, inputs),
            StoredType.F8E4M3 or StoredType.F8E5M2 when Fp8Scale.Find(checkpoint, name) is { } scale =>
                Scaled(parameters, checkpoint, stored, scale, outputs, device, fp8),
            StoredType.I8 => throw new CheckpointException($"{checkpoint.Path}: {key} is stored as int8. LightX2V's int8 schemes are not supported; use the bf16, fp8 (scaled_fp8_e4m3) or GGUF file of the same model."),
            _ when !stored.Type.TorchType()!.Value.IsFloat() => throw new CheckpointException($"{checkpoint.Path}: {key} is stored as {stored.Type}, expected a floating or GGUF type."),
            _ => new DenseWeight(parameters.Take(key, [outputs, inputs], dtype)),
        };
    }

    private static Fp8Weight Scaled(
        CheckpointParameters parameters, ICheckpoint checkpoint, StoredTensor stored, StoredTensor scale, long outputs, Device device, Fp8Options fp8)
    {
        if (stored.Type != StoredType.F8E4M3)
        {
            throw new CheckpointException($"{checkpoint.Path}: {stored.Name} is float8_e5m2 with a scale; scaled weights must be float8_e4m3fn.");
        }

        var codes = KeptValues.Read(checkpoint, stored, stored.Shape, null, device);
        return new(codes, Fp8Scale.Take(parameters, checkpoint, scale, outputs, fp8), fp8);
    }
}
