namespace Workbench.Pipeline.Lora;

/// <summary>How LoRAs are applied.</summary>
/// <param name="Mode">Upstream's <c>lora_dynamic_apply</c>.</param>
/// <param name="SkipUnmatched">Leaves keys that match no layer aside, as upstream does silently; here they are reported. By default they are an error.</param>
public sealed record LoraOptions(LoraMode Mode = LoraMode.Merge, bool SkipUnmatched = false);
