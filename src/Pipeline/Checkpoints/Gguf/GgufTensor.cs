namespace Workbench.Pipeline.Checkpoints.Gguf;

/// <summary>A tensor's place in a GGUF file.</summary>
/// <param name="Stored">As presented: dimensions outermost first, <c>comfy.gguf.orig_shape</c> applied.</param>
/// <param name="Offset">From the start of the data section.</param>
/// <param name="RowBytes">Bytes of one stored row: the innermost stored dimension, in blocks.</param>
internal sealed record GgufTensor(StoredTensor Stored, long Offset, long RowBytes);
