using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>text_embedding: the padded context to the width of the network. Zero rows become a constant row that is not zero (biases), and stays unmasked.</summary>
internal sealed class TextEmbedding(ParameterScope parameters, WanDitConfig config, IElementwise elementwise)
{
    private readonly Linear first = parameters.Linear("0", config.TextDim, config.Dim);
    private readonly Linear second = parameters.Linear("2", config.Dim, config.Dim);

    /// <summary>context [1, text_len, text_dim] in the compute dtype to [1, text_len, D].</summary>
    public Tensor Forward(Tensor context, Tap tap)
    {
        using var scope = NewDisposeScope();
        tap["text_embedding"].Launch("linear");
        var hidden = elementwise.Gelu(first.Forward(context)); // [1, text_len, D]
        return second.Forward(hidden).MoveToOuterDisposeScope(); // [1, text_len, D]
    }
}
