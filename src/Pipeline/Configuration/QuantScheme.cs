using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Configuration;

/// <summary>LightX2V's dit_quant_scheme, as far as Workbench runs it.</summary>
/// <param name="Name">Upstream's name, for instance <c>gguf-Q4_K_M</c>; <c>Default</c> when not quantised.</param>
/// <param name="Family">How the matrices are stored.</param>
/// <param name="GgufType">The part after <c>gguf-</c>. It picks file names only: each tensor goes by its own type.</param>
public sealed record QuantScheme(string Name, QuantFamily Family, string? GgufType = null)
{
    /// <summary>Not quantised.</summary>
    public static readonly QuantScheme Default = new("Default", QuantFamily.None);

    /// <summary>File types of GGUF that upstream's assertion admits (it refuses Q2_K, IQ*, BF16, F16 and F32; Workbench reads them).</summary>
    public static readonly IReadOnlyList<string> UpstreamGgufTypes =
        ["Q8_0", "Q6_K", "Q5_K_S", "Q5_K_M", "Q5_0", "Q5_1", "Q4_K_S", "Q4_K_M", "Q4_0", "Q4_1", "Q3_K_S", "Q3_K_M"];

    /// <summary>All GGUF types that may be named.</summary>
    public static readonly IReadOnlyList<string> GgufTypes =
        [.. UpstreamGgufTypes, "Q2_K", "Q3_K_L", "Q3_K", "Q4_K", "Q5_K", "IQ4_NL", "IQ4_XS", "BF16", "F16", "F32"];

    /// <summary>Schemes with fp8-sgl's file layout; they differ upstream in the kernel that multiplies.</summary>
    private static readonly string[] Fp8Layout = ["fp8-sgl", "fp8-vllm", "fp8-torchao", "fp8-triton", "fp8-q8f"];

    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["fp8-pertensor"] = "one scale per tensor is another file layout",
        ["fp8-b128-deepgemm"] = "scales per 128x128 block are another file layout",
        ["fp8-musa"] = "it is for another vendor's devices",
        ["int8-triton"] = "int8 experts are not implemented",
        ["int8-vllm"] = "int8 experts are not implemented",
        ["int8-q8f"] = "int8 experts are not implemented",
        ["int8-sgl"] = "int8 experts are not implemented",
        ["int8-torchao"] = "int8 experts are not implemented",
        ["nvfp4"] = "4-bit float experts are not implemented",
        ["mxfp4"] = "4-bit float experts are not implemented",
        ["mxfp6-mxfp8"] = "6-bit float experts are not implemented",
        ["mxfp8"] = "block-scaled 8-bit float experts are not implemented",
    };

    /// <summary>Every scheme name that runs.</summary>
    public static IEnumerable<string> Names => [Default.Name, .. Fp8Layout, .. GgufTypes.Select(t => "gguf-" + t)];

    /// <summary>Reads a scheme name. <paramref name="reason"/> says why it is refused, and names the nearest one that runs.</summary>
    public static bool TryParse(string name, out QuantScheme scheme, out string reason)
    {
        scheme = Default;
        reason = "";
        if (name is "Default" or "bf16" or "none")
        {
            return true;
        }

        if (Fp8Layout.Contains(name))
        {
            scheme = new(name, QuantFamily.Fp8);
            return true;
        }

        if (name.StartsWith("gguf-", StringComparison.Ordinal) && GgufTypes.Contains(name[5..]))
        {
            scheme = new(name, QuantFamily.Gguf, name[5..]);
            return true;
        }

        reason = Refused.TryGetValue(name, out var why)
            ? $"{why}; use fp8-sgl or a gguf scheme"
            : $"no such scheme; nearest: {string.Join(", ", NearestNames.Of(name, Names))}";
        return false;
    }

    internal static QuantScheme Read(ConfigReader reader)
    {
        var name = reader.Text("dit_quant_scheme") ?? "Default";
        if (!TryParse(name, out var scheme, out var reason))
        {
            reader.Problem("dit_quant_scheme", "a scheme that Workbench runs", $"\"{name}\" ({reason})");
            return scheme;
        }

        var quantised = reader.Flag("dit_quantized", false);
        if (scheme.Family != QuantFamily.None && !quantised)
        {
            reader.Problem("dit_quantized", $"true, as dit_quant_scheme is {name}");
        }
        else if (scheme.Family == QuantFamily.None && quantised)
        {
            reader.Problem("dit_quant_scheme", "a scheme such as fp8-sgl or gguf-Q4_K_M, as dit_quantized is true");
        }

        if (scheme.Family == QuantFamily.Fp8 && name != "fp8-sgl")
        {
            reader.Note("dit_quant_scheme", $"{name} has the file layout of fp8-sgl and is multiplied as fp8-sgl; upstream's kernel rounds activation scales a little differently.");
        }
        else if (scheme.GgufType is { } type && !UpstreamGgufTypes.Contains(type))
        {
            reader.Note("dit_quant_scheme", $"LightX2V itself refuses {name}; Workbench reads it.");
        }

        return scheme;
    }
}
