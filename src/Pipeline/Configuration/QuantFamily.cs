namespace Workbench.Pipeline.Configuration;

/// <summary>How the experts' matrices are stored.</summary>
public enum QuantFamily
{
    /// <summary>Not quantised: bf16, fp16 or fp32.</summary>
    None,

    /// <summary>float8_e4m3fn weights with one scale per output channel; activations scaled per token.</summary>
    Fp8,

    /// <summary>GGUF block types, tensor by tensor.</summary>
    Gguf,
}
