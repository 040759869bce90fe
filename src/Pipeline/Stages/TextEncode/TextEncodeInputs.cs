namespace Workbench.Pipeline.Stages.TextEncode;

/// <summary>What stage 10 takes.</summary>
/// <param name="Prompt">May be empty.</param>
/// <param name="NegativePrompt">Given only with guidance; then a second context is made. May be empty.</param>
public sealed record TextEncodeInputs(string Prompt, string? NegativePrompt = null);
