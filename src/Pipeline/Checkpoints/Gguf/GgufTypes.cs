namespace Workbench.Pipeline.Checkpoints.Gguf;

/// <summary>ggml's tensor type numbers (ggml.h, enum ggml_type) and the stored types they name.</summary>
internal static class GgufTypes
{
    private static readonly Dictionary<uint, StoredType> ByNumber = new()
    {
        [0] = StoredType.F32,
        [1] = StoredType.F16,
        [2] = StoredType.Q4_0,
        [3] = StoredType.Q4_1,
        [6] = StoredType.Q5_0,
        [7] = StoredType.Q5_1,
        [8] = StoredType.Q8_0,
        [10] = StoredType.Q2_K,
        [11] = StoredType.Q3_K,
        [12] = StoredType.Q4_K,
        [13] = StoredType.Q5_K,
        [14] = StoredType.Q6_K,
        [16] = StoredType.IQ2_XXS,
        [17] = StoredType.IQ2_XS,
        [18] = StoredType.IQ3_XXS,
        [19] = StoredType.IQ1_S,
        [20] = StoredType.IQ4_NL,
        [21] = StoredType.IQ3_S,
        [22] = StoredType.IQ2_S,
        [23] = StoredType.IQ4_XS,
        [24] = StoredType.I8,
        [25] = StoredType.I16,
        [26] = StoredType.I32,
        [27] = StoredType.I64,
        [28] = StoredType.F64,
        [29] = StoredType.IQ1_M,
        [30] = StoredType.BF16,
        [34] = StoredType.TQ1_0,
        [35] = StoredType.TQ2_0,
        [39] = StoredType.MXFP4,
        [40] = StoredType.NVFP4,
        [41] = StoredType.Q1_0,
        [42] = StoredType.Q2_0,
    };

    private static readonly Dictionary<uint, string> Refused = new()
    {
        [4] = "Q4_2, removed from the format",
        [5] = "Q4_3, removed from the format",
        [9] = "Q8_1, which ggml never stores",
        [15] = "Q8_K, which ggml never stores",
        [31] = "Q4_0_4_4, removed from the format",
        [32] = "Q4_0_4_8, removed from the format",
        [33] = "Q4_0_8_8, removed from the format",
        [36] = "IQ4_NL_4_4, removed from the format",
        [37] = "IQ4_NL_4_8, removed from the format",
        [38] = "IQ4_NL_8_8, removed from the format",
    };

    /// <summary>ggml's number of a type, or null where GGUF has none.</summary>
    public static uint? Number(StoredType type) => ByNumber.Where(pair => pair.Value == type).Select(pair => (uint?)pair.Key).FirstOrDefault();

    /// <summary>The stored type, or null with the reason.</summary>
    public static StoredType? Of(uint number, out string reason)
    {
        reason = ByNumber.ContainsKey(number) ? "" : Refused.GetValueOrDefault(number, "unknown");
        return ByNumber.TryGetValue(number, out var type) ? type : null;
    }
}
