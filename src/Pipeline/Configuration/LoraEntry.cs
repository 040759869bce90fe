namespace Workbench.Pipeline.Configuration;

/// <summary>One LoRA of lora_configs.</summary>
/// <param name="High">The high-noise expert's; false: the low-noise expert's.</param>
/// <param name="Path">Safetensors file.</param>
/// <param name="Strength">Factor; 1 when absent.</param>
public sealed record LoraEntry(bool High, string Path, double Strength);
