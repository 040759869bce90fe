using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.TinyModel;

/// <summary>
/// Which type each tensor of a Wan expert has in a GGUF file, as the published ones (city96's converter, llama.cpp's mixes) have it: block matrices quantised,
/// with more bits for attention values and the second feed-forward matrix; the 5-D patch embedding F32; everything else F16.
/// </summary>
/// <param name="Body">Block matrices.</param>
/// <param name="Values">Attention v.</param>
/// <param name="Down">ffn.2.</param>
internal sealed record GgufMixture(StoredType Body, StoredType Values, StoredType Down)
{
    private static readonly Dictionary<string, GgufMixture> Mixed = new(StringComparer.Ordinal)
    {
        ["Q2_K"] = new(StoredType.Q2_K, StoredType.Q3_K, StoredType.Q3_K),
        ["Q3_K_S"] = Pure(StoredType.Q3_K),
        ["Q3_K_M"] = new(StoredType.Q3_K, StoredType.Q5_K, StoredType.Q4_K),
        ["Q3_K_L"] = new(StoredType.Q3_K, StoredType.Q5_K, StoredType.Q5_K),
        ["Q4_0"] = new(StoredType.Q4_0, StoredType.Q4_0, StoredType.Q4_1),
        ["Q4_K_S"] = new(StoredType.Q4_K, StoredType.Q5_K, StoredType.Q5_K),
        ["Q4_K_M"] = new(StoredType.Q4_K, StoredType.Q6_K, StoredType.Q6_K),
        ["Q5_0"] = new(StoredType.Q5_0, StoredType.Q5_0, StoredType.Q5_1),
        ["Q5_K_S"] = Pure(StoredType.Q5_K),
        ["Q5_K_M"] = new(StoredType.Q5_K, StoredType.Q6_K, StoredType.Q6_K),
    };

    /// <summary>The mixture of a scheme; a name that is a type itself is pure.</summary>
    public static GgufMixture Of(QuantScheme scheme) => Mixed.GetValueOrDefault(scheme.GgufType!) ?? Pure(Enum.Parse<StoredType>(scheme.GgufType!));

    /// <summary>The type of a tensor.</summary>
    public StoredType TypeOf(StoredTensor tensor)
    {
        if (tensor.Name == "patch_embedding.weight")
        {
            return StoredType.F32;
        }

        if (!ExpertMatrices.IsQuantised(tensor))
        {
            return StoredType.F16;
        }

        return tensor.Name.EndsWith("attn.v.weight", StringComparison.Ordinal) ? Values : tensor.Name.EndsWith("ffn.2.weight", StringComparison.Ordinal) ? Down : Body;
    }

    private static GgufMixture Pure(StoredType type) => new(type, type, type);
}
