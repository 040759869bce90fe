namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>A prompt as the text encoder takes it.</summary>
/// <param name="Ids">[text length], padded on the right.</param>
/// <param name="Mask">[text length], 1 where ids hold a token.</param>
/// <param name="Count">Tokens, end of sequence included.</param>
/// <param name="Dropped">Tokens that found no room.</param>
public sealed record TokenizedPrompt(long[] Ids, long[] Mask, int Count, int Dropped);
