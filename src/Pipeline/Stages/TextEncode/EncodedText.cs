using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.TextEncode;

/// <summary>One encoded prompt; owns its tensors.</summary>
/// <param name="Text">The prompt after cleaning.</param>
/// <param name="Ids">[1, text length] int64, on the CPU.</param>
/// <param name="Mask">[1, text length] int64, on the CPU, 1 where ids hold a token.</param>
/// <param name="Context">[1, text length, dim]; rows from <paramref name="Tokens"/> on are exactly zero.</param>
/// <param name="Tokens">Tokens, end of sequence included.</param>
/// <param name="Dropped">Tokens that found no room.</param>
public sealed record EncodedText(string Text, Tensor Ids, Tensor Mask, Tensor Context, int Tokens, int Dropped) : IDisposable
{
    public void Dispose()
    {
        Ids.Dispose();
        Mask.Dispose();
        Context.Dispose();
    }
}
