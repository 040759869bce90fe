namespace Workbench.Pipeline.Hub.Models;

/// <summary>Mean bits per weight of A14B's block matrices in a GGUF file of a type; mixes (K_M, K_S) hold several block types. From the published file sizes.</summary>
internal static class GgufBits
{
    private static readonly Dictionary<string, double> Bits = new(StringComparer.Ordinal)
    {
        ["F32"] = 32,
        ["F16"] = 16,
        ["BF16"] = 16,
        ["Q8_0"] = 8.5,
        ["Q6_K"] = 6.5625,
        ["Q5_1"] = 6,
        ["Q5_K_M"] = 5.8727,
        ["Q5_0"] = 5.6007,
        ["Q5_K_S"] = 5.5,
        ["Q5_K"] = 5.5,
        ["Q4_K_M"] = 5.2234,
        ["Q4_1"] = 5,
        ["Q4_K_S"] = 4.709,
        ["Q4_0"] = 4.6007,
        ["Q4_K"] = 4.5,
        ["IQ4_NL"] = 4.5,
        ["IQ4_XS"] = 4.25,
        ["Q3_K_L"] = 4.1,
        ["Q3_K_M"] = 3.8139,
        ["Q3_K_S"] = 3.4375,
        ["Q3_K"] = 3.4375,
        ["Q2_K"] = 2.7463,
    };

    public static double PerWeight(string type) => Bits[type];
}
