namespace Workbench.Pipeline.Configuration;

/// <summary>The text encoder's files.</summary>
/// <param name="Path">Explicit checkpoint (quantised or not); null: looked for in the model folder.</param>
/// <param name="TokenizerPath">Explicit tokenizer folder; null: google/umt5-xxl in the model folder.</param>
/// <param name="QuantScheme">t5_quant_scheme when t5_quantized, else null.</param>
/// <param name="LazyLoad">Load per request and free afterwards.</param>
public sealed record TextEncoderConfig(string? Path, string? TokenizerPath, string? QuantScheme, bool LazyLoad)
{
    internal static TextEncoderConfig Read(ConfigReader reader)
    {
        var quantised = reader.Flag("t5_quantized", false);
        var scheme = reader.Text("t5_quant_scheme");
        if (quantised && scheme is null)
        {
            reader.Problem("t5_quant_scheme", "a scheme such as fp8-sgl, as t5_quantized is true");
        }

        return new(
            reader.Text(quantised ? "t5_quantized_ckpt" : "t5_original_ckpt"), reader.Text("t5_tokenizer_path"),
            quantised ? scheme : null, reader.Flag("t5_lazy_load", false));
    }
}
