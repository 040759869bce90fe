using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>Memory with the channels innermost, which cuDNN's tensor-core convolutions want. Shapes stay [b, c, ...].</summary>
internal static class ChannelsLast
{
    /// <summary>Whether a tensor [b, c, t, h, w] or [n, c, h, w] is dense with its channels innermost.</summary>
    public static bool Is(Tensor x)
    {
        if (x.shape[1] == 1 || x.stride(1) != 1)
        {
            return false;
        }

        using var view = Inner(x);
        return view.is_contiguous();
    }

    /// <summary>The same values with the channels innermost; a copy unless they are so already.</summary>
    public static Tensor Of(Tensor x)
    {
        using var view = Inner(x);
        using var dense = view.contiguous();
        return dense.dim() == 5 ? dense.permute(0, 4, 1, 2, 3) : dense.permute(0, 3, 1, 2);
    }

    private static Tensor Inner(Tensor x) => x.dim() == 5 ? x.permute(0, 2, 3, 4, 1) : x.permute(0, 2, 3, 1);
}
