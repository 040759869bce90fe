using static TorchSharp.torch;

namespace Workbench.Pipeline.Configuration;

/// <summary>The dtype plan that a configuration asks for.</summary>
/// <param name="Profile">The preset that the plan starts from.</param>
/// <param name="Compute">GET_DTYPE.</param>
/// <param name="Plan">The preset with SENSITIVE_LAYER_DTYPE and vae_dtype applied.</param>
/// <param name="RoundFp8Scales">Round weight_scale of fp8 files to the compute dtype, as LightX2V's loader does.</param>
public sealed record DtypeConfig(NumericProfile Profile, ScalarType Compute, DtypePlan Plan, bool RoundFp8Scales)
{
    internal static DtypeConfig Read(ConfigReader reader, QuantScheme quant, ConfigEnvironment environment)
    {
        var profile = reader.Choice("workbench.numeric_profile", "lightx2v", "lightx2v", "official", "fp32") switch
        {
            "official" => NumericProfile.Official,
            "fp32" => NumericProfile.Fp32,
            _ => NumericProfile.LightX2V,
        };
        var compute = ReadCompute(reader, profile, quant, environment);
        var plan = profile == NumericProfile.LightX2V
            ? WithSensitiveLayers(DtypePlan.LightX2V(compute), reader, environment)
            : DtypePlan.Official(compute);
        return new(profile, compute, WithVae(plan, reader), reader.Flag("workbench.round_fp8_scales", profile == NumericProfile.LightX2V));
    }

    private static ScalarType ReadCompute(ConfigReader reader, NumericProfile profile, QuantScheme quant, ConfigEnvironment environment)
    {
        var given = reader.Choice("workbench.dtype", "", "", "BF16", "FP16", "FP32");
        if (given.Length == 0)
        {
            given = environment.Dtype switch { "BF16" or "FP16" or "FP32" => environment.Dtype, _ => "" };
            if (given.Length == 0 && environment.Dtype is { Length: > 0 } odd)
            {
                reader.Problem("DTYPE", "BF16 or FP16 in the environment", odd);
            }
        }

        if (profile == NumericProfile.Fp32 && given is "BF16" or "FP16")
        {
            reader.Problem("workbench.dtype", "FP32 or nothing, as workbench.numeric_profile is fp32", given);
        }

        return given switch
        {
            "BF16" => ScalarType.BFloat16,
            "FP16" => ScalarType.Float16,
            "FP32" => ScalarType.Float32,
            // QuantStack's GGUF files hold F16 tensors, which upstream uses as they are: only FP16 computes there.
            _ => profile == NumericProfile.Fp32 ? ScalarType.Float32 : quant.Family == QuantFamily.Gguf ? ScalarType.Float16 : ScalarType.BFloat16,
        };
    }

    private static DtypePlan WithSensitiveLayers(DtypePlan plan, ConfigReader reader, ConfigEnvironment environment)
    {
        var name = reader.Choice("workbench.sensitive_layer_dtype", environment.SensitiveLayerDtype ?? "None", "None", "BF16", "FP16", "FP32");
        if (Parse(name) is not { } sensitive || sensitive == plan.Compute)
        {
            return plan;
        }

        // Upstream rounds latents each step only while the sensitive dtype equals DTYPE.
        return plan with { Residual = sensitive, TimeEmbedding = sensitive, Latents = ScalarType.Float32 };
    }

    private static DtypePlan WithVae(DtypePlan plan, ConfigReader reader)
    {
        var vae = reader.Choice("vae_dtype", "", "", "BF16", "FP16", "FP32");
        var weights = reader.Choice("vae_weight_dtype", vae, "", "BF16", "FP16", "FP32");
        if (weights != vae)
        {
            reader.Problem("vae_weight_dtype", vae.Length == 0 ? "vae_dtype beside it, with the same value" : $"{vae}, the value of vae_dtype");
        }

        return Parse(vae) is { } dtype ? plan with { Vae = dtype } : plan;
    }

    private static ScalarType? Parse(string name) => name switch
    {
        "BF16" => ScalarType.BFloat16,
        "FP16" => ScalarType.Float16,
        "FP32" => ScalarType.Float32,
        _ => null,
    };
}
